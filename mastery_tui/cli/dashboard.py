"""`mastery [PATH]`: the dashboard, or one pass where there is no terminal."""

import gc
import sys

from mastery_tui.cli.target import folder


def run(path: str = ".") -> int:
    root = folder(path)
    if sys.stdin.isatty() and sys.stdout.isatty():
        gc.disable()  # what is made while starting is no garbage; the dashboard turns it on after its first frame
        from mastery_tui.ui.terminal_colour import Terminal

        terminal = Terminal.ask()  # it answers while textual is imported
        try:
            from mastery_tui.ui.app import run_dashboard

            return int(run_dashboard(root, terminal) or 0)
        finally:
            terminal.restore()
    from mastery_tui.cli.check import report
    from mastery_tui.cli.running import settle

    return report(settle(root), "rich")
