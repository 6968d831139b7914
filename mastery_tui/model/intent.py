"""Intents come down: everything a person can ask for, in one registry.

Keys, palette, footer, help and CLI verbs are all made from `REGISTRY`.
"""

import msgspec


class Intent(msgspec.Struct, frozen=True):
    """What a front end asks for: the id of a registered action, and what it is about.

    `subject` names it (a path, a finding's fingerprint, a check, a setting), `detail` says how (a reason, a value).
    """

    id: str
    subject: str = ""
    detail: str = ""


EVERYWHERE = ("everywhere",)
FINDING = ("findings", "source")
"""Where a finding is at hand."""
LEARN = ("learn",)
TIMELINE = ("timeline",)
SHEETS = frozenset((*LEARN, *TIMELINE))
"""Scopes of screens over the board: the keys of everywhere do not reach them."""


class Action(msgspec.Struct, frozen=True):
    """One entry of the registry.

    `scopes` say where the key works: everywhere, or in the panes and screens of these names. `session` is True when the
    session carries it out, False when it only moves what a front end shows. `about` names what its subject and detail
    are: such an action has a meaning only with them, so it has no key. `verb` is the CLI verb that does the same.
    `rank` orders the footer (0: not in the footer).
    """

    id: str
    title: str
    help: str
    key: str = ""
    scopes: tuple[str, ...] = EVERYWHERE
    session: bool = False
    about: str = ""
    verb: str = ""
    rank: int = 0


REGISTRY: tuple[Action, ...] = (
    # a finding
    Action("open", "Source", "Show the source at the finding", "enter", ("findings",), rank=25),
    Action("editor", "Editor", "Open the finding in $VISUAL or $EDITOR, at its line", "o", FINDING, rank=26),
    Action("details", "Details", "Why this rule exists and how to mend it", "i", FINDING, rank=75),
    Action("fix", "Fix", "Show the safe fix as a diff, then apply it", "F", FINDING, rank=76),
    Action("dismiss", "Dismiss", "Dismiss the finding, with a reason that is committed", "d", FINDING, rank=77),
    Action("undo", "Undo", "Take the last dismissal or fix back", "u", FINDING),
    # the list of findings
    Action("severity", "Severity", "Cycle: all, errors, errors and warnings", "f", ("findings",), rank=78),
    Action("sort", "Sort", "Cycle: by severity, place, check, newest first", "s", ("findings",)),
    Action("group", "Group", "Cycle: one list, by file, by rule, by check", "b", ("findings",)),
    Action("mine", "New only", "Only findings that came since the merge base", "m", ("findings",)),
    Action("dismissed", "Dismissed", "Show what was dismissed as well, or hide it", "D", ("findings",)),
    # other panes
    Action("left", "Left", "Scroll the text to the left", "h,left", ("source",)),
    Action("right", "Right", "Scroll the text to the right", "l,right", ("source",)),
    Action("trend-by", "By", "Over saves, or over commits", "s", ("trend",), rank=25),
    Action("enlarge", "Large", "Show the metric large, or small again", "enter", ("trend",), rank=26),
    Action("kind", "Kind", "Cycle: all that happened, then one kind after the other", "f", ("activity",), rank=25),
    Action(
        "objective",
        "Open",
        "The objective: target, values, reason, evidence, next step",
        "enter",
        ("objectives",),
        rank=25,
    ),
    Action("levels", "Open", "All domains: what is missing for each next level", "enter", ("mastery",), rank=25),
    # the timeline
    Action("timeline-kind", "Kind", "Cycle: all, then one kind after the other, lessons too", "f", TIMELINE, rank=25),
    # learning
    Action("learn-next", "Next", "Go to the next module", "n", LEARN),
    Action("learn-previous", "Previous", "Go to the module before", "p", LEARN),
    Action("learn-begin", "Start", "Write the stub into the tree; a file of yours stays as it is", "s", LEARN, rank=21),
    Action("learn-check", "Validate", "Run the validator now; every save does so too", "r", LEARN, rank=22),
    Action("learn-help", "Hint", "Show the next hint; how many you used is kept", "h", LEARN, rank=24),
    Action("learn-justify", "Justify", "Answer the module's questions in your own words", "j", LEARN, rank=25),
    Action("learn-bug", "Harden", "Get a bug in a copy of your own code, to find and fix", "H", LEARN, rank=26),
    Action("learn-practise", "Practise", "A bug to practise on; it does not count", "P", LEARN),
    Action("learn-name", "Diagnose", "Say which line is wrong, and why", "d", LEARN, rank=27),
    Action("learn-open", "Editor", "Open the file to edit in $VISUAL or $EDITOR", "o", LEARN, rank=28),
    Action("learn-keep", "Keep fix", "Take the fixed copy into your own file; a backup is kept", "a", LEARN),
    Action("learn-again", "Reset", "Begin the module anew; a backup is kept", "X", LEARN),
    Action("learn-back", "Undo", "Take the last start, keep or reset back", "u", LEARN),
    Action("learn-install", "Install", "Install what the curriculum requires, after asking", "I", LEARN),
    Action("learn-lesson", "Lesson", "Note a lesson learned, about this module", "k,K", LEARN),
    Action("step", "Module", "Open the module in the Learn screen", "enter", ("modules",), rank=25),
    # everywhere
    Action("learn", "Learn", "The modules: prompt, validator, hints, questions, bugs", "L", verb="learn", rank=47),
    Action("run", "Run", "Check the whole tree now, tests included", "r", session=True, verb="check", rank=40),
    Action("pause", "Pause", "Stop or go on watching; results stay, marked stale", "space", session=True, rank=79),
    Action("filter", "Filter", "Show only lines that contain some words", "/", rank=20),
    Action("next", "Next", "Go to the next finding", "n", rank=27),
    Action("previous", "Previous", "Go to the previous finding", "p"),
    Action("copy", "Copy", "Copy the selected text, else the finding", "y"),
    Action("export", "Export", "Write what is shown to a file: SARIF, JSON, Markdown", "e", verb="check", rank=45),
    Action("zoom", "Zoom", "Give the pane the whole screen, or take it back", "z", rank=70),
    Action("checks", "Checks", "Each check: last run, log, timing, settings, why it was skipped", "c", rank=71),
    Action("cycle", "Cycle", "Where the cycle is: most important issues, regressions, key figures", "C", rank=72),
    Action("timeline", "Timeline", "All that the ledger holds, newest first", "w", verb="ledger show"),
    Action("capture", "Lesson", "Note a lesson learned: about a finding, a module or a commit", "K"),
    Action("lessons", "Lessons", "What was learned; / looks for words"),
    Action("ask-baseline", "Set baseline", "Compare with the metrics of now from now on, after asking"),
    Action("ask-scenarios", "Run scenarios", "Measure the scenarios of mastery.toml, after asking"),
    Action("settings", "Settings", "All settings, what they are now, and change them", "comma", verb="settings"),
    Action("theme", "Theme", "Choose the colours", "t"),
    Action("ask-trust", "Trust", "What would run if this folder were trusted; trust it or not", "T", verb="trust"),
    Action("pane-1", "Modules", "Go to the modules", "1"),
    Action("pane-2", "Objectives", "Go to the objectives", "2"),
    Action("pane-3", "Mastery", "Go to the mastery levels", "3"),
    Action("pane-4", "Findings", "Go to the findings", "4"),
    Action("pane-5", "Source", "Go to the source", "5"),
    Action("pane-6", "Review", "Go to the review", "6"),
    Action("pane-7", "Trend", "Go to the trend", "7"),
    Action("pane-8", "Activity", "Go to the activity", "8"),
    Action("next-pane", "Next pane", "Go to the next pane", "tab"),
    Action("previous-pane", "Previous pane", "Go to the pane before", "shift+tab"),
    Action("down", "Down", "Move down", "j,down"),
    Action("up", "Up", "Move up", "k,up"),
    Action("page-down", "Page down", "Move down by a page", "pagedown,ctrl+f"),
    Action("page-up", "Page up", "Move up by a page", "pageup,ctrl+b"),
    Action("top", "Top", "Go to the first line", "g,home"),
    Action("bottom", "Bottom", "Go to the last line", "G,end"),
    Action("back", "Back", "Clear the filter, leave the zoom, go back", "escape"),
    Action("suspend", "Suspend", "Back to the shell; `fg` returns", "ctrl+z"),
    Action("help", "Help", "Keys for this pane and everywhere", "question_mark", rank=10),
    Action("palette", "Palette", "Find actions, findings, files, checks, themes, exports", "ctrl+p,:", rank=46),
    Action("quit", "Quit", "Leave", "q", rank=90),
    # what a front end asks for with a subject
    Action("visible", "Check first", "Check this file before the rest", session=True, about="path"),
    Action("trust", "Trust", "Let this folder's tests, commands and checks run", session=True, verb="trust"),
    Action("untrust", "Revoke trust", "Take trust back: static checks only", session=True, verb="trust --revoke"),
    Action("explain", "Explain", "Find what is known of a rule", session=True, about="check, rule"),
    Action("apply-fix", "Apply fix", "Write a fix to its file", session=True, about="path, fingerprint and blob"),
    Action("set-aside", "Dismiss", "Dismiss a finding", session=True, about="fingerprint, reason"),
    Action("take-back", "Undo", "Undo the last dismissal or fix", session=True, about="fingerprint or nothing"),
    Action("set", "Set", "Change a setting in the settings file", session=True, about="setting, value"),
    Action("use-theme", "Use theme", "Keep a theme as the user's own choice", session=True, about="theme"),
    Action("write", "Write", "Write an export", session=True, about="format"),
    Action("welcomed", "Welcomed", "The first screen was read", session=True, about="nothing"),
    Action("module-at", "Module", "Show this module", session=True, about="module"),
    Action(
        "module-start", "Start", "Write the stub", session=True, about="module, fresh or nothing", verb="learn start"
    ),
    Action("module-validate", "Validate", "Validate", session=True, about="module", verb="learn validate"),
    Action("module-hint", "Hint", "Show the next hint", session=True, about="module", verb="learn hint"),
    Action("module-draft", "Draft", "Keep an answer as typed", session=True, about="module and question, text"),
    Action(
        "module-answer",
        "Answer",
        "Hand an answer in",
        session=True,
        about="module and question, text",
        verb="learn justify",
    ),
    Action(
        "module-assess",
        "Assess",
        "Yes or no per criterion, with quotes",
        session=True,
        about="module and question, JSON",
    ),
    Action(
        "module-harden", "Harden", "Get a bug", session=True, about="module, practice or nothing", verb="learn harden"
    ),
    Action(
        "module-diagnose",
        "Diagnose",
        "State a diagnosis",
        session=True,
        about="module, line and why",
        verb="learn diagnose",
    ),
    Action("module-keep", "Keep", "Take the fix over", session=True, about="module", verb="learn harden --keep"),
    Action("module-reset", "Reset", "Begin anew", session=True, about="module or curriculum", verb="learn reset"),
    Action(
        "module-undo", "Undo", "Undo the last start, keep or reset", session=True, about="nothing", verb="learn undo"
    ),
    Action("install", "Install", "Install requirements", session=True, about="curriculum", verb="learn install"),
    Action("lesson", "Lesson", "Keep a lesson learned", session=True, about="link, text", verb="note"),
    Action("baseline-set", "Baseline", "Set the baseline", session=True, about="why", verb="baseline set"),
    Action("scenario-run", "Scenario", "Measure", session=True, about="scenario or nothing", verb="scenario run"),
    Action("say", "Say", "Put a line into the activity", session=True, about="text"),
)

BY_ID: dict[str, Action] = {action.id: action for action in REGISTRY}
