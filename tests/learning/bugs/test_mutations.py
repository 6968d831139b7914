"""Mutations of real sources: each changes what it says it changes, and nothing beside it."""

import ast
import io
import itertools
import tokenize

import pytest

from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.mutations import mutations
from mastery_tui.learning.bugs.place import diff, touches
from mastery_tui.learning.bugs.source import decoded, encoded
from tests.learning.bugs.sources import CORPUS, EVERYTHING, HOW, ODD, written

_PLAIN = [(name, "as it is") for name in (*ODD, *list(CORPUS)[::6])]
_OTHERS = [(name, how) for name in (*ODD, *list(CORPUS)[::24]) for how in HOW[1:]]
_REST = [(name, how) for name in CORPUS for how in HOW if (name, how) not in _PLAIN + _OTHERS]


@pytest.mark.parametrize(("name", "how"), _PLAIN + _OTHERS, ids=lambda part: part.replace(" ", "-"))
def test_only_the_place_of_a_mutation_changes(name: str, how: str) -> None:
    text = written(EVERYTHING[name], how)
    found = list(mutations({"m.py": encoded(text)}, ()))
    assert len(found) >= min(25, len(_statements(text)))
    assert len({bug.id for bug in found}) == len(found)
    trees, statements, comments = set(), _statements(text), _comments(text)
    for bug in found:
        assert bug.before == text
        _holds(bug, statements, comments)
        trees.add(ast.dump(ast.parse(bug.after.removeprefix("\ufeff"))))
    assert len(trees) == len(found)


@pytest.mark.long
@pytest.mark.parametrize(("name", "how"), _REST)
def test_only_the_place_of_a_mutation_changes_in_any_style(name: str, how: str) -> None:
    test_only_the_place_of_a_mutation_changes(name, how)


def _holds(bug: Injected, statements: list[tuple[int, int]], comments: set[str]) -> None:
    before, after = _lines(bug.before), _lines(bug.after)
    head = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    tail = sum(
        1
        for _ in itertools.takewhile(
            lambda pair: pair[0] == pair[1], zip(before[head:][::-1], after[head:][::-1], strict=False)
        )
    )
    # All that differs is one stretch, and that stretch is one statement of the text before.
    first, last = head + 1, len(before) - tail
    assert any(a <= first and last <= b for a, b in statements), (bug.id, first, last)
    gone = _comments_of_lines(before[head : len(before) - tail])
    assert all(comment in bug.after for comment in comments - gone)
    # Lines end as they did.
    assert ("\r\n" in bug.before) == ("\r\n" in bug.after)
    assert bug.after.count("\n") == bug.after.count("\r\n") or "\r\n" not in bug.before
    # What changed touches the defect, and what is told.
    assert set(range(head + 1, len(after) - tail + 1)) <= set(bug.lines)
    assert bug.lines[0] >= 1 and bug.lines[-1] <= len(after) + 1
    assert all(touches(bug, bug.after, line) for line in bug.lines)
    assert diff(bug) and bug.symptom and bug.misconception and len(bug.hints) == 3
    assert not set(map(str, bug.lines)) & set(bug.symptom.split())


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _statements(text: str) -> list[tuple[int, int]]:
    nodes = [node for node in ast.walk(ast.parse(text.removeprefix("\ufeff"))) if isinstance(node, ast.stmt)]
    return [(node.lineno, node.end_lineno or node.lineno) for node in nodes]


def _comments_of_lines(lines: list[str]) -> set[str]:
    return {"#" + line.partition("#")[2].rstrip("\r\n") for line in lines if "#" in line}


def _comments(text: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text.removeprefix("\ufeff")).readline)
    return {token.string for token in tokens if token.type == tokenize.COMMENT}


@pytest.mark.parametrize("name", list(EVERYTHING)[::8])
def test_lines_of_other_functions_do_not_touch(name: str) -> None:
    for bug in mutations({"m.py": EVERYTHING[name].encode()}, ()):
        tops = ast.parse(bug.after).body
        held = [n for n in tops if any(n.lineno <= line <= (n.end_lineno or 0) for line in bug.lines)]
        for other in tops:
            if other not in held and isinstance(other, (ast.FunctionDef, ast.ClassDef)):
                inside = range(other.lineno + 1, (other.end_lineno or other.lineno))
                assert not any(touches(bug, bug.after, line) for line in inside), bug.id


SHOWN = [
    ("a - b", "return a + b"),
    ("a - b", "return b - a"),
    ("a - b", "return a"),
    ("a / (b + a)", "return a / b + a"),
    ("a - b * a", "return a - (b + a)"),
    ("(a - b) @ b.T", "return b.T @ (a - b)"),
    ("a < b", "return a <= b"),
    ("a.sum(axis=-1, keepdims=True)", "return a.sum(axis=-1)"),
    ("a.sum(axis=-1, keepdims=True)", "return a.sum(axis=0, keepdims=True)"),
    ("a.sum(-1)", "return a.sum(0)"),
    ("np.max(a, 1)", "return np.max(a, 0)"),
    ("np.max(a)", "return np.min(a)"),
    ("np.exp(a - b)", "return a - b"),
    ("np.sqrt(a + 1e-6)", "return np.sqrt(a) + 1e-6"),
    ("np.sqrt(a + 1e-6)", "return np.sqrt(a + 0.001)"),
    ("a.copy()", "return a"),
    ("np.array(a)", "return np.asarray(a)"),
    ("list(a)", "return a"),
    ("a[1:]", "return a[2:]"),
    ("a[:-1]", "return a[:]"),
    ("[a[i] for i in range(b)]", "return [a[i] for i in range(b - 1)]"),
    ("[a[i] for i in range(b)]", "return [a[i] for i in range(1, b)]"),
    ("[v for v in a if v > 0 or v < b]", "return [v for v in a if v > 0 and v < b]"),
    ("a.astype(np.float64)", "return a.astype(np.float32)"),
    ("a.astype(np.float64)", "return a"),
    ("np.where(a > 0, a, b)", "return np.where(a > 0, b, a)"),
    ("np.einsum('ij,kj->ik', a, b)", "return np.einsum('ij,kj->ki', a, b)"),
    ("np.einsum('ij,kj->ik', a, b)", "return np.einsum('ij,jk->ik', a, b)"),
    ("a if b else 0.0", "return 0.0 if b else a"),
    ("a and not b", "return a and b"),
    ("any(a)", "return all(a)"),
    ("sum(a) / len(a)", "return sum(a) / (len(a) - 1)"),
    ("-a", "return a"),
    ("a.shape[0]", "return a.shape[-1]"),
    ("a[..., None]", "return a[None, ...]"),
    ("a[0][b]", "return a[b][0]"),
    ("max(-np.inf, a)", "return max(0.0, a)"),
    ("a.transpose(0, 2, 1)", "return a.transpose(2, 0, 1)"),
]


@pytest.mark.parametrize(("value", "wanted"), SHOWN)
def test_mistakes_that_people_make_are_among_them(value: str, wanted: str) -> None:
    source = f"import numpy as np\n\n\ndef f(a, b):\n    return {value}\n"
    made = {bug.after.splitlines()[-1].strip() for bug in mutations({"m.py": source.encode()}, ("f",))}
    assert wanted in made


STEPS = [
    ("x = x - m", "y = x"),
    ("x -= m", "y = x"),
    ("np.subtract(x, m, out=x)", "y = x"),
    ("if m: x = -x", "y = x"),
]


@pytest.mark.parametrize(("step", "after"), STEPS)
def test_a_step_is_left_out_with_its_line(step: str, after: str) -> None:
    source = f"import numpy as np\ndef f(x, m):\n    # öne\n    {step}  # twö\n    {after}\n    return y\n"
    dropped = source.replace(f"{step}  # twö", "# twö")
    bug = next(bug for bug in mutations({"m.py": source.encode()}, ("f",)) if bug.after == dropped)
    assert {2, 3, 4, 5} == set(bug.lines)


def test_what_a_while_waits_for_still_comes() -> None:
    source = "def f(n):\n    i = 0\n    while i < n:\n        i += 1\n        n = max(n, 3)\n    return i\n"
    for bug in mutations({"m.py": source.encode()}, ("f",)):
        assert bug.after.splitlines()[2:4] == source.splitlines()[2:4]


def test_what_targets_use_is_changed_and_nothing_else() -> None:
    main = "from rest import far\nE = 0.5\ndef unused(x): return x - 1\n"
    main += "def near(x): return x - E\ndef f(x): return near(far(x))\n"
    rest = "def far(x): return x * 2\ndef other(x): return x * 3\n"
    found = list(mutations({"main.py": main.encode(), "rest.py": rest.encode(), "notes.txt": b"("}, ("f",)))
    changed = {(bug.file, line) for bug in found for line in bug.lines}
    assert changed == {("main.py", 2), ("main.py", 4), ("main.py", 5), ("rest.py", 1)}


def test_messages_annotations_and_docstrings_are_no_mistakes() -> None:
    source = 'def f(x: "a < b" = None) -> 1 - 2:\n    """1 - 2"""\n    raise ValueError(1 - 2, f"{x - 1}")\n'
    assert not list(mutations({"m.py": source.encode()}, ("f",)))


def test_a_file_keeps_its_encoding() -> None:
    source = "# -*- coding: latin-1 -*-\ndef f(x):\n    return x - 1  # é\n".encode("latin-1")
    for bug in mutations({"m.py": source}, ("f",)):
        assert encoded(bug.before) == source
        assert "é".encode("latin-1") in encoded(bug.after)
        assert decoded(encoded(bug.after)) == bug.after
