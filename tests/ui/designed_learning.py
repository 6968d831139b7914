"""States of learning, made by hand: where a learner is in a curriculum, from nothing begun to all held."""

from msgspec.structs import replace

from mastery_tui.model.learning import (
    AnswerState,
    Case,
    CurriculumState,
    HardenState,
    Learning,
    Mark,
    ModuleDetail,
    ModuleState,
    Verdict,
)
from mastery_tui.model.state import State
from tests.ui.states import NOON, green

HERE = "cs336_a1"

PROMPT = """# Softmax

Turn any row of numbers into probabilities: none below zero, and their sum is one.

$$
\\mathrm{softmax}(x)_i = \\frac{e^{x_i - m}}{\\sum_j e^{x_j - m}}, \\quad m = \\max_j x_j
$$

Write `softmax(x, axis=-1)` in `softmax.py`:

- it works along **one axis** of an array with any number of axes;
- it gives no `nan` for numbers as large as $10^4$;
- it leaves `x` as it was.

| input | output |
| --- | --- |
| `[0, 0]` | `[0.5, 0.5]` |
| `[1000, 0]` | `[1, 0]`, and no warning about an overflow |

```python
>>> softmax(np.array([0.0, np.log(3)]))
array([0.25, 0.75])
```
"""

HINTS = (
    "What is `np.exp(1000)`? And what is that divided by itself?",
    "Only *differences* of the inputs matter: which number can be taken off each of them?",
)


def module(
    id: str,
    title: str,
    build: Mark,
    justify: Mark,
    harden: Mark,
    stage: str,
    next: str,
    minutes: int = 30,
    missing: tuple[str, ...] = (),
    kind: str = "build",
    **more: object,
) -> ModuleState:
    return ModuleState(
        HERE,
        id,
        title,
        "Numerics",
        kind,
        minutes,
        {"build": build, "justify": justify, "harden": harden},
        stage,
        () if kind == "justify-only" else (f"{id}.py",),
        missing,
        next,
        **more,  # type: ignore[arg-type]
    )


START = "s writes the stub of softmax.py"
FIRST = module("softmax", "Softmax", "open", "locked", "locked", "build", START)
OTHERS = (
    module("cross_entropy", "Cross entropy", "locked", "locked", "locked", "build", "build softmax first", 40,
           ("softmax",)),
    module("gradient_clipping", "Gradient clipping", "open", "locked", "locked", "build", "s writes the stub", 25),
    module("linear", "Linear layer", "held", "held", "held", "", "mastered", 20, attempts=3),
    module("rmsnorm", "RMSNorm", "held", "held", "due", "harden", "a fresh bug is due", 30, due_at=NOON - 86_400),
    module("unicode", "Unicode", "none", "open", "none", "justify", "answer 3 questions", 15, kind="justify-only"),
)  # fmt: skip


def learning(first: ModuleState = FIRST, detail: ModuleDetail | None = None, **more: object) -> State:
    curriculum = CurriculumState(
        HERE, "1.0.0", "Language modelling from scratch", "built-in", (first, *OTHERS), **more  # type: ignore[arg-type]
    )  # fmt: skip
    at = (detail.curriculum, detail.module) if detail else None
    return replace(green(), learning=Learning((curriculum,), at, detail, f"Softmax: {first.next}"))


def detail(**more: object) -> ModuleDetail:
    fields: dict[str, object] = {"prompt": PROMPT, "hints_total": 4, **more}
    return ModuleDetail(HERE, "softmax", **fields)  # type: ignore[arg-type]


QUESTIONS = (
    AnswerState("why-shift", "Why is the maximum subtracted, and why does that **not** change the result?"),
    AnswerState("axis", "What does `keepdims=True` do here, and what would happen without it?"),
    AnswerState("temperature", "What becomes of the output when all inputs are multiplied by a large number?"),
)
FAILED = Verdict(
    "softmax",
    "build",
    "fail",
    (
        Case(
            "test_softmax.py::test_large_numbers",
            "failed",
            "the result is not finite",
            "softmax(array([1000., 0.]))",
            "array([1., 0.])  shape (2,) float64",
            "array([nan, 0.])  shape (2,) float64",
            2,
        ),
        Case(
            "test_softmax.py::test_any_axis[0]",
            "failed",
            "4 of 6 numbers differ",
            "softmax(array([[0., 1., 2.],\n               [3., 4., 5.]]), axis=0)",
            "array([[0.047, 0.047, 0.047],\n       [0.953, 0.953, 0.953]])  shape (2, 3) float64",
            "array([[0.090, 0.245, 0.665],\n       [0.090, 0.245, 0.665]])  shape (2, 3) float64",
            7,
        ),
        Case("test_softmax.py::test_any_axis[1]", "failed", "got None", "softmax(…)", "an array", "None", 60),
        Case("test_softmax.py::test_many_axes", "error", "IndexError: axis 3 is out of bounds", size=240),
        Case("test_softmax.py::test_empty", "missing"),
        Case("test_softmax.py::test_rows_sum_to_one", "passed"),
        Case("test_softmax.py::test_input_is_left_alone", "passed"),
    ),
    118.0,
    "",
    ("slower than the reference: 41 x on 512 rows of 512",),
)
PASSED = Verdict(
    "softmax", "build", "pass", tuple(replace(c, outcome="passed", message="", call="", expected="", got="")
                                      for c in FAILED.tests), 96.0)  # fmt: skip

FRESH = learning(detail=detail(questions=QUESTIONS))
NOTHING_OPEN = learning()
_BUILDING = module(
    "softmax", "Softmax", "failed", "locked", "locked", "build", "mend test_large_numbers", attempts=4, hints_used=2
)
BUILDING = learning(
    _BUILDING, detail(questions=QUESTIONS, hints=HINTS, verdict=FAILED, checked_at=NOON)
)  # fmt: skip
VALIDATING = learning(
    _BUILDING, detail(questions=QUESTIONS, hints=HINTS, verdict=FAILED, checked_at=NOON, validating=True)
)
BUILT = learning(
    module("softmax", "Softmax", "held", "open", "locked", "justify", "answer 3 questions (j)", attempts=7),
    detail(questions=QUESTIONS, verdict=PASSED, checked_at=NOON),
)
DRAFT = "Large numbers overflow when they are exponentiated: exp(1000) is inf.\nTaking the maximum off each of them"
_JUSTIFYING = module("softmax", "Softmax", "held", "doing", "locked", "justify", "answer 2 more questions (j)",
                     attempts=7, hints_used=2)  # fmt: skip
JUSTIFYING = learning(
    _JUSTIFYING,
    detail(
        questions=(
            replace(
                QUESTIONS[0],
                status="held",
                text=DRAFT + " leaves their ratios alone.",
                grader="self",
                score=1.0,
                model="exp grows past the largest float at about 709. The factor exp(-m) stands above and below.",
                criteria=(("overflow", "Says that exp of a large number overflows to infinity", True),),
            ),
            replace(QUESTIONS[1], status="draft", text="It keeps the axis, so that"),
            QUESTIONS[2],
        ),
        verdict=PASSED,
    ),
)
MORE = learning(
    _JUSTIFYING,
    detail(
        questions=(
            replace(
                QUESTIONS[0],
                status="more",
                text="For stability.",
                feedback=("What is exp(1000) in float64, and what is that divided by itself?",),
            ),
            *QUESTIONS[1:],
        )
    ),
)
CRITERIA = (
    ("overflow", "Says that exp of a large number overflows to infinity", None),
    ("ratio", "Says that the factor exp(-m) stands above and below the line, so that it cancels", None),
    ("largest", "Says that the largest exponent becomes 0, so that nothing overflows", None),
)
REVIEW = learning(
    _JUSTIFYING,
    detail(questions=(replace(QUESTIONS[0], status="review", text=DRAFT, criteria=CRITERIA), *QUESTIONS[1:])),
)
HELD = learning(
    replace(_JUSTIFYING, stages={"build": "held", "justify": "held", "harden": "open"}, stage="harden",
            next="H brings a bug to find"),
    detail(
        questions=tuple(
            replace(q, status="held", text=DRAFT, grader="self", score=0.75, model="exp overflows near **709**; the "
                    "factor `exp(-m)` stands above and below, and cancels.",
                    criteria=tuple((id, text, number < 2) for number, (id, text, _) in enumerate(CRITERIA)))
            for q in QUESTIONS
        ),
        verdict=PASSED,
    ),
)  # fmt: skip
BUG = HardenState(
    "wrong-axis",
    "declared",
    ".mastery/worktree/cs336_a1/softmax/softmax.py",
    "Rows of a matrix no longer sum to one, but its columns do.",
    2,
    5,
    hints=("Compare a matrix with its transpose.",),
)
_HARDENING = module("softmax", "Softmax", "held", "held", "doing", "harden", "say which line is wrong (d)", attempts=9)
HARDENING = learning(_HARDENING, detail(harden=BUG, verdict=replace(FAILED, stage="harden"), checked_at=NOON))
DIAGNOSED = learning(
    _HARDENING,
    detail(harden=replace(BUG, diagnosis=(7, "the sum runs over the first axis"), hit=False)),
)
FOUND = learning(
    module("softmax", "Softmax", "held", "held", "held", "", "mastered; n goes to the next module", attempts=10),
    detail(
        harden=replace(
            BUG,
            diagnosis=(9, "the sum runs over the first axis"),
            hit=True,
            fixed=True,
            diff=("@@ -7,3 +7,3 @@", "     shifted = np.exp(x - x.max(axis, keepdims=True))",
                  "-    return shifted / shifted.sum(0, keepdims=True)",
                  "+    return shifted / shifted.sum(axis, keepdims=True)"),
            misconception="The axis of a sum is whatever it was in the example that one had in mind.",
        )
    ),
)  # fmt: skip
DUE = learning(
    module("softmax", "Softmax", "held", "held", "due", "harden", "a fresh bug is due (H)", due_at=NOON - 86_400),
    detail(verdict=PASSED),
)
LOCKED = replace(
    FRESH,
    learning=replace(
        FRESH.learning,
        at=(HERE, "cross_entropy"),
        detail=ModuleDetail(HERE, "cross_entropy", "# Cross entropy\n\nMeasure how surprised a model is.", (), 3),
    ),
)
LACKING = learning(FIRST, detail(), missing=("numpy>=1.24",), install=".venv/bin/python -m pip install 'numpy>=1.24'")
NO_CURRICULUM = green()
BROKEN_CURRICULUM = replace(
    green(),
    learning=Learning(
        problems=("own/modules/softmax/module.toml:4: unknown key `minuts`: did you mean `minutes`?",
                  "own is left out until that is mended"),
    ),
)  # fmt: skip
UNTRUSTED_BUILD = replace(BUILT, trusted=False, learning=replace(
    BUILT.learning, detail=replace(BUILT.learning.detail, verdict=None)))  # type: ignore[type-var] # fmt: skip

EVIL = "[bold red]x[/]\x1b[31m\x9b\u202e"
HOSTILE = replace(
    green(),
    learning=Learning(
        (
            CurriculumState(
                EVIL, EVIL, EVIL, EVIL,
                (ModuleState(EVIL, EVIL, EVIL, EVIL, EVIL, 1, {"build": "held", "justify": "doing", "harden": "doing"},
                             "harden", (EVIL,), (), EVIL, 1, 1),),
                (EVIL,), EVIL,
            ),
        ),
        (EVIL, EVIL),
        ModuleDetail(
            EVIL, EVIL, f"# {EVIL}\n{EVIL}\n```\n{EVIL}\n```\n| {EVIL} | b |\n| --- | --- |\n| {EVIL} | ${EVIL}$ |\n",
            (EVIL,), 3,
            (AnswerState(EVIL, EVIL, "draft", f"{EVIL}\n{EVIL}", (EVIL,)),
             AnswerState("r", EVIL, "review", EVIL, (EVIL,), ((EVIL, EVIL, None),)),
             AnswerState("h", EVIL, "held", EVIL, (EVIL,), ((EVIL, EVIL, True),), EVIL, EVIL),
             AnswerState("s", EVIL, EVIL, EVIL)),
            Verdict(EVIL, "build", "fail", (Case(EVIL, "failed", EVIL, EVIL, f"{EVIL}\n{EVIL}", EVIL),), 1, EVIL,
                    (EVIL,)),
            NOON, False,
            HardenState(EVIL, "declared", EVIL, EVIL, 1, 2, hints=(EVIL,), diagnosis=(1, EVIL), hit=False),
            EVIL,
        ),
        EVIL,
        (EVIL,),
    ),
)  # fmt: skip
"""Whatever a curriculum, a validator or an answer may hold."""
