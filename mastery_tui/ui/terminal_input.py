"""Textual's driver, with the terminal's late answers taken out of the input."""

import os
import selectors
from codecs import getincrementaldecoder
from threading import Event
from typing import Any, Protocol

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import InputEvent, Paste
from textual.message import Message

from mastery_tui.ui.pasted import Pastes
from mastery_tui.ui.terminal_colour import Terminal
from mastery_tui.ui.terminal_output import Output

_LOOK_S = 0.1
"""How often to look whether the app ends; and how long an escape that is only the key is held back at most."""


class Starting(Protocol):
    """What the driver needs of the app: the terminal as it was found, and whether a frame was painted."""

    terminal: Terminal
    painted: Event

    def look_again(self) -> None:
        """The terminal told its background's colour."""


class TerminalDriver(LinuxDriver):
    """Hands keys on, those first that were pressed while the dashboard started.

    All wait for the first frame: a key that opens a screen before there is any would stop Textual for good.
    """

    def __init__(self, app: Starting, **about: Any) -> None:
        super().__init__(app, **about)  # type: ignore[arg-type]
        self._file = Output(self._file)  # type: ignore[assignment, arg-type]
        self._terminal = app.terminal
        self._dashboard = app
        self._found = self._terminal.before
        self._early: list[Message] = []
        self._pastes = Pastes()

    def start_application_mode(self) -> None:
        """What is given back in the end is the terminal as it was before we asked it anything."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._found is not None:
            self.attrs_before, self._found = self._found, None

    def run_input_thread(self) -> None:
        """Read input until the app ends."""
        parser = XTermParser()
        decode = getincrementaldecoder("utf-8")("replace").decode

        def give(keys: bytes) -> None:
            text = decode(self._pastes.harmless(keys))
            self._early += [*(parser.feed(text) if text else ()), *parser.tick()]
            painted = self._dashboard.painted.is_set()
            now = [message for message in self._early if painted or not isinstance(message, InputEvent | Paste)]
            self._early = [
                message for message in self._early if not painted and isinstance(message, InputEvent | Paste)
            ]
            for message in now:
                self.process_message(message)

        waiting, self._terminal.waiting = self._terminal.waiting, b""
        give(waiting)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not selector.select(_LOOK_S):
                    give(self._terminal.quiet())
                elif data := os.read(self.fileno, 4096):
                    dark = self._terminal.dark
                    give(self._terminal.hear(data))
                    if self._terminal.dark != dark:
                        self._dashboard.look_again()
                else:  # the other end is gone; a signal tells
                    self.exit_event.wait(_LOOK_S)
