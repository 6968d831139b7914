"""Stories, and the level and the missing lines that they lead to: the table of docs/levels.md is made of these.

`python -m tests.evidence.levels.table` prints it.
"""

from collections.abc import Callable
from pathlib import Path

from mastery_tui.config import goals
from mastery_tui.evidence import record
from mastery_tui.model.proof import LevelState
from tests.evidence.levels.story import AUTHOR, FASTER, NEITHER, NEVER, REVIEWER, TESTED, Story, curriculum, module

BEGIN, END = "<!-- stories -->", "<!-- end of stories -->"
Step = Callable[[Story], object]
STORIES: dict[str, list[Step]] = {}


def both(step: Callable[[Story, str], object]) -> Step:
    """The same in both modules of the domain, softmax and norm."""
    return lambda story: [step(story, id) for id in ("softmax", "norm")]


def sets(**values: object) -> Step:
    return lambda story: [setattr(story, name, value) for name, value in values.items()]


def story(title: str, *steps: Step) -> list[Step]:
    STORIES[title] = list(steps)
    return STORIES[title]


BUILT = both(lambda s, id: s.build(id))
GRADED = both(lambda s, id: s.justify(id))
ASSESSED = both(lambda s, id: s.justify(id, alone=True))
HARDENED = both(lambda s, id: s.harden(id))
CODE: Step = lambda s: s.good_code()  # noqa: E731
INTERMEDIATE: list[Step] = [BUILT, GRADED]
ADVANCED: list[Step] = [*INTERMEDIATE, HARDENED, CODE]
EXPERT: list[Step] = [*ADVANCED, lambda s: s.attests()]


def again(days: float) -> Step:
    """The days pass, and what comes due is practised when it does: at intervals that grow."""

    def passes(story: Story) -> None:
        end = story.now + days * 86_400
        for pause in (2, 10, 40, 120):
            if story.now + pause * 86_400 > end:
                break
            story.later(pause)
            HARDENED(story)
        story.now = max(story.now, end)

    return passes


def improves(metric_at: float = 93.0, days: float = 31.0) -> list[Step]:
    return [
        lambda s: s.does(record.Baseline({"coverage.line": 88.0})),
        lambda s: s.measures(coverage_line=metric_at),
        again(days),
    ]


MASTER: list[Step] = [*EXPERT, *improves(), sets(made=1)]

story("nothing is recorded")
story("builds that failed, nothing that held", lambda s: s.fails("softmax", 3))
story("one module built, with two hints", lambda s: s.build("softmax", hints=2))
story("both built without hints, nothing else", BUILT)
story("both built without hints, answers self-assessed", BUILT, ASSESSED)
story("both built, one of them with a hint; answers graded, bugs found", lambda s: s.build("softmax", hints=1),
      lambda s: s.build("norm"), GRADED, HARDENED)  # fmt: skip
story("the same, but for misses of a diagnosis", BUILT, ASSESSED, both(lambda s, id: s.harden(id, misses=3)))
story("both built without hints, answers graded", *INTERMEDIATE)
story("only practice bugs were missed", *INTERMEDIATE, lambda s: s.bug("norm", practice=True),
      lambda s: s.misses("norm", 9, practice=True))  # fmt: skip
story("Intermediate, and nothing for a year", *INTERMEDIATE, HARDENED, lambda s: s.later(365))
story("the same, then practised again", *STORIES["Intermediate, and nothing for a year"], HARDENED)
story("Intermediate, then a review was given up", *INTERMEDIATE, lambda s: s.harden("norm"), lambda s: s.later(4),
      lambda s: s.bug("norm"), lambda s: s.gives_up("norm"), lambda s: s.misses("softmax", 3))  # fmt: skip
story("Intermediate, then one module was reset", *INTERMEDIATE, lambda s: s.resets("softmax"))
story("the same, and the reset was undone", *STORIES["Intermediate, then one module was reset"], lambda s: s.undoes())
story("one bug found, good code", *INTERMEDIATE, lambda s: s.harden("norm"), CODE)
story("Advanced: bugs found, good code", *ADVANCED)
story("the same with coverage of 80 %", *ADVANCED, lambda s: s.measures(coverage_line=80))
story("… with quality of 90 %", *ADVANCED, lambda s: s.measures(quality_score=90))
story("… with a critical finding", *ADVANCED, lambda s: s.measures(findings_critical=1))
story("… with figures of an older tree", *ADVANCED, lambda s: s.measures(grade="E1", coverage_line=90))
story("… with figures that are gone", *ADVANCED, lambda s: s.measures(quality_score=None, findings_critical=None))
story("… and no objective of the domain", *ADVANCED, sets(projects=NEITHER))
story("… and one that is n/a", *ADVANCED, sets(projects=NEVER))
story("Advanced, but answers self-assessed", BUILT, ASSESSED, HARDENED, CODE, lambda s: s.attests())
story("Advanced, and the author attests", *ADVANCED, lambda s: s.attests(AUTHOR))
story("Advanced, and somebody attests, but nobody knows who the author is", *EXPERT, sets(author=frozenset()))
story("Expert: a reviewer attests", *EXPERT)
story("the same, and a file that was vouched for changed", *EXPERT, sets(blobs={"docs/guide.md": "2"}))
story("… and the author attests the new file", *EXPERT, sets(blobs={"docs/guide.md": "2"}),
      lambda s: s.attests(AUTHOR))  # fmt: skip
story("… and the attestation ended", *ADVANCED, lambda s: s.attests(days=1), lambda s: s.later(1.5))
story("… and it was withdrawn", *EXPERT, lambda s: s.does(record.Withdrawn("site", "told", REVIEWER)))
story("… and what it is vouched for does not hold", *EXPERT, sets(projects=TESTED), lambda s: s.measures(tests_total=3))
story("Expert, better than the baseline for 31 days", *EXPERT, *improves())
story("Expert, something of their own, better for 29 days", *EXPERT, *improves(days=29), sets(made=1))
story("… better for long, but for an hour in between", *EXPERT, *improves(days=20), sets(made=1),
      lambda s: s.measures(coverage_line=87), lambda s: s.measures(coverage_line=93), again(15))  # fmt: skip
story("… no better than the baseline", *EXPERT, *improves(88.0), sets(made=1))
story("… but nobody looked whether what they made is accepted", *EXPERT, *improves(), sets(made=None))
story("… but a practical objective's figure is of an older tree", *EXPERT, sets(projects=FASTER, made=1),
      lambda s: s.measures(speed_ms=80), lambda s: s.does(record.Baseline({"coverage.line": 88.0, "speed.ms": 90.0})),
      again(31), lambda s: s.measures(speed_ms=80, grade="E1"))  # fmt: skip
story("Master: better for 31 days, something of their own", *MASTER)
story("a domain that no module teaches", CODE, sets(shelf=()))
story("the same, with criteria of its own", CODE, sets(shelf=(), own={"Beginner": (
    goals.Criterion("coverage {coverage.line} %, 60 needed", "coverage.line >= 60"),)}))  # fmt: skip
story("a domain of questions only, all justified", lambda s: s.justify("softmax"), lambda s: s.justify("norm"), CODE,
      sets(shelf=(curriculum(module("softmax", ("justify",)), module("norm", ("justify",))),)))  # fmt: skip


def told(title: str, folder: Path | None = None) -> LevelState:
    one = Story(folder)
    for step in STORIES[title]:
        step(one)
    return one.level()


def row(title: str, state: LevelState) -> str:
    due = f" (due: {', '.join(state.due)})" if state.due else ""
    return f"| {title} | {state.current}{due} | {'<br>'.join(state.missing) or 'nothing'} |"


def markdown() -> str:
    rows = [row(title, told(title)) for title in STORIES]
    return "\n".join([BEGIN, "", "| story | level | missing for the next |", "| --- | --- | --- |", *rows, "", END])


if __name__ == "__main__":
    print(markdown())
