"""What bandit says of its rules, from the installed package as Markdown, and how to mend what they find."""

import inspect
import re
from collections.abc import Iterator
from importlib.metadata import version
from textwrap import dedent
from typing import Any

from mastery_tui.checking.analyzers.bandit_load import load
from mastery_tui.checking.analyzers.bandit_mend import MEND
from mastery_tui.checking.interface import Rule

_END = re.compile(
    r"^\s*(\*\*Config Options:?\*\*|:Examples?:|\.\. (seealso|versionadded|versionchanged)::)", re.MULTILINE
)
"""What comes after is for those who configure bandit, or what it printed once."""
_TITLE = re.compile(r"^\W*B\d+: (?P<title>[^\n*]+?)\**$", re.MULTILINE)
_CODE = re.compile(r"\.\. code-block::\s*(?P<language>\w*)$")
_WHY = {
    "B610": "`extra()` puts text into the SQL of a query as it is. What comes from outside can be a command then.",
    "B611": "`RawSQL` puts text into the SQL of a query as it is. What comes from outside becomes part of the command.",
    "B703": "`mark_safe` turns escaping off. What comes from outside becomes part of the page, scripts included.",
}
"""Where bandit's documentation shows an example only."""


def explain(rule: str) -> Rule | None:
    """bandit's documentation of a rule; None for one that this version does not have."""
    known = load().extension_loader.MANAGER
    if rule in known.plugins_by_id:
        title, about = _of_plugin(known.plugins_by_id[rule].plugin)
    elif rule in known.blacklist_by_id:
        title, about = _of_blacklist(known.blacklist_by_id[rule])
    else:
        return None
    about = _WHY.get(rule, about)
    mend = f"\n\n## How to mend it\n{MEND[rule]}" if rule in MEND else ""
    return Rule(title, f"## What is wrong, and why it matters\n{about}{mend}\n", f"bandit {version('bandit')}")


def _of_plugin(plugin: Any) -> tuple[str, str]:
    own, around = inspect.getdoc(plugin) or "", inspect.getmodule(plugin).__doc__ or ""
    text = own if _TITLE.search(own) or len(own) > len(around) else dedent(around)
    title = _TITLE.search(text)
    body = text[title.end() :] if title else text
    end = _END.search(body)
    shown = title["title"].strip().removeprefix("Test for ").strip() if title else plugin.__name__.replace("_", " ")
    return shown[:1].upper() + shown[1:], _markdown(body[: end.start()] if end else body)


def _of_blacklist(entry: dict[str, Any]) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in entry["qualnames"])
    what = "imports of" if entry["id"] >= "B4" else "calls of"
    message = entry["message"].replace("{name}", "this module").strip()
    return entry["name"].replace("_", " ").capitalize(), f"{message}\n\nThe rule looks for {what} {names}."


def _markdown(text: str) -> str:
    lines = list(_blocks(dedent(text).strip("\n=-").splitlines()))
    plain = re.sub(r":[a-z]+:`([^`]+)`", r"`\1`", "\n".join(lines))
    plain = re.sub(r"`([^`<]+) <([^>]+)>`_+", r"[\1](\2)", plain)
    plain = re.sub(r"(?<!`)``(?!`)", "`", plain)
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def _blocks(lines: list[str]) -> Iterator[str]:
    """reStructuredText's code blocks as Markdown's; lines that only draw are left out."""
    inside: int | None = None  # the indent of the directive that the block belongs to
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if inside is not None and line.strip() and indent <= inside:
            yield "```"
            inside = None
        found = _CODE.match(line.strip())
        if found:
            inside = indent
            yield f"```{found['language'].replace('none', '')}"
        elif inside is not None:
            yield line[inside + 2 :]
        elif not re.fullmatch(r"\s*([=\-~^]{3,}|\+[-=+]+\+)\s*", line):
            yield line.strip() if indent < 8 else line
    if inside is not None:
        yield "```"
