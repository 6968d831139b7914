"""The list of a module's tests, written into module.toml: comments and the rest of the file stay as they are."""

from collections.abc import Sequence

from mastery_tui.learning.authoring.new import replace
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.read import ABOUT


def write_tests(module: Module, tests: Sequence[str]) -> bool:
    """Put the list into the file, if it is another one; whether it was. Raises OSError."""
    import tomlkit

    if tuple(tests) == module.about.tests:
        return False
    file = module.folder / ABOUT
    document = tomlkit.parse(file.read_bytes().decode("utf-8"))
    listed = tomlkit.array()
    for id in tests:
        listed.add_line(id, indent="  ")
    listed.add_line(indent="")
    if "tests" in document:
        document["tests"] = listed
        text = tomlkit.dumps(document)
    else:
        text = _before_tables(tomlkit.dumps(document), f"tests = {listed.as_string()}\n")
    replace(file, text)
    return True


def _before_tables(text: str, line: str) -> str:
    """A new key belongs before the first table and the comment over it, or it would be one of its keys."""
    lines = text.splitlines(keepends=True)
    at = next((index for index, one in enumerate(lines) if one.startswith("[")), len(lines))
    while at and lines[at - 1].startswith("#"):
        at -= 1
    while at and not lines[at - 1].strip():
        at -= 1
    before = "".join(lines[:at])
    return f"{before}{'' if before.endswith(chr(10)) or not before else chr(10)}{line}{''.join(lines[at:])}"
