"""The judge's side of the connection to the learner's code: asks, waits no longer than it may, and hears callbacks."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from .codec import Decoder, Encoder, NotPlain, Snapshot
from .frames import HEADER, BadMessage, TooLarge, frame, parse, sizes
from .keeper import Kept

_SAID = 4096
_SHOWN = 1 << 16


class CodeEnded(Exception):
    """The learner's code ended, or had to be ended: nothing can be asked any more."""


class Call(NamedTuple):
    """A call as it went over: `args` and `kwargs` are JSON; the arrays of `buffers` may have been changed since."""

    target: Any
    args: list[Any]
    kwargs: dict[str, Any]
    buffers: list[Any]


class Link:
    """One process of the learner's code. `ended` is "" or one line on how it ended.

    `foreign` and `handle` make handles into stand-ins and back; `raise_error` raises what came as an exception.
    """

    def __init__(self, kept: Kept, deadline: float, limit: str) -> None:
        self._kept = kept
        self._deadline = deadline
        self._limit = limit
        self._poll = select.poll()
        self._poll.register(kept.socket, select.POLLIN)
        self._poll.register(kept.output, select.POLLIN)
        self._waiting = bytearray()
        self.foreign: Callable[[Any, Encoder], Any]
        self.handle: Callable[[list[Any], Decoder], Any]
        self.error: Callable[[dict[str, Any], Decoder], BaseException]
        self.callback: Callable[[int], Callable[..., Any]]
        self.callback_raised: Callable[[BaseException], dict[str, Any]]
        self.named: set[int] = set()
        """Handles of the classes that the tests have fetched by name."""
        self.ended = ""
        self.doing = ""
        self.said = bytearray()
        self.printed = 0
        self.asked = 0
        self.last: Call | None = None
        self.took = 0.0

    def ask(self, op: str, args: tuple[Any, ...], kwargs: dict[str, Any] | None = None) -> Any:
        """Have `op` done there. Raises what the learner's code raises, CodeEnded, and NotPlain for the arguments."""
        if self.ended:
            raise CodeEnded(self.ended)
        encoder = Encoder(self.foreign)
        body: dict[str, Any] = {
            "op": op,
            "args": [encoder.value(one) for one in args],
            "kwargs": {name: encoder.value(one) for name, one in (kwargs or {}).items()},
        }
        self.asked += 1
        if op == "call":
            small = sum(memoryview(one).nbytes for one in encoder.buffers) <= _SHOWN
            buffers = [bytes(one) for one in encoder.buffers] if small else encoder.buffers
            self.last = Call(args[0], body["args"][1:], body["kwargs"], buffers)
        began = time.perf_counter()
        try:
            try:
                self._send(body, encoder.buffers)
                while True:
                    reply, buffers = self._receive()
                    if "back" not in reply:
                        break
                    self._call_back(reply, buffers)
            finally:
                self.took += time.perf_counter() - began
            decoder = Decoder(buffers, self.handle, encoder.objects)
            error = value = None
            if "error" in reply:
                error = self.error(reply["error"], decoder)
            else:
                value = decoder.value(reply["value"])
            for number, content in reply["changed"]:
                decoder.apply(number, content)
        except (BadMessage, KeyError, TypeError, ValueError, AttributeError) as problem:
            if isinstance(problem, TooLarge):
                raise
            self._end("your code wrote to the judge's own channel: nothing of this run counts")
            raise CodeEnded(self.ended) from None
        if error is not None:
            raise error
        return value

    def limit_to(self, seconds: float) -> None:
        """Give it so many seconds from now on."""
        self._deadline = time.monotonic() + seconds
        self._limit = f"{seconds:g} s"

    def calling(self) -> str:
        """What is being called, as one would write it: `softmax()`; "" if it has no name."""
        about = getattr(self.last.target, "_mastery_about", None) if self.last else None
        name = str(about.get("name") or about.get("type") or "") if about else ""
        return f"{name}()" if name else ""

    def close(self) -> None:
        """End the process, whatever it does."""
        self._kept.kill()

    def _call_back(self, body: Any, buffers: list[memoryview]) -> None:
        decoder = Decoder(buffers, self.handle)
        function = self.callback(body["back"])
        args = [decoder.value(one) for one in body["args"]]
        kwargs = {name: decoder.value(one) for name, one in body["kwargs"].items()}
        snapshot = Snapshot(decoder.objects)
        try:
            value = function(*args, **kwargs)
        except CodeEnded:
            raise
        except BaseException as error:
            self._send(self.callback_raised(error), [])
            return
        encoder = Encoder(self.foreign, snapshot.objects)
        try:
            body = {"value": encoder.value(value), "changed": snapshot.changes(encoder)}
        except NotPlain as error:
            self._send(self.callback_raised(error), [])
            return
        self._send(body, encoder.buffers)

    def _send(self, body: Any, buffers: list[Any]) -> None:
        for piece in frame(body, buffers):
            view = memoryview(piece)
            while len(view):
                view = view[self._write(view) :]

    def _write(self, view: memoryview) -> int:
        try:
            return os.write(self._kept.socket, view)
        except BlockingIOError:
            self._wait(select.POLLOUT)
            return 0
        except OSError:
            self._gone()

    def _receive(self) -> tuple[Any, list[memoryview]]:
        text, data = sizes(bytes(self._exactly(HEADER.size)))
        return parse(bytes(self._exactly(text)), self._exactly(data))

    def _exactly(self, count: int) -> bytearray:
        taken = bytearray(count)
        view, at = memoryview(taken), 0
        while at < count:
            try:
                read = os.readv(self._kept.socket, [view[at:]])
            except BlockingIOError:
                self._wait(select.POLLIN)
                continue
            except OSError:
                read = 0
            if not read:
                self._gone()
            at += read
        return taken

    def _wait(self, event: int) -> None:
        """Until the socket is ready; meanwhile what the code prints is taken away, so that it never waits for us."""
        self._poll.modify(self._kept.socket, event)
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0:
                self._end(f"your code ran longer than {self._limit}" + self._while())
                raise CodeEnded(self.ended)
            ready = dict(self._poll.poll(min(left, 0.1) * 1000))
            if self._kept.output in ready:
                self._listen()
            if self._kept.socket in ready:
                return
            if not ready and self._kept.swarms():
                self._end("your code started more processes than it may" + self._while())
                raise CodeEnded(self.ended)

    def _listen(self) -> None:
        try:
            data = os.read(self._kept.output, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self._poll.unregister(self._kept.output)
        self.printed += len(data)
        self.said = (self.said + data)[-_SAID:]

    def listen(self) -> None:
        """Take what has been printed by now."""
        while dict(self._poll.poll(0)).get(self._kept.output):
            self._listen()

    def _gone(self) -> NoReturn:
        self._end(self._kept.how_it_ended() + self._while())
        raise CodeEnded(self.ended)

    def _end(self, how: str) -> None:
        self.ended = self.ended or how
        self._kept.kill()

    def _while(self) -> str:
        return f" {self.doing}" if self.doing else ""
