"""Intents come down: everything a person can ask for, in one registry.

Keys, palette, footer, help and CLI verbs are all made from `REGISTRY`.
"""

import msgspec


class Intent(msgspec.Struct, frozen=True):
    """What a front end asks for: the id of a registered action, and what it is about (a path, a finding, a check)."""

    id: str
    subject: str = ""


class Action(msgspec.Struct, frozen=True):
    """One entry of the registry.

    `scope` says where the key works: "everywhere" or a pane's name. `session` is True when the session carries it
    out, False when it only moves what a front end shows. `verb` is the CLI verb that does the same. `rank` orders the
    footer (0: not in the footer).
    """

    id: str
    title: str
    help: str
    key: str = ""
    scope: str = "everywhere"
    session: bool = False
    verb: str = ""
    rank: int = 0


REGISTRY: tuple[Action, ...] = (
    Action("run", "Run", "Check the whole tree now, tests included", "r", session=True, verb="check", rank=40),
    Action("pause", "Pause", "Stop or go on watching; results stay, marked stale", "space", session=True, rank=60),
    Action(
        "trust", "Trust", "Let this folder's tests, commands and checks run", "T", session=True, verb="trust", rank=0
    ),
    Action("untrust", "Revoke trust", "Take trust back: static checks only", "", session=True, verb="trust --revoke"),
    Action("visible", "Check first", "Check this file before the rest", "", session=True),
    Action("filter", "Filter", "Show only findings that contain a text", "/", scope="findings", rank=20),
    Action("severity", "Severity", "Cycle: all, errors, errors and warnings", "f", scope="findings", rank=30),
    Action("sort", "Sort", "Cycle: by severity, place, check, newest first", "s", scope="findings", rank=35),
    Action("mine", "New only", "Only findings that came since the merge base", "m", scope="findings", rank=36),
    Action("open", "Source", "Show the source at the finding", "enter", scope="findings", rank=25),
    Action("copy", "Copy", "Copy the place and message of the finding", "y", scope="findings"),
    Action("next", "Next", "Go to the next finding", "n", rank=27),
    Action("previous", "Previous", "Go to the previous finding", "p"),
    Action("zoom", "Zoom", "Give the pane the whole screen, or take it back", "z", rank=50),
    Action("pane-1", "Findings", "Go to the findings", "1"),
    Action("pane-2", "Source", "Go to the source", "2"),
    Action("pane-3", "Checks", "Go to the checks", "3"),
    Action("pane-4", "Activity", "Go to the activity", "4"),
    Action("next-pane", "Next pane", "Go to the next pane", "tab"),
    Action("previous-pane", "Previous pane", "Go to the pane before", "shift+tab"),
    Action("down", "Down", "Move down", "j,down"),
    Action("up", "Up", "Move up", "k,up"),
    Action("page-down", "Page down", "Move down by a page", "pagedown,ctrl+f"),
    Action("page-up", "Page up", "Move up by a page", "pageup,ctrl+b"),
    Action("top", "Top", "Go to the first line", "g,home"),
    Action("bottom", "Bottom", "Go to the last line", "G,end"),
    Action("left", "Left", "Scroll the text to the left", "h,left", scope="source"),
    Action("right", "Right", "Scroll the text to the right", "l,right", scope="source"),
    Action("back", "Back", "Clear the filter, leave the zoom, go back", "escape"),
    Action("help", "Help", "Keys for this pane and everywhere", "question_mark", rank=10),
    Action("palette", "Palette", "Find an action by its name", "ctrl+p,:", rank=80),
    Action("quit", "Quit", "Leave", "q", rank=90),
)

BY_ID: dict[str, Action] = {action.id: action for action in REGISTRY}
