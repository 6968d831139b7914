"""The report of a period: what counts in it, what it is held to, and that no text breaks out of any of its forms."""

import json
import re
from datetime import UTC
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence import record
from mastery_tui.evidence.lessons import MOST, Lessons, lesson, search
from mastery_tui.evidence.record import Event
from mastery_tui.learning import events as learn
from mastery_tui.model.proof import Lesson
from mastery_tui.reporting.document import encode
from mastery_tui.reporting.tracking import markdown, page, sections
from mastery_tui.reporting.tracking.gather import KINDS, Told, tracking
from mastery_tui.reporting.tracking.report import Report

SINCE, UNTIL = 1_000.0, 9_000.0
BEFORE, WITHIN, AFTER = 500.0, 5_000.0, 9_500.0


def told(*events: tuple[float, Event | learn.Event]) -> list[Told]:
    rows = []
    for seq, (at, event) in enumerate(events, 1):
        one = (
            learn.to_entry(event, at) if isinstance(event, learn.Event) else record.to_entry(event, record.Stamp(), at)
        )
        rows.append((seq, at, one.kind, msgspec.json.encode(one.data).decode(), ""))
    return rows


def report(*events: tuple[float, Event | learn.Event], **more: str) -> Report:
    return tracking(told(*events), SINCE, UNTIL, name="tree", period="weekly", **more)  # type: ignore[arg-type]


def judged(verdict: str, before: str = "", objective: str = "tests") -> record.Judged:
    return record.Judged("p", objective, verdict, before, reason=f"it is {verdict}", title=objective.title())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("story", "completed", "lost"),
    [
        ([(WITHIN, judged("pass"))], ["Tests"], []),
        ([(WITHIN, judged("pass", "fail"))], ["Tests"], []),
        ([(BEFORE, judged("pass")), (WITHIN, judged("fail", "pass"))], [], ["Tests"]),
        ([(BEFORE, judged("pass")), (WITHIN, judged("stale", "pass"))], [], ["Tests"]),
        ([(BEFORE, judged("pass")), (WITHIN, judged("fail", "pass")), (WITHIN, judged("pass", "fail"))], [], []),
        ([(WITHIN, judged("pass", "fail")), (WITHIN, judged("fail", "pass"))], [], []),
        ([(WITHIN, judged("fail", "unknown")), (WITHIN, judged("pass", "fail"))], ["Tests"], []),
        ([(BEFORE, judged("pass"))], [], []),
        ([(WITHIN, judged("fail", "pass")), (AFTER, judged("pass", "fail"))], [], ["Tests"]),
        ([(WITHIN, judged("pass")), (WITHIN, judged("pass", objective="docs"))], ["Tests", "Docs"], []),
    ],
)
def test_objectives_are_held_to_what_they_were_at_the_beginning(
    story: list[tuple[float, Event]], completed: list[str], lost: list[str]
) -> None:
    found = report(*story)
    assert [one.title for one in found.completed] == completed
    assert [one.title for one in found.lost] == lost


def measured(**values: tuple[float, str] | None) -> record.Measured:
    return record.Measured({name.replace("_", "."): value for name, value in values.items()})


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (("coverage_line", (80.0, "E2")), (90.0, "E2"), "better"),
        (("coverage_line", (80.0, "E2")), (70.0, "E2"), "worse"),
        (("findings", (8.0, "E2")), (9.0, "E2"), "worse"),
        (("findings", (8.0, "E2")), (3.0, "E2"), "better"),
        (("loc", (8.0, "E2")), (3.0, "E2"), "changed"),
        (("coverage_line", (80.0, "E2")), None, "gone"),
        (("coverage_line", (80.0, "E2")), (90.0, "E1"), "stale"),
        (("coverage_line", (80.0, "E2")), (80.0, "E1"), "stale"),
        (("coverage_line", (80.0, "E2")), (80.0, "E2"), None),
        (("of_nobody", (80.0, "E2")), (90.0, "E2"), None),
    ],
)
def test_metrics_go_from_the_beginning_to_the_end(
    before: tuple[str, tuple[float, str]], after: tuple[float, str] | None, moved: str | None
) -> None:
    name, value = before
    found = report((BEFORE, measured(**{name: value})), (WITHIN, measured(**{name: (-7.0, "E2")})),
                   (WITHIN, measured(**{name: after})), (AFTER, measured(**{name: (1e6, "E2")})))  # fmt: skip
    assert [one.moved for one in found.metrics] == ([moved] if moved else [])
    if moved:
        assert (found.metrics[0].before, found.metrics[0].after) == (value[0], after[0] if after else None)


def test_what_came_anew_is_held_to_the_first_that_is_known() -> None:
    first = (WITHIN, measured(coverage_line=(80.0, "E2")))
    assert report(first).metrics == ()
    (moved,) = report(
        (WITHIN, measured(coverage_line=None)), first, (WITHIN, measured(coverage_line=(85.0, "E2")))
    ).metrics
    assert (moved.before, moved.after, moved.moved) == (80.0, 85.0, "better")


def run(holds: bool | None, passed: int = 0, failed: int = 0, *changed: str) -> record.Settled:
    tests = {"passed": passed, "failed": failed} if passed + failed else {}
    return record.Settled(holds, tests=tests, changed=changed, files=len(changed))


def test_runs_tests_and_cycles_of_the_period() -> None:
    found = report(
        (100.0, run(False, 1, 1, "old.py")), (200.0, run(True, 2, 0, "old.py")),
        (300.0, run(False, 5, 3, "x.py")), (2000.0, run(None, 5, 3)), (2500.0, run(True, 8, 0, "a.py")),
        (3000.0, run(False, 7, 1, "b.py")), (AFTER, run(True, 9, 0, "b.py")),
    )  # fmt: skip
    assert (found.runs.green, found.runs.red, found.runs.undecided) == (1, 1, 1)
    assert (found.tests_before, found.tests_after) == ({"passed": 5, "failed": 3}, {"passed": 7, "failed": 1})
    assert [(one.number, one.recovery_s, one.fixed_by) for one in found.cycles] == [(2, 2200.0, ("a.py",))]
    assert (found.open_cycle, found.open_since) == (3, 3000.0)


def held(stage: str) -> learn.Held:
    return learn.Held("cs", "1", "softmax", stage, "validated")  # type: ignore[arg-type]


def test_everything_else_that_happened_in_the_period_and_nothing_of_before_or_after() -> None:
    events: list[Event | learn.Event] = [
        record.Levelled("python", "Advanced", "Beginner"),
        record.Levelled("docs", "none", "Beginner"),
        record.Learned("read first", "place", "a.py:3"),
        held("build"),
        record.Attested("p", "o", "Ann", 2e9, text="looked at"),
        record.Withdrawn("p", "o", "Ann", "changed"),
        record.Measurement("start", {"p95_ms": 120.0}, 20, 1),
        record.Measurement("start", {"p95_ms": 110.0}, 20),
        record.Spent("review", "m1", 0.5, 100),
        record.Spent("review", "m1", 0.25, 10),
    ]
    found = report(*((WITHIN, event) for event in events))
    assert [(one.domain, one.before, one.after) for one in found.levels_gained] == [("python", "Beginner", "Advanced")]
    assert [(one.domain, one.before, one.after) for one in found.levels_lost] == [("docs", "Beginner", "none")]
    assert [(one.text, one.link) for one in found.lessons] == [("read first", "a.py:3")]
    assert [(one.module, one.stage, one.grade) for one in found.stages] == [("softmax", "build", "validated")]
    assert [(one.who, one.withdrawn) for one in found.attestations] == [("Ann", False), ("Ann", True)]
    assert [(one.times, one.runs, one.failed, one.values) for one in found.scenarios] == [(2, 40, 1, {"p95_ms": 110.0})]
    assert [(one.calls, one.cost, one.tokens) for one in found.costs] == [(2, 0.75, 110)]
    assert found.rows == len(events)
    titles = [one.title for one in sections.sections(found)]
    assert titles == ["Levels", "Learning", "Lessons", "Attestations", "Scenarios", "Costs"]
    for other in (BEFORE, AFTER):
        empty = report(*((other, event) for event in events))
        assert (empty.rows, sections.sections(empty)) == (0, ())


@pytest.mark.parametrize("edge", [SINCE, UNTIL])
def test_both_ends_belong_to_the_period(edge: float) -> None:
    assert report((edge, record.Learned("x"))).rows == 1


def test_a_row_that_cannot_be_read_is_left_out() -> None:
    rows = told((WITHIN, record.Learned("x")))
    odd = [
        (2, WITHIN, "note.lesson", '{"text": 3}', ""),
        (3, WITHIN, "of.tomorrow", "{}", ""),
        (4, WITHIN, "cost.spent", "no json", ""),
        (5, float("nan"), "note.lesson", '{"text": "y"}', ""),
    ]
    assert tracking([*rows, *odd], SINCE, UNTIL).rows == 1


def test_an_empty_period_says_so_and_what_to_do() -> None:
    never = [line.text for line in sections.empty(report())]
    assert never == ["nothing is recorded in this period", "keep the dashboard open while you work: `mastery`"]
    long_ago = [line.text for line in sections.empty(report((BEFORE, record.Learned("x"))), UTC)]
    assert long_ago[1] == "the last event is of 1970-01-01: `mastery report --since 1970-01-01`"
    assert sections.empty(report((WITHIN, record.Learned("x")))) == ()


def test_a_broken_ledger_stands_above_everything() -> None:
    found = report((WITHIN, record.Learned("x")), trouble="row 5: it was changed")
    for text in (markdown.report(found), page.page(found)):
        assert 0 < text.index("not to be believed") < text.index("Lessons")
    assert json.loads(encode(found))["trouble"] == "row 5: it was changed"


def test_a_long_list_is_bounded_and_whole_in_the_json() -> None:
    found = report(*((WITHIN, record.Learned(f"lesson {n}")) for n in range(100)))
    (only,) = sections.sections(found)
    assert len(only.lines) == sections.MOST + 1
    assert only.lines[-1].text == "and 60 more, see --format json"
    assert only.lines[0].text == "lesson 99"
    assert len(json.loads(encode(found))["lessons"]) == 100


HOSTILE = [
    "[bold red]x[/bold red] [link=http://x]y[/link]", "\x1b[31mred\x1b]8;;http://x\x07", "a | b | c\n| --- |\n# head",
    "<script>alert(1)</script><img src=x onerror=alert(1)>", "</li></ul></body><h1>",
    "`code` **bold** [x](javascript:x)",
    "&lt;&#60;\u202eevil\u2066", "\ud800\udc80", "' onload='x\" onclick=\"y", "x" * 5_000, "{0} {title} %s", "--> ]]>",
]  # fmt: skip


def everywhere(text: str) -> Report:
    """A report with the text in every place that takes any."""
    return report(
        (BEFORE, measured(findings=(3.0, "E2"))),
        (WITHIN, record.Judged(text, text, "pass", "fail", "E2", text, text)),
        (WITHIN, run(False, 1, 1, text)),
        (WITHIN + 99, run(True, 1, 0, text)),
        (WITHIN, measured(findings=(2.0, "E2"))),
        (WITHIN, record.Levelled(text, "Advanced")),
        (WITHIN, record.Learned(text, "place", text)),
        (WITHIN, learn.Held(text, text, text, "build", text)),
        (WITHIN, record.Attested(text, text, text, 1e300, text=text)),
        (WITHIN, record.Measurement(text, {"p95_ms": 1.0}, 1, 1, reason=text)),
        (WITHIN, record.Spent(text, text, 1.0)),
        trouble=text,
    )


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))


def elements(text: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Elements()
    parser.feed(text)
    return parser.found


def safe(text: str) -> bool:
    return all(char == "\n" or char.isprintable() for char in text)


def holds_in_every_form(text: str) -> None:
    try:
        found = everywhere(text)
    except UnicodeEncodeError:  # no row can hold it: the ledger keeps its escape
        found = everywhere(text.encode("utf-8", "backslashreplace").decode())
    plain = everywhere("plain")
    as_page = page.page(found)
    assert elements(as_page) == elements(page.page(plain))
    assert safe(as_page)
    as_markdown = markdown.report(found)
    assert safe(as_markdown)
    assert len(as_markdown.splitlines()) == len(markdown.report(plain).splitlines())
    active = re.sub(r"\\.", "", as_markdown)
    assert not [mark for mark in ("<", ">", "](", "*", "`", "|", "\\") if mark in active]
    assert json.loads(encode(found))["lessons"][0]["text"] == found.lessons[0].text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_breaks_out_of_no_form(text: str) -> None:
    holds_in_every_form(text)


@settings(max_examples=40)
@given(st.text(st.sampled_from("<>&\"'|`*_[]()\\#\x1b\x07\r\n\u2028{}%a "), min_size=1).filter(str.strip))
def test_any_text_breaks_out_of_no_form(text: str) -> None:
    holds_in_every_form(text)


def test_the_page_is_self_contained() -> None:
    text = page.page(everywhere("x"))
    tags = {tag for tag, _ in elements(text)}
    assert tags <= {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "h1", "h2", "p",
                    "ul", "li", "div", "span"}  # fmt: skip
    assert "://" not in text and "url(" not in text and "@import" not in text
    assert "default-src 'none'" in text and "prefers-color-scheme: dark" in text and "@media print" in text


def test_kinds_are_those_that_are_understood() -> None:
    assert set(KINDS) < {*record.KINDS, *learn.KINDS}


# --- lessons ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("",), "has no text"),
        ((" \n\t ",), "has no text"),
        (("a\x1b[31mb",), "the character \\x1b"),
        (("x" * 10_000,), "at most 2,000 characters, this one has 10,000"),
        (("x", "finding", "../x"), "../x is no finding"),
        (("x", "commit", ""), "nothing is no commit"),
        (("x", "place", "a.py"), "give FILE:LINE"),
        (("x", "place", "a\x1b.py:1"), "give FILE:LINE"),
        (("x", "weather", "rain"), "not about weather"),
    ],
)
def test_what_is_no_lesson_is_told_in_a_line(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]*$") as told_so:
        lesson(*words)
    assert says in str(told_so.value)


def test_a_lesson_is_one_line_of_at_most_so_many_characters() -> None:
    assert lesson(" a\n b\tc ").text == "a b c"
    assert lesson("é" * MOST, "place", "src/é.py:3").link == "src/é.py:3"


@given(st.lists(st.text("abAB ßé", max_size=8), max_size=6), st.text("abAB ßé", max_size=5))
def test_a_search_finds_what_holds_all_words(texts: list[str], words: str) -> None:
    fold = Lessons()
    for seq, text in enumerate(texts):
        fold.take(seq, 0.0, record.Learned(text))
    expected = [n for n, text in enumerate(texts) if all(w in text.casefold() for w in words.casefold().split())]
    assert [one.seq for one in search(fold.all, words)] == expected


def test_lessons_as_markdown_are_newest_first_and_hold_no_markup() -> None:
    found = [Lesson(1, 0.0, "first"), Lesson(2, 86_400.0, "a | <b> `c`", "module", "soft_max")]
    assert markdown.lessons(found, "my_tree", UTC).splitlines() == [
        "# my\\_tree: lessons learned", "", "- a \\| \\<b\\> \\`c\\` (module soft\\_max · 1970\\-01\\-02 00:00)",
        "- first (1970\\-01\\-01 00:00)",
    ]  # fmt: skip
    assert "None was written down yet." in markdown.lessons((), "x")
