"""Writing to standard output: JSON and lines."""

import argparse
import sys
from typing import Any

from mastery_tui.model.text import printable


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """`--format`, the first one being the default."""
    parser.add_argument("--format", choices=formats, default=formats[0], help="default: %(default)s")


def write_json(value: Any) -> None:
    """One JSON value on one line."""
    from mastery_tui.reporting.document import encode

    sys.stdout.flush()
    sys.stdout.buffer.write(encode(value) + b"\n")
    sys.stdout.buffer.flush()


def write_line(text: str) -> None:
    """One line of text from wherever, safe to show."""
    print(printable(text))


def complain(text: str) -> None:
    """One line on standard error."""
    print(f"mastery: {printable(text)}", file=sys.stderr)
