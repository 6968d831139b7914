"""`mastery scenario`: run the scenarios of mastery.toml and record what they measure; list them; show what is known."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, complain, write_json, write_line
from mastery_tui.cli.stamped import goals_of, history, record, stamp_now
from mastery_tui.cli.target import folder

if TYPE_CHECKING:
    from mastery_tui.config.goals import Scenario
    from mastery_tui.evidence.record import Measurement
    from mastery_tui.evidence.scenarios.metrics import Last

_FIRST = ("p50_ms", "p95_ms", "p99_ms", "error_percent", "throughput_per_s", "peak_memory_mib", "cpu_s", "recovery_s")
_CHANGED = "the tree changed while it ran: what was measured counts as stale"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="run|list|show", parser_class=type(parser))
    for name, help in (
        ("run", "run these (default: all), and record what they measure; 1 when a run was not as expected"),
        ("list", "the scenarios of mastery.toml"),
        ("show", "what was measured last, and whether it holds for this tree"),
    ):
        verb = verbs.add_parser(name, help=help, description=help, allow_abbrev=False)
        verb.add_argument("words", nargs="*", metavar="NAME... PATH", help="scenarios, then the folder (default: here)")
        add_format(verb, "text", "json")


def run(options: argparse.Namespace) -> int:
    """0 when all runs were as expected, 1 when not, 2 when it could not run."""
    if options.verb is None:
        options.verb, options.words, options.format = "list", [], "text"
    names, root = _target(options.words)
    scenarios = _named(goals_of(root).scenarios, names)
    match options.verb:
        case "run":
            return _run(root, scenarios, options.format == "json")
        case "list":
            return _list(scenarios, options.format == "json")
        case _:
            return _show(root, scenarios, options.format == "json")


def _target(words: Sequence[str]) -> tuple[Sequence[str], Path]:
    """The names, and the folder: the last word where it can be no name, or is a folder and no scenario from here."""
    here = folder(".").resolve()
    if not words:
        return words, here
    last = words[-1]
    can_be = last.replace("-", "").replace("_", "").isalnum()
    if can_be and (not Path(last).is_dir() or any(one.id == last for one in goals_of(here).scenarios)):
        return words, here
    return words[:-1], folder(last).resolve()


def _named(scenarios: "Sequence[Scenario]", names: Sequence[str]) -> "list[Scenario]":
    from mastery_tui.config.nearest import suggestion

    known = {scenario.id: scenario for scenario in scenarios}
    for name in names:
        if name not in known:
            hint = suggestion(name, known) if known else "there is no [[scenario]] in mastery.toml"
            raise CliError(f"{name}: no such scenario; {hint}")
    return [known[name] for name in dict.fromkeys(names)] if names else list(scenarios)


def _list(scenarios: "Sequence[Scenario]", as_json: bool) -> int:
    if as_json:
        write_json(list(scenarios))
        return 0
    for one in scenarios:
        at_once = f", {one.concurrency} at a time" if one.concurrency > 1 else ""
        write_line(f"{one.id:<16} {one.runs} {'run' if one.runs == 1 else 'runs'}{at_once}  {_shown(one.command)}")
        if one.title:
            write_line(f"{'':<16} {one.title}")
    if not scenarios:
        write_line("– there is no [[scenario]] in mastery.toml: `mastery init` writes an example")
    return 0


def _shown(command: Sequence[str]) -> str:
    import shlex

    return shlex.join(command)


def _run(root: Path, scenarios: "Sequence[Scenario]", as_json: bool) -> int:
    from mastery_tui.config import trust
    from mastery_tui.evidence.commands import environment
    from mastery_tui.workspace.python import find_python

    if not scenarios:
        raise CliError("there is no [[scenario]] in mastery.toml: `mastery init` writes an example")
    may = trust.status(root)
    if not may.trusted:
        raise CliError(f"scenarios run commands, and {may.reason}; {may.hint}")
    history(root)  # where nothing can be recorded, nothing need run
    before = stamp_now(root)
    environ = environment(os.environ, find_python(root, os.environ).path)
    found = [_measured(root, scenario, environ) for scenario in scenarios]
    after = stamp_now(root)
    same = before.tree == after.tree
    import msgspec

    record(root, after if same else msgspec.structs.replace(after, tree=""), *found)
    if as_json:
        grade = "E2" if same else "E1"
        write_json(
            [{**msgspec.to_builtins(event), "grade": grade, "tree_id": after.tree if same else ""} for event in found]
        )
    else:
        for event in found:
            write_line(f"{'✗' if event.failed else '✓'} {_line(event)}")
            if event.reason:
                write_line(f"  {event.reason}")
    if not same:
        complain(_CHANGED)
    return 1 if any(event.failed for event in found) else 0


def _measured(root: Path, scenario: "Scenario", environ: dict[str, str]) -> "Measurement":
    from mastery_tui.evidence.scenarios.running import CannotRun, Running

    shows = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def progress(done: int, total: int) -> None:
        if shows:
            print(
                f"\r\x1b[K{'' if done == total else f'● {scenario.id} {done}/{total}'}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    try:
        return Running(root, scenario, environ).measure(progress)
    except CannotRun as error:
        raise CliError(f"scenario {scenario.id}: {error}") from error


def _line(event: "Measurement") -> str:
    runs = f"{event.runs} {'run' if event.runs == 1 else 'runs'}, {event.failed} failed"
    said = "  ".join(f"{name} {event.values[name]:,.4g}" for name in _FIRST if name in event.values)
    return f"{event.scenario:<16} {runs}  {said}"


def _show(root: Path, scenarios: "Sequence[Scenario]", as_json: bool) -> int:
    from mastery_tui.evidence.scenarios.metrics import metrics_of, note_of

    stamp, known = stamp_now(root), history(root).scenarios
    if as_json:
        write_json(metrics_of(scenarios, known, stamp.tree, stamp.generation))
        return 0
    for scenario in scenarios:
        last = known.get(scenario.id)
        if last is None:
            write_line(f"○ {scenario.id:<16} was never run: mastery scenario run {scenario.id}")
            continue
        note = note_of(scenario, last[0], last[2], stamp.tree)
        write_line(f"{'~' if note else '✓' if not last[0].failed else '✗'} {_line(last[0])}")
        write_line(f"  {_when(last)}{f'; {note}' if note else ', on this tree'}")
    if not scenarios:
        write_line("– there is no [[scenario]] in mastery.toml: `mastery init` writes an example")
    return 0


def _when(last: "Last") -> Any:
    from datetime import datetime

    return datetime.fromtimestamp(last[1]).isoformat(" ", "minutes")
