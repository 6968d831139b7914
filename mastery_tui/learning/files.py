"""The learner's files of a module: where they stand in the tree, what they hold, what that is."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from mastery_tui.learning.curriculum import Head, Module
from mastery_tui.workspace.write import Refused, read_inside

Held = Literal["missing", "empty", "stub", "reference", "own"]
"""What a module's files are, taken together; a copy of a variant is told as the reference too."""


def path_of(head: Head, name: str) -> str:
    """Where a module's file stands in the learner's tree, relative, posix."""
    return f"{head.folder}/{name}" if head.folder else name


def read(root: Path, head: Head, module: Module) -> dict[str, bytes]:
    """What is there of the module's files, by the names that the module has for them.

    Raises Refused (not a regular file, a link out of the tree, too large), whose text follows the path, and OSError.
    """
    found: dict[str, bytes] = {}
    for name in module.about.files:
        path = path_of(head, name)
        try:
            data = read_inside(root, path)
        except Refused as error:
            raise Refused(f"{path} {error}") from error
        if data is not None:
            found[name] = data
    return found


def kind(module: Module, files: Mapping[str, bytes]) -> Held:
    """What these files are. Line ends and blanks at the ends of lines do not count: an editor may change them."""
    plain = {name: _plain(data) for name, data in files.items()}
    if set(plain) != set(module.about.files):
        return "missing"
    if not any(plain.values()):
        return "empty"
    if _same(plain, module.stub):
        return "stub"
    if any(_same(plain, solution) for solution in (module.reference, *module.variants.values())):
        return "reference"
    return "own"


def _same(plain: Mapping[str, bytes], others: Mapping[str, bytes]) -> bool:
    return plain == {name: _plain(data) for name, data in others.items()}


def _plain(data: bytes) -> bytes:
    return b"\n".join(line.rstrip() for line in data.splitlines()).strip()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file's content."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
