"""`mastery learn`: the modules of a curriculum, step by step, without the dashboard."""

import argparse
from importlib import import_module

from mastery_tui.cli.output import add_format

HERE = "mastery_tui.cli.learning"
VERBS: dict[str, tuple[str, str]] = {
    "list": ("showing", "every curriculum and module, and how far you are"),
    "show": ("showing", "one module: task, files, questions, next step"),
    "status": ("showing", "how far you are, in one module or in all that you began"),
    "next": ("showing", "the next step"),
    "start": ("building", "write the module's stub into your tree; never over a file of yours"),
    "validate": ("building", "run the hidden tests on what you saved; 0 only when the stage holds"),
    "hint": ("building", "the next hint"),
    "justify": ("justifying", "answer the module's questions in your own words"),
    "harden": ("hardening", "get a bug in a copy of your own code, to find and fix"),
    "diagnose": ("hardening", "say which line of the copy is wrong, and why"),
    "reset": ("resetting", "begin a module, or all, anew; a backup is kept"),
    "undo": ("resetting", "take the last start --fresh, harden --fresh, keep or reset back"),
    "install": ("installing", "install what a curriculum requires, after asking"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=type(parser))
    for name, (module, help) in VERBS.items():
        sub = verbs.add_parser(name, help=help, description=help, allow_abbrev=False)
        import_module(f"{HERE}.{module}").arguments(name, sub)
        sub.add_argument(
            "--path", dest="path", default=".", metavar="PATH", help="your project's folder (default: here)"
        )
        add_format(sub, "text", "json")


def run(options: argparse.Namespace) -> int:
    """0 when it is done, for a stage only when it holds; 1 when it does not; 2 when it could not run."""
    if options.verb is None:
        options.verb, options.path, options.format = "list", ".", "text"
    module, _ = VERBS[options.verb]
    return int(import_module(f"{HERE}.{module}").run(options.verb, options))
