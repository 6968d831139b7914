"""`mastery baseline`: what is compared with, and what is better and worse than it was."""

import json
from pathlib import Path

import pytest

from mastery_tui.cli.baseline import compared
from mastery_tui.cli.main import main
from mastery_tui.config.paths import store
from mastery_tui.evidence.ledger import Ledger
from mastery_tui.model.metric import Metric


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("import os\nimport sys\n")
    return folder


def call(status: int, *words: object) -> None:
    assert main(["baseline", *map(str, words)]) == status


def read(capsys: pytest.CaptureFixture[str], status: int, *words: object) -> dict:
    call(status, *words, "--format", "json")
    return json.loads(capsys.readouterr().out)


def metric(value: float, grade: str = "E2") -> Metric:
    return Metric(value, "", grade, 1)


COMPARED = [
    (80.0, metric(90), 1, "better"),
    (80.0, metric(70), 1, "worse"),
    (80.0, metric(90), -1, "worse"),
    (80.0, metric(70), -1, "better"),
    (80.0, metric(70), 0, "other"),
    (80.0, metric(80), -1, "same"),
    (0.1 + 0.2, metric(0.3), -1, "same"),
    (80.0, metric(90, "E1"), 1, "stale"),
    (80.0, metric(70, "E0"), 1, "stale"),
    (80.0, None, 1, "unknown"),
    (None, metric(1), 1, "new"),
    (None, metric(1, "E1"), 1, "stale"),
]


@pytest.mark.parametrize(("before", "now", "better", "says"), COMPARED)
def test_what_a_metric_is_beside_its_baseline(before, now, better, says):
    assert compared(before, now, better) == says


def test_a_baseline_is_set_shown_and_cleared(root, capsys):
    call(2, "show", root)
    assert "mastery baseline set" in capsys.readouterr().err
    made = read(capsys, 0, "set", "--why", " before  the rewrite", root)
    assert made["values"]["ruff.findings"] == 2.0
    assert made["why"] == "before the rewrite"
    assert not any(name.startswith("tests.") for name in made["values"]), "no test ran here"
    with Ledger(store(root)) as ledger:
        (row,) = ledger.rows("baseline")
    assert row.tree_id
    assert row.data["values"] == made["values"]
    assert read(capsys, 0, "show", root)["ruff.findings"]["is"] == "same"

    (root / "a.py").write_text("import os\n")
    main(["baseline", "show", str(root), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["ruff.findings"] == {
        "baseline": 2.0, "now": 1.0, "unit": "findings", "grade": "E2", "is": "better",
    }  # fmt: skip
    (root / "a.py").write_text("import os\nimport sys\nimport re\n")
    call(1, "show", root)
    out = capsys.readouterr().out
    assert "✗ ruff.findings" in out
    assert "2 → 3 findings" in out
    assert "sloc" not in out, "more lines are neither better nor worse"

    call(0, "clear", root)
    call(2, "show", root)
    assert "there was no baseline" in (call(0, "clear", root) or capsys.readouterr().out)


def test_a_metric_of_your_own_has_its_own_direction(root, capsys):
    (root / "mastery.toml").write_text('[metric."site.speed"]\nfile = "speed.txt"\nregex = "[0-9]+"\nbetter = "less"\n')
    from mastery_tui.cli.baseline import directions
    from mastery_tui.cli.stamped import goals_of

    better = directions(goals_of(root).metrics)
    assert [better(name) for name in ("site.speed", "coverage.line", "findings", "loc", "tests.duration_s")] == [
        -1, 1, -1, 0, 0,
    ]  # fmt: skip


def test_nothing_is_no_baseline(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    call(2, "set", tmp_path / "empty")
    assert "nothing is known" in capsys.readouterr().err


def test_a_baseline_that_is_set_in_a_bad_moment_says_so(root, capsys):
    call(0, "set", root)
    assert "does not hold" not in capsys.readouterr().err
    (root / "bad.py").write_text("def f(:\n")
    call(0, "set", root)
    assert "the gate does not hold now, and this is what is compared with" in capsys.readouterr().err
