"""When a report says that it was made, and that no touch and no copy makes it newer."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mastery_tui.evidence.readings.moment import epoch_ms, moment
from tests.evidence.readings.book import AGED, BENCHMARK, COBERTURA, COVERAGE_JSON, FRESH, JUNIT, SARIF, Tree

OLD, NEW = (datetime.fromtimestamp(at, UTC).isoformat() for at in (AGED, FRESH))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21T16:48:06.5+00:00", 1795279686.5),
        ("2026-11-21T16:48:06Z", 1795279686.0),
        ("2026-11-21T17:48:06+01:00", 1795279686.0),
        *((text, 0.0) for text in (None, "", "now", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "1" * 9_999)),
    ],
)
def test_a_moment(text: str | None, at: float):
    assert moment(text) == at


def test_a_moment_without_an_offset_is_never_thought_older_than_it_is():
    utc = datetime(2026, 11, 21, 16, 48, 6, tzinfo=UTC).timestamp()
    assert moment("2026-11-21T16:48:06") >= utc


@pytest.mark.parametrize(
    ("text", "at"),
    [("1795279686500", 1795279686.5), ("1795279686", 1795279686.0), ("0", 0.0), ("-1", 0.0), ("x", 0.0), (None, 0.0)],
)
def test_milliseconds(text: str | None, at: float):
    assert epoch_ms(text) == at


def _sarif(at: str) -> str:
    log = json.loads(SARIF)
    log["runs"][0]["invocations"] = [{"executionSuccessful": True, "startTimeUtc": at}]
    return json.dumps(log)


TOLD = [
    ("junit.xml", "tests.total", lambda at: JUNIT.replace("<testsuite ", f'<testsuite timestamp="{at}" ')),
    ("a.sarif", "sarif.findings", _sarif),
    ("benchmark.json", "benchmark.count", lambda at: json.dumps({**json.loads(BENCHMARK), "datetime": at})),
    (
        "coverage.json",
        "coverage.line",
        lambda at: COVERAGE_JSON.replace('"meta": {', f'"meta": {{"timestamp": "{at}", '),
    ),
    (
        "coverage.xml",
        "coverage.line",
        lambda at: COBERTURA.replace(
            "<coverage ", f'<coverage timestamp="{datetime.fromisoformat(at).timestamp() * 1000:.0f}" '
        ),
    ),
]


@pytest.mark.parametrize(("path", "metric", "text"), TOLD, ids=[path for path, *_ in TOLD])
def test_a_touched_report_of_an_older_tree_is_stale_though_nobody_saw_it_before(tmp_path: Path, path, metric, text):
    tree = Tree(tmp_path)
    tree.put(path, text(NEW))
    assert tree.metrics()[metric].grade == "E2"
    tree.bound.clear()
    tree.put(path, text(OLD))
    assert tree.metrics()[metric].grade == "E1"


@pytest.mark.parametrize(("path", "text"), [("coverage.json", COVERAGE_JSON), ("coverage.xml", COBERTURA)])
def test_a_new_report_of_old_data_is_old(tmp_path: Path, path: str, text: str):
    tree = Tree(tmp_path)
    data = tree.put(".coverage", "damaged", AGED)
    tree.put(path, text)
    assert tree.metrics()["coverage.line"].grade == "E1"
    os.utime(data, (FRESH, FRESH))
    tree.put(path, text + " ")
    assert tree.metrics()["coverage.line"].grade == "E2"
