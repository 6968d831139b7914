"""One finding at length: what stands in the details, as lines."""

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import Dismissal, SourceView, State, file_findings, is_stale
from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, Piece, folded, one_line
from mastery_tui.ui.panes.source_cells import source_pieces
from mastery_tui.ui.signs import SEVERITY, SKIPPED

GONE = "this finding is gone: it was mended, moved or is no longer looked for"

_MOST = 12
_GUTTER = 4


def same(a: Finding | None, b: Finding | None) -> bool:
    """Whether both are the same finding, maybe of different moments."""
    return a is not None and b is not None and (a.check, a.path, a.fingerprint) == (b.check, b.path, b.fingerprint)


def newest(state: State, finding: Finding) -> Finding | None:
    """The finding as the State has it now; None when it is gone."""
    file = state.files.get(finding.path)
    tree = state.tree.get(finding.check)
    found = file_findings(file) if file else iter(tree.findings if tree and not finding.path else ())
    return next((f for f in found if same(f, finding)), None)


def headline(finding: Finding, width: int, most: int = _MOST) -> list[Line]:
    """Its sign, rule and message, in at most `most` lines."""
    glyph, role = (SKIPPED, "muted") if finding.dismissed is not None else SEVERITY[finding.severity]
    rule = one_line(finding.rule)
    parts = folded(one_line(finding.message), width - len(rule) - 6, width - 4, most)
    lines: list[Line] = [[(f" {glyph} ", role), (rule, f"{role}+bold"), ("  ", ""), (parts[0], "strong")]]
    return lines + [[("   ", ""), (part, "strong")] for part in parts[1:]]


def standing(finding: Finding, state: State, width: int) -> list[Line]:
    """Where it is, which check says it, how bad it is, since when."""
    where = "the whole tree"
    if finding.path:
        at = f":{finding.line}:{finding.column}" if finding.line else ""
        where = printable(finding.path) + at
    file = state.files.get(finding.path)
    words = [one_line(finding.check), finding.severity]
    if finding.new is not None:
        base = one_line(state.repo.base_name) or "the merge base"
        words.append(f"new since {base}" if finding.new else f"was there at {base}")
    if file and (is_stale(file, finding.check) or file.path in state.watch.missed):
        words.append("~ stale: the file changed since")
    lines: list[Line] = [[("   ", ""), (part, "text")] for part in folded(where, width - 4, width - 4, 4)]
    return lines + [[("   ", ""), (part, "muted")] for part in folded(" · ".join(words), width - 4, width - 4, 3)]


def set_aside(finding: Finding, state: State, width: int, undo: str) -> list[Line]:
    """Why it was dismissed, by whom and when; empty when it was not."""
    if finding.dismissed is None:
        return []
    known = dismissal(state, finding)
    who = (
        " ".join(f"{word} {one_line(value)}" for word, value in (("by", known.by), ("on", known.on)) if value)
        if known
        else ""
    )
    lines: list[Line] = [[], [(f" {SKIPPED} ", "muted"), ("Dismissed", "strong"), (f"  {who}", "muted")]]
    lines += [[("   ", ""), (part, "text")] for part in folded(one_line(finding.dismissed), width - 4, width - 4, 6)]
    return [*lines, [("   ", ""), (undo, "accent"), (" takes it back", "muted")]]


def dismissal(state: State, finding: Finding) -> Dismissal | None:
    """What is kept of its dismissal."""
    return next((d for d in state.dismissals if d.fingerprint == finding.fingerprint), None)


def code(finding: Finding, source: SourceView, width: int, around: int) -> list[Line]:
    """The lines around the finding, as they are on disk; empty where they are not at hand."""
    if source.path != finding.path or not source.lines or not finding.line:
        return []
    at = min(finding.line, len(source.lines)) - 1
    digits = len(str(at + around + 1))
    glyph, role = SEVERITY[finding.severity]
    lines: list[Line] = []
    for number in range(max(0, at - around), min(len(source.lines), at + around + 1)):
        own = number == at
        spans = source.spans[number] if number < len(source.spans) else ()
        gutter: list[Piece] = [
            (f" {glyph if own else ' '} ", role),
            (f"{number + 1:>{digits}}  ", "strong" if own else "muted"),
        ]
        text = source_pieces(source.lines[number], spans, 0, width - digits - _GUTTER - 1)
        lines.append([*gutter, *text])
    return lines


def link(finding: Finding, width: int) -> list[Line]:
    """Where the rule is explained."""
    parts = folded(one_line(finding.url), width - 4, width - 4, 4) if finding.url else []
    return [[("   ", ""), (part, "accent")] for part in parts]
