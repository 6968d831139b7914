"""Files beside the learner's that would change what a test run means if they were used. They are not: it is said."""

from collections.abc import Collection
from pathlib import Path, PurePosixPath

from mastery_tui.model.text import printable

_STEERING = frozenset({"conftest.py", "pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "sitecustomize.py",
                       "usercustomize.py"})  # fmt: skip
_HIDING = frozenset({"numpy", "pytest", "_pytest", "pluggy", "json", "math", "builtins", "os", "sys", "inspect"})


def notes_on_neighbours(root: Path, files: Collection[str]) -> tuple[str, ...]:
    """A line for each such file in the folders of `files` (relative to `root`, posix), and in `root` itself."""
    folders = {PurePosixPath(".")} | {parent for file in files for parent in PurePosixPath(file).parents}
    found = []
    for folder in sorted(folders, key=str):
        for name in sorted(_STEERING | {f"{module}.py" for module in _HIDING} | _HIDING):
            path = folder / name
            place = root / path
            if str(path) in files or not (place.is_dir() if name in _HIDING else place.is_file()):
                continue
            if name in _HIDING and not (place / "__init__.py").is_file():
                continue
            found.append(f"{printable(str(path))} is not used: only {', '.join(map(printable, files))} is judged")
    return tuple(found)
