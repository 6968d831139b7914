"""What is pasted, made harmless before it is read: it is text, whatever it holds.

Textual's parser takes an escape within a paste for the begin of a sequence, and hands on what it does not understand as
keys: a log with colours in it, pasted, would press `q`.
"""

BEGIN, END = b"\x1b[200~", b"\x1b[201~"
_CONTROLS = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r")


class Pastes:
    """Follows the bytes of a terminal, in whatever pieces they come."""

    def __init__(self) -> None:
        self._inside = False
        self._before = b""
        self._held = b""

    def harmless(self, data: bytes) -> bytes:
        """The bytes, without control characters in what is pasted; outside of it they are as they were, and at once."""
        made = bytearray()
        while data:
            if self._inside:
                data, self._held = self._held + data, b""
                at = data.find(END)
                if at < 0:
                    held = _started(data)
                    self._held = data[len(data) - held :]
                    return bytes(made + _text(data[: len(data) - held]))
                made += _text(data[:at]) + END
                data, self._inside = data[at + len(END) :], False
            else:
                seen = self._before + data
                at = seen.find(BEGIN)
                if at < 0:
                    self._before = seen[1 - len(BEGIN) :]
                    return bytes(made + data)
                begun = at + len(BEGIN) - len(self._before)
                made += data[:begun]
                data, self._before, self._inside = data[begun:], b"", True
        return bytes(made)


def _text(data: bytes) -> bytes:
    return data.translate(None, _CONTROLS)


def _started(data: bytes) -> int:
    """How many of the last bytes may be the begin of the end."""
    return next((size for size in range(len(END) - 1, 0, -1) if data.endswith(END[:size])), 0)
