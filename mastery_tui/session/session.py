"""What front ends hold: start, stop, the State, and a way to ask for things. The engine runs in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session.wanted import SessionError, Wanted

Callback = Callable[[State], None]


class Session:
    """One tree, watched and checked; the keywords are those of `Wanted`.

    Callbacks are called from the engine's thread with every new State."""

    def __init__(
        self,
        root: Path,
        *,
        only: Sequence[str] = (),
        changed_only: bool = False,
        watch: bool = True,
        run_tests: bool = True,
    ) -> None:
        self.root = root.resolve()
        self.wanted = Wanted(self.root, tuple(only), changed_only, watch, run_tests)
        self._state = State(root=str(self.root), name=self.root.name or str(self.root))
        self._callbacks: list[Callback] = []
        self._settled = threading.Condition()
        self._taken = 0
        self._error: BaseException | None = None
        self._ended = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._intents: list[Intent] = []
        self._send: Callable[[Intent], None] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="mastery-session", daemon=True)

    @property
    def state(self) -> State:
        return self._state

    def start(self) -> None:
        """Start the engine; returns at once."""
        if not self.root.is_dir():
            raise SessionError(f"{self.root}: not a folder that can be opened; give the folder of a project")
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the engine and all its processes."""
        with self._lock:
            if self._loop is not None and self._stopping is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread.is_alive():
            self._thread.join(timeout)

    def subscribe(self, callback: Callback) -> None:
        """Call back with every new State, from the engine's thread."""
        self._callbacks.append(callback)

    def send(self, intent: Intent) -> None:
        """Ask for something; from any thread."""
        with self._lock:
            if self._send is None or self._loop is None:
                self._intents.append(intent)
            elif not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._send, intent)

    def wait_settled(self, timeout: float | None = None) -> State:
        """Wait for the first settled generation and what it proves, then at each call for the next one.

        Raises SessionError when the session cannot run, TimeoutError after `timeout` seconds.
        """
        with self._settled:
            done = self._settled.wait_for(lambda: self._ended or self._proven() > self._taken, timeout)
            if self._error is not None:
                raise SessionError(str(self._error)) from self._error
            if not done:
                raise TimeoutError(f"{self.root}: not settled within {timeout:g} s" if timeout else "not settled")
            self._taken = self._proven()
            return self._state

    def _proven(self) -> int:
        """The generation that has settled and is judged; 0 while what has settled is not judged yet."""
        return self._state.settled if self._state.proof.generation == self._state.settled else 0

    def _publish(self, state: State) -> None:
        """Take the engine's new State and hand it on."""
        settled = state.settled != self._state.settled or state.proof is not self._state.proof
        self._state = state
        for callback in self._callbacks:
            callback(state)
        if settled:
            with self._settled:
                self._settled.notify_all()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=_loop) as runner:
                runner.run(self._main())
        except BaseException as error:  # it is raised again where the session is waited for
            self._error = error
            self._publish(_failed(self._state, error))
        finally:
            with self._settled:
                self._ended = True
                self._settled.notify_all()

    async def _main(self) -> None:
        from mastery_tui.session.engine import Engine

        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        engine = Engine(self.wanted, self._state, self._publish)
        with self._lock:
            self._loop = loop
            self._stopping = stopping
            self._send = engine.intend
            waiting, self._intents = self._intents, []
        loop.set_exception_handler(lambda _, about: engine.background.on_error(about))
        for intent in waiting:
            engine.intend(intent)
        work = asyncio.create_task(engine.run())
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not work.done():
            work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await engine.close()
        if not work.cancelled() and (error := work.exception()) is not None:
            raise error


def _failed(state: State, error: BaseException) -> State:
    import msgspec

    line = f"the session ended: {type(error).__name__}: {error}"
    return msgspec.structs.replace(state, problems_by={**state.problems_by, "session": (line,)})


def _loop() -> asyncio.AbstractEventLoop:
    from mastery_tui.session.clock import SteadyLoop

    return SteadyLoop()
