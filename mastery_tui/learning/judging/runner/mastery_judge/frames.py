"""Messages on a socket: a header, JSON, raw buffers. Nothing that is read is ever run."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from typing import Any

MAGIC = b"mst1"
HEADER = struct.Struct(">4sIQ")
LONGEST_TEXT = 16 << 20
MOST_DATA = 256 << 20
ALIGN = 64

_encode = json.JSONEncoder(separators=(",", ":")).encode  # bound now: the learner's code may patch the module
_decode = json.JSONDecoder().decode
_write = os.write


class BadMessage(Exception):
    """What came is not a message of ours."""


class TooLarge(Exception):
    """More than one message may hold."""


def frame(body: Any, buffers: list[Any]) -> list[bytes | memoryview]:
    """The pieces to be written. Each of `buffers` is contiguous; it starts at a multiple of ALIGN of the data."""
    views = [memoryview(buffer).cast("B") if len(memoryview(buffer)) else memoryview(b"") for buffer in buffers]
    text = _encode([body, [len(view) for view in views]]).encode("ascii")
    total = sum(_padded(len(view)) for view in views)
    if len(text) > LONGEST_TEXT or total > MOST_DATA:
        raise TooLarge(f"more than {LONGEST_TEXT >> 20} MiB of objects, or {MOST_DATA >> 20} MiB of arrays, at once")
    pieces: list[bytes | memoryview] = [HEADER.pack(MAGIC, len(text), total) + text]
    for view in views:
        pieces.append(view)
        if _padded(len(view)) != len(view):
            pieces.append(bytes(_padded(len(view)) - len(view)))
    if total <= 1 << 16:
        return [b"".join(pieces)]
    return pieces


def sizes(header: bytes) -> tuple[int, int]:
    """How long text and data of the message are. Raises BadMessage."""
    magic, text, data = HEADER.unpack(header)
    if magic != MAGIC or text > LONGEST_TEXT or data > MOST_DATA:
        raise BadMessage("not a message")
    return text, data


def parse(text: bytes, data: bytearray) -> tuple[Any, list[memoryview]]:
    """Body and buffers. Raises BadMessage."""
    try:
        body, lengths = _decode(text.decode("ascii"))
        buffers, at, view = [], 0, memoryview(data)
        for length in lengths:
            if type(length) is not int or length < 0 or at + length > len(data):
                raise BadMessage("not a message")
            buffers.append(view[at : at + length])
            at += _padded(length)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadMessage(f"not a message: {error}") from None
    return body, buffers


def send(fd: int, body: Any, buffers: list[Any]) -> None:
    """Write a message to a blocking file descriptor. Raises OSError, TooLarge."""
    for piece in frame(body, buffers):
        view = memoryview(piece)
        while len(view):
            view = view[_write(fd, view) :]


def receive(fd: int, read: Callable[[int, int], bytes] = os.read) -> tuple[Any, list[memoryview]] | None:
    """The next message of a blocking file descriptor, None at its end. Raises OSError, BadMessage."""
    header = _exactly(fd, HEADER.size, read)
    if len(header) < HEADER.size:
        return None
    text, data = sizes(bytes(header))
    first, rest = _exactly(fd, text, read), _exactly(fd, data, read)
    if len(first) < text or len(rest) < data:
        return None
    return parse(bytes(first), rest)


def _exactly(fd: int, count: int, read: Callable[[int, int], bytes]) -> bytearray:
    """So many bytes and never one more: another process reads what follows. Fewer at the end of the file."""
    taken = bytearray()
    while len(taken) < count:
        piece = read(fd, min(count - len(taken), 1 << 20))
        if not piece:
            break
        taken += piece
    return taken


def _padded(length: int) -> int:
    return (length + ALIGN - 1) // ALIGN * ALIGN
