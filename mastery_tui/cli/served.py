"""One browser tab's dashboard: `python -m mastery_tui.cli.served PATH`, run by the server of `mastery --serve`."""

import os
import select
import signal
import sys
import threading

from mastery_tui.cli.dashboard import show_in_browser
from mastery_tui.cli.target import folder


def main(path: str) -> int:
    """Show the folder until the tab is closed or the server is gone."""
    threading.Thread(target=_leave_with_the_server, name="server-gone", daemon=True).start()
    return show_in_browser(folder(path))


def _leave_with_the_server() -> None:
    """Standard input is the server's pipe: once its other end is gone, nobody looks any more."""
    poll = select.poll()
    poll.register(sys.stdin.fileno(), 0)  # no input asked for: only that the other end hung up
    poll.poll()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
