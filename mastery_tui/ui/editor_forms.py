"""How editors are told to open a file at a line: one table of known forms, and pure functions over it.

An editor is what stands in `$VISUAL` or `$EDITOR`, as words: a program with arguments of its own, perhaps behind a
wrapper (`env X=1 nvim`, `flatpak run dev.zed.Zed`). The path is always one word of the command, whatever it holds.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple


class Form(NamedTuple):
    """How one family of editors is called.

    `words` come after those of the editor; `{path}`, `{line}` and `{column}` are filled in, `{before}` is a column that
    counts from 0. `graphical`: it has a window of its own and needs no terminal, unless one of `in_terminal` is among
    its arguments; `in_window` are arguments that open a window for one of the terminal.
    """

    names: str
    words: tuple[str, ...]
    graphical: bool = False
    in_terminal: frozenset[str] = frozenset()
    in_window: frozenset[str] = frozenset()


_AT = ("{path}:{line}:{column}",)
_CURSOR = "+call cursor({line},{column})"
_LINE = ("+{line}", "{path}")
_COLON = ("+{line}:{column}", "{path}")
_COMMA = ("+{line},{column}", "{path}")

FORMS = (
    Form(
        "code code-insiders code-oss code-server codium vscodium cursor windsurf positron kiro trae",
        ("--goto", *_AT),
        graphical=True,
    ),
    Form("vim nvim vimx rvim lvim", (_CURSOR, "{path}"), in_window=frozenset({"-g"})),
    # These may be small builds, or other programs than Vim, which know no `call`.
    Form("vi view ex vim.tiny nvi elvis vile busybox", _LINE),
    Form("gvim mvim gview rgvim", (_CURSOR, "{path}"), graphical=True, in_terminal=frozenset({"-v"})),
    Form("nvim-qt neovide", ("{path}", "--", _CURSOR), graphical=True),
    Form("nano rnano ne", _COMMA),
    Form("pico joe jmacs jstar jpico rjoe mg zile jove editor sensible-editor", _LINE),
    Form(
        "emacs emacsclient xemacs aquamacs",
        _COLON,
        graphical=True,
        in_terminal=frozenset({"-nw", "-t", "--tty", "--no-window-system"}),
    ),
    Form("emacs-nox micro kak kakoune", _COLON),
    Form("hx helix", _AT),
    Form("mcedit", ("{path}:{line}",)),
    Form("zed zeditor zedit zed-editor subl sublime_text sublime lapce atom pulsar geany", _AT, graphical=True),
    Form(
        "pycharm charm idea webstorm phpstorm goland clion rubymine rider datagrip dataspell rustrover aqua studio",
        ("--line", "{line}", "--column", "{before}", "{path}"),
        graphical=True,
    ),
    Form("kate kwrite", ("-l", "{line}", "-c", "{column}", "{path}"), graphical=True),
    Form("mousepad", ("--line={line}", "--column={column}", "{path}"), graphical=True),
    Form("gedit", _COLON, graphical=True),
    Form("pluma xed featherpad bbedit", _LINE, graphical=True),
    Form("mate", ("-l", "{line}:{column}", "{path}"), graphical=True),
    Form("notepad++", ("-n{line}", "-c{column}", "{path}"), graphical=True),
    Form("gnome-text-editor texteditor notepad textedit open xdg-open", ("{path}",), graphical=True),
)
BY_NAME = {name: form for form in FORMS for name in form.names.split()}

WRAPPERS = frozenset(
    ("env", "nohup", "nice", "ionice", "setsid", "sudo", "doas", "command", "exec", "stdbuf", "time", "flatpak", "snap")
)
"""What runs the editor that follows among its arguments."""

TERMINALS = frozenset(
    (
        *(
            "alacritty",
            "foot",
            "ghostty",
            "gnome-terminal",
            "kitty",
            "konsole",
            "ptyxis",
            "rio",
            "screen",
            "st",
            "tmux",
        ),
        *("terminator", "urxvt", "wezterm", "wt", "xterm", "x-terminal-emulator", "xfce4-terminal"),
    )
)
"""What opens a window, or a pane, for a terminal editor that follows among its arguments."""

_ENDING = re.compile(r"\.(exe|cmd|bat|com|sh|app|appimage)$")
_VERSION = re.compile(r"[-.]?(64|[0-9]+(\.[0-9]+)*)$")


class Editor(NamedTuple):
    """What is known of an editor: its name as people call it, its form (None: not known), whether it has a window."""

    name: str
    form: Form | None
    graphical: bool


def known_as(word: str) -> str:
    """The name in the table for a program: without folder, ending, version and variant; "" for none."""
    name = re.split(r"[/\\]", word)[-1].lower()
    bare = _ENDING.sub("", name)
    plain = _VERSION.sub("", bare)
    for candidate in (name, bare, plain, _VERSION.sub("", _ENDING.sub("", plain)), *re.split(r"[.-]", plain)[:1]):
        if candidate in BY_NAME:
            return candidate
    return ""


def recognise(words: Sequence[str]) -> Editor:
    """What editor these words start."""
    first = re.split(r"[/\\]", words[0])[-1]
    wrapper = _ENDING.sub("", first.lower())
    name = known_as(words[0])
    window = wrapper in TERMINALS
    own = words[1:]
    if not name and (window or wrapper in WRAPPERS):
        for at, word in enumerate(own):
            # An application's id ends in its name: dev.zed.Zed, com.visualstudio.code
            inner = known_as(word) or (known_as(word.rpartition(".")[2]) if wrapper in ("flatpak", "snap") else "")
            if inner and "=" not in word and not word.startswith("-"):
                name, first, own = inner, word, own[at + 1 :]
                break
    if not name:
        return Editor(first, None, window)
    form = BY_NAME[name]
    graphical = form.graphical
    if graphical and form.in_terminal.intersection(own):
        graphical = False
    elif not graphical and form.in_window.intersection(own):
        graphical = True
    return Editor(name, form, graphical or window)


def command(editor_words: Sequence[str], path: str, line: int, column: int) -> list[str]:
    """The command that opens `path` at `line` and `column`, which count from 1; line 0 means the file as a whole.

    An editor that is not known gets the path alone: what one takes for a line, another takes for a second file.
    """
    form = recognise(editor_words).form
    if form is None or line < 1:
        return [*editor_words, path]
    column = max(1, column)
    filled = {"path": path, "line": line, "column": column, "before": column - 1}
    return [*editor_words, *(word.format_map(filled) for word in form.words)]
