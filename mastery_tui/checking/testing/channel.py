"""What the pytest plugin says: one JSON object per line, each numbered and with the secret of the run."""

import msgspec

LONGEST_LINE = 64 << 20


class Untrusted(Exception):
    """Something other than our plugin wrote to the channel, or its words were damaged: the run proves nothing."""


class _Message(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    token: str
    number: int


class Hello(_Message, tag="hello", frozen=True):
    """The plugin is there. `coverage` is its version, "" where it is not measured; `coverage_problem` says why."""

    python: str
    executable: str
    pytest: str
    coverage: str
    coverage_problem: str


class Collected(_Message, tag="collected", frozen=True):
    """All tests there are in the project's own order: (id, path, line), and the `order` to run in, as indices.

    `distributed`: pytest-xdist hands them to its workers, in an order that no one knows.
    """

    tests: tuple[tuple[str, str, int], ...]
    order: tuple[int, ...]
    distributed: bool


class Deselected(_Message, tag="deselected", frozen=True):
    count: int


class CollectionError(_Message, tag="collection_error", frozen=True):
    id: str
    message: str
    path: str
    line: int


class Started(_Message, tag="started", frozen=True):
    id: str


class Ended(_Message, tag="result", frozen=True):
    """One test has ended. `path` and `line` are where it is defined, `at_path` and `at_line` where it failed."""

    id: str
    outcome: str
    duration: float
    message: str
    path: str
    line: int
    at_path: str
    at_line: int


class Interrupted(_Message, tag="interrupted", frozen=True):
    """KeyboardInterrupt or pytest.exit() ended the run, in the test `id` when that is not ""."""

    id: str
    message: str
    path: str
    line: int


class InternalError(_Message, tag="internal_error", frozen=True):
    """pytest or one of its plugins broke, in the test `id` when that is not ""."""

    id: str
    message: str
    path: str
    line: int


class Finished(_Message, tag="finished", frozen=True):
    """The session ended in order, with pytest's exit `status`. `narrowed`: the rest was left out."""

    status: int
    narrowed: bool
    measured: bool
    coverage_problem: str


Message = Hello | Collected | Deselected | CollectionError | Started | Ended | Interrupted | InternalError | Finished

_decode = msgspec.json.Decoder(Message).decode


class Listener:
    """Turns the bytes of the channel into messages. Raises Untrusted when they are not the plugin's own, in order."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._next = 0
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        self._rest += data
        if b"\n" not in data:
            if len(self._rest) > LONGEST_LINE:
                raise Untrusted(f"a message of more than {LONGEST_LINE >> 20} MiB came over the test channel")
            return []
        *lines, rest = bytes(self._rest).split(b"\n")
        self._rest = bytearray(rest)
        return [self._message(line) for line in lines]

    def _message(self, line: bytes) -> Message:
        try:
            message: Message = _decode(line)
        except msgspec.MsgspecError as error:
            raise Untrusted(f"the test channel carried what is not the plugin's: {error}") from None
        if message.token != self._token or message.number != self._next:
            raise Untrusted("the test channel carried a message with a wrong secret or number")
        self._next += 1
        return message
