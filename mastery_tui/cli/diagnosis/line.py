"""One line of the doctor."""

from typing import Literal

import msgspec

Sign = Literal["✓", "!", "✗"]


class Line(msgspec.Struct, frozen=True):
    """`sign`: ✓ works, ! works less well, ✗ does not work; `mend` says what to do about it ("" when all is well)."""

    sign: Sign
    topic: str
    text: str
    mend: str = ""
