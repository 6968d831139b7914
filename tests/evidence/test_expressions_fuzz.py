"""Random texts: never a crash, never a thing that runs, and work in proportion to their length."""

import random
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mastery_tui.evidence.expressions import ExpressionError, Readings, parser, problems
from mastery_tui.evidence.expressions.evaluate import outcome
from mastery_tui.evidence.expressions.progress import progress
from mastery_tui.evidence.expressions.tokens import MAX_LENGTH, MAX_TOKENS
from mastery_tui.evidence.expressions.tree import walk
from mastery_tui.model.text import printable

SIGNS = ("(", ")", ",", "+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "=", "!", "&", "|")
WORDS = ("and", "or", "not", "true", "false", "baseline", "known(", "min(", "max(", "abs(", "delta(", "baseline(")
OPERANDS = (
    "coverage.line",
    "a",
    "a-b",
    "a.b.c",
    "0",
    "80",
    "0.5",
    "1e3",
    "1e999",
    "00",
    "1.",
    ".5",
    "1e",
    "x1",
    "A",
    "_a",
)
PYTHON = (
    "__import__('os').system('true')",
    "().__class__",
    "eval(a)",
    "f'{a}'",
    "lambda: 0",
    "a if a else a",
    "a := 1",
)
SPACES = (" ", "  ", "\t", "\n", "\r\n", "\x00", "\x1b[2J", "\u202e", "\ud800", "\u00a0", "\u2003", "\uff11", "\u2028")
PARTS = ("and a", "or a > 1", "not a > 1", "a <= baseline", "known(a)", "min(a, 1)", "(a > 1)", "- a", "0 < a <= 9")
FRAGMENTS = (*SIGNS, *WORDS, *OPERANDS, *PYTHON, *SPACES, *PARTS)
READINGS = (
    Readings({}),
    Readings({"a": 1.0, "coverage.line": 0.0, "a-b": float("nan"), "a.b.c": 1e308}, {"x1": "stale"}, {"a": 0.0}),
)


def texts(number: int, seed: int) -> Iterator[str]:
    """A mix of fragments of the grammar and of raw characters; some are right, most are not."""
    chance = random.Random(seed)  # noqa: S311 (the same texts every time)
    for _ in range(number):
        kind = chance.random()
        if kind < 0.45:
            yield " ".join(chance.choices(FRAGMENTS, k=chance.randint(0, 12)))
        elif kind < 0.6:
            yield "".join(chance.choices(FRAGMENTS, k=chance.randint(0, 60)))
        elif kind < 0.7:
            yield "".join(map(chr, (chance.randrange(0x110000) for _ in range(chance.randint(0, 20)))))
        elif kind < 0.8:
            yield "".join(chance.choices("ab.-_019e+-*/<>=!(), \n", k=chance.randint(0, 40)))
        elif kind < 0.98:
            yield grown(chance, chance.randint(0, 4))
        else:
            yield chance.choice(FRAGMENTS) * chance.randint(1, MAX_LENGTH)


def grown(chance: random.Random, depth: int) -> str:
    """An expression that is right, now and then with one character too many."""
    if depth == 0:
        return chance.choice(
            ("a > 1", "0 < a <= 9", "known(a)", "x1 == 3", "a.b.c * 10 > 1", "a / a > 1", "a <= baseline")
        )
    left, right = grown(chance, depth - 1), grown(chance, chance.randrange(depth))
    text = chance.choice((f"{left} and {right}", f"{left} or {right}", f"not ({left})", f"({left})"))
    return text if chance.random() < 0.9 else text + chance.choice(FRAGMENTS)


def fuzzed(number: int, seed: int) -> tuple[int, int]:
    """How many texts were right and how many were not."""
    right = wrong = 0
    for text in texts(number, seed):
        try:
            tree = parser.tree(text)
        except ExpressionError as error:
            assert 1 <= error.column <= min(len(text), MAX_LENGTH) + 1
            assert error.message == printable(error.message) and len(error.message) <= 240
            wrong += 1
            continue
        right += 1
        assert sum(1 for _ in walk(tree)) <= MAX_TOKENS
        for readings in READINGS:
            found = outcome(tree, readings)
            assert found.value is None or isinstance(found.value, bool if tree.kind == "condition" else float)
            assert found.value is not None or found.lack in ("stale", "unknown")
            share = progress(tree, readings) if tree.kind == "condition" else None
            assert share is None or 0 <= share <= 1
    return right, wrong


ran: list[str] = []
listening: list[bool] = []


def listen(event: str, arguments: tuple[object, ...]) -> None:
    if listening:
        ran.append(event)


@contextmanager
def nothing_runs() -> Iterator[None]:
    """Python itself tells of every file, import, compilation, process and socket, and of what is executed."""
    problems("adn")  # what words are compared with is imported at the first mistake
    problems("eval(a)")
    if listen not in hooked:
        hooked.append(listen)
        sys.addaudithook(listen)
    ran.clear()
    listening.append(True)
    try:
        yield
    finally:
        listening.clear()
    assert ran == []


hooked: list[object] = []


def test_random_texts_neither_crash_nor_run() -> None:
    with nothing_runs():
        right, wrong = fuzzed(10_000, 1)
    assert right > 1_000 and wrong > 5_000


def test_the_hook_would_hear() -> None:
    with pytest.raises(AssertionError), nothing_runs():
        compile("1", "", "eval")


@pytest.mark.long
def test_a_hundred_thousand_random_texts_neither_crash_nor_run() -> None:
    with nothing_runs():
        right, wrong = fuzzed(100_000, 2)
    assert right > 10_000 and wrong > 50_000


WORST = (
    "(", "not ", "-", "abs(", "a<", "a and ", "a > 1 and ", "1+", "a.", "a-", "a.b-", "0", "1e", " ", "min(1,",
    "baseline<", "known(a) or ", "a<=baseline and ", "zzzz", "é", "(a)", "a" * 40 + " ", "not(", "a*", "1 < a < 2 and ",
)  # fmt: skip


def calls(text: str) -> int:
    """How many functions, ours and built in, are called for a text: a measure of work that no load can change."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        tree = parser.tree(text)
        for readings in READINGS:
            outcome(tree, readings)
            progress(tree, readings)
    except ExpressionError:
        pass
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("end", ["", "a > 1", ")"])
@pytest.mark.parametrize("part", WORST)
def test_work_grows_with_the_length_and_no_faster(part: str, end: str) -> None:
    problems("adn")
    for length in (50, 200, 800, MAX_LENGTH):
        text = (part * length)[: length - len(end)] + end
        assert calls(text) <= 100 * length + 2_000


def test_memory_is_bounded() -> None:
    problems("adn")
    worst = 0
    for part in WORST:
        tracemalloc.start()
        problems((part * MAX_LENGTH)[:MAX_LENGTH])
        problems("1" * 10_000_000)
        worst = max(worst, tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert worst < 11_000_000  # ten of it are the text that is too long
