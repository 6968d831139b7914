"""A report, and a list of lessons, as Markdown: nothing from outside is markup in it."""

from collections.abc import Iterable
from datetime import tzinfo

from mastery_tui.model.proof import Lesson
from mastery_tui.reporting.markdown import text
from mastery_tui.reporting.tracking.report import Report
from mastery_tui.reporting.tracking.sections import Line, empty, head, sections, warnings, when


def report(found: Report, zone: tzinfo | None = None) -> str:
    """The whole report; times are local, or of `zone`."""
    title, about = head(found, zone)
    parts = [f"# {text(title)}"]
    if alarm := warnings(found):
        parts.append("\n".join(map(_line, alarm)))
    parts.append(text(about))
    if nothing := empty(found, zone):
        parts.append("\n".join(map(_line, nothing)))
    parts += [f"## {text(one.title)}\n\n" + "\n".join(map(_line, one.lines)) for one in sections(found, zone)]
    return "\n\n".join(parts) + "\n"


def lessons(found: Iterable[Lesson], name: str, zone: tzinfo | None = None) -> str:
    """Lessons as a list, newest first."""
    lines = [_line(Line("", one.text, _about(one, zone))) for one in reversed(tuple(found))]
    body = "\n".join(lines) if lines else "None was written down yet."
    return f"# {text(name)}: lessons learned\n\n{body}\n"


def _about(one: Lesson, zone: tzinfo | None) -> str:
    link = f"{one.about} {one.link} · " if one.about else ""
    return f"{link}{when(one.at, zone)}"


def _line(line: Line) -> str:
    sign = f"{line.sign} " if line.sign else ""
    detail = f" ({text(line.detail)})" if line.detail else ""
    return f"- {sign}{text(line.text)}{detail}"
