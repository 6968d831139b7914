"""The one locator of drop-in content: checks, curricula and themes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

import mastery_tui
from mastery_tui.config import paths
from mastery_tui.model.text import printable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Kind = Literal["checks", "curricula", "themes"]


class Place(msgspec.Struct, frozen=True):
    """A folder of content, and whose it is: "built-in", "user", "project" or "package NAME"."""

    path: Path
    origin: str


def folders(kind: Kind, root: Path | None = None, trusted: bool = False) -> list[Place]:
    """The folders that exist, in order of override: a later one replaces an earlier one's content by id.

    The project's own folder counts only when the project is trusted.
    """
    places = [Place(built_in(kind), "built-in"), Place(paths.user_config() / kind, "user")]
    if root is not None and trusted:
        places.append(Place(paths.project_dir(root) / kind, "project"))
    places += [place for place, _ in _packages(kind) if place is not None]
    return [place for place in places if place.path.is_dir()]


def problems(kind: Kind) -> list[str]:
    """Installed packages that announce content which cannot be found: one clear line each."""
    return [problem for place, problem in _packages(kind) if place is None]


def built_in(kind: Kind) -> Path:
    """Our own content: inside the package in a wheel, at the top of the repository in a checkout.

    Always beside the code that runs, so no copy that an editable install left in site-packages can win.
    """
    package = Path(mastery_tui.__file__).resolve().parent
    packed = package / "content" / kind
    return packed if packed.is_dir() else package.parent / kind


def _packages(kind: Kind) -> Iterator[tuple[Place | None, str]]:
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group=f"mastery_tui.{kind}"), key=lambda entry: (entry.name, entry.value)):
        folder = _folder(entry)
        if folder is None:
            name = printable(f"{entry.name} = {entry.value}")
            yield None, f"entry point {name} (mastery_tui.{kind}) names no package with files: reinstall or remove it"
        else:
            yield Place(folder, f"package {entry.dist.name if entry.dist else entry.name}"), ""


def _folder(entry: "EntryPoint") -> Path | None:
    """The folder of the package that the entry point names; only its parent packages are imported."""
    from importlib.util import find_spec

    try:
        spec = find_spec(entry.module)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))
