"""When the configuration changes, no State says of the new generation what was proven with the old configuration."""

from pathlib import Path

import pytest

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from tests.session.live import Live, git

CODE = "import os\n\n\ndef f(a, b, c, d):\n    assert a\n    if a:\n        if b:\n            return c\n    return d\n"
STRICT = "[checks.complexity]\nmax_complexity = 1\n"
CHANGES = [
    ("ruff", "ruff.toml", "[lint]\nselect = ['E']\n", "[lint]\nselect = ['E', 'F']\n"),
    ("ruff", "ruff.toml", None, "[lint]\nselect = ['E']\n"),
    ("ruff", "pyproject.toml", "[tool.ruff.lint]\nselect = ['F']\n", "[tool.ruff.lint]\nselect = ['E']\n"),
    ("complexity", "mastery.toml", None, STRICT),
    ("complexity", "mastery.toml", "[checks.complexity]\nenabled = false\n", STRICT),
    ("security", ".bandit", "[bandit]\nskips = B101\n", None),
]  # fmt: skip
DONE = ("passed", "findings", "failed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.py").write_text(CODE)
    git(root, "init", "-q")
    return root


def write(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text)


def verdicts(states: list[State], check: str) -> list[tuple[str, dict[str, int]]]:
    """What was said of the last generation, by each State that calls the check done with it, or itself settled."""
    generation = states[-1].generation
    said = [(s.checks[check], s.settled == generation) for s in states if s.generation == generation]
    return [
        (one.status, one.counts)
        for one, settled in said
        if settled or (one.status in DONE and one.generation == generation)
    ]


@pytest.mark.parametrize(("check", "name", "before", "after"), CHANGES)
def test_a_changed_configuration_is_never_shown_with_the_old_verdict(
    root: Path, check: str, name: str, before: str | None, after: str | None
) -> None:
    write(root / name, before)
    live = Live(root)
    try:
        then = live.until(lambda state: state.settled == state.generation).checks[check]
        states: list[State] = []
        live.session.subscribe(states.append)
        write(root / name, after)
        live.until(lambda state: state.checks[check].counts != then.counts and state.settled == state.generation)
    finally:
        live.close()
    last = states[-1]
    assert (last.checks[check].status, last.checks[check].counts) != (then.status, then.counts), "it matters"
    for said in verdicts(states, check):
        assert said == (last.checks[check].status, last.checks[check].counts)


def test_a_check_that_could_not_run_is_no_pass_while_it_is_tried_again(root: Path) -> None:
    (root / "ruff.toml").write_text("[lint]\nselect = ['NO SUCH']\n")
    live = Live(root)
    try:
        live.until(lambda state: state.checks["ruff"].status == "failed" and state.settled == state.generation)
        states: list[State] = []
        live.session.subscribe(states.append)
        before = live.session.state.generation
        live.session.send(Intent("run"))
        live.until(lambda state: state.settled == state.generation > before)
    finally:
        live.close()
    assert {one.checks["ruff"].status for one in states} == {"failed", "running"}
