"""Find and load check files. Later folders override earlier ones by the check's name."""

import importlib.util
import io
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

import msgspec

from mastery_tui.checking.interface import Check
from mastery_tui.config.paths import PROJECT


class Discovered(msgspec.Struct, frozen=True):
    """The checks that loaded and the folder of each, by name, and one clear line for each file that did not."""

    checks: dict[str, Check]
    problems: tuple[str, ...] = ()
    folders: dict[str, Path] = {}


def discover(folders: Iterable[Path]) -> Discovered:
    """Load every `*.py` file of the folders (those that begin with `_` are left alone)."""
    checks: dict[str, Check] = {}
    problems: list[str] = []
    places: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.py")):
            if file.name.startswith("_"):
                continue
            try:
                with redirect_stdout(io.StringIO()):  # what it prints belongs neither on a screen nor into JSON
                    found = load(file)
            except (Exception, SystemExit) as error:  # whatever a check file does, the dashboard lives on and says so
                problems.append(f"{file}: check not loaded: {type(error).__name__}: {error}")
                continue
            if not found:
                problems.append(
                    f"{file}: no check in it: decorate a function with @file_check, @batch_check or @tree_check"
                )
            checks.update((check.name, check) for check in found)
            places.update((check.name, folder) for check in found)
    return Discovered(checks, tuple(problems), places)


class _FromSource(SourceFileLoader):
    """Neither reads nor writes byte code: trust was given to the source, and a planted .pyc would run instead of it."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def _loader(name: str, file: Path) -> SourceFileLoader:
    kind = _FromSource if PROJECT in file.parts else SourceFileLoader
    return kind(name, str(file))


def load(file: Path) -> list[Check]:
    """The checks that one file defines. Raises whatever its import raises."""
    name = f"_mastery_check_{abs(hash(str(file)))}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file, loader=_loader(name, file))
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # msgspec resolves the annotations of option structs there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return [value for value in vars(module).values() if isinstance(value, Check)]
