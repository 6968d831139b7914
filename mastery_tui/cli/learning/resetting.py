"""`mastery learn reset|undo`: begin anew, and take that back."""

import argparse

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.learning.opening import add_name, opened
from mastery_tui.cli.output import write_json, write_line


def arguments(verb: str, parser: argparse.ArgumentParser) -> None:
    if verb == "reset":
        add_name(parser, optional=True)
        parser.add_argument("--all", action="store_true", help="every module of every curriculum that you began")


def run(verb: str, options: argparse.Namespace) -> int:
    import msgspec

    from mastery_tui.learning import standing
    from mastery_tui.learning.acts.reset import reset, undo

    with opened(options) as desk:
        if verb == "undo":
            back = undo(desk.study)
            if options.format == "json":
                write_json(back)
            else:
                write_line(f"✓ took back the {back.what}: {', '.join(back.files) or 'progress'}")
                if back.backup:
                    write_line(f"  what stood there is in {back.backup}")
            return 0
        if bool(options.name) == options.all:
            raise CliError("reset takes a module, or --all")
        begun = standing.begun(desk.study.progress())
        shelf = desk.study.shelf
        every = [module for one in shelf.curricula.values() for module in one.modules.values()]
        modules = [m for m in every if (m.curriculum, m.id) in begun] if options.all else [desk.module(options.name)]
        if not modules:
            raise CliError("nothing was begun: there is nothing to reset")
        done = reset(desk.study, tuple(modules))
        if options.format == "json":
            write_json(msgspec.to_builtins(done))
            return 0
        write_line(f"✓ {', '.join(done.modules)} begins anew")
        write_line(f"  all of it is in {done.backup}; `mastery learn undo` brings it back")
        return 0
