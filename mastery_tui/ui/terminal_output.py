"""What is written to the terminal: whole, and nothing any more, once there is no terminal."""

import os
import select
from typing import TextIO


class Output:
    """A file that takes what is written also when nobody is there to read it.

    Textual writes in a thread of its own from a queue that holds little. When the terminal's window is closed while
    something is on its way, that thread would end with the error, the queue fill up, and leaving wait for it for good.

    A terminal may take less than it is given: a signal came while it was full. Where Python does not buffer its streams
    (PYTHONUNBUFFERED), the rest of such a frame would be lost, so it is written here, until all of it has gone.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.gone = False

    def write(self, text: str) -> int:
        """Write; the number of characters."""
        if not self.gone:
            try:
                self._file.flush()
                self._whole(text.encode(self._file.encoding or "utf-8", "backslashreplace"))
            except OSError:  # its window was closed: SIGHUP, which ends us, is on its way
                self.gone = True
        return len(text)

    def _whole(self, rest: bytes) -> None:
        number = self._file.fileno()
        while rest:
            try:
                rest = rest[os.write(number, rest) :]
            except BlockingIOError:  # a program that has the same terminal said so
                select.select([], [number], [])

    def flush(self) -> None:
        """Hand on what is held back."""
        if not self.gone:
            try:
                self._file.flush()
            except OSError:
                self.gone = True

    def fileno(self) -> int:
        """The file's number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()
