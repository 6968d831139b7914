"""What is written to the terminal: nothing any more, once there is no terminal."""

from typing import IO


class Output:
    """A file that takes what is written also when nobody is there to read it.

    Textual writes in a thread of its own from a queue that holds little. When the terminal's window is closed while
    something is on its way, that thread would end with the error, the queue fill up, and leaving wait for it for good.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.gone = False

    def write(self, text: str) -> int:
        """Write; the number of characters."""
        if not self.gone:
            try:
                return self._file.write(text)
            except OSError:  # its window was closed: SIGHUP, which ends us, is on its way
                self.gone = True
        return len(text)

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
