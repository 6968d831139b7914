"""What `o` starts: the person's editor, with the file and the line, and one clear line where that cannot be."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from mastery_tui.ui.editor import NoEditor, Place, chosen, prepared, start_detached
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy, file_of, finding

NAMES = ("plain.py", "two words.py", "-rf.py", "a'b\"c.py", "new\nline.py", "$(touch owned).py", "x;y&z|.py", "日本.py")


def program(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!{sys.executable}\nimport json, os, sys\n{body}\n")
    file.chmod(0o755)
    return file


RECORD = "open(os.environ['RECORD'] + '.part', 'w').write(json.dumps(sys.argv[1:])); os.rename(os.environ['RECORD'] + '.part', os.environ['RECORD'])"  # noqa: E501


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing else on it."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("VISUAL", "EDITOR", "DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("RECORD", str(tmp_path / "record"))
    return folder


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "vim"}, ["code", "--wait"]),
        ({"VISUAL": "", "EDITOR": "vim"}, ["vim"]),
        ({"VISUAL": "  ", "EDITOR": "vim"}, ["vim"]),
        ({"EDITOR": '"/opt/My Editor/bin/ed" -n'}, ["/opt/My Editor/bin/ed", "-n"]),
        ({"EDITOR": "vim -c 'set nu'"}, ["vim", "-c", "set nu"]),
        ({"EDITOR": "vim; rm -rf ~ | $(x)"}, ["vim;", "rm", "-rf", "~", "|", "$(x)"]),
    ],
)
def test_visual_then_editor_as_a_shell_reads_words_but_without_a_shell(environ, words):
    assert chosen(environ) == words


def test_where_nothing_is_set_a_usual_editor_is_looked_for(tools):
    with pytest.raises(NoEditor, match=r"set \$VISUAL or \$EDITOR, for instance"):
        chosen(os.environ)
    program(tools, "vi", "")
    assert chosen(os.environ) == ["vi"]
    program(tools, "nano", "")
    assert chosen(os.environ) == ["nano"]


def test_each_thing_in_the_way_is_one_clear_line(tmp_path, tools):
    (tmp_path / "a.py").write_text("")
    os.mkfifo(tmp_path / "pipe.py")
    program(tools, "vim", "")
    there = {"EDITOR": "vim", "PATH": str(tools)}
    for environ, path, line in (
        ({**there, "EDITOR": "nosuch -x"}, "a.py", "nosuch is not found"),
        ({**there, "VISUAL": "code '--wait"}, "a.py", r"\$VISUAL is no command: No closing quotation in code '--wait"),
        (there, "gone.py", "gone.py is no longer there"),
        (there, "pipe.py", "pipe.py is no file"),
        (there, "../a.py", "not in this folder"),
        (there, str(tmp_path / "a.py"), "not in this folder"),
        (there, "e\x1b[2Jsc.py", r"e\\x1b\[2Jsc.py is no longer there"),
    ):
        with pytest.raises(NoEditor, match=line):
            prepared(tmp_path, Place(path, 1, 1), environ)
    assert prepared(tmp_path, Place("a.py", 2, 1), there)[1] == ["vim", "+call cursor(2,1)", str(tmp_path / "a.py")]


def test_a_program_with_a_window_that_fails_is_told_by_name_and_its_output_is_nobodys(tools, capfd):
    bad = program(tools, "code", "print('noise'); print('noise', file=sys.stderr); sys.exit(3)")
    with pytest.raises(NoEditor, match="code ended at once with exit code 3"):
        asyncio.run(start_detached([str(bad)], "code"))
    with pytest.raises(OSError, match="No such file"):
        asyncio.run(start_detached([str(tools / "gone")], "gone"))
    assert capfd.readouterr() == ("", "")


def test_a_program_with_a_window_has_a_session_of_its_own(tools, tmp_path):
    own = program(tools, "code", f"sys.argv[1:] = [os.getsid(0), os.getpid(), sys.stdin.isatty()]\n{RECORD}")
    asyncio.run(start_detached([str(own)], "code"))
    session, process, terminal = json.loads((tmp_path / "record").read_text())
    assert session == process != os.getsid(0)
    assert not terminal


def state_on(root: Path, path: str):
    found = finding("ruff", "F401", "error", path, 3, "unused")
    return replace(busy(), root=str(root), files={path: file_of(path, found)}, tree={})


async def pressed(root: Path, path: str, *keys: str, said: str, record: Path | None = None) -> None:
    """Until it is said and, where the editor is to write a record, that is there: leaving ends what still starts."""
    state = state_on(root, path)
    app, _ = dashboard(state)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, state)
        await pilot.press(*keys)
        await until(pilot, lambda: said in grid(app) and (record is None or record.exists()))


@pytest.mark.parametrize("name", NAMES)
def test_o_opens_the_selected_finding_whatever_its_file_is_called(tmp_path, tools, monkeypatch, name):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / name).write_text("x\n" * 9)
    program(tools, "code", RECORD)
    monkeypatch.setenv("EDITOR", "code --wait")
    asyncio.run(pressed(tree, name, "o", said=":3 in code", record=tmp_path / "record"))
    assert json.loads((tmp_path / "record").read_text()) == ["--wait", "--goto", f"{tree / name}:3:1"]
    assert [file.name for file in tree.iterdir()] == [name]


def test_a_missing_editor_and_a_missing_file_are_flashed(tmp_path, tools, monkeypatch):
    asyncio.run(pressed(tmp_path, "a.py", "o", said="no editor: set $VISUAL or $EDITOR"))
    program(tools, "code", RECORD)
    monkeypatch.setenv("EDITOR", "code")
    asyncio.run(pressed(tmp_path, "a.py", "o", said="a.py is no longer there: nothing to open"))


def test_an_editor_for_a_terminal_is_not_started_where_there_is_none(tmp_path, tools, monkeypatch):
    (tmp_path / "a.py").write_text("")
    program(tools, "vim", RECORD)
    monkeypatch.setenv("EDITOR", "vim")
    asyncio.run(pressed(tmp_path, "a.py", "o", said="no terminal here that an editor could run in"))
    assert not (tmp_path / "record").exists()


def test_in_source_it_is_the_line_under_the_cursor(tmp_path, tools, monkeypatch):
    (tmp_path / "app.py").write_text("")
    program(tools, "code", RECORD)
    monkeypatch.setenv("EDITOR", "code")
    state = replace(busy(), root=str(tmp_path))
    app, _ = dashboard(state)

    async def run() -> None:
        async with app.run_test(size=(120, 40)) as pilot:
            await shown(pilot, state)
            while app.board.selected.path != "app.py":
                await pilot.press("n")
            await pilot.press("5", "g", "j", "j", "o")
            await until(pilot, (tmp_path / "record").exists)
            opened = json.loads((tmp_path / "record").read_text())
            assert opened[1] == f"{tmp_path}/app.py:3:1"
            number = app.board.selected.line
            rows = {app.board.source.line_at(row) for row in range(app.board.source.count)}
            assert rows == set(range(1, len(state.source.lines) + 1))
            assert app.board.source.line_at(number) == number, "its message belongs to the finding's line"

    asyncio.run(run())
