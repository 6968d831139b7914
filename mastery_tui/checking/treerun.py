"""One run of a tree check, seen from the engine: a child process, its stream, its end."""

import asyncio
import contextlib
import os
import subprocess
import time
from collections.abc import Callable

from mastery_tui.checking import wire
from mastery_tui.checking.child import Live, Over, Run, decode_from_child
from mastery_tui.checking.spawn import spawn
from mastery_tui.model import event as ev
from mastery_tui.model.state import Status
from mastery_tui.workspace.process import kill_tree

Emit = Callable[[ev.Event], None]


async def run_tree_check(run: Run, emit: Emit) -> bool:
    """Run it and emit its events. True when it came to its end by itself; cancelling ends the child's whole tree."""
    clock = asyncio.get_running_loop().time  # stands still while we are stopped
    started = clock()
    emit(ev.CheckStarted(run.check, run.generation, 0))
    process, reader, writer = await spawn("mastery_tui.checking.child", cwd=run.root)
    over: Over | None = None
    try:
        writer.write(wire.frame(run))
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):  # its end without a word: told below
            while over is None:
                size = wire.HEADER.unpack(await reader.readexactly(wire.HEADER.size))[0]
                message = decode_from_child(await reader.readexactly(size))
                if isinstance(message, Over):
                    over = message
                else:
                    _live(run, message, emit)
    finally:
        writer.close()
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, _end, process))
    took = clock() - started
    if over is None:
        over = Over(broke=f"its process ended with exit code {process.returncode}")
    status: Status | None = None
    reason = ""
    if over.skipped:
        status, reason = "skipped", over.skipped
    elif over.result is None:
        status, reason = "failed", f"the {run.check} check broke: {over.broke}"
    else:
        emit(ev.TreeChecked(run.check, run.generation, over.result))
    at = 0.0 if over.skipped else time.time()  # what could not run has no place among the runs
    emit(ev.CheckFinished(run.check, run.generation, took, status, reason, at, over.log))
    return over.result is not None


def _live(run: Run, message: Live, emit: Emit) -> None:
    if message.outcomes or message.known is not None:
        event = ev.TestsReported(
            run.check, run.generation, message.outcomes, message.done, message.total, message.known
        )
        emit(event)
    elif message.total:
        emit(ev.CheckProgress(run.check, run.generation, message.done, message.total))
    for note in message.notes:
        emit(ev.Noted(time.time(), "info", note))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the child and everything it started, if it has not ended by itself."""
    if process.poll() is None:
        try:
            process.wait(timeout=0.2)  # it may be on its way out
        except subprocess.TimeoutExpired:
            kill_tree(process.pid, grace_s=2.0)
    process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)  # what it left behind in its group
