"""Every known editor gets its own form, whatever it is called through; the path stays one word."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.ui.editor_forms import BY_NAME, command, recognise

P = "/t/a b.py"
FORMS = [
    ("code", ["code", "--goto", f"{P}:41:7"], True),
    ("code --wait", ["code", "--wait", "--goto", f"{P}:41:7"], True),
    ("code-insiders -w -r", ["code-insiders", "-w", "-r", "--goto", f"{P}:41:7"], True),
    ("codium", ["codium", "--goto", f"{P}:41:7"], True),
    ("cursor", ["cursor", "--goto", f"{P}:41:7"], True),
    ("windsurf", ["windsurf", "--goto", f"{P}:41:7"], True),
    (r"'C:\Program Files\Microsoft VS Code\bin\code.cmd'", None, True),
    ("code.exe --wait", ["code.exe", "--wait", "--goto", f"{P}:41:7"], True),
    ("vim", ["vim", "+call cursor(41,7)", P], False),
    ("/usr/bin/nvim", ["/usr/bin/nvim", "+call cursor(41,7)", P], False),
    ("vim.basic", ["vim.basic", "+call cursor(41,7)", P], False),
    ("vim.tiny", ["vim.tiny", "+41", P], False),
    ("nvim-0.10.2", ["nvim-0.10.2", "+call cursor(41,7)", P], False),
    ("nvim.appimage", ["nvim.appimage", "+call cursor(41,7)", P], False),
    ("vim -g", ["vim", "-g", "+call cursor(41,7)", P], True),
    ("vi", ["vi", "+41", P], False),
    ("gvim", ["gvim", "+call cursor(41,7)", P], True),
    ("gvim -v", ["gvim", "-v", "+call cursor(41,7)", P], False),
    ("neovide", ["neovide", P, "--", "+call cursor(41,7)"], True),
    ("nano -w", ["nano", "-w", "+41,7", P], False),
    ("emacs", ["emacs", "+41:7", P], True),
    ("emacs -nw", ["emacs", "-nw", "+41:7", P], False),
    ("emacs-29.1 -Q", ["emacs-29.1", "-Q", "+41:7", P], True),
    ("emacs-nox", ["emacs-nox", "+41:7", P], False),
    ("emacsclient -n", ["emacsclient", "-n", "+41:7", P], True),
    ("emacsclient -a '' -t", ["emacsclient", "-a", "", "-t", "+41:7", P], False),
    ("emacsclient -nw", ["emacsclient", "-nw", "+41:7", P], False),
    ("hx", ["hx", f"{P}:41:7"], False),
    ("helix", ["helix", f"{P}:41:7"], False),
    ("zed --wait", ["zed", "--wait", f"{P}:41:7"], True),
    ("flatpak run dev.zed.Zed", ["flatpak", "run", "dev.zed.Zed", f"{P}:41:7"], True),
    ("flatpak run --branch=stable com.visualstudio.code", None, True),
    ("flatpak run com.jetbrains.PyCharm-Community", None, True),
    ("pycharm", ["pycharm", "--line", "41", "--column", "6", P], True),
    ("pycharm-community", ["pycharm-community", "--line", "41", "--column", "6", P], True),
    ("/opt/pycharm/bin/pycharm.sh", ["/opt/pycharm/bin/pycharm.sh", "--line", "41", "--column", "6", P], True),
    ("idea64.exe", ["idea64.exe", "--line", "41", "--column", "6", P], True),
    ("charm", ["charm", "--line", "41", "--column", "6", P], True),
    ("subl -n", ["subl", "-n", f"{P}:41:7"], True),
    ("kate", ["kate", "-l", "41", "-c", "7", P], True),
    ("gedit", ["gedit", "+41:7", P], True),
    ("micro", ["micro", "+41:7", P], False),
    ("kak", ["kak", "+41:7", P], False),
    ("joe", ["joe", "+41", P], False),
    ("mcedit", ["mcedit", f"{P}:41"], False),
    ("lapce", ["lapce", f"{P}:41:7"], True),
    ("mate -w", ["mate", "-w", "-l", "41:7", P], True),
    ("notepad++", ["notepad++", "-n41", "-c7", P], True),
    ("env X=1 nvim", ["env", "X=1", "nvim", "+call cursor(41,7)", P], False),
    ("env EDITOR=code vim", ["env", "EDITOR=code", "vim", "+call cursor(41,7)", P], False),
    ("nice -n 10 nano", ["nice", "-n", "10", "nano", "+41,7", P], False),
    ("kitty -e nvim", ["kitty", "-e", "nvim", "+call cursor(41,7)", P], True),
    ("tmux split-window hx", ["tmux", "split-window", "hx", f"{P}:41:7"], True),
    ('"/opt/My Editor/bin/ed" -n', ["/opt/My Editor/bin/ed", "-n", P], False),
    ("my-own-editor", ["my-own-editor", P], False),
    ("python", ["python", P], False),
]


@pytest.mark.parametrize(("editor", "expected", "graphical"), FORMS, ids=[form[0] for form in FORMS])
def test_the_form_of_each_editor(editor, expected, graphical):
    words = shlex.split(editor)
    made = command(words, P, 41, 7)
    assert recognise(words).graphical is graphical
    assert made[: len(words)] == words
    if expected is not None:
        assert made == expected
    else:
        assert recognise(words).form is not None


def test_a_finding_on_the_whole_file_has_no_line():
    for name in BY_NAME:
        assert command([name], P, 0, 0) == [name, P]


def test_a_column_that_is_not_known_is_the_first():
    assert command(["hx"], P, 3, 0) == ["hx", f"{P}:3:1"]
    assert command(["pycharm"], P, 3, 0) == ["pycharm", "--line", "3", "--column", "0", P]


@given(
    st.sampled_from(sorted(BY_NAME)),
    st.text(st.characters(exclude_characters="\0", exclude_categories=())).map(lambda name: f"/t/{name}"),
    st.integers(1, 10**6),
    st.integers(1, 10**4),
)
def test_whatever_the_path_holds_it_is_within_one_word_that_starts_with_it(name, path, line, column):
    made = command([name], path, line, column)
    holding = [word for word in made[1:] if word == path or word.startswith(f"{path}:")]
    assert len(holding) == 1
    assert all(word == holding[0] or path not in word for word in made[1:])


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_any_words_are_an_editor_of_some_kind(words):
    assert command(words, P, 1, 1)[: len(words)] == words
