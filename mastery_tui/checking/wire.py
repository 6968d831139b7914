"""What goes between the engine and its worker processes: length-prefixed msgpack over a socket pair."""

import socket
import struct

import msgspec

from mastery_tui.model.finding import Result
from mastery_tui.model.state import Explanation, SourceView

HEADER = struct.Struct("<I")


class Setup(msgspec.Struct, frozen=True, tag=True):
    """How a worker runs checks: where they are found, and the options of each as plain data."""

    root: str
    places: tuple[str, ...]
    options: dict[str, bytes]
    max_bytes: int
    memory_bytes: int


class Content(msgspec.Struct, frozen=True, array_like=True):
    """A file to check: read from disk when `data` is None."""

    path: str
    data: bytes | None = None


class Task(msgspec.Struct, frozen=True, tag=True):
    """Run `checks` (all file checks, or one batch check) on `files`."""

    id: int
    checks: tuple[str, ...]
    files: tuple[Content, ...]


class ShowTask(msgspec.Struct, frozen=True, tag=True):
    """Read and highlight one file."""

    id: int
    path: str


class ExplainTask(msgspec.Struct, frozen=True, tag=True):
    """Find what is known of a rule; `url` is where a finding says more can be read, "" for nowhere."""

    id: int
    check: str
    rule: str
    url: str = ""


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One check's result on one file; `result` is an encoded `Result`, ready for the cache."""

    path: str
    blob: str
    check: str
    result: msgspec.Raw


class Done(msgspec.Struct, frozen=True, tag=True):
    """A task's results. `gone`: files that could not be read; `refused`: checks that cannot run here, and why.

    `said` is what the tools of those printed.
    """

    id: int
    made: tuple[Made, ...]
    gone: tuple[str, ...] = ()
    refused: dict[str, str] = {}
    said: dict[str, tuple[str, ...]] = {}


class Shown(msgspec.Struct, frozen=True, tag=True):
    id: int
    view: SourceView


class Explained(msgspec.Struct, frozen=True, tag=True):
    id: int
    explanation: Explanation


ToWorker = Setup | Task | ShowTask | ExplainTask
FromWorker = Done | Shown | Explained

encoder = msgspec.msgpack.Encoder()
_to_worker: "msgspec.msgpack.Decoder[ToWorker]" = msgspec.msgpack.Decoder(ToWorker)
_from_worker: "msgspec.msgpack.Decoder[FromWorker]" = msgspec.msgpack.Decoder(FromWorker)
decode_to_worker = _to_worker.decode
decode_from_worker = _from_worker.decode
decode_result = msgspec.msgpack.Decoder(Result).decode


def readable_result(payload: bytes) -> Result | None:
    """A result from the cache; None when the bytes there are none: then it is computed anew."""
    try:
        return decode_result(payload)
    except (msgspec.DecodeError, TypeError):
        return None


def frame(message: object) -> bytes:
    """The message with its length in front."""
    body = encoder.encode(message)
    return HEADER.pack(len(body)) + body


def receive(connection: socket.socket) -> bytes | None:
    """The body of the next message; None when the other side is gone."""
    header = _exactly(connection, HEADER.size)
    return None if header is None else _exactly(connection, HEADER.unpack(header)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(min(size - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)
