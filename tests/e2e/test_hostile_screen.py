"""Nothing that a tree holds reaches the terminal raw: names, contents, branches, messages of tests."""

import os
import re
from pathlib import Path

from mastery_tui.config import trust
from tests.e2e.conftest import Open
from tests.workspace.repo import git

TITLE = "\x1b]0;owned\x07"
NAMES = (
    f"title{TITLE}.py",
    "clear\x1b[2J.py",
    "[bold red]markup[bold].py",
    "new\nline.py",
    "bell\x07.py",
    "c1\x9b31mred.py",
    "rtl\u202egnp.py",
    "zero\u200bwidth\u2066.py",
    "link[@click=app.quit]x.py",
)
CONTENT = (
    f'import os\nx = "{TITLE}\x1b[31m \u202e [red]x[/] \x9b1m"\n'
    'assert x, "\x1b[?1049l"\n# [@click=app.bell]y[/]\npassword = "\x1b[2Jhunter2\x07"\n'
)
OWN = re.compile(
    rb"\x1b(?:\[[0-9;:<=>?]*[$ ]?[A-Za-z]|[78=>]|\(B|_G[^\x1b]*\x1b\\|P[^\x1b]*\x1b\\"
    rb"|\]8;id=[0-9.-]*;file://[A-Za-z0-9._~%/-]*(?:#[0-9]+)?\x1b\\|\]8;;\x1b\\"
    rb"|\]11;\?(?:\x07|\x1b\\)|\]22;[a-z-]*\x07|\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\))"
)
"""What Textual itself sends: colours, places, modes, the pointer's shape."""


def _ends_a_string(output: bytes, at: int) -> bool:
    """Whether this escape is the end of a sequence that has begun before it."""
    start = output.rfind(b"\x1b", 0, at)
    begun = OWN.match(output, start) if start >= 0 else None
    return begun is not None and begun.end() > at


def test_no_raw_text_on_the_wire(tree: Path, dashboard: Open) -> None:
    for name in NAMES:
        (tree / name).write_text(CONTENT)
    Path(os.fsdecode(os.fsencode(tree) + b"/bytes\xff\xfe.py")).write_text("import os\n")
    (tree / "latin.py").write_bytes(b"import os\nx = '\xff\xfe\x1b]0;owned\x07'\n")
    (tree / "test_evil.py").write_text(
        f"import pytest\n\n@pytest.mark.parametrize('a', [{TITLE!r}, '[red]b[/]'])\n"
        f"def test_it(a):\n    print({TITLE!r})\n    assert not a, {TITLE!r} + '\\u202e'\n"
    )
    git(tree, "switch", "-q", "-c", "red]evil@click=app.quit]\u202e")
    trust.grant(tree)
    board = dashboard(tree, columns=200, rows=60)
    board.settled()
    board.shows("✗ tests 2", "red]evil", "[bold red]markup[bold].py")
    for _ in range(60):
        board.keys("n")
        board.read(0.02)
    board.keys("\r")
    board.keys("z")
    for _ in range(5):
        board.keys("n")
        board.read(0.05)
    board.keys("z8zz4/")
    board.shows("keep the filter")
    board.keys("[red\r")
    board.shows("[red")
    board.keys("q")
    assert board.ended() == 0
    board.restored()
    output = bytes(board.output)
    assert b"\x1b]0;" not in output
    for found in re.finditer(b"\x1b", output):
        at = found.start()
        ours = OWN.match(output, at) or _ends_a_string(output, at)
        assert ours, f"at {at} of {len(output)}: {output[max(0, at - 300) : at + 100]!r}"
    rest = OWN.sub(b"", output)
    assert b"\x1b" not in rest
    text = rest.decode("utf-8")  # valid throughout
    odd = {
        c for c in text if (ord(c) < 32 and c not in "\r\n\t\b") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\u200b"
    }
    assert not odd, odd
