"""The verbs of the command line: name, module, one line of help. Modules are imported when their verb is used."""

from typing import NamedTuple


class Verb(NamedTuple):
    """A verb and the module that has its `arguments(parser)` and `run(options) -> exit code`."""

    module: str
    help: str


VERBS = {
    "check": Verb("mastery_tui.cli.check", "one pass: findings, metrics, gate"),
    "watch": Verb("mastery_tui.cli.watch", "one line for every settled change"),
    "state": Verb("mastery_tui.cli.state", "the State that the dashboard would show, as JSON"),
    "ledger": Verb("mastery_tui.cli.ledger", "what was recorded of this folder, and whether it is as it was written"),
    "report": Verb("mastery_tui.cli.tracking", "what a day, a week or a month came to"),
    "note": Verb("mastery_tui.cli.note", "write down a lesson learned; list, search and export them"),
    "doctor": Verb("mastery_tui.cli.doctor", "what works here, what does not, and how to mend it"),
    "trust": Verb("mastery_tui.cli.trust", "let a folder's tests, commands and checks run"),
    "demo": Verb("mastery_tui.cli.demo", "the dashboard on a small project, with a minute of edits"),
    "settings": Verb("mastery_tui.cli.settings", "every setting, where it is set, and change it; the JSON Schema"),
    "learn": Verb("mastery_tui.cli.learn", "build, justify and harden modules of a curriculum"),
    "curriculum": Verb("mastery_tui.cli.curriculum", "for authors: start a curriculum, and prove that one holds"),
    "baseline": Verb(
        "mastery_tui.cli.baseline", "the metrics to compare with: set them, show what is better and worse"
    ),
    "attest": Verb("mastery_tui.cli.attest", "vouch for an objective, over its files as they are now"),
    "scenario": Verb("mastery_tui.cli.scenario", "real commands, measured: run them, list them, show what is known"),
    "init": Verb(
        "mastery_tui.cli.init", "write a mastery.toml: defaults commented out, goals proposed from what is there"
    ),
}
DASHBOARD = Verb("mastery_tui.cli.dashboard", "the dashboard; without a terminal, what `mastery check` prints")
