"""`mastery doctor`: what works here, what does not, and how to mend it."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.target import add_path, folder

if TYPE_CHECKING:
    from mastery_tui.cli.diagnosis.line import Line


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    add_format(parser, "text", "json")


def run(options: argparse.Namespace) -> int:
    """0 when nothing is ✗, else 1."""
    lines = list(diagnose(folder(options.path)))
    if options.format == "json":
        write_json({"schema": "mastery.doctor/1", "lines": lines})
    else:
        wide = max(len(line.topic) for line in lines)
        for line in lines:
            write_line(f"{line.sign} {line.topic:<{wide}}  {line.text}")
            if line.mend:
                write_line(f"  {'':<{wide}}  → {line.mend}")
    return int(any(line.sign == "✗" for line in lines))


def diagnose(root: Path) -> "Iterator[Line]":
    """All lines on the folder and this machine."""
    from mastery_tui.cli.diagnosis import machine, programs, setup

    is_trusted, trust_lines = setup.trusted(root)
    settings, settings_lines = setup.settings(root, is_trusted)
    yield from programs.pythons(root, is_trusted)
    yield from programs.git(root)
    yield from programs.tools()
    yield from machine.watching(root, settings.watch.mode)
    yield from machine.inotify()
    yield from machine.sandbox(root)
    yield from trust_lines
    yield from settings_lines
    yield from setup.places(root, is_trusted)
    yield from setup.stores(root)
