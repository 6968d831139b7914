"""How one line of Findings looks: a finding, or the header of a group."""

import msgspec

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, column, cut, one_line, place, two_ends
from mastery_tui.ui.links import linked
from mastery_tui.ui.panes.findings_filter import fixable
from mastery_tui.ui.panes.findings_groups import Section
from mastery_tui.ui.panes.findings_rows import Grouping, Row
from mastery_tui.ui.signs import SEVERITY, SKIPPED

FIX = "F"
"""Marks a finding that a safe fix mends; it is the key that shows the fix."""

UNFOLDED, FOLDED = "▾", "▸"
_ROOMY = 72
_LINE_NUMBER = 6


class Columns(msgspec.Struct, frozen=True):
    """How wide the columns want to be, and by what the rows are grouped: that column is left out.

    `root` is the folder that paths are below, for links to them.
    """

    check: int
    place: int
    rule: int
    group: Grouping
    root: str = ""


def finding_line(row: Row, columns: Columns, width: int) -> Line:
    """One finding; narrow panes leave the check out, the rule says it as well."""
    finding = row.finding
    aside = finding.dismissed is not None
    text = "muted" if row.stale or aside else "text"
    glyph, role = (SKIPPED, "muted") if aside else ("~", "muted") if row.stale else SEVERITY[finding.severity]
    pieces: list[Piece] = [
        ("+" if finding.new else " ", "accent"),
        (glyph, role),
        (FIX if fixable(finding) and not aside else " ", "muted"),
        (" ", ""),
    ]
    at = linked(text, columns.root, finding.path, finding.line)
    room = width - 4
    if width >= _ROOMY and columns.check and columns.group not in ("check", "rule"):
        pieces += [column(one_line(finding.check), columns.check, "muted"), ("  ", "")]
        room -= columns.check + 2
    if columns.group != "file":
        place_width = min(columns.place, room // 3)
        pieces += [column(_where(finding, place_width), place_width, at), ("  ", "")]
        room -= place_width + 2
    elif finding.path:
        pieces += [column(f":{finding.line}" if finding.line else "", _LINE_NUMBER, at), (" ", "")]
        room -= _LINE_NUMBER + 1
    if columns.group != "rule":
        rule_width = min(columns.rule, 8 if width < _ROOMY else 11 if width < 110 else 14)
        pieces += [column(one_line(finding.rule), rule_width, "muted"), ("  ", "")]
        room -= rule_width + 2
    if finding.dismissed is None:
        return [*pieces, (cut(one_line(finding.message), room), text)]
    reason = cut(one_line(finding.dismissed), max(8, room // 2))
    return [*pieces, (reason, "text"), (f"  {one_line(finding.message)}", "muted")]


def header_line(section: Section, by: Grouping, state: State, width: int) -> Line:
    """The header of a group: whether it is folded, its name, what it holds."""
    left: list[Piece] = [(f"{FOLDED if section.folded else UNFOLDED} ", "accent")]
    counts: list[Piece] = []
    for kind, (glyph, role) in (*SEVERITY.items(), ("dismissed", (SKIPPED, "muted"))):
        if number := section.counts.get(kind):
            counts += [(f"{glyph} ", role), (f"{number:,}  ", "text")]
    room = width - sum(len(text) for text, _ in counts) - 3
    if by == "file":
        path = section.name[0]
        left.append((place(path, 0, room) if path else "the tree", linked("strong", state.root, path)))
    elif by == "rule":
        rule, check = section.name
        about = state.explained.get(f"{check} {rule}")
        left += [(one_line(rule), "strong"), (f"  {one_line(about.title if about else check)}", "muted")]
    else:
        name = section.name[0]
        known = state.checks.get(name)
        left += [(one_line(name), "strong"), (f"  {one_line(known.title)}" if known else "", "muted")]
    return two_ends(left, counts, width)


def _where(finding: Finding, width: int) -> str:
    return place(finding.path, finding.line, width) if finding.path else "the tree"
