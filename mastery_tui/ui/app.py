"""The dashboard: shows the State that a session publishes, and sends it Intents.

The first frame is painted before anything of ours that is heavy is imported: keep the imports of this module, and of
what it imports, as few as they are.
"""

import asyncio
import gc
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen

from mastery_tui.config.theme_choice import first
from mastery_tui.model.intent import BY_ID, Intent
from mastery_tui.model.state import State
from mastery_tui.ui.actions import act
from mastery_tui.ui.host import Host
from mastery_tui.ui.jobs import Jobs
from mastery_tui.ui.keys import Keys, bindings, use
from mastery_tui.ui.loop import new_loop
from mastery_tui.ui.screens.board import Board
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.terminal_colour import Terminal
from mastery_tui.ui.theme import Appearance, Colourless, Ink, no_color, set_theme

LEAST_BETWEEN = 0.02
"""Seconds between two States in a burst; the first State after a quiet time is shown at once."""

STOP_WITHIN = 3.0
"""Seconds that a session gets to stop after the screen is given back."""


class Session(Protocol):
    """What the dashboard needs of a session."""

    @property
    def state(self) -> State:
        """The newest State."""

    def subscribe(self, callback: Callable[[State], None]) -> object:
        """Call `callback` with every new State, from any thread."""

    def send(self, intent: Intent) -> None:
        """Ask for something; returns at once."""

    def start(self) -> None:
        """Begin to watch and to check."""

    def stop(self) -> None:
        """End all threads and children."""


Open = Callable[[], Session]
"""Makes a session; called in a thread of its own, after the first frame."""


class Published(Message):
    """A new State waits to be shown; however many wait, the newest is."""

    def can_replace(self, message: Message) -> bool:
        """One such message in the queue is enough."""
        return isinstance(message, Published)


class Dashboard(Host):
    """The app around the board: theme, keys, the session's life."""

    CSS_PATH = "styles/dashboard.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")
    ENABLE_COMMAND_PALETTE = False  # Textual's own: ours is an action of the registry

    def __init__(self, root: Path, open_session: Open, terminal: Terminal | None = None, begin: str = "") -> None:
        super().__init__(driver_class=_driver() if terminal is not None and terminal.before is not None else None)
        self.animation_level = "none"
        self.terminal = terminal or Terminal()
        self.no_color = no_color()
        theme = first(self.terminal.dark, self.terminal.few)
        set_theme(self, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.title = "mastery"
        self._open = open_session
        self._begin = begin
        self.session: Session | None = None
        ink = Ink(theme, self.no_color)
        self.appearance = Appearance(self, ink, self.terminal)
        self.board = Board(State(root=str(root), name=root.name), ink, self.send)
        self._newest: State | None = None
        self._keys: object = None
        self._waiting = False
        self._greeted = False
        self._ahead = False
        self._shown_at = 0.0
        self._between = LEAST_BETWEEN
        self._left = threading.Event()
        self.painted = threading.Event()
        self.jobs = Jobs(self)

    def get_default_screen(self) -> Screen[None]:
        """The board is the first and lowest screen."""
        return self.board

    def on_mount(self) -> None:
        """The session is opened once the first frame is on screen."""
        self._leave_on_signals()
        self.jobs.listen()
        self.call_after_refresh(self._open_after_paint)

    def _leave_on_signals(self) -> None:
        """Being ended from outside is leaving too: the terminal is given back and no process stays."""
        if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit, 128 + number)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what Textual's own widgets copy as everything is copied here."""
        from mastery_tui.ui.clipboard import copy_text

        copy_text(self, self.board, text)

    # -- the session ---------------------------------------------------------------------------------------------

    def _open_after_paint(self) -> None:
        self.painted.set()
        gc.freeze()
        gc.enable()  # it was off for the start
        threading.Thread(target=self._open_session, name="open-session", daemon=True).start()

    def _open_session(self) -> None:
        try:
            session = self._open()
            session.subscribe(self._publish)
            self.session = session
            if self._left.is_set():
                return
            session.start()
            self._publish(session.state)
            if self._begin:
                self.call_from_thread(self.call_later, self.action_act, self._begin)
        except Exception as error:
            line = f"the session could not start: {type(error).__name__}: {error}"
            if not self._left.is_set():
                self.call_from_thread(self.board.fail, line)

    def _publish(self, state: State) -> None:
        """Take a State from any thread."""
        self._newest = state
        if not self._waiting:
            self._waiting = True
            self.post_message(Published())

    def on_published(self) -> None:
        """Show the newest State now, or when the last one has been on screen long enough."""
        wait = self._shown_at + self._between - monotonic()
        if wait > 0:
            self.set_timer(wait, self._show)
        else:
            self._show()

    def _show(self) -> None:
        self._waiting = False
        started = monotonic()
        if self._newest is not None:
            self.appearance.follow(self._newest)
            if self._newest.keys is not self._keys:
                self._take_keys(self._newest)
            self.board.show(self._newest)
            for screen in self.screen_stack:
                if isinstance(screen, Sheet):
                    screen.show(self._newest)
                    if screen.styles.background.is_transparent:
                        screen.refresh()  # the board beside it has changed
            if self._newest.first_run and not self._greeted:
                self._greet()
            if not self._ahead and self._newest.settled == self._newest.generation > 0:
                self._ahead = True
                threading.Thread(target=_load_ahead, args=(self._left,), name="load-ahead", daemon=True).start()
        self._shown_at = monotonic()
        # What is dear to show is shown less often: keys come first.
        self._between = max(LEAST_BETWEEN, 2 * (self._shown_at - started))
        if self.board.findings.view.behind and not self._waiting:
            self._waiting = True
            self.set_timer(self._between, self._show)

    def _greet(self) -> None:
        """The first screen comes when nobody is at something else, and there is room for it."""
        if self.screen is self.board and not self.board.filtering and not self.board.small.display:
            from mastery_tui.ui.screens.welcome import WelcomeScreen

            self._greeted = True
            self.push_screen(WelcomeScreen(self.board))

    def _take_keys(self, state: State) -> None:
        """The keys of every action were read, or changed."""
        self._keys = state.keys
        if state.keys and state.keys != self.board.keys.by_id:
            self.board.take_keys(Keys(state.keys))
            use(self, self.board.keys)

    def look_again(self) -> None:
        """The terminal told its background's colour, in any thread: the theme may hang on it."""
        if self._newest is not None:
            self._publish(self._newest)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Nothing turns the terminal's own colours into others, and NO_COLOR leaves none."""
        if self.no_color:
            return _NO_COLOR
        return () if self.native_ansi_color else super().get_line_filters()

    def action_help_quit(self) -> None:
        """Whoever pressed ctrl+c to leave is told the key that leaves, in place of Textual's toast."""
        said = f"{self.board.keys['quit']} leaves; ctrl+c copies what is selected"
        if self.screen is self.board:
            self.board.flash(said)
        else:
            self.notify(said)

    def send(self, intent: Intent) -> bool:
        """Hand an Intent to the session; False while there is none yet."""
        if self.session is None:
            return False
        self.session.send(intent)
        return True

    def close_session(self) -> None:
        """Stop the session, waiting no longer than `STOP_WITHIN`; called when the terminal is restored."""
        self._left.set()
        session = self.session
        if session is None:
            return
        stopping = threading.Thread(target=session.stop, name="stop-session", daemon=True)
        stopping.start()
        stopping.join(STOP_WITHIN)
        if stopping.is_alive():
            print(f"mastery: the session did not stop within {STOP_WITHIN:.0f} s and was left", file=sys.stderr)

    # -- actions: every one is an entry of the registry -----------------------------------------------------------

    async def action_act(self, id: str) -> None:
        """Do the registered action `id`."""
        if BY_ID[id].session:
            self.send(Intent(id))
            return
        done = act(self, id)
        if isinstance(done, Awaitable):
            await done

    def on_key(self, event: events.Key) -> None:
        """Keys that were on their way to a pane when a line to type into opened belong to that line."""
        if isinstance(self.screen, Sheet) and self.screen.take(event):
            event.prevent_default()
        filtering = self.board.filtering
        if filtering and filtering.seen is not event and self.screen is self.board:
            event.prevent_default()  # no binding: `q` is a letter now
            filtering.take(event)

    @property
    def scope(self) -> str:
        """What has the keys: the pane with the focus, or the sheet over the board."""
        return self.screen.scope if isinstance(self.screen, Sheet) else self.board.current


_NO_COLOR = (Colourless(),)


def _load_ahead(left: threading.Event) -> None:
    from mastery_tui.ui.ahead import load

    load(left)


def _driver() -> type[Driver]:
    from mastery_tui.ui.terminal_input import TerminalDriver

    return TerminalDriver


def run_dashboard(
    root: Path, terminal: Terminal, opened: Callable[[Session], None] | None = None, begin: str = ""
) -> int:
    """Show the dashboard on a working tree until it is left; returns the exit code.

    `opened` is given the session; `begin` is an action to do once it is there."""

    def open_session() -> Session:
        from mastery_tui.session import Session as RealSession

        session = RealSession(root)
        if opened is not None:
            opened(session)
        return session

    terminal.listen()
    app = Dashboard(root, open_session, terminal, begin)
    try:
        code = app.run(loop=new_loop())
    finally:
        app.close_session()
    return code if code is not None else app.return_code or 0
