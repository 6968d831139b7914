"""The custom metrics of mastery.toml, `[metric.NAME]`."""

from pathlib import Path

from msgspec.structs import replace

from mastery_tui.config.goals import CustomMetric
from mastery_tui.evidence.custom_value import number
from mastery_tui.evidence.readings.inside import MIB, Content, read_inside
from mastery_tui.evidence.readings.reading import Adapter, Reading, attempt, one_line

_LIMIT = 16 * MIB


def custom_from_file(root: Path, name: str, metric: CustomMetric) -> Reading:
    """What its file says now. Never raises for what the file holds."""
    adapter = Adapter(f"metric.{name}", _none, lambda top, paths: _read(top, name, metric))
    return attempt(adapter, root, (metric.file,))


def custom_from_output(name: str, metric: CustomMetric, output: str, at: float = 0.0) -> Reading:
    """What its command printed, just now and on this tree; `at` in seconds."""
    source = " ".join(metric.command)[:80]
    return _made(name, metric, output, Reading(source, f"metric.{name}", mtime=at))


def _read(root: Path, name: str, metric: CustomMetric) -> Reading:
    found: Content = read_inside(root, metric.file, _LIMIT)
    text = found.data.decode("utf-8", "replace")
    return _made(name, metric, text, Reading(metric.file, f"metric.{name}", sha=found.sha, mtime=found.mtime))


def _made(name: str, metric: CustomMetric, text: str, about: Reading) -> Reading:
    value = number(text, metric)
    if isinstance(value, str):
        return replace(about, problem=one_line(value))
    return replace(about, values={name: (value, metric.unit)})


def _none(files: object, listed: object) -> list[tuple[str, ...]]:
    return []
