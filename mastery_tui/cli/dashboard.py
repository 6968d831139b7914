"""`mastery [PATH]`: the dashboard, or one pass where there is no terminal."""

import argparse
import sys

from mastery_tui.cli.target import folder


def run(options: argparse.Namespace) -> int:
    root = folder(options.path)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from mastery_tui.ui.app import run_dashboard

        return int(run_dashboard(root) or 0)
    from mastery_tui.cli.check import report
    from mastery_tui.cli.running import settle

    return report(settle(root), "rich")
