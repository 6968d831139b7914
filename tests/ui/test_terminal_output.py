"""A frame arrives whole; a window that is closed while frames are on their way must not keep the dashboard."""

import os
import pty
import subprocess
import sys
import threading
import tty
from contextlib import suppress

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from mastery_tui.ui.terminal_output import Output

FRAME = "<0123456789>"
FRAMES = 20


def test_the_writer_outlives_its_terminal_and_can_be_stopped():
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as file:
        output = Output(file)
        writer = WriterThread(output)  # type: ignore[arg-type]
        writer.start()
        writer.write("a frame")
        os.close(master)  # the window is closed
        leaving = threading.Thread(target=lambda: [writer.write("x" * 9999) for _ in range(3 * MAX_QUEUED_WRITES)])
        leaving.start()
        leaving.join(20)
        assert not leaving.is_alive()
        writer.stop()
        assert output.gone and not writer.is_alive()
        os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())  # closing flushes what nobody can read


@pytest.mark.parametrize("blocking", [True, False])
def test_all_of_a_frame_arrives_though_the_terminal_takes_it_in_parts(blocking):
    """Signals while it is full, no buffer of Python's own, a slow reader: nothing of it is lost."""
    code = (
        "import os, signal, sys\n"
        "from mastery_tui.ui.terminal_output import Output\n"
        f"os.set_blocking(1, {blocking})\n"
        "signal.signal(signal.SIGALRM, lambda *_: None)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\n"
        "output = Output(sys.__stdout__)\n"
        f"for _ in range({FRAMES}): output.write({FRAME!r} * 4000)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0)\n"
    )
    master, slave = pty.openpty()
    tty.setraw(slave)
    with subprocess.Popen([sys.executable, "-u", "-c", code], stdout=slave) as writer:
        os.close(slave)
        parts = []
        with suppress(OSError):  # how a terminal says that nobody writes any more
            while part := os.read(master, 1 << 12):
                parts.append(part)
        assert writer.wait() == 0
    os.close(master)
    assert b"".join(parts) == FRAME.encode() * 4000 * FRAMES
