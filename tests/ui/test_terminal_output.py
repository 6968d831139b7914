"""A window that is closed while frames are on their way must not keep the dashboard."""

import os
import pty
import threading

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from mastery_tui.ui.terminal_output import Output


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
