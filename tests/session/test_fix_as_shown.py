"""A fix is written only to the content that it was shown for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.session.live import Live
from tests.session.test_undoable import ask, find

TEXT = "import os\nx = 1\n"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    root = tmp_path / "tree"
    root.mkdir()
    (root / "ruff.toml").write_text("[lint]\nselect = ['F401']\n")
    (root / "app.py").write_text(TEXT)
    live = Live(root)
    yield live
    live.close()


def test_a_fix_that_was_shown_for_other_content_is_not_written(live: Live) -> None:
    finding = find(live, "F401")
    shown = live.session.state.files["app.py"].blob
    edited = TEXT + "y = 2\n"
    (live.root / "app.py").write_text(edited)
    live.until(lambda state: state.files["app.py"].blob != shown)
    finding = find(live, "F401", lambda found: found.fingerprint == finding.fingerprint)
    said = ask(live, "apply-fix", "app.py", f"{finding.fingerprint} {shown}")
    assert said == "✗ app.py changed meanwhile: nothing was written; look at the finding again"
    assert (live.root / "app.py").read_text() == edited

    now = live.session.state.files["app.py"].blob
    assert ask(live, "apply-fix", "app.py", f"{finding.fingerprint} {now}").startswith("fixed app.py:1 F401")
    assert (live.root / "app.py").read_text() == "x = 1\ny = 2\n"
