"""What settings there are: the list, the JSON Schema, and a setting written into a file."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.discovery import discover
from mastery_tui.config import goals_read
from mastery_tui.config.content import built_in
from mastery_tui.config.keymap import resolve
from mastery_tui.config.keynames import default_keys
from mastery_tui.config.schema import described, known, schema
from mastery_tui.config.schema_goals import GOAL_TABLES
from mastery_tui.config.schema_object import field_help
from mastery_tui.config.setting_value import Mistake, cycled, shown, typed
from mastery_tui.config.settings import SettingsError, defaults, of
from mastery_tui.config.settings_file import Document, dotted
from mastery_tui.config.settings_write import changed, key_of
from mastery_tui.config.template import EXAMPLES, template
from mastery_tui.model.state import Setting

PUBLISHED = Path(__file__).parents[2] / "docs" / "mastery.schema.json"


@pytest.fixture(scope="module")
def checks():
    return dict(sorted(discover([built_in("checks")]).checks.items()))


@pytest.fixture(scope="module")
def options(checks):
    return {name: check.options for name, check in checks.items()}


@pytest.fixture(scope="module")
def judge():
    made = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(made)
    return jsonschema.Draft202012Validator(made)


def uncommented(text: str, examples: bool = False) -> str:
    """The template with every line that is commented out in force; `examples`: also what is an example."""
    defaults, head, rest = text.partition(EXAMPLES)
    mark = r"^# (?=[a-z_]+ = |\[)" if examples else r"^# (?=NEVER)"
    return re.sub(r"^# (?=[a-z_]+ = )", "", defaults, flags=re.M) + head + re.sub(mark, "", rest, flags=re.M)


def test_the_published_schema_is_that_of_the_code(options, judge):
    assert judge.schema == json.loads(json.dumps(schema(options))), "make docs"


def test_the_schema_takes_the_template_with_every_default_in_force(checks, options, judge):
    text = uncommented(template({name: (check.title, check.options) for name, check in checks.items()}))
    table = tomllib.loads(text)
    assert table["files"]["max_kib"] == 1024 and table["checks"]["complexity"]["max_complexity"] == 10
    assert list(judge.iter_errors(table)) == []
    of(Document("mastery.toml", text, (), table), options)


def test_the_schema_takes_an_example_of_every_table(judge):
    text = uncommented(template({}), examples=True)
    table = tomllib.loads(text)
    assert list(judge.iter_errors(table)) == []
    goals = of(Document("mastery.toml", text, (), table), {}).goals
    assert [len(getattr(goals, name)) for name in goals.__struct_fields__] == [1, 1, 1, 1, 1, 1]
    assert goals.projects[0].objective[0].attestation is not None
    assert {name.strip("[").partition(".")[0].rstrip("]") for name in GOAL_TABLES} == set(goals_read.TABLES)


def test_each_option_of_each_table_has_its_line_of_help_in_the_schema(judge):
    said = judge.schema["properties"]
    objective = said["project"]["items"]["properties"]["objective"]["items"]
    assert objective["additionalProperties"] is False and objective["required"] == ["id", "title"]
    bare = [
        (head, field.encode_name)
        for head, kind in GOAL_TABLES.items()
        for field in msgspec.structs.fields(kind)
        if not field_help(kind, field.encode_name)
    ]
    assert bare == []


NAMED = {
    '[metric."site.speed"]': ["site.speed"],
    "[metric.site.speed]": ["site.speed"],
    "[metric.site]\nfile = 'b'\njson = 'x'\n[metric.site.speed]": ["site", "site.speed"],
    "[metric.a.b]\ncommand = ['x']\n[metric.a.b.c]": ["a.b", "a.b.c"],
}


@pytest.mark.parametrize("text", NAMED)
def test_a_metric_is_named_with_dots_or_by_tables_in_tables(text, judge):
    names = NAMED[text]
    text += "\ncommand = ['x']\n"
    table = tomllib.loads(text)
    assert list(judge.iter_errors(table)) == []
    assert list(of(Document("mastery.toml", text, (), table), {}).goals.metrics) == names


def test_a_metric_that_is_there_twice_is_told():
    text = "[metric.a.b]\ncommand = ['x']\n[metric.'a.b']\ncommand = ['x']\n"
    with pytest.raises(SettingsError, match=r"mastery.toml:[13]: metric.*a.b is there twice"):
        of(Document("mastery.toml", text, (), tomllib.loads(text)), {})


MISTAKES = [
    "fiels = {}",
    "[files]\nmax_kb = 3",
    "[files]\nmax_kib = 0",
    '[files]\nmax_kib = "large"',
    '[files]\nexclude = "a"',
    '[watch]\nmode = "magic"',
    '[gate]\nfail_on = "warn"',
    "[pool]\nworkers = 65",
    "[checks.ruff]\nenabled = 1",
    "[checks.complexity]\nmax_complexity = 0",
    "[checks.tests]\narguments = []",
    '[keys]\nzom = "x"',
    "[keys]\nzoom = 3",
    "theme = 1",
    "[project]\nid = 'a'",
    "[[project]]\nid = 'a'",
    "[[project]]\nid = 'A b'\ntitle = 'x'",
    "[[project]]\nid = 'a'\ntitle = 'x'\n[[project.objective]]\nid = 'b'\ntitle = 'x'\ntarget = 'a > 1'\nwieght = 2",
    "[[project]]\nid = 'a'\ntitle = 'x'\n[[project.objective]]\nid = 'b'\ntitle = 'x'\ntarget = 'a > 1'\nkind = 'k'",
    "[[project]]\nid = 'a'\ntitle = 'x'\n[[project.objective]]\nid = 'b'\ntitle = 'x'\nattestation = { days = 0 }",
    "[metric.a]\ncommand = 'x'",
    "[metric.a]\ncomand = ['x']",
    "[metric.a.b]\ncommand = ['x']\nbetter = 'most'",
    "[metric.a.b]\nfile = {}",
    "[[scenario]]\nid = 'a'",
    "[[scenario]]\nid = 'a'\ncommand = ['x']\nruns = 0",
    "[domain.a]\ntarget = 'Guru'",
    "[[level.Guru]]\nneed = 'x'\ntarget = 'a > 1'",
    "[level.Expert]\nneed = 'x'",
    "[kpi.a]\ntarget = 'x'",
    "[gate]\nrequire = 'a > 1'",
]


@pytest.mark.parametrize("text", MISTAKES)
def test_the_schema_and_the_program_refuse_the_same(text, options, judge):
    table = tomllib.loads(text)
    assert list(judge.iter_errors(table))
    with pytest.raises(SettingsError):
        of(Document("mastery.toml", text, (), table), options)


def test_every_setting_is_listed_with_what_it_is_and_where_it_is_set(options):
    text = '[gate]\nfail_on = "warning"\n[checks.ruff]\nenabled = false\n[keys]\nzoom = "Z"\n'
    document = Document("mastery.toml", text, (), tomllib.loads(text))
    settings = of(document, options)
    listed = {s.key: s for s in described(settings, options, (document,), resolve(settings.keys), "")}
    assert len(listed) == len(list(known(options)))
    gate = listed["gate.fail_on"]
    assert (gate.kind, gate.value, gate.default, gate.place) == ("choice", '"warning"', '"error"', "mastery.toml:2")
    assert gate.choices == ("error", "warning", "info", "never")
    assert (listed["checks.ruff.enabled"].value, listed["checks.ruff.enabled"].place) == ("false", "mastery.toml:4")
    assert (listed["keys.zoom"].value, listed["keys.zoom"].place) == ('"Z"', "mastery.toml:6")
    assert (listed["files.exclude"].kind, listed["files.max_kib"].kind) == ("list", "number")
    assert listed["files.max_kib"].place == ""
    assert all(setting.help for setting in listed.values())
    assert {key for key in listed if key.startswith("keys.")} == {f"keys.{id}" for id in default_keys()}


def test_what_is_listed_as_default_is_the_default(options):
    settings = defaults(options)
    for setting in described(settings, options, (Document(),), resolve({}), ""):
        assert setting.value == setting.default, setting.key


FILES = {
    "nothing": ("", ()),
    "comments": ("# mine\n\n# more\n[files]\n# max_kib = 1024  # KiB\nexclude = [\n  'a', # first\n] # end\n", ()),
    "dotted": ("files.max_kib = 3 # c\nwatch = { mode = 'auto' }\n", ()),
    "windows": ("[files]\nmax_kib = 3\n\n\n[gate]\n", ()),
    "shared": (
        '[project]\nname = "x"\n\n[tool.mastery]\ntheme = "a"  # nice\n\n# other\n[tool.ruff]\n',
        ("tool", "mastery"),
    ),
}
VALUES = {
    "files.max_kib": "5",
    "files.exclude": '["b", "c"]',
    "watch.mode": '"polling"',
    "gate.fail_on": '"never"',
    "theme": '"light"',
    "checks.own-one.enabled": "false",
    "keys.pane-1": '"x"',
}


def table_of(text: str, prefix: tuple[str, ...]) -> dict:
    table = tomllib.loads(text)
    for name in prefix:
        table = table.get(name, {})
    return table


@pytest.mark.parametrize("key", VALUES)
@pytest.mark.parametrize("file", FILES)
def test_a_setting_is_written_and_taken_back_and_nothing_else_changes(file, key):
    text, prefix = FILES[file]
    path = key_of(key)
    written = changed(Document("mastery.toml", text, prefix), path, VALUES[key])
    expected = table_of(text, prefix)
    inner = expected
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    had = inner.get(path[-1])
    inner[path[-1]] = tomllib.loads(f"x = {VALUES[key]}")["x"]
    assert {k: v for k, v in table_of(written, prefix).items() if v} == {k: v for k, v in expected.items() if v}
    for comment in [line[line.index("#") :] for line in text.split("\n") if "#" in line]:
        assert comment in written or had is not None  # a comment inside a list that is replaced goes with it
    again = changed(Document("mastery.toml", written, prefix), path, VALUES[key])
    assert again == written
    if had is None:
        back = changed(Document("mastery.toml", written, prefix), path, "")
        cleaned = {k: v for k, v in table_of(text, prefix).items() if v}
        assert {k: v for k, v in table_of(back, prefix).items() if v and v != {"own-one": {}}} == cleaned


@pytest.mark.parametrize("value", ["", "1 2", "[1", "3\nb = 4", "nonsense"])
def test_what_is_no_value_is_never_written(value):
    document = Document("mastery.toml", "[files]\nmax_kib = 3\n")
    if not value:
        assert "max_kib" not in changed(document, ("files", "max_kib"), value)
        return
    with pytest.raises(SettingsError, match="value"):
        changed(document, ("files", "max_kib"), value)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_a_key_is_read_as_it_was_written(parts):
    try:
        text = dotted(tuple(parts))
        tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return  # a name that needs escapes is none of ours
    assert key_of(text) == tuple(parts)


def setting(kind: str, value: str, *choices: str) -> Setting:
    return Setting("a.b", kind, value, value, "", choices)


def test_values_are_typed_as_people_type_them():
    assert typed(setting("number", "1"), " 42 ") == "42"
    assert typed(setting("list", "[]"), "a, b") == '["a", "b"]'
    assert typed(setting("list", "[]"), '["a"]') == '["a"]'
    assert typed(setting("text", '""'), 'say "é"') == '"say \\"é\\""'
    assert typed(setting("choice", '"a"', "a", "b"), "b") == '"b"'
    assert cycled(setting("choice", '"b"', "a", "b")) == '"a"'
    assert cycled(setting("switch", "true")) == "false"
    assert cycled(setting("number", "1")) is None
    assert shown(setting("text", '"a \\"b\\""')) == 'a "b"'
    for kind, text in (("number", "many"), ("number", "true"), ("list", "[1"), ("number", ""), ("choice", "c")):
        with pytest.raises(Mistake):
            typed(setting(kind, "1", "a"), text)
