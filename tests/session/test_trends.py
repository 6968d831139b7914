"""The trend: only what was measured on this very tree, kept over sessions, whatever happens to the file."""

import threading
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mastery_tui.config.settings import SettingsError, load
from mastery_tui.evidence.measures import unit
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.state import CheckState, FileState, Repo, Sample, State
from mastery_tui.model.trend import DEFAULT, KNOWN, known
from mastery_tui.session import samples
from mastery_tui.session.reviews import standing
from mastery_tui.session.trends import FILE, measured, says_the_same
from tests.session.live import Live, git


def sample(number: int, commit: str = "", **values: float) -> Sample:
    return Sample(1_000.0 + number, number, commit, values or {"findings": float(number)})


def tree(**checks: str) -> State:
    found = Finding("ruff", "E1", "error", "a.py", 1, 1, 1, 2, "m", "print")
    files = {"a.py": FileState("a.py", "b", 9, 3, {"ruff": Result((found,)), "size": Result((), {"loc": 7})})}
    files["a.py"] = replace(files["a.py"], blobs={"ruff": "b", "size": "b"})
    known = {"ruff": "findings", "size": "passed", **checks}
    counts = {"ruff": {"error": 1}}
    return State(
        "/r",
        "r",
        generation=3,
        settled=3,
        checks={n: CheckState(n, n, s, "", 0.1, 3, counts=counts.get(n, {})) for n, s in known.items()},  # type: ignore[arg-type]
        files=files,
        repo=Repo(True, "main", "abc"),
    )


def test_what_every_check_said_of_this_tree_is_measured() -> None:
    values = measured(tree())
    assert values["findings"] == values["findings.error"] == values["ruff.findings"] == 1
    assert values["loc"] == 7


@pytest.mark.parametrize("status", ["failed", "stale", "running"])
def test_a_check_that_did_not_do_its_work_takes_its_numbers_with_it(status: str) -> None:
    values = measured(tree(size=status))
    assert not values.keys() & {"loc", "findings", "findings.error", "size.findings"}, "unknown, never carried over"
    assert values["ruff.findings"] == 1


def test_a_check_that_did_not_see_this_generation_is_unknown() -> None:
    state = tree()
    state = replace(state, checks={**state.checks, "size": replace(state.checks["size"], generation=2)})
    assert "loc" not in measured(state)
    assert "findings" not in measured(state)


def test_a_skipped_check_has_no_number() -> None:
    values = measured(tree(security="skipped"))
    assert "security.findings" not in values
    assert values["findings"] == 1


def test_how_long_it_took_does_not_make_another_sample() -> None:
    one = sample(1, "c", findings=1, **{"settle.latency_ms": 80})
    assert says_the_same(one, sample(2, "c", findings=1, **{"settle.latency_ms": 95}))
    assert not says_the_same(one, sample(2, "c", findings=2))
    assert not says_the_same(one, sample(2, "d", findings=1))


@pytest.mark.parametrize("name", [name for name in KNOWN if not name.startswith("quality.")])
def test_the_trend_and_the_document_speak_of_the_same_units(name: str) -> None:
    assert KNOWN[name].unit == unit(name) or (name == "settle.latency_ms" and unit(name) == "ms")


# --- the file -----------------------------------------------------------------------------------------------------


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / FILE
    made = [sample(number, f"c{number // 3}") for number in range(10)]
    for one in made:
        samples.append(file, one)
    assert samples.read(file) == (made, 0)
    assert samples.read(tmp_path / "none") == ([], 0)


BAD = (
    b"{", b"nonsense", b"\xff\xfe\x00", b"[]", b"{}", b'{"at": "now", "generation": 1, "commit": "", "values": {}}',
    b'{"at": 1e999, "generation": 1, "commit": "", "values": {}}',
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_damaged_line_costs_that_line_only(tmp_path: Path, bad: bytes) -> None:
    file = tmp_path / FILE
    samples.append(file, sample(1))
    with file.open("ab") as torn:
        torn.write(bad)
    samples.append(file, sample(2))
    assert samples.read(file) == ([sample(1), sample(2)], 1)


def test_two_dashboards_that_write_and_shorten_at_once_lose_nothing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(samples, "SLACK", 1)
    monkeypatch.setattr(samples, "SAVES_KEPT", 40)
    file = tmp_path / FILE
    for number in range(60):
        samples.append(file, sample(number))
    errors: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 20):
                samples.append(file, sample(number))
                samples.compact(file)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (100, 120)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    kept, bad = samples.read(file)
    assert bad == 0
    assert [one.generation for one in kept] == list(range(100, 140))


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    aim = tmp_path / "aim"
    aim.write_text("mine")
    (tmp_path / FILE).symlink_to(aim)
    with pytest.raises(OSError):
        samples.append(tmp_path / FILE, sample(1))
    assert aim.read_text() == "mine"


THINNED = [
    (3, None, [2, 5, 7, 8, 9]),
    (3, 1, [7, 8, 9]),
    (0, 2, [5, 8]),
    (99, None, list(range(10))),
]


@pytest.mark.parametrize(("saves", "commits", "expected"), THINNED)
def test_the_last_saves_and_the_last_of_each_commit_are_kept(saves, commits, expected) -> None:
    made = [sample(number, commit) for number, commit in enumerate("aaabbbccc")] + [sample(9)]
    assert [one.generation for one in samples.thinned(made, saves, commits)] == expected


# --- the setting --------------------------------------------------------------------------------------------------


def test_the_metrics_of_the_trend_can_be_chosen(tmp_path: Path) -> None:
    assert load(tmp_path, {}).trend.metrics == DEFAULT
    assert all(known(name) for name in DEFAULT)
    (tmp_path / "mastery.toml").write_text('[trend]\nmetrics = ["loc", "todo.findings"]\n')
    assert load(tmp_path, {"todo": None}).trend.metrics == ("loc", "todo.findings")


@pytest.mark.parametrize(("name", "hint"), [("finding", '"findings"'), ("rufff.findings", '"ruff.findings"'),
                                            ("x", "allowed: ")])  # fmt: skip
def test_a_metric_that_does_not_exist_is_named_with_the_nearest(tmp_path: Path, name: str, hint: str) -> None:
    (tmp_path / "mastery.toml").write_text(f'[trend]\nmetrics = ["loc", "{name}"]\n')
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {"ruff": None})
    assert str(caught.value).startswith("mastery.toml:2: trend.metrics[1]: unknown metric")
    assert hint in str(caught.value)


# --- in a session -------------------------------------------------------------------------------------------------


def test_saves_and_commits_become_samples_and_outlive_the_session(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.py").write_text("import os\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    live = Live(root)
    try:
        first = live.until(lambda state: bool(state.trend) and bool(state.trend[-1].commit)).trend
        assert first[-1].values["ruff.findings"] >= 1
        assert live.session.state.trend_metrics == DEFAULT
        (root / "a.py").write_text("X = 1\n")
        saved = live.until(lambda state: len(state.trend) > len(first)).trend
        assert saved[-1].values["ruff.findings"] < first[-1].values["ruff.findings"]
        assert saved[-1].commit == first[-1].commit
        git(root, "commit", "-qam", "two")
        committed = live.until(lambda state: state.trend[-1].commit not in ("", saved[-1].commit)).trend
        assert committed[-1].values["ruff.findings"] == saved[-1].values["ruff.findings"]
    finally:
        live.close()
    with (root / ".mastery" / FILE).open("ab") as file:
        file.write(b"torn")
    again = Live(root)
    try:
        state = again.until(
            lambda state: bool(state.trend) and any("1 line is damaged" in a.text for a in state.activity)
        )
        kept = [msgspec.structs.replace(one, values={}) for one in committed]
        assert [msgspec.structs.replace(one, values={}) for one in state.trend] == kept
    finally:
        again.close()


# --- reviews ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("environ", "status"), [({}, "no-key"), ({"OPENAI_API_KEY": " "}, "no-key"),
    ({"OPENAI_API_KEY": "sk-secret"}, "off"), ({"OPENAI_BASE_URL": "http://secret"}, "off")])  # fmt: skip
def test_a_key_is_seen_and_never_shown(environ: dict[str, str], status: str) -> None:
    review = standing(environ)
    assert review.status == status
    assert "secret" not in f"{review}"
