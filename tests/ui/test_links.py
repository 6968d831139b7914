"""Hyperlinks of the terminal: a place leads to its file and line, and no name can break out of the sequence."""

import asyncio
import os
import re
import socket
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.ui import links
from mastery_tui.ui.cells import column, strip, width_of
from mastery_tui.ui.links import Linked, address, linked
from tests.ui.grid import dashboard, shown
from tests.ui.states import busy, file_of, finding

LINK = re.compile(r"\x1b\]8;id=[0-9.-]*;(file://[A-Za-z0-9._~%/-]*(?:#[0-9]+)?)\x1b\\(.*?)\x1b\]8;;\x1b\\")
SGR = re.compile(r"\x1b\[[0-9;]*m")
HOSTILE = "a\x1b]8;;evil\x1b\\b c;d#e?f%41\x07\u202e日\udcff\n.py"


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    for cached in (links._are_known, links.address):
        cached.cache_clear()
    yield
    for cached in (links._are_known, links.address):
        cached.cache_clear()


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=()), min_size=1).map(
    lambda name: os.fsdecode(name.encode("utf-8", "surrogatepass"))
)


@given(NAMES, st.integers(0, 10**6))
def test_an_address_leads_back_to_its_path_and_holds_nothing_else(name, line):
    url = address("/tree", name, line)
    if not url:
        assert len(os.fsencode(name)) > links.LONGEST / 3 - 100
        return
    assert re.fullmatch(r"[A-Za-z0-9._~%/:#-]+", url)
    parts = urlsplit(url)
    assert parts.scheme == "file"
    assert unquote_to_bytes(parts.netloc).decode() == socket.gethostname()
    assert os.fsdecode(unquote_to_bytes(parts.path)) == str(Path("/tree", name))
    assert parts.fragment == (str(line) if line else "")


def test_a_role_that_is_a_link_is_that_role(monkeypatch):
    role = linked("muted", "/tree", "a.py", 3)
    assert isinstance(role, Linked)
    assert role == "muted"
    assert {"muted": 1}[role] == 1
    for term in ("linux", "dumb", ""):
        monkeypatch.setenv("TERM", term)
        links._are_known.cache_clear()
        links.address.cache_clear()
        assert type(linked("muted", "/tree", "a.py", 3)) is str


def test_nothing_is_linked_that_has_no_file():
    assert type(linked("text", "/tree", "", 3)) is str
    assert type(linked("text", "relative", "a.py", 3)) is str
    assert type(linked("text", "/tree", "x" * 3000, 3)) is str


def links_on_screen(state, size=(120, 40)) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    async def main() -> None:
        app, _ = dashboard(state)
        async with app.run_test(size=size) as pilot:
            await shown(pilot, state)
            for line in app.screen._compositor.render_strips():
                written = line.render(app.console)
                found.extend((url, SGR.sub("", text)) for url, text in LINK.findall(written))
                assert "\x1b" not in SGR.sub("", LINK.sub("", written))

    asyncio.run(main())
    return found


def test_the_places_of_findings_and_the_title_of_source_are_links():
    host = socket.gethostname()
    found = links_on_screen(busy())
    tree = "/tree/learn-python"
    assert (f"file://{host}{tree}/app.py#10", "app.py:10") in found
    assert (f"file://{host}{tree}/app.py#3", "app.py:3") in found
    assert any(text == "app.py" for _, text in found), "the title of Source"
    assert all(text == text.rstrip() for _, text in found), "what fills a column is no link"


def test_a_hostile_name_stays_within_its_link():
    one = finding("ruff", "F401", "error", HOSTILE, 3, "unused")
    state = replace(busy(), files={HOSTILE: file_of(HOSTILE, one)}, tree={})
    found = links_on_screen(state)
    assert len(found) >= 2
    for url, _ in found:
        assert os.fsdecode(unquote_to_bytes(urlsplit(url).path)).endswith(HOSTILE)


def test_a_link_does_not_change_what_is_drawn():
    app, _ = dashboard(busy())
    ink = app.board.ink
    plain = [("  ", ""), column("a.py:3", 12, "text"), ("x", "muted")]
    with_link = [("  ", ""), column("a.py:3", 12, linked("text", "/t", "a.py", 3)), ("x", "muted")]
    assert width_of(plain) == width_of(with_link)
    drawn, expected = strip(with_link, 30, ink), strip(plain, 30, ink)
    assert drawn.text == expected.text
    without = [(s.text, s.style.update_link(None)) for s in drawn if s.style]
    assert "".join(text for text, _ in without) == expected.text
    assert {style for _, style in without} == {s.style for s in expected}
