"""Run our ruff on sources as `ruff check --output-format json --no-cache --no-fix` in the root would see them.

One source goes through standard input: exactly its bytes, also when the file has changed meanwhile or never was on
disk. Several that are on disk go by name in one run; a file that changed during the run is done again.

ruff leaves excluded files out when it walks a tree, but takes what is named on its command line; `--force-exclude`
evens that out, unless the root itself lies below something excluded (a package inside site-packages), or the
configuration narrows what a walk includes. Then ruff is asked what it would walk, and only that is checked.
"""

import importlib
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from mastery_tui.checking.analyzers.ruff_json import UNREADABLE, Diagnostic, decode, found
from mastery_tui.checking.interface import Found, Skipped, Source, Unreadable
from mastery_tui.model.text import printable

CONFIG_FILES = ("pyproject.toml", "ruff.toml", ".ruff.toml")
WALL_S = 60.0
"""The longest that one run of ruff may take, in seconds."""

# --no-fix-only: a configuration with `fix-only` would hide the findings.
_CHECK = ("check", "--output-format=json", "--no-cache", "--no-fix", "--no-fix-only", "--exit-zero", "--quiet")
_MOST_ARGUMENTS = 96_000  # bytes of names per run, below the system's limit everywhere
_NOT_UTF8 = "not UTF-8 text, the only encoding that ruff reads; save it as UTF-8"

Said = tuple[str, Found | Unreadable]


class _Failed(Exception):
    """ruff ended otherwise than with a list of findings."""

    def __init__(self, code: int, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.said = said


@cache
def binary() -> str:
    """Our ruff. Raises `Skipped` when it is not installed beside us."""
    name = "ruff" + (sysconfig.get_config_var("EXE") or "")
    for folder in (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent):
        if (folder / name).is_file():
            return str(folder / name)
    try:
        return str(importlib.import_module("ruff").find_ruff_bin())
    except (ImportError, FileNotFoundError) as error:
        raise Skipped("ruff is not installed beside mastery; reinstall mastery-tui") from error


def findings(sources: Sequence[Source], root: Path) -> Iterator[Said]:
    """What ruff says of each source. Raises `Skipped` when it cannot run here, such as on a broken configuration."""
    root = Path(os.path.realpath(root))
    readable = [source for source in sources if _is_utf8(source.data)]
    chosen = _walked(sources, root)
    for source in sources:
        if not _is_utf8(source.data):
            yield from _undecodable(source, root, chosen)
    by_name = [source for source in readable if source.on_disk is not None and _is_utf8(os.fsencode(source.path))]
    if len(by_name) < 2:
        by_name = []
    for several in _portions(by_name):
        yield from _several(several, root, chosen)
    named = {id(source) for source in by_name}
    for source in readable:
        if id(source) not in named:
            yield from _one(source, root, chosen)


def _portions(sources: Iterable[Source]) -> Iterator[list[Source]]:
    portion: list[Source] = []
    size = 0
    for source in sources:
        size += len(source.path.encode()) + 3
        if size > _MOST_ARGUMENTS and portion:
            yield portion
            portion, size = [], len(source.path.encode()) + 3
        portion.append(source)
    if portion:
        yield portion


def _several(sources: list[Source], root: Path, chosen: "_Chosen") -> Iterator[Said]:
    sources = [source for source in sources if chosen.has(root, source.path)]
    if not sources:
        return
    try:
        output = _run([*_CHECK, *chosen.arguments, *(f"./{source.path}" for source in sources)], root)
    except _Failed as failure:
        if failure.code == 2:
            raise Skipped(failure.reason, failure.said) from failure
        for source in sources:  # one of them is too much for ruff: find out which
            yield from _one(source, root, chosen)
        return
    except subprocess.TimeoutExpired:
        for source in sources:
            yield from _one(source, root, chosen)
        return
    by_name: dict[str, list[Diagnostic]] = {}
    for diagnostic in output:
        by_name.setdefault(diagnostic.filename, []).append(diagnostic)
    for source in sources:
        said = by_name.get(f"{root}/{source.path}", [])
        if any(diagnostic.code == UNREADABLE for diagnostic in said) or not _unchanged(source):
            yield from _one(source, root, chosen)
        else:
            yield from ((source.path, found(diagnostic)) for diagnostic in said)


def _one(source: Source, root: Path, chosen: "_Chosen") -> Iterator[Said]:
    if not chosen.has(root, source.path):
        return
    name = f"--stdin-filename={root}/{source.path}"  # of a relative name ruff does not look above the root
    try:
        output = _run([*_CHECK, *chosen.arguments, name, "-"], root, source.data)
    except _Failed as failure:
        if failure.code == 2:
            raise Skipped(failure.reason, failure.said) from failure
        yield source.path, Unreadable(failure.reason)
    except subprocess.TimeoutExpired:
        yield source.path, Unreadable(f"ruff took longer than {WALL_S:.0f} s on it")
    else:
        yield from ((source.path, found(diagnostic)) for diagnostic in output)


def _undecodable(source: Source, root: Path, chosen: "_Chosen") -> Iterator[Said]:
    """What ruff says of a file that is no UTF-8 (E902, unless that is not selected); from its input it would not."""
    if not chosen.has(root, source.path):
        return
    if source.on_disk is not None and _is_utf8(os.fsencode(source.path)):
        try:
            output = _run([*_CHECK, *chosen.arguments, f"./{source.path}"], root)
        except _Failed as failure:
            if failure.code == 2:
                raise Skipped(failure.reason, failure.said) from failure
            output = []
        yield from ((source.path, found(diagnostic)) for diagnostic in output)
    yield source.path, Unreadable(_NOT_UTF8)


def _unchanged(source: Source) -> bool:
    """Whether the file still holds the bytes that the result will be kept for."""
    try:
        return source.on_disk is not None and source.on_disk.read_bytes() == source.data
    except OSError:
        return False


def _run(arguments: Sequence[str], root: Path, data: bytes = b"") -> list[Diagnostic]:
    text = _child(arguments, root, data)
    try:
        return decode(text or b"[]")
    except msgspec.DecodeError as error:
        raise _Failed(0, f"ruff printed no list of findings ({error})") from error


def _child(arguments: Sequence[str], root: Path, data: bytes = b"") -> bytes:
    command = [binary(), *arguments]
    try:
        child = subprocess.run(command, cwd=root, input=data, capture_output=True, timeout=WALL_S, env=_environment())
    except OSError as error:
        raise Skipped(f"ruff could not be started ({error.strerror}); try again or reinstall mastery-tui") from error
    if child.returncode != 0:
        said = child.stderr.decode("utf-8", "replace")
        raise _Failed(child.returncode, _reason(child.stderr, root, child.returncode), said)
    return child.stdout


@cache
def _environment() -> dict[str, str]:
    """Ours, without what would change ruff's results or the form of its output."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("RUFF_", "RUST_", "CLICOLOR"))}
    ours.pop("FORCE_COLOR", None)
    return ours | {"NO_COLOR": "1"}


def _reason(stderr: bytes, root: Path, code: int) -> str:
    """ruff's chain of causes as one line, without the picture of the place."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines()]
    said = [line for line in lines if line and not re.match(r"^(\d+ )?\||^ruff failed$|^warning:", line)]
    text = ": ".join(line.removeprefix("Cause: ").removeprefix("error: ").rstrip(":") for line in said[:6])
    if not text:
        return f"ruff ended with code {code}"
    text = printable(text.replace(f"{root}/", ""))
    return f"{text}; mend the configuration of ruff" if code == 2 else f"ruff ended with code {code}: {text}"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Chosen:
    """Which files a walk from the root takes: by `--force-exclude`, or as listed by ruff."""

    def __init__(self, listing: bytes | None) -> None:
        self.arguments = ("--force-exclude",) if listing is None else ()
        self._listing = None if listing is None else b"\n" + listing
        self._lines = None if listing is None else frozenset(listing.split(b"\n"))

    def has(self, root: Path, path: str) -> bool:
        if self._lines is None or self._listing is None:
            return True
        name = os.fsencode(f"{root}/{path}")
        listed = name in self._lines or (b"\n" in name and b"\n" + name + b"\n" in self._listing)
        return listed or not os.path.lexists(name)  # content from history: its path may be gone from the tree


def _walked(sources: Sequence[Source], root: Path) -> _Chosen:
    governing = tuple(configurations(root, {source.path.rpartition("/")[0] for source in sources}))
    if _narrows(governing) or _excluded(root, governing):
        try:
            return _Chosen(_child(["check", "--show-files", "--quiet"], root))
        except _Failed as failure:
            raise Skipped(failure.reason, failure.said) from failure
    return _Chosen(None)


def configurations(root: Path, folders: Iterable[str] = ()) -> Iterator[tuple[Path, int, int]]:
    """The files that may configure ruff for these folders of the tree, the root, and all above: (path, mtime, size)."""
    seen = set()
    for folder in (root, *(root / folder for folder in folders)):
        for place in (folder, *folder.parents):
            if place in seen:
                break
            seen.add(place)
            for name in CONFIG_FILES:
                try:
                    about = (place / name).stat()
                except OSError:
                    continue
                yield place / name, about.st_mtime_ns, about.st_size


def outside(root: Path) -> Iterator[Path]:
    """The files outside the tree that ruff itself may read: above the root, and the user's own."""
    for folder in root.resolve().parents:
        yield from (folder / name for name in CONFIG_FILES)
    user = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    yield from (Path(user).expanduser() / "ruff" / name for name in CONFIG_FILES)


@lru_cache(maxsize=64)
def _narrows(governing: tuple[tuple[Path, int, int], ...]) -> bool:
    """Whether a configuration may narrow what a walk includes: it says `include`, or extends a file that may."""
    for path, _, _ in governing:
        try:
            table = tomllib.loads(path.read_bytes().decode())
        except (OSError, ValueError, RecursionError):
            continue  # ruff itself says what is wrong with it
        if path.name == "pyproject.toml":
            tool = table.get("tool")
            table = tool.get("ruff") if isinstance(tool, dict) else None  # type: ignore[assignment]
        if isinstance(table, dict) and not {"include", "extend-include", "extend"}.isdisjoint(table):
            return True
    return False


@lru_cache(maxsize=64)
def _excluded(root: Path, governing: tuple[tuple[Path, int, int], ...]) -> bool:
    """Whether ruff would leave the root itself out: told by what it says of broken code there."""
    arguments = [*_CHECK, "--force-exclude", f"--stdin-filename={root}/mastery_asks.py", "-"]
    try:
        return not _run(arguments, root, b"(")
    except _Failed as failure:
        raise Skipped(failure.reason, failure.said) from failure
