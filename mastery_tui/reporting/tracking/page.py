"""A report as one HTML page: no script, nothing from elsewhere, light and dark as the reader has it, prints well."""

from collections.abc import Iterable
from datetime import tzinfo
from html import escape

from mastery_tui.model.text import printable
from mastery_tui.reporting.tracking.report import Report
from mastery_tui.reporting.tracking.sections import Line, empty, head, sections, warnings

_STYLE = """
:root { color-scheme: light dark; --text: #1c1f24; --back: #ffffff; --dim: #5b6470; --line: #d9dde3;
  --good: #17703a; --bad: #b3261e; --warn: #8a5a00; --unknown: #5b6470; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7eb; --back: #15181c; --dim: #9aa4b1; --line: #333a43;
  --good: #6fcf8f; --bad: #ff8a80; --warn: #f0b959; --unknown: #9aa4b1; } }
body { color: var(--text); background: var(--back); font: 16px/1.5 system-ui, sans-serif; max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
header { border-bottom: 1px solid var(--line); padding-bottom: .75rem; }
p, .detail { color: var(--dim); margin: 0; } .detail { font-size: .875rem; display: block; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 1.5rem 1fr; padding: .2rem 0; break-inside: avoid; }
.good .sign { color: var(--good); } .bad .sign { color: var(--bad); } .warn .sign { color: var(--warn); }
.unknown .sign { color: var(--unknown); } .alarm { margin-bottom: 1rem; font-weight: 600; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; } }
"""
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
"""


def page(found: Report, zone: tzinfo | None = None) -> str:
    """The whole page; times are local, or of `zone`."""
    title, about = map(_safe, head(found, zone))
    parts = [_HEAD.format(title=title, style=_STYLE)]
    if alarm := warnings(found):
        parts.append(_list(alarm, "alarm"))
    parts.append(f"<header><h1>{title}</h1><p>{about}</p></header>\n<main>\n")
    if nothing := empty(found, zone):
        parts.append(_list(nothing))
    parts += [f"<section><h2>{_safe(s.title)}</h2>\n{_list(s.lines)}</section>\n" for s in sections(found, zone)]
    return "".join([*parts, "</main>\n</body>\n</html>\n"])


def _list(lines: Iterable[Line], kind: str = "") -> str:
    items = "".join(map(_item, lines))
    return f'<ul class="{kind}">\n{items}</ul>\n' if kind else f"<ul>\n{items}</ul>\n"


def _item(line: Line) -> str:
    detail = f'<span class="detail">{_safe(line.detail)}</span>' if line.detail else ""
    sign = f'<span class="sign">{_safe(line.sign)}</span>'
    return f'<li class="{_safe(line.tone)}">{sign}<div>{_safe(line.text)}{detail}</div></li>\n'


def _safe(text: str) -> str:
    return escape(printable(text))
