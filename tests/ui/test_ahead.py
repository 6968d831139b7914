"""What is imported ahead is all there, and nothing is imported once the dashboard was left."""

import sys
import threading

from mastery_tui.ui import ahead


def test_every_module_that_is_named_is_there(monkeypatch):
    monkeypatch.setattr(ahead, "BETWEEN_S", 0)
    ahead.load(threading.Event())
    assert {f"mastery_tui.ui.screens.{name}" for name in ahead.SCREENS} | set(ahead.OTHERS) <= set(sys.modules)


def test_nothing_is_imported_after_the_dashboard_was_left(monkeypatch):
    imported = []
    monkeypatch.setattr(ahead, "import_module", imported.append)
    left = threading.Event()
    left.set()
    ahead.load(left)
    assert not imported
