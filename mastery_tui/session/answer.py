"""What came of something that a person asked for."""

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """One line; `failed` when nothing was done. `undo` names what could be taken back, "" for nothing."""

    text: str
    failed: bool = False
    undo: str = ""
