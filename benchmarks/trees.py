"""Real code as input: trees of a wanted size, copied from the sources of installed packages."""

import shutil
import sysconfig
from importlib.util import find_spec
from pathlib import Path


def package(name: str) -> Path:
    """The source folder of an installed package."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed as a package")
    return Path(spec.submodule_search_locations[0])


def copy(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyc"))
    return target


def lines_of(tree: Path) -> int:
    return sum(file.read_bytes().count(b"\n") for file in tree.rglob("*.py"))


def textual(target: Path) -> Path:
    """Textual's own source, about 82,000 lines."""
    return copy(package("textual"), target)


def of_lines(target: Path, wanted: int) -> Path:
    """A tree of about `wanted` lines of real code: the standard library's and the installed packages' files."""
    target.mkdir(parents=True)
    roots = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    total = part = 0
    while total < wanted:  # the same files again under another folder, when one round is not enough
        for root in roots:
            for file in sorted(root.rglob("*.py")):
                relative = file.relative_to(root)
                if set(relative.parts) & {"site-packages", "test", "tests", "lib2to3", "__pycache__", "idlelib"}:
                    continue
                data = file.read_bytes()
                if len(data) > 400_000:
                    continue
                place = target / f"part{part}" / relative
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
                total += data.count(b"\n")
                if total >= wanted:
                    return target
        part += 1
    return target
