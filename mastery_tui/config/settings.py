"""The settings: typed, every value with a good default. With no file at all everything works."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from mastery_tui.config import goals_read, keymap, settings_file, typed
from mastery_tui.config.goals import Goals
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import Document, SettingsError
from mastery_tui.model import trend

__all__ = [
    "TABLES",
    "CheckSettings",
    "Files",
    "Gate",
    "Pool",
    "Settings",
    "SettingsError",
    "Trend",
    "WatchSettings",
    "defaults",
    "load",
    "of",
]

FailOn = Literal["error", "warning", "info", "never"]


class Files(msgspec.Struct, frozen=True):
    """Which files are checked.

    exclude: patterns as in .gitignore of what is left alone.
    max_kib: files that are larger are skipped; in KiB.
    """

    exclude: tuple[str, ...] = ()
    max_kib: Annotated[int, msgspec.Meta(ge=1, le=1_048_576)] = 1024


class WatchSettings(msgspec.Struct, frozen=True):
    """How saves are noticed.

    debounce_ms: a burst of saves is over after so much quiet; in milliseconds.
    max_wait_ms: or so long after its first save, in milliseconds.
    mode: native asks the operating system, polling looks again and again, auto takes what works.
    """

    debounce_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 25
    max_wait_ms: Annotated[int, msgspec.Meta(ge=1, le=60_000)] = 250
    mode: Literal["auto", "native", "polling"] = "auto"


class Pool(msgspec.Struct, frozen=True):
    """The worker processes.

    workers: how many; 0 means as many as cores, at most 4.
    file_timeout_s: the most seconds for one file and check.
    memory_mib: the most memory of one worker; in MiB.
    """

    workers: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    file_timeout_s: Annotated[float, msgspec.Meta(ge=0.1, le=3600)] = 20
    memory_mib: Annotated[int, msgspec.Meta(ge=64, le=1_048_576)] = 1024


class Gate(msgspec.Struct, frozen=True):
    """What decides whether a tree is good enough.

    fail_on: findings of this severity or worse fail the gate; never: none do.
    require: expressions over metrics that all have to hold, such as coverage.line >= 80.
    """

    fail_on: FailOn = "error"
    require: tuple[str, ...] = ()


class Trend(msgspec.Struct, frozen=True):
    """What the trend shows.

    metrics: names of metrics, or CHECK.findings, in the order in which they are shown.
    """

    metrics: tuple[str, ...] = trend.DEFAULT


class CheckSettings(msgspec.Struct, frozen=True):
    """One `[checks.NAME]` table: `options` is the check's own Struct, None for a check without options.

    enabled: whether the check runs.
    """

    enabled: bool = True
    options: msgspec.Struct | None = None


class Settings(msgspec.Struct, frozen=True):
    """All settings of a tree. `file` is where they were read from ("": there is none); `problems` are clear lines."""

    files: Files = Files()
    watch: WatchSettings = WatchSettings()
    pool: Pool = Pool()
    gate: Gate = Gate()
    trend: Trend = Trend()
    checks: dict[str, CheckSettings] = {}
    keys: dict[str, str] = {}
    theme: str = ""
    goals: Goals = Goals()
    file: str = ""
    problems: tuple[str, ...] = ()


TABLES: dict[str, type[msgspec.Struct]] = {
    "files": Files,
    "watch": WatchSettings,
    "pool": Pool,
    "gate": Gate,
    "trend": Trend,
}
_KNOWN = (*TABLES, "checks", "keys", "theme", *goals_read.TABLES)
Options = Mapping[str, type[msgspec.Struct] | None]


def defaults(options: Options) -> Settings:
    """The settings of a tree without a settings file."""
    return Settings(checks={name: CheckSettings(True, kind() if kind else None) for name, kind in options.items()})


def load(root: Path, options: Options) -> Settings:
    """The settings of the tree at `root`; `options` maps each known check to the Struct of its options.

    Raises SettingsError, whose text is one line: file, line, key, what is wrong, what is allowed.
    """
    return of(settings_file.read(root), options)


def of(document: Document, options: Options) -> Settings:
    """The settings that a document holds. Raises SettingsError."""
    try:
        settings = _typed(document.table, options)
    except typed.Wrong as wrong:
        raise document.error(wrong.key, wrong.message) from wrong
    return msgspec.structs.replace(settings, file=document.file, problems=document.problems)


def _typed(table: Mapping[str, Any], options: Options) -> Settings:
    for name in table:
        if name not in _KNOWN:
            raise typed.Wrong((name,), f"unknown key; {suggestion(name, _KNOWN)}")
    parts: dict[str, Any] = {name: typed.table(kind, table.get(name, {}), (name,)) for name, kind in TABLES.items()}
    watch = parts["watch"]
    if watch.max_wait_ms < watch.debounce_ms:
        raise typed.Wrong(("watch", "max_wait_ms"), f"must be at least debounce_ms ({watch.debounce_ms})")
    for index, name in enumerate(parts["trend"].metrics):
        if trend.known(name) is None or (name.endswith(trend.FOUND) and name.removesuffix(trend.FOUND) not in options):
            hint = suggestion(name, trend.names(options))
            raise typed.Wrong(("trend", "metrics", index), f"unknown metric {typed.shown(name)}; {hint}")
    theme = table.get("theme", "")
    if not isinstance(theme, str):
        raise typed.Wrong(("theme",), f"must be a text, not {typed.shown(theme)}")
    return Settings(
        **parts,
        checks=_checks(table.get("checks", {}), options),
        keys=_keys(table),
        theme=theme,
        goals=goals_read.goals(table),
    )


def _checks(table: object, options: Options) -> dict[str, CheckSettings]:
    if not isinstance(table, Mapping):
        raise typed.Wrong(("checks",), f"must be a table, not {typed.shown(table)}")
    for name in table:
        if name not in options:
            raise typed.Wrong(("checks", name), f"unknown check; {suggestion(name, options)}")
    return {name: _check(name, table.get(name, {}), kind) for name, kind in options.items()}


def _check(name: str, table: object, kind: type[msgspec.Struct] | None) -> CheckSettings:
    key = ("checks", name)
    if not isinstance(table, Mapping):
        raise typed.Wrong(key, f"must be a table such as [checks.{name}], not {typed.shown(table)}")
    enabled = table.get("enabled", True)
    if not isinstance(enabled, bool):
        raise typed.Wrong((*key, "enabled"), f"must be true or false, not {typed.shown(enabled)}")
    own = {option: value for option, value in table.items() if option != "enabled"}
    names = ["enabled", *(field.encode_name for field in msgspec.structs.fields(kind))] if kind else ["enabled"]
    for option in own:
        if option not in names:
            raise typed.Wrong((*key, option), f"unknown key; {suggestion(option, names)}")
    return CheckSettings(enabled, typed.table(kind, own, key) if kind else None)


def _keys(table: Mapping[str, Any]) -> dict[str, str]:
    keys = table.get("keys", {})
    if not isinstance(keys, Mapping):
        raise typed.Wrong(("keys",), f"must be a table, not {typed.shown(keys)}")
    keymap.resolve(keys)
    return dict(keys)
