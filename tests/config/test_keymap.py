"""Which keys do what, and what is said of those that cannot be."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.config.keymap import layered, overlap, resolve
from mastery_tui.config.keynames import NAMED, PUNCTUATION, Nonsense, canonical, default_keys
from mastery_tui.config.settings import SettingsError, load
from mastery_tui.config.typed import Wrong
from mastery_tui.model.intent import BY_ID, REGISTRY

PLACES = sorted({scope for action in REGISTRY for scope in action.scopes})


def clashes(keys: dict[str, str]) -> list[tuple[str, str, str]]:
    """By brute force: every two actions with a key in common in a place where both work."""
    ids = [id for id in keys if keys[id]]
    return [
        (first, second, key)
        for at, first in enumerate(ids)
        for second in ids[at + 1 :]
        for key in set(keys[first].split(",")) & set(keys[second].split(","))
        if overlap(BY_ID[first].scopes, BY_ID[second].scopes)
    ]


def test_no_two_defaults_clash():
    assert clashes(default_keys()) == []
    assert resolve({}) == default_keys()


@pytest.mark.parametrize("char", [c for c in string.printable if c.isprintable()])
def test_a_character_is_called_as_the_dashboard_hears_it(char):
    from textual.keys import _character_to_key

    assert canonical(char) == _character_to_key(char)


def test_the_names_of_keys_are_those_that_a_terminal_sends():
    from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

    heard = {key.value for keys in ANSI_SEQUENCES_KEYS.values() if isinstance(keys, tuple) for key in keys}
    assert NAMED - set(PUNCTUATION.values()) - heard == set()
    for key in heard:
        try:
            assert canonical(key) == key
        except Nonsense:
            continue  # what only some terminals send


@pytest.mark.parametrize(
    ("given_", "heard"),
    [
        ("?", "question_mark"),
        ("Esc", "escape"),
        ("shift+g", "G"),
        ("Ctrl+R", "ctrl+r"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("alt+X", "alt+shift+x"),
        ("PgUp", "pageup"),
        ("F12", "f12"),
        ("é", "é"),
        ("ctrl+\\", "ctrl+backslash"),
        ("backtab", "shift+tab"),
    ],
)
def test_a_key_has_one_name(given_, heard):
    assert canonical(given_) == heard
    assert canonical(heard) == heard


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"zom": "x"}, ('did you mean "zoom"',)),
        ({"visible": "x"}, ("cannot have a key", "path")),
        ({"trust": "x"}, ("cannot have a key",)),
        ({"run": "gg"}, ("sequences of keys are not supported",)),
        ({"run": "ctrl+i"}, ('"tab"',)),
        ({"run": "ctrl+m"}, ('"enter"',)),
        ({"run": "ctrl+["}, ('"escape"',)),
        ({"run": "ctrl+h"}, ('"backspace"',)),
        ({"run": "ctrl+shift+r"}, ("most terminals cannot send it",)),
        ({"run": "ctrl+1"}, ("most terminals cannot send it",)),
        ({"run": "super+x"}, ("super", "ctrl+, alt+ and shift+")),
        ({"run": "shift+1"}, ("the character that it types",)),
        ({"run": "f25"}, ("f1 to f24",)),
        ({"run": "pgdown"}, ('did you mean "pagedown"',)),
        ({"run": "ctrl+"}, ("a key is missing",)),
        ({"run": "\x01"}, ("control character",)),
        ({"run": 5}, ("must be a key", "not 5")),
        ({"run": "ctrl+q"}, ("it always leaves",)),
        ({"run": "escape"}, ("closes whatever is open",)),
        ({"run": "enter"}, ("dialogs",)),
        ({"run": "n"}, ("next (Next)", "its default", '""')),
        ({"sort": "n"}, ("next (Next)", "its default")),
        ({"next": "x", "zoom": "x"}, ("next (Next)", "give zoom or next another key")),
        ({"quit": ""}, ("nobody could leave",)),
        ({"help": " "}, ("nobody would find the keys",)),
    ],
)
def test_a_mistake_names_the_action_and_the_way_out(keys, said):
    with pytest.raises(Wrong) as wrong:
        resolve(keys)
    assert wrong.value.key == ("keys", list(keys)[-1])
    for part in said:
        assert part in wrong.value.message, wrong.value.message


def test_keys_are_swapped_taken_away_and_given_twice():
    resolved = resolve({"next": "p", "previous": "n", "zoom": "", "run": "f5,alt+r", "settings": "S", "kind": ","})
    assert (resolved["next"], resolved["previous"], resolved["zoom"]) == ("p", "n", "")
    assert (resolved["run"], resolved["kind"]) == ("f5,alt+r", "comma")


def test_one_key_may_mean_different_things_in_different_panes():
    assert resolve({"kind": "x", "trend-by": "x"})["kind"] == "x"


def test_the_users_keys_win_over_the_projects():
    keys, note = layered({"run": "f5", "zoom": "x"}, {"zoom": "Z"})
    assert (keys["run"], keys["zoom"], note) == ("f5", "Z", "")
    keys, note = layered({"run": "f5"}, {"zoom": "f5"})
    assert (keys["run"], keys["zoom"]) == ("r", "f5")
    assert "run" in note and "zoom" in note


KEYS = st.one_of(
    st.sampled_from(["", "x", "n", "p,P", "enter", "ctrl+k", "f7", "gg", "alt+q", ",", "escape", "question_mark"]),
    st.text(max_size=4),
)


@given(st.dictionaries(st.sampled_from([action.id for action in REGISTRY]), KEYS, max_size=6))
def test_quit_and_help_are_never_lost_and_nothing_clashes(keys):
    try:
        resolved = resolve(keys)
    except Wrong as wrong:
        assert wrong.key[1] in keys
        return
    assert resolved["quit"] and resolved["help"]
    assert clashes(resolved) == []
    assert resolve(resolved) == resolved  # what was resolved is a keymap itself


def test_a_mistake_is_told_with_its_place(tmp_path):
    (tmp_path / "mastery.toml").write_text('# mine\n[keys]\nrun = "f5"\nzoom = "n"\n')
    with pytest.raises(SettingsError, match=r'^mastery\.toml:4: keys\.zoom: "n" is the key of next'):
        load(tmp_path, {})
