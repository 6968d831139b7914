"""Job control: who has the terminal. It is given back while the shell has us stopped, or while an editor runs in it."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from textual.app import App, SuspendNotSupported

KEPT_BACK = ("SIGINT", "SIGQUIT")
"""Keys that are meant for the program in the terminal reach the whole process group; we let them pass."""


NOTICED_WITHIN_S = 0.2
"""By then Python has called the handler of a signal that has come."""


class NoTerminal(Exception):
    """There is no terminal to give to anybody: a browser, a test, Windows."""


class Jobs:
    """Stops and comes back as a job of the shell, and runs other programs in the terminal meanwhile.

    All of it runs in the main thread, in the app's loop. The session has a thread of its own and works on while a
    program has the terminal; stopped, the whole process group is stopped.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._away = False
        self._continued = False
        self._can_stop = False

    def listen(self) -> None:
        """Be stopped and continued from outside too."""
        if self._app.is_headless or sys.platform == "win32":
            return
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()

        def told_to_stop(_number: int, _frame: FrameType | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.stop)

        def continued(_number: int, _frame: FrameType | None) -> None:
            self._continued = True
            if not self._away and not loop.is_closed():  # it was SIGSTOP, which nobody can prepare for
                loop.call_soon_threadsafe(self._enter_again)

        signal.signal(signal.SIGTSTP, told_to_stop)
        signal.signal(signal.SIGCONT, continued)
        self._can_stop = True

    def stop(self) -> bool:
        """Back to the shell, until it continues us. False where no shell waits: then nothing happens.

        The whole process group is stopped, as a terminal does it: a script that started us is stopped with us. The
        kernel refuses where nobody could continue it, and so the terminal can never be lost.
        """
        if not self._can_stop or self._away:
            return False
        try:
            with self._terminal_given_back():
                self._stopped()
        except NoTerminal:
            return False
        return self._was_continued()

    def run(self, command: Sequence[str]) -> int:
        """Run a program in the terminal; its exit code, or minus the number of the signal that ended it.

        Raises OSError when it cannot be started, NoTerminal where there is none.
        """
        import subprocess

        with self._terminal_given_back(), subprocess.Popen(command) as process, _let_pass():
            if sys.platform == "win32":
                return process.wait()
            while True:
                self._continued = False
                _, status = os.waitpid(process.pid, os.WUNTRACED)
                if not os.WIFSTOPPED(status):
                    process.returncode = os.waitstatus_to_exitcode(status)
                    return process.returncode
                # Stopped alone, we have to stop too: else the shell sees no stopped job. Stopped with us, it goes on.
                if not self._was_continued():
                    self._stopped()
                process.send_signal(signal.SIGCONT)

    def _enter_again(self) -> None:
        """Continued after a stop that we did not see coming: a shell may have used the terminal since."""
        if self._away:
            return
        try:
            with self._terminal_given_back():
                if not _in_foreground():
                    self._stopped()
        except NoTerminal:
            return

    def _stopped(self) -> None:
        """Stop, unless the kernel refuses; returns once we are continued in the foreground."""
        stopped = True
        while stopped:
            self._continued = False
            os.killpg(os.getpgrp(), signal.SIGTSTP)
            stopped = _in_foreground() is False and self._was_continued()  # by `bg`

    def _was_continued(self) -> bool:
        """Whether we were stopped at all; any of our threads may be the one that takes the signal."""
        deadline = time.monotonic() + NOTICED_WITHIN_S
        while not self._continued and time.monotonic() < deadline:
            time.sleep(0.005)
        return self._continued

    @contextmanager
    def _terminal_given_back(self) -> Iterator[None]:
        failure: BaseException | None = None
        self._away = True
        try:
            with self._app.suspend():  # it comes back only when nothing is raised in it
                before = signal.signal(signal.SIGTSTP, signal.SIG_DFL) if self._can_stop else None
                try:
                    yield
                except BaseException as error:
                    failure = error
                if self._can_stop:
                    signal.signal(signal.SIGTSTP, before)
        except SuspendNotSupported as error:
            raise NoTerminal(str(error)) from error
        finally:
            self._away = False
        if failure is not None:
            raise failure


def _in_foreground() -> bool | None:
    """Whether the terminal is ours now; None where that cannot be told."""
    try:
        return os.tcgetpgrp(sys.__stdin__.fileno()) == os.getpgrp() if sys.__stdin__ else None
    except (OSError, ValueError):
        return None


@contextmanager
def _let_pass() -> Iterator[None]:
    numbers = [getattr(signal, name) for name in KEPT_BACK if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
            if hasattr(signal, "siginterrupt"):
                signal.siginterrupt(number, False)
