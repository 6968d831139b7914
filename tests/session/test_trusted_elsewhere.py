"""Trust that is given in another terminal while a dashboard is open."""

from pathlib import Path

from mastery_tui.config import trust
from tests.session.test_proving import watched


def test_the_next_save_takes_it(tree: Path) -> None:
    with watched(tree) as live:
        assert not live.until(lambda state: state.settled > 0).trusted
        trust.grant(tree)
        (tree / "clean.py").write_text("x = 3\n")
        live.until(lambda state: state.trusted)
