"""A curriculum to start from: small, complete and correct, as files on disk. Nothing that is there is written over."""

import keyword
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mastery_tui.config.settings_file import SettingsError
from mastery_tui.learning.read import HEAD, RESERVED, read_curriculum
from mastery_tui.model.text import printable

FIRST = "moving_average"
"""The module that a new curriculum has."""

_SCAFFOLD = Path(__file__).with_name("scaffold")
_SUFFIX = ".txt"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class CannotMake(Exception):
    """It cannot be made: one clear line. Nothing was written."""


def new_curriculum(name: str, place: Path) -> Path:
    """Make a curriculum in the folder `name` of `place`; returns that folder. Raises CannotMake."""
    _check_id(name)
    folder = place / name
    files = {HEAD: _filled(_SCAFFOLD / f"{HEAD}{_SUFFIX}", _names(name, FIRST))}
    files |= {f"modules/{FIRST}/{path}": text for path, text in _module(name, FIRST).items()}
    _put(folder, files)
    return folder


def new_module(name: str, folder: Path) -> Path:
    """Add a module to the curriculum in `folder`, at the end of its list; returns its folder. Raises CannotMake."""
    _check_id(name)
    file = _file_of(name)
    if not file.isidentifier() or keyword.iskeyword(file) or file in RESERVED or file.startswith("test_"):
        raise CannotMake(f"{printable(name)}: a module's file is called like it, and {file}.py cannot be imported")
    try:
        curriculum = read_curriculum(folder)
    except SettingsError as error:
        raise CannotMake(f"the curriculum cannot be read, mend it first: {error}") from error
    if name in curriculum.modules:
        raise CannotMake(f"{curriculum.id} has a module {name} already")
    place = folder / "modules" / name
    _put(place, _module(curriculum.id, name))
    try:
        _list_it(folder / HEAD, name)
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)  # made a moment ago, by us
        raise _unwritable(folder / HEAD, error) from error
    return place


def _list_it(file: Path, name: str) -> None:
    """Put the module behind the others; the rest of the file stays as it is."""
    text = file.read_bytes().decode("utf-8").rstrip()
    replace(file, f'{text}\n\n[[module]]\nid = "{name}"\n')


def replace(file: Path, text: str) -> None:
    """Put a text into a file in one step. Raises OSError."""
    opened, temporary = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(opened, "wb") as out:
            out.write(text.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(file.stat().st_mode & 0o7777)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _module(curriculum: str, name: str) -> dict[str, str]:
    names = _names(curriculum, name)
    top = _SCAFFOLD / "module"
    return {
        _said(path.relative_to(top).as_posix().removesuffix(_SUFFIX), names): _filled(path, names)
        for path in sorted(top.rglob(f"*{_SUFFIX}"))
    }


def _names(curriculum: str, module: str) -> dict[str, str]:
    return {"@CURRICULUM@": curriculum, "@MODULE@": module, "@FILE@": _file_of(module)}


def _file_of(module: str) -> str:
    return module.replace("-", "_")


def _filled(file: Path, names: Mapping[str, str]) -> str:
    return _said(file.read_text("utf-8"), names)


def _said(text: str, names: Mapping[str, str]) -> str:
    for placeholder, name in names.items():
        text = text.replace(placeholder, name)
    return text


def _check_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise CannotMake(f"{printable(name)!r} is no name: it must be made of letters, digits, - and _")


def _put(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder that must not be there yet."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder.parent, error) from error
    try:
        folder.mkdir()
    except FileExistsError as error:
        raise CannotMake(f"{printable(str(folder))} is there already: give another name or place") from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _unwritable(folder, error) from error


def _unwritable(place: Path, error: OSError) -> CannotMake:
    return CannotMake(f"{printable(str(place))} cannot be written: {os.strerror(error.errno or 0)}")
