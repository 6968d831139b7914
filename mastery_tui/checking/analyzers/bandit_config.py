"""The project's own bandit configuration, read as static data.

What is used, and the command that does the same in the root:

- `.bandit` (INI, section `[bandit]`): read by `bandit -r .` by itself; `skips`, `tests`, `exclude`, `profile`,
  `ignore-nosec`, `configfile` count. A `.bandit` that is YAML instead is what `bandit -r . -c .bandit` reads.
- one configuration file, the first that is there: the `configfile` of `.bandit`, `bandit.yaml`, `bandit.yml`,
  `[tool.bandit]` of `pyproject.toml`: `bandit -r . -c FILE`. A file made for bandit alone goes before the shared one.

Skips and tests of both add up, as on the command line.
"""

import configparser
import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from mastery_tui.checking.analyzers.bandit_load import load
from mastery_tui.checking.analyzers.bandit_rules import Known, Rule, drivable
from mastery_tui.checking.interface import Skipped

CONFIG_FILES = ("bandit.yaml", "bandit.yml", "pyproject.toml")
_LARGEST = 1 << 20


class Profile:
    """What a configuration decides: which rules run, with what settings, on which files.

    `tests` maps a node type to rules; `known` is what is known of calls under these rules, over all files.
    """

    def __init__(
        self,
        tests: dict[str, list[Rule]],
        included: list[str],
        excluded: list[str],
        ignore_nosec: bool,
    ) -> None:
        self.tests = tests
        self.drivable = drivable(tests)
        self.known: Known = {}
        self.included = included
        self.excluded = excluded
        self.ignore_nosec = ignore_nosec

    def covers(self, path: str) -> bool:
        """Whether `bandit -r .` would scan this file; `path` is relative to the root."""
        inside: bool = load().manager._is_file_included(f"./{path}", self.included, self.excluded)
        return inside


def profile(root: Path | None) -> Profile:
    """The profile of the tree at `root`, bandit's default without one. Raises `Skipped` when a file is broken."""
    if root is None:
        return _profile(None, ())
    return _profile(root, tuple(_stamps(root)))


def _stamps(root: Path) -> Iterator[tuple[str, int, int, int]]:
    for name in (".bandit", *CONFIG_FILES):
        try:
            seen = (root / name).stat()
        except OSError:
            continue
        yield name, seen.st_mtime_ns, seen.st_size, seen.st_ino


@lru_cache(maxsize=8)
def _profile(root: Path | None, stamps: tuple[tuple[str, int, int, int], ...]) -> Profile:
    present = {stamp[0] for stamp in stamps}
    ini: dict[str, str] = {}
    chosen: str | None = None
    if root is not None and ".bandit" in present:
        read = _ini(root)
        if read is None:
            chosen = ".bandit"
        else:
            ini = read
            chosen = ini.get("configfile") or None
    if root is not None and chosen is None:
        chosen = next((name for name in CONFIG_FILES if name in present and _speaks_of_bandit(root, name)), None)
    try:
        return _build(root, chosen, ini)
    except Skipped:
        raise
    except load().utils.ConfigError as error:
        raise Skipped(f"{chosen}: {_reason(error)}; mend or remove it") from error
    except Exception as error:  # bandit trusts the shape of its configuration: any error here is the file's
        raise Skipped(f"{chosen or '.bandit'}: bandit cannot use it ({type(error).__name__}: {error})") from error


def _reason(error: Exception) -> str:
    cause = error.__context__
    text = str(cause) if cause is not None else str(error)
    return " ".join(text.split())


def _text(root: Path, name: str) -> bytes:
    """The content of a configuration file; a FIFO, a device or a giant is not one."""
    path = root / name
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Skipped(f"{name}: not a regular file; bandit's configuration is read from it")
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise Skipped(f"{name}: {error.strerror}; bandit's configuration is read from it") from error
    if len(data) > _LARGEST:
        raise Skipped(f"{name}: larger than 1 MiB; bandit's configuration is read from it")
    return data


def _speaks_of_bandit(root: Path, name: str) -> bool:
    return name != "pyproject.toml" or b"bandit" in _text(root, name)


def _ini(root: Path) -> dict[str, str] | None:
    """The options of `.bandit`; None when it is no INI file but may be YAML."""
    parser = configparser.ConfigParser()
    try:
        parser.read_string(_text(root, ".bandit").decode(), ".bandit")
        options = dict(parser.items("bandit"))
    except configparser.MissingSectionHeaderError:
        return None
    except (configparser.Error, UnicodeDecodeError) as error:
        raise Skipped(f".bandit: {' '.join(str(error).split())}; it needs a [bandit] section (INI)") from error
    for key in ("level", "confidence", "baseline"):
        if key in options:
            raise Skipped(f".bandit: {key} is not supported here; remove it and filter on screen instead")
    return options


def _build(root: Path | None, chosen: str | None, ini: dict[str, str]) -> Profile:
    core = load()
    if chosen is not None and root is not None:
        inside = os.path.realpath(root / chosen)
        if not inside.startswith(os.path.realpath(root) + os.sep):
            raise Skipped(f"{chosen}: bandit's configuration must lie inside the tree")
        _text(root, chosen)
        config = core.config.BanditConfig(inside)
    else:
        config = core.config.BanditConfig()
    chosen_rules = _rules_chosen(core, config, ini, chosen)
    excluded = list(_listed(config, "exclude_dirs", chosen))
    for path in (ini.get("exclude") or ",".join(core.constants.EXCLUDE)).split(","):
        is_folder = root is not None and (root / path).is_dir()
        excluded.append(f"{path.rstrip('/')}/*" if is_folder else path)
    rules = core.test_set.BanditTestSet(config, chosen_rules)
    if not rules.tests:
        raise Skipped(f"{chosen or '.bandit'}: selects no rule that bandit knows; correct `tests` and `skips`")
    return Profile(
        {
            kind: [(rule, (rule._config,) if hasattr(rule, "_config") else ()) for rule in found]
            for kind, found in rules.tests.items()
        },
        _listed(config, "include", chosen) or ["*.py"],
        excluded,
        bool(ini.get("ignore-nosec")),
    )


def _rules_chosen(core: Any, config: Any, ini: dict[str, str], chosen: str | None) -> dict[str, Any]:
    if name := ini.get("profile"):
        found = (config.get_option("profiles") or {}).get(name)
        if found is None:
            raise Skipped(f".bandit: profile {name!r} is not in {chosen or 'any bandit configuration file'}")
    else:
        found = {key: set(_listed(config, option, chosen)) for key, option in _SETS}
    for key, option in _SETS:
        found[key].update((ini.get(option) or "").split(",") if ini.get(option) else ())
    try:
        core.extension_loader.MANAGER.validate_profile(found)
    except ValueError as error:
        both = ", ".join(sorted(found["include"] & found["exclude"]))
        raise Skipped(f"{chosen or '.bandit'}: {both} is in both tests and skips; choose one") from error
    result: dict[str, Any] = found
    return result


_SETS = (("include", "tests"), ("exclude", "skips"))


def _listed(config: Any, option: str, chosen: str | None) -> list[str]:
    value = config.get_option(option) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Skipped(f"{chosen}: {option} must be a list of texts")
    return value
