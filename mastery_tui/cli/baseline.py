"""`mastery baseline`: the metrics that are compared with from now on; what is better and worse than they were."""

import argparse
from collections.abc import Mapping
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, complain, write_json, write_line
from mastery_tui.cli.stamped import goals_of, history, record
from mastery_tui.cli.target import add_path, folder

if TYPE_CHECKING:
    from mastery_tui.model.metric import Metric
    from mastery_tui.model.state import State

SIGNS = {"better": "✓", "worse": "✗", "same": "✓", "other": "–", "stale": "~", "unknown": "○", "new": " "}
_DIRECTIONS = {"more": 1, "less": -1, "neither": 0}
_NOISE = 1e-9


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="set|show|clear", parser_class=type(parser))
    for name, help in (
        ("set", "compare with the metrics of this very tree from now on"),
        ("show", "the baseline beside what is now; 1 when something is worse"),
        ("clear", "compare with nothing any more"),
    ):
        verb = verbs.add_parser(name, help=help, description=help, allow_abbrev=False)
        add_path(verb)
        if name == "show":
            verb.add_argument("--all", action="store_true", help="also what has no better and worse, such as lines")
        else:
            verb.add_argument("--why", default="", metavar="TEXT", help="what is to be remembered of it")
        add_format(verb, "text", "json")


def run(options: argparse.Namespace) -> int:
    if options.verb is None:
        options.verb, options.path, options.format, options.all = "show", ".", "text", False
    root = folder(options.path).resolve()
    as_json = options.format == "json"
    match options.verb:
        case "set":
            return _set(root, " ".join(options.why.split()), as_json)
        case "clear":
            return _clear(root, " ".join(options.why.split()), as_json)
        case _:
            return _show(root, as_json, options.all)


def compared(before: float | None, metric: "Metric | None", better: int) -> str:
    """better, worse, same or other (it differs, and neither way is better); stale and unknown where that is not known,
    new where there is no value before."""
    if metric is None:
        return "unknown"
    if metric.grade != "E2":
        return "stale"
    if before is None:
        return "new"
    if isclose(metric.value, before, rel_tol=_NOISE, abs_tol=_NOISE):
        return "same"
    if not better:
        return "other"
    return "better" if (metric.value > before) == (better > 0) else "worse"


def directions(custom: Mapping[str, Any]) -> Any:
    """Which way is better for a metric by its name; `custom` are those of the settings."""
    from mastery_tui.evidence.baseline import KPI
    from mastery_tui.evidence.kpis.targets import KPIS
    from mastery_tui.model.trend import TIMINGS, known

    own = {name: _DIRECTIONS[metric.better] for name, metric in custom.items()}
    own |= {f"{KPI}{name}": about.better for name, about in KPIS.items()}

    def better(name: str) -> int:
        about = known(name)
        return 0 if name in TIMINGS else own.get(name, about.better if about else 0)

    return better


def _metrics(root: Path) -> "tuple[State, dict[str, Metric]]":
    from mastery_tui.cli.running import settle
    from mastery_tui.evidence.baseline import comparable

    state = settle(root)
    return state, comparable(state)


def _set(root: Path, why: str, as_json: bool) -> int:
    from mastery_tui.evidence.baseline import baseline_of
    from mastery_tui.evidence.record import Baseline
    from mastery_tui.evidence.stamp import stamp_of
    from mastery_tui.reporting.gate import verdict

    state, metrics = _metrics(root)
    values = baseline_of(state)
    if not values:
        raise CliError("nothing is known of this very tree that could be a baseline: see `mastery check`")
    left_out = [name for name in metrics if name not in values]
    record(root, stamp_of(state), Baseline(values, why))
    if as_json:
        write_json({"values": values, "why": why, "left_out": left_out})
        return 0
    write_line(f"✓ baseline set: {len(values)} metrics of this tree are what is compared with")
    gate = verdict(state)
    if not gate.holds:
        complain(f"the gate does not hold now, and this is what is compared with from here on: {gate.reason}")
    if left_out:
        complain(f"{len(left_out)} were left out, they are not of this very tree: {_some(left_out)}")
    return 0


def _clear(root: Path, why: str, as_json: bool) -> int:
    from mastery_tui.cli.stamped import stamp_now
    from mastery_tui.evidence.record import Baseline

    had = history(root).baseline
    if had is not None:
        record(root, stamp_now(root), Baseline({}, why))
    if as_json:
        write_json({"cleared": had is not None})
    else:
        write_line("✓ there is no baseline any more" if had is not None else "– there was no baseline")
    return 0


def _show(root: Path, as_json: bool, every: bool) -> int:
    before = history(root).baseline
    if before is None:
        raise CliError("there is no baseline: `mastery baseline set` makes what is now the one")
    _, metrics = _metrics(root)
    better = directions(goals_of(root).metrics)
    rows = []
    for name in sorted(before.keys() | metrics.keys()):
        metric = metrics.get(name)
        rows.append((name, before.get(name), metric, compared(before.get(name), metric, better(name))))
    if as_json:
        write_json({name: _plain(was, metric, says) for name, was, metric, says in rows})
    else:
        _print([row for row in rows if row[3] != "new" and (every or better(row[0]))])
    return 1 if any(row[3] == "worse" for row in rows) else 0


def _print(rows: "list[tuple[str, float | None, Metric | None, str]]") -> None:
    wide = max((len(row[0]) for row in rows), default=0)
    for name, was, metric, says in rows:
        now = "not known" if metric is None else f"{metric.value:,.6g}"
        unit = f" {metric.unit}" if metric is not None and metric.unit else ""
        before = "not known" if was is None else f"{was:,.6g}"
        line = f"{before}{unit}" if says == "same" else f"{before} → {now}{unit}"
        write_line(f"{SIGNS[says]} {name:<{wide}}  {says:<7}  {line}")
    counts = [f"{sum(row[3] == says for row in rows)} {says}" for says in ("better", "worse", "same")]
    open_ones = sum(row[3] in ("unknown", "stale") for row in rows)
    write_line(f"{', '.join(counts)}{f', {open_ones} cannot be compared' if open_ones else ''}")


def _plain(was: float | None, metric: "Metric | None", says: str) -> dict[str, Any]:
    now = {} if metric is None else {"now": metric.value, "unit": metric.unit, "grade": metric.grade}
    return {"baseline": was, **now, "is": says}


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
