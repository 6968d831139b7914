"""One row of the ledger: what happened, the hash that ties it to all rows before it, and who wrote it.

hash = SHA-256(link of the row before, canonical JSON of COLUMNS)
seal = BLAKE2b of the hash, 16 bytes, with a secret of the user's for this ledger as its key
link = hash and seal; before the first row stands GENESIS
"""

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from mastery_tui.model.text import printable

GENESIS = hashlib.sha256(b"mastery.ledger/1").digest()
COLUMNS = ("seq", "at", "kind", "data", "generation", "commit_id", "tree_id", "tools")
"""What a row says, in the order in which it is hashed; then come hash and seal."""

TYPES = (int, float, str, str, int, str, str, str, bytes, bytes)
_KIND = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MOST_INT = 2**63 - 1

_encode = msgspec.json.encode
_object_of = msgspec.json.Decoder(dict[str, Any]).decode


class LedgerError(Exception):
    """The ledger cannot be read or written: one clear line. What is in it is as it was."""


class Entry(msgspec.Struct, frozen=True):
    """What is to be recorded. `kind` is dotted (`learn.validated`), `data` a JSON object; `at` None: now.

    `generation`, `commit_id`, `tree_id` and `tools` (name → version) say what it was seen on, as far as that is known.
    """

    kind: str
    data: Mapping[str, Any]
    at: float | None = None
    generation: int = 0
    commit_id: str = ""
    tree_id: str = ""
    tools: Mapping[str, str] = {}


class Row(msgspec.Struct, frozen=True, gc=False):
    """What was recorded. `at` is wall-clock time in seconds; `text` and `tools_text` are JSON as it was hashed."""

    seq: int
    at: float
    kind: str
    text: str
    generation: int
    commit_id: str
    tree_id: str
    tools_text: str
    hash: bytes
    seal: bytes

    @property
    def data(self) -> dict[str, Any]:
        return self._read(self.text)

    @property
    def tools(self) -> dict[str, str]:
        return self._read(self.tools_text)

    def _read(self, text: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = _object_of(text)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            raise LedgerError(f"row {self.seq} of the ledger was changed: see `mastery ledger verify`") from error
        return found


def sealed(seq: int, entry: Entry, now: float, before: bytes, secret: bytes) -> tuple[Any, ...]:
    """The columns of an entry, its hash and its seal last. Raises ValueError for what no row can hold."""
    at = float(now if entry.at is None else entry.at) + 0.0  # SQLite knows no negative zero
    if not math.isfinite(at):
        raise ValueError(f"{at} is no time")
    if not _KIND.fullmatch(entry.kind):
        raise ValueError(f"{printable(entry.kind)} is no kind of event: words in lower case with dots between them")
    if not -_MOST_INT <= entry.generation <= _MOST_INT:
        raise ValueError(f"{entry.generation} is no generation")
    ids = (_told(entry.commit_id), _told(entry.tree_id))
    columns = (seq, at, entry.kind, _object(entry.data), int(entry.generation), *ids, _object(entry.tools))
    hashed = digest(before, columns)
    return (*columns, hashed, seal(secret, hashed))


def seal(secret: bytes, hashed: bytes) -> bytes:
    """What only who has the secret can write beside this hash."""
    return hashlib.blake2b(hashed, digest_size=16, key=secret).digest()


def digest(before: bytes, columns: tuple[Any, ...]) -> bytes:
    """The hash of a row after one whose link is `before`."""
    return hashlib.sha256(before + _encode(columns)).digest()


def fault(found: tuple[Any, ...], seq: int, before: bytes) -> str:
    """What is wrong with a row that should be number `seq`, after one with the link `before`; "" when nothing is."""
    if found[0] != seq:
        return f"row {seq} is missing" if found[0] > seq else f"there is a row {found[0]} that was never written"
    if tuple(map(type, found)) != TYPES:  # a blob may read like text in JSON
        wrong = next(n for n, v, t in zip((*COLUMNS, "hash", "seal"), found, TYPES, strict=True) if type(v) is not t)
        return f"its {wrong} was changed: it is none that is ever written"
    try:
        right = digest(before, found[:8]) == found[8]
    except (UnicodeEncodeError, OverflowError):
        right = False
    return "" if right else "it is not what was written after the row before it"


def _object(value: Mapping[str, Any]) -> str:
    """Canonical JSON of an object: its keys in order. Text that is no Unicode (a file's name) is kept as an escape."""
    plain = msgspec.to_builtins(value)
    if not isinstance(plain, dict):
        raise ValueError("the data of an event is an object")
    try:
        return _encode(plain, order="deterministic").decode()
    except UnicodeEncodeError:
        return _encode(_encodable(plain), order="deterministic").decode()


def _told(text: str) -> str:
    return _SURROGATES.sub(lambda match: printable(match[0]), text)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return _told(value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    return [_encodable(item) for item in value] if isinstance(value, list | tuple) else value
