"""What the actions of the registry do in the dashboard; what the first frame does not need is imported when asked."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mastery_tui.model.intent import LEARN, REGISTRY
from mastery_tui.ui.layout import PANES

if TYPE_CHECKING:
    from mastery_tui.ui.host import Host

Do = Callable[["Host"], object]


def _details(app: "Host") -> object:
    from mastery_tui.ui.screens.details import open_details

    return open_details(app, app.board)


def _fix(app: "Host") -> object:
    from mastery_tui.ui.screens.fix import open_fix

    return open_fix(app, app.board)


def _dismiss(app: "Host") -> object:
    from mastery_tui.ui.screens.dismiss import open_dismiss

    return open_dismiss(app, app.board)


def _undo(app: "Host") -> None:
    from mastery_tui.ui.screens.dismiss import undo

    undo(app.board)


def _editor(app: "Host") -> None:
    from mastery_tui.ui.editor import edit

    edit(app, app.board)


def _copy(app: "Host") -> None:
    from mastery_tui.ui.clipboard import copy

    copy(app, app.board)


def _export(app: "Host") -> object:
    from mastery_tui.ui.screens.export import ExportScreen

    return app.push_screen(ExportScreen(app.board))


def _checks(app: "Host") -> object:
    from mastery_tui.ui.screens.checks import ChecksScreen

    return app.push_screen(ChecksScreen(app.board))


def _settings(app: "Host") -> object:
    from mastery_tui.ui.screens.settings import SettingsScreen

    return app.push_screen(SettingsScreen(app.board))


def _theme(app: "Host") -> object:
    from mastery_tui.ui.screens.themes import ThemesScreen

    return app.push_screen(ThemesScreen(app.board))


def _ask_trust(app: "Host") -> object:
    from mastery_tui.ui.screens.trust import TrustScreen

    return app.push_screen(TrustScreen(app.board))


def _help(app: "Host") -> object:
    from mastery_tui.ui.screens.help import HelpScreen
    from mastery_tui.ui.screens.sheet import Sheet

    own = app.screen.own_keys() if isinstance(app.screen, Sheet) else ()
    return app.push_screen(HelpScreen(app.board, app.scope, own))


def _palette(app: "Host") -> object:
    from mastery_tui.ui.screens.commands import Palette

    return app.push_screen(Palette(app.board))


def _learn(app: "Host") -> object:
    from mastery_tui.ui.screens.learn import LearnScreen

    return app.push_screen(LearnScreen(app.board))


def _step(app: "Host") -> object:
    from mastery_tui.ui.screens.learn import LearnScreen

    at = app.board.modules.chosen
    return app.push_screen(LearnScreen(app.board, at)) if at else None


def _in_learn(id: str) -> Do:
    """What is done in the Learn screen; where that is not open, it opens."""

    async def do(app: "Host") -> None:
        from mastery_tui.ui.screens.learn import LearnScreen

        if not isinstance(app.screen, LearnScreen):
            await app.push_screen(LearnScreen(app.board))
        screen = app.screen
        if isinstance(screen, LearnScreen):
            await screen.do(id)

    return do


def _objective(app: "Host") -> object:
    from mastery_tui.ui.screens.objective import open_objective

    return open_objective(app, app.board, app.board.objectives)


def _levels(app: "Host") -> object:
    from mastery_tui.ui.screens.levels import open_levels

    return open_levels(app, app.board)


def _cycle(app: "Host") -> object:
    from mastery_tui.ui.screens.cycle import CycleScreen

    return app.push_screen(CycleScreen(app.board))


def _timeline(app: "Host", kind: str = "") -> object:
    from mastery_tui.ui.screens.timeline import TimelineScreen

    return app.push_screen(TimelineScreen(app.board, kind))


async def _timeline_kind(app: "Host") -> None:
    from mastery_tui.ui.screens.timeline import TimelineScreen

    if not isinstance(app.screen, TimelineScreen):
        await app.push_screen(TimelineScreen(app.board))
    screen = app.screen
    if isinstance(screen, TimelineScreen):
        screen.pane.cycle()


def _capture(app: "Host") -> object:
    from mastery_tui.ui.screens.lesson import LessonScreen, links

    board = app.board
    return app.push_screen(
        LessonScreen(board, links(board, board.modules.chosen if board.current == "modules" else None))
    )


def _baseline(app: "Host") -> object:
    from mastery_tui.ui.screens.ask_proof import BaselineScreen

    return app.push_screen(BaselineScreen(app.board))


def _scenarios(app: "Host") -> object:
    from mastery_tui.ui.screens.ask_proof import ask_scenarios

    return app.push_screen(ask_scenarios(app.board))


def _suspend(app: "Host") -> None:
    if not app.jobs.stop():
        app.board.flash("no shell waits below this: q leaves")


ACTIONS: Mapping[str, Do] = {
    "open": lambda app: None if app.board.findings.fold() else app.board.go_to("source"),
    "editor": _editor,
    "details": _details,
    "fix": _fix,
    "dismiss": _dismiss,
    "undo": _undo,
    "severity": lambda app: app.board.findings.cycle_severity(),
    "sort": lambda app: app.board.findings.cycle_sort(),
    "group": lambda app: app.board.findings.cycle_group(),
    "mine": lambda app: app.board.findings.toggle_new(),
    "dismissed": lambda app: app.board.findings.toggle_dismissed(),
    "trend-by": lambda app: app.board.trend.cycle(),
    "enlarge": lambda app: app.board.zoom(not app.board.zoomed),
    "kind": lambda app: app.board.activity.cycle_kind(),
    "objective": _objective,
    "levels": _levels,
    "cycle": _cycle,
    "timeline": _timeline,
    "timeline-kind": _timeline_kind,
    "capture": _capture,
    "lessons": lambda app: _timeline(app, "lesson"),
    "ask-baseline": _baseline,
    "ask-scenarios": _scenarios,
    **{action.id: _in_learn(action.id) for action in REGISTRY if action.scopes == LEARN},
    "step": _step,
    "learn": _learn,
    "filter": lambda app: app.board.open_filter(),
    "next": lambda app: app.board.step_finding(1),
    "previous": lambda app: app.board.step_finding(-1),
    "copy": _copy,
    "export": _export,
    "zoom": lambda app: app.board.zoom(not app.board.zoomed),
    "checks": _checks,
    "settings": _settings,
    "theme": _theme,
    "ask-trust": _ask_trust,
    "next-pane": lambda app: app.board.step_pane(1),
    "previous-pane": lambda app: app.board.step_pane(-1),
    "back": lambda app: app.board.back(),
    "suspend": _suspend,
    "help": _help,
    "palette": _palette,
    "quit": lambda app: app.exit(0),
}
"""By id; panes by number and moves within a pane are told apart by their names."""

MOVES = ("up", "down", "top", "bottom", "page-up", "page-down", "left", "right")
PANE = "pane-"


def act(app: "Host", id: str) -> object:
    """Do the action in the front end; what it returns may have to be awaited."""
    board = app.board
    if id in MOVES:
        board.panes[board.current].move(id)
        return None
    if id.startswith(PANE):
        board.go_to(PANES[int(id.removeprefix(PANE)) - 1])
        return None
    return ACTIONS[id](app)
