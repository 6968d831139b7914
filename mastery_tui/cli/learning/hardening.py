"""`mastery learn harden|diagnose`: a bug in the learner's own code."""

import argparse

from mastery_tui.cli.learning.building import next_of
from mastery_tui.cli.learning.opening import add_name, opened
from mastery_tui.cli.output import write_json, write_line


def arguments(verb: str, parser: argparse.ArgumentParser) -> None:
    add_name(parser)
    parser.add_argument("--practice", action="store_true", help="a bug to practise on; it does not count")
    if verb == "harden":
        parser.add_argument(
            "--fresh", action="store_true", help="another bug; the copy that was begun is kept in a backup"
        )
        parser.add_argument(
            "--keep", action="store_true", help="take the fixed copy into your own file, after a backup"
        )
    else:
        parser.add_argument("--line", type=int, required=True, metavar="N", help="the line of the copy, from 1")
        parser.add_argument("--why", required=True, metavar="TEXT", help="what is wrong there, in a sentence")


def run(verb: str, options: argparse.Namespace) -> int:
    import msgspec

    from mastery_tui.learning.acts.diagnose import diagnose
    from mastery_tui.learning.acts.harden import harden, keep

    as_json = options.format == "json"
    with opened(options) as desk:
        module = desk.module(options.name)
        slot = "practice" if options.practice else "harden"
        if verb == "diagnose":
            stated = diagnose(desk.study, module, slot, options.line, options.why)  # type: ignore[arg-type]
            step = next_of(desk, module)
            if as_json:
                write_json({**msgspec.to_builtins(stated), "module": module.id, "next": step})
            else:
                write_line(f"{'✓' if stated.holds else '◐' if stated.hit else '✗'} {stated.reason}")
                write_line(f"next: {step}")
            return 0 if stated.holds else 1
        if options.keep:
            changed = keep(desk.study, module, slot)  # type: ignore[arg-type]
            if as_json:
                write_json({"module": module.id, "files": changed, "next": next_of(desk, module)})
            else:
                write_line(f"✓ {', '.join(changed)} taken over" if changed else "– your files are the same already")
            return 0
        bug = harden(desk.study, module, practice=options.practice, fresh=options.fresh)
        step = next_of(desk, module)
        if as_json:
            write_json({**msgspec.to_builtins(bug), "module": module.id, "next": step})
            return 0
        write_line(f"{'◐ this bug waits already' if bug.begun else '✓ a bug is in a copy of your code'}: {bug.file}")
        write_line(f"  {bug.symptom}")
        write_line(f"  {bug.failing} of {bug.failing + bug.passing} tests fail; your own file is untouched")
        more = " --practice" if options.practice else ""
        write_line(f"next: find it in {bug.file}, fix it there, and say what it was:")
        write_line(f'  mastery learn diagnose {module.id}{more} --line N --why "…"')
        write_line(f"  mastery learn validate {module.id} --stage {slot}")
        return 0
