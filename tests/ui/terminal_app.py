"""The dashboard in a terminal of its own: `python -m tests.ui.terminal_app MODE`."""

import sys
import threading
from pathlib import Path
from time import perf_counter

from mastery_tui.model.state import State
from mastery_tui.ui.app import Dashboard
from tests.ui.states import Published, busy


class Breaking(Published):
    """Publishes a State that no pane can show."""

    def start(self) -> None:
        self.publish(State(root="/t", name="t", checks={"ruff": 7}))  # type: ignore[dict-item]


class Hanging(Published):
    """Does not stop."""

    def stop(self) -> None:
        threading.Event().wait()


if __name__ == "__main__":
    session = {"busy": Published, "breaking": Breaking, "hanging": Hanging}[sys.argv[1]](busy())
    app = Dashboard(Path("/tree/learn-python"), lambda: session)
    app.run()
    left = perf_counter()
    app.close_session()
    print(f"closed in {perf_counter() - left:.1f} s")
    sys.exit(app.return_code)
