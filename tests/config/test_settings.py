"""mastery.toml: typed, and every mistake told with its place and the way out."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.config.settings import Settings, SettingsError, defaults, load
from mastery_tui.config.template import EXAMPLES, template
from mastery_tui.config.toml_place import places


class Limits(msgspec.Struct, frozen=True):
    limit: Annotated[int, msgspec.Meta(ge=1)] = 10
    select: tuple[str, ...] = ()
    ratio: float | None = None


OPTIONS: dict[str, type[msgspec.Struct] | None] = {"ruff": Limits, "tests": None}


def write(root: Path, text: str, name: str = "mastery.toml") -> Path:
    (root / name).write_text(text, encoding="utf-8")
    return root


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(tmp_path, OPTIONS) == defaults(OPTIONS)
    assert load(tmp_path, OPTIONS).checks["ruff"].options == Limits()


def test_what_is_written_is_what_holds(tmp_path: Path) -> None:
    text = """
        theme = "dark"
        files = { exclude = ["a/**"], max_kib = 5 }
        watch.mode = "polling"
        [pool]
        workers = 2
        file_timeout_s = 3
        [gate]
        fail_on = "warning"
        [checks.ruff]
        enabled = false
        limit = 7
        select = ["E", "F"]
        [keys]
        quit = "ctrl+x"
    """
    settings = load(write(tmp_path, text), OPTIONS)
    assert (settings.theme, settings.files.exclude, settings.files.max_kib) == ("dark", ("a/**",), 5)
    assert (settings.watch.mode, settings.pool.workers, settings.pool.file_timeout_s) == ("polling", 2, 3)
    assert settings.gate.fail_on == "warning"
    assert not settings.checks["ruff"].enabled and settings.checks["tests"].enabled
    assert settings.checks["ruff"].options == Limits(7, ("E", "F"))
    assert (settings.keys, settings.file, settings.problems) == ({"quit": "ctrl+x"}, "mastery.toml", ())


WRONG: list[tuple[str, str, int, str, list[str]]] = [
    # what is written, the key told, its line, what the line must say
    ("[files]\nmax_kb = 1", "files.max_kb", 2, "", ['did you mean "max_kib"?']),
    ("[files]\nMAX-KIB = 1", "files.MAX-KIB", 2, "", ['did you mean "max_kib"?']),
    ("[file]\n", "file", 1, "", ['unknown key; did you mean "files"?']),
    (
        "zzz = 1",
        "zzz",
        1,
        "",
        [
            "allowed: checks, domain, files, gate, keys, kpi, level, metric, pool, project, "
            "scenario, theme, trend, watch",
        ],
    ),
    ("\n\n[pool]\nworkers = 65", "pool.workers", 4, "", ["a whole number from 0 to 64, not 65"]),
    ("[pool]\nworkers = true", "pool.workers", 2, "", ["a whole number from 0 to 64, not true"]),
    ("[pool]\nfile_timeout_s = inf", "pool.file_timeout_s", 2, "", ["a number from 0.1 to 3600, not inf"]),
    ("[pool]\nfile_timeout_s = nan", "pool.file_timeout_s", 2, "", ["a number from 0.1 to 3600, not nan"]),
    ("[watch]\nmode = 'fast'", "watch.mode", 2, "", ['one of "auto", "native", "polling", not "fast"']),
    ("watch = {debounce_ms = 50, max_wait_ms = 20}", "watch.max_wait_ms", 1, "", ["at least debounce_ms (50)"]),
    ("[files]\nexclude = ['a',\n  3]", "files.exclude[1]", 3, "", ["must be a text, not 3"]),
    ("[files]\nexclude = 'a'", "files.exclude", 2, "", ['a list, each a text, not "a"']),
    ("theme = 1979-05-27", "theme", 1, "", ["must be a text"]),
    ("gate = 3", "gate", 1, "", ["must be a table, not 3"]),
    ("checks = 3", "checks", 1, "", ["must be a table, not 3"]),
    ("checks.ruff = false", "checks.ruff", 1, "", ["must be a table such as [checks.ruff], not false"]),
    ("[checks.rufff]", "checks.rufff", 1, "", ['unknown check; did you mean "ruff"?']),
    ("[checks.qqqqq]", "checks.qqqqq", 1, "", ["allowed: ruff, tests"]),
    ("[checks.ruff]\nenabled = 1", "checks.ruff.enabled", 2, "", ["true or false, not 1"]),
    ("[checks.ruff]\nlimt = 1", "checks.ruff.limt", 2, "", ['did you mean "limit"?']),
    ("[checks.ruff]\nlimit = 0", "checks.ruff.limit", 2, "", ["a whole number, at least 1, not 0"]),
    ("[checks.ruff]\nratio = 'x'", "checks.ruff.ratio", 2, "", ["a number, not"]),
    ("[checks.tests]\nx = 1", "checks.tests.x", 2, "", ["allowed: enabled"]),
    ("[keys]\nquitt = 'q'", "keys.quitt", 2, "", ['unknown action; did you mean "quit"?']),
    ("[keys]\nquit = 1", "keys.quit", 2, "", ["must be a key"]),
    ("theme = 'a'\n\ntheme = 'b'", "theme", 3, "", ["is set twice; first in line 1"]),
    ("[gate]\n[files]\n[gate]", "gate", 3, "", ["is set twice; first in line 1"]),
    ("[gate]\nfail_on = ", "", 2, "", ["is not valid TOML"]),
    ("files = [", "", 1, "", ["is not valid TOML"]),
    ('"a\\u001b[31mb" = 1', '"a\x1b[31mb"', 1, "", ["\\x1b[31m"]),
    ("a = " + "[" * 5000, "", 1, "", ["is nested too deeply"]),
]


@pytest.mark.parametrize(("text", "key", "line", "_", "says"), WRONG, ids=[w[0][:30] for w in WRONG])
def test_a_mistake_is_one_clear_line(tmp_path: Path, text: str, key: str, line: int, _: str, says: list[str]) -> None:
    for name, prefix in (("mastery.toml", ""), ("pyproject.toml", "tool.mastery.")):
        root = tmp_path / name.partition(".")[0]
        root.mkdir()
        if prefix and (text.startswith(("[", "\n", "theme = 'a'")) or "[" * 9 in text):
            continue  # a table's header would need the prefix as well
        write(root, ("[tool.mastery]\n" if prefix else "") + text, name)
        with pytest.raises(SettingsError) as caught:
            load(root, OPTIONS)
        error = caught.value
        assert (error.file, error.line, error.key) == (name, line + bool(prefix), key)
        assert error.column >= 1
        assert str(error).startswith(f"{name}:{error.line}: ") and str(error).isprintable()
        for words in says:
            assert words in str(error)


def test_a_nested_table_of_pyproject_has_its_line(tmp_path: Path) -> None:
    write(tmp_path, '[project]\nname = "x"\n\n[tool.mastery.files]\nmax_kb = 1\n', "pyproject.toml")
    with pytest.raises(SettingsError, match=r'^pyproject.toml:5: files.max_kb: unknown key; did you mean "max_kib"'):
        load(tmp_path, OPTIONS)


def test_of_two_files_the_own_one_wins_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, "[gate]\nfail_on = 'info'")
    write(tmp_path, "[tool.mastery.gate]\nfail_on = 'never'", "pyproject.toml")
    settings = load(tmp_path, OPTIONS)
    assert settings.gate.fail_on == "info"
    assert len(settings.problems) == 1 and "pyproject.toml is ignored" in settings.problems[0]


@pytest.mark.parametrize("text", ["", "[tool.other]\nx = 1", "[tool.other]\nx = ", "[tool.masteryx]\na = 1"])
def test_a_pyproject_that_is_not_about_us_is_left_alone(tmp_path: Path, text: str) -> None:
    assert load(write(tmp_path, text, "pyproject.toml"), OPTIONS) == defaults(OPTIONS)


def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    def told(name: str) -> str:
        with pytest.raises(SettingsError) as caught:
            load(tmp_path / name, OPTIONS)
        return str(caught.value)

    for name in ("folder", "pipe", "dangling", "latin", "huge", "forbidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "folder/mastery.toml").mkdir()
    os.mkfifo(tmp_path / "pipe/mastery.toml")
    (tmp_path / "dangling/mastery.toml").symlink_to("nowhere")
    (tmp_path / "latin/mastery.toml").write_bytes(b"a = 1\nb = '\xe9'\n")
    (tmp_path / "huge/mastery.toml").write_bytes(b"#" * ((1 << 20) + 1))
    (tmp_path / "forbidden/mastery.toml").write_text("a")
    (tmp_path / "forbidden/mastery.toml").chmod(0)
    assert told("folder") == "mastery.toml: is not a file: rename it or put a file in its place"
    assert told("pipe").startswith("mastery.toml: is not a file")
    assert told("dangling") == "mastery.toml: is a link that leads nowhere"
    assert told("latin") == "mastery.toml:2: is not UTF-8: save it as UTF-8"
    assert told("huge") == "mastery.toml: is larger than 1024 KiB"
    if os.geteuid() != 0:
        assert told("forbidden") == "mastery.toml: cannot be read: Permission denied"


def test_windows_line_ends_are_fine(tmp_path: Path) -> None:
    (tmp_path / "mastery.toml").write_bytes(b"[gate]\r\nfail_on = 'info'\r\n")
    assert load(tmp_path, OPTIONS).gate.fail_on == "info"


def test_the_template_is_the_defaults_commented_and_uncommented(tmp_path: Path) -> None:
    text = template({name: (name, kind) for name, kind in OPTIONS.items()})
    assert same(load(write(tmp_path, text), OPTIONS), defaults(OPTIONS))
    lines = [line.removeprefix("# ") if " = " in line else line for line in text.partition(EXAMPLES)[0].splitlines()]
    live = load(write(tmp_path, "\n".join(lines)), OPTIONS)
    assert same(msgspec.structs.replace(live, keys={}), defaults(OPTIONS)) and live.keys == {"quit": "q"}


def same(one: Settings, other: Settings) -> bool:
    return msgspec.structs.replace(one, file="") == msgspec.structs.replace(other, file="")


KEYS = st.text(st.sampled_from("ab.\"'#=[]\\ \né"), min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() else f"\\u{ord(c):04x}" if ord(c) < 65536 else "?" for c in value) + '"'
    if isinstance(value, list):
        return "[\n " + ", # [x\n".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(k)} = {toml(v)}" for k, v in value.items()) + "}"
    return repr(value)


def keys_in(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path, *(found for key, item in items for found in keys_in(item, (*path, key)))}


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3))
def test_every_key_that_tomllib_reads_has_its_place(top: dict[str, Any], table: dict[str, Any]) -> None:
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in top.items())
    name = "table"
    text += f"[{name}.inner]\n" + "".join(f"  {toml(key)} = {toml(value)} # '\n" for key, value in table.items())
    text += f"[[{name}.list]]\n[[{name}.list]]\nx.y = 1\n"
    read = tomllib.loads(text)
    found = dict(places(text))
    assert keys_in(read) - {(), (name,), (name, "list"), (name, "list", 1, "x")} == set(found) - {
        (name, "list", 1, "x")
    }
    lines = text.split("\n")
    for path, (line, column) in found.items():
        assert 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1])
        if isinstance(path[-1], str) and len(path) == 1 and path[0] != name:
            assert lines[line - 1][column - 1 :].startswith(toml(path[0]))


@given(st.text(st.sampled_from("a=[]{}\"'#.,\n\\ 1"), max_size=60))
def test_the_scan_of_broken_text_ends(text: str) -> None:
    for _, (line, column) in places(text):
        assert line >= 1 and column >= 1
