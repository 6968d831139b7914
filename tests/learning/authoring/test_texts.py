"""What is told of a module's texts: nothing of it is run."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.learning.authoring import formulas, hints, markdown
from mastery_tui.learning.authoring.check import texts
from tests.learning.authoring.made import Change, assert_told, change, module, scaffold

CHANGES = [
    Change("prompt.md", "# Moving", "Moving", "must begin with a heading", "Moving average"),
    Change("prompt.md", "## It must", "##It must", "a heading has a blank after its #", "##It must"),
    Change("prompt.md", "## It must", "#### It must", "a heading of level 4 below one of level 2", "#### It must"),
    Change("prompt.md", "`[1.5, 2.5, 4.5]`.", "x\n\n```python\n1", "a code fence is not closed", "```python"),
    Change("prompt.md", "x_1, \\dots", "x_1$, \\dots", "$ is not closed in this paragraph", "x_1$"),
    Change("prompt.md", "}\n$$\n", "}\n", "$$ is not closed in this paragraph", "$$"),
    Change("prompt.md", "\\frac{1}{w}", "\\frac{1}{w", "a { without its }", "\\frac{1}{w "),
    Change("prompt.md", "\\frac{1}{w}", "\\frac{1}}{w}", "a } without its {", "\\frac{1}}"),
    Change("prompt.md", "\\frac{1}", "\\farc{1}", "\\farc is no command that is known; did you mean \\frac?", "\\farc"),
    Change("prompt.md", "\\sum_", "\\left( \\sum_", "a \\left without its partner", "\\left("),
    Change("prompt.md", "calmer", "[calmer](calm.md)", "calm.md: the link is broken", "calm.md"),
    Change("prompt.md", "calmer", "![calmer](pictures/a%20b.svg)", "the image is broken", "a%20b.svg"),
    Change("prompt.md", "calmer", "[calmer](../../../../x)", "leads out of the curriculum", "../x"),
    Change("prompt.md", "calmer", "[calmer](/etc/passwd)", "leads out of the curriculum", "/etc"),
    Change("prompt.md", "calmer", "[calmer](#nowhere)", "#nowhere: no heading is called like this", "#nowhere"),
    Change("prompt.md", "calmer", "[calmer]()", "a link that leads nowhere", "[calmer]()"),
    Change("hints.md", "## Count them", "**Count them**", "has 2 hints", ""),
    Change("hints.md", "## Count them\n", "## Empty\n\n## Count them\n", "a hint without words", "## Empty"),
    Change("hints.md", "Refuse a", "means.append(sum(window) / width)\n\nRefuse a", "gives the solution", "means.app"),
    Change("hints.md", "Refuse a", "It is `for start in range( len(numbers)-width+1 ):`. Refuse a", "the solution",
           "It is `for"),
    Change("hints.md", "Refuse a", "Say\n\n```python\nparts = xs[i : i + w]\n```\n\nRefuse a", "gives the solution",
           "parts = xs"),
    Change("hints.md", "Refuse a", "Say `range(len(xs) - w + 1)`. Refuse a", "gives the solution", "range(len"),
    Change("questions.toml", "least_words = 15", "least_words = 200", "the model answer is held back", 'model = """'),
    Change("questions.toml", "Where would the window of the very last number end?",
           "Is it named by the index at which it begins?", "gives the answer away", "Is it named by"),
    Change("questions.toml", "Where would the window of the very last number end?",
           "Did you say it: gives n - w + 1?", "gives the answer away", "Did you say"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", CHANGES, ids=lambda wrong: f"{wrong.file}-{wrong.told[:30]}")
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, wrong: Change) -> None:
    folder = scaffold(tmp_path)
    change(folder, wrong)
    problems = list(texts(module(folder)))
    assert_told(folder, wrong, problems)
    assert len(problems) <= 2


def test_the_scaffold_has_none(tmp_path: Path) -> None:
    assert list(texts(module(scaffold(tmp_path)))) == []


def test_two_of_one_id(tmp_path: Path) -> None:
    folder = scaffold(tmp_path)
    change(folder, Change("questions.toml", 'id = "none-fits"', 'id = "count"', ""))
    change(folder, Change("questions.toml", 'id = "one-per-number"', 'id = "off-by-one"', ""))
    lines = [str(problem) for problem in texts(module(folder))]
    assert [line.partition(": ")[2] for line in lines][:2] == [
        'question[0].criterion[2].id: there are two of the id "count"',
        'question[0].failure[1].id: there are two of the id "off-by-one"',
    ]


FINE = [
    "It costs \\$5, and \\$6 tomorrow.",
    "`$HOME` and `a` b and ``x ` $y``",
    "```sh\necho $HOME {\n```",
    "~~~\n```\n$\n~~~",
    "$a_{b^{c}}$, $\\{x\\}$ and $$\\begin{matrix} 1 \\\\ 2 \\end{matrix}$$",
    "$\\left( \\frac{1}{2} \\right]$",
    "$$\na\n=\nb\n$$",
    "[a](https://example.org/x?y#z) [b](mailto:a@b.c) [c](#two-words) <https://a.b>\n\n## Two words",
    '[`x` of [y]](prompt.md "title") [r]: no definition',
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_right_is_not_told(tmp_path: Path, text: str) -> None:
    folder = scaffold(tmp_path)
    file = folder / "prompt.md"
    assert [str(one) for one in markdown.check(file, f"# Title\n\n{text}\n", folder.parent.parent, title=True)] == []


formula = st.recursive(
    st.sampled_from(["x", "1", "\\alpha ", "\\{", "\\,", " ", "\\\\"]),
    lambda inner: (
        st.lists(inner, max_size=3).map("".join).map("{{{}}}".format)
        | st.lists(inner, max_size=3).map("".join).map("\\left( {} \\right)".format)
        | st.tuples(st.sampled_from(["matrix", "cases"]), inner).map(
            lambda m: f"\\begin{{{m[0]}}}{m[1]}\\end{{{m[0]}}}"
        )
    ),
    max_leaves=8,
)


@given(formula, st.sampled_from(["$", "$$"]))
def test_any_formula_that_is_balanced_is_fine_and_none_without_one_of_its_braces(text: str, sign: str) -> None:
    whole = f"a {sign}x{text}{sign} b"
    assert list(formulas.mistakes(whole)) == []
    at = text.replace("\\{", "..").find("{")
    if at >= 0:
        assert list(formulas.mistakes(f"a {sign}x{text[:at]}{text[at + 1 :]}{sign} b"))


@given(st.text(alphabet="$`{}\\ab #[]()\n", max_size=60))
def test_any_text_can_be_read_and_keeps_its_places(text: str) -> None:
    apart = markdown.read(text)
    assert [len(line) for line in apart.prose.split("\n")] == [len(line) for line in text.split("\n")]
    list(formulas.mistakes(apart.prose))


REFERENCE = {
    "a.py": b'''
import math

def area(radius, sides):
    """The area of a polygon: radius * radius * sides / 2 and so on."""
    if radius < 0:
        raise ValueError(f"radius must not be negative: {radius!r}, {sides!r}")
    total = 0
    angle = 2 * math.pi / sides
    for number in range(sides):
        total += radius * radius * math.sin(angle) / 2
    return total
'''
}


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("total = 0", False),
        ("return total", False),
        ('`raise ValueError(f"radius must not be negative: {radius!r}, {sides!r}")`', False),
        ("The area of a polygon: radius * radius * sides / 2 and so on.", False),
        ("A sum over all sides, `total += …`", False),
        ("`math.sin(angle)` is where the angle comes in", False),
        ("angle=2*math.pi/sides", True),
        ("Take `2 * math.pi / n` for the angle", True),
        ("```\nwhole = 0\nwhole += r * r * math.sin(a) / 2\n```", True),
        ("```\nno python: angle = 2 * math.pi / sides\n```", True),
        ("```\nno python: whatever = 2 * math.pi / n\n```", False),
        ("`r * r * math.cos(a) / 2`", False),
        ("`r * s * math.sin(a) / 2`", False),
    ],
)
def test_what_gives_the_solution(tmp_path: Path, hint: str, told: bool) -> None:
    text = f"## One\na\n## Two\nb\n## Three\n{hint}\n"
    problems = list(hints.check(tmp_path / "hints.md", text, REFERENCE))
    assert bool(problems) is told, problems
    assert all(problem.line >= 6 for problem in problems)
