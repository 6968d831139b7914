"""The documentation is held against the code: links, commands, tables, fields, pictures."""

import argparse
import importlib.util
import json
import re
import shlex
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from mastery_tui.checking.discovery import discover
from mastery_tui.checking.interface import Source
from mastery_tui.cli.verbs import VERBS
from mastery_tui.config import dismissed_file, keymap, theme_file
from mastery_tui.config.content import built_in
from mastery_tui.config.settings import TABLES as OF_SETTINGS
from mastery_tui.config.settings import Settings
from mastery_tui.evidence.measures import Metric
from mastery_tui.model.finding import Finding, Unit
from mastery_tui.model.intent import REGISTRY
from mastery_tui.model.state import CheckState, State
from mastery_tui.reporting.document import document
from mastery_tui.reporting.gate import Gate
from mastery_tui.ui import signs
from mastery_tui.ui.panes import findings_filter

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "themes" / "README.md"])
GUIDE = "\n".join(
    (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    for name in ("guide-developer", "keys", "settings", "themes", "terminal", "scripts")
)
"""What a developer reads about everything there is."""
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
INSTALL = ("pipx install .", "pip install 'mastery-tui[serve]'")
FENCED = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


def in_tree(link: str) -> bool:
    return "://" not in link and not link.startswith(("#", "mailto:"))


def commands() -> list[str]:
    """Every `mastery …` and `make …` that a page shows, in a console block or inline."""
    found = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        for language, block in FENCED.findall(text):
            if language == "console":
                found |= {line[2:].partition("  ")[0].strip() for line in block.splitlines() if line.startswith("$ ")}
        prose = FENCED.sub("", text)
        found |= set(re.findall(r"`((?:mastery|make) (?:[a-z]|--)[^`]*)`", prose))
    return sorted(found)


def script(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = [link for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))) if in_tree(link)]
    gone = [link for link in links if not (page.parent / link.partition("#")[0]).exists()]
    assert not gone


@pytest.mark.parametrize("command", commands())
def test_a_command_that_is_shown_is_one(command):
    program, *words = shlex.split(command)
    if program == "make":
        goals = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert set(words) <= set(goals)
    elif program == "mastery" and words and words[0] in VERBS:
        parser = argparse.ArgumentParser(exit_on_error=False)
        import_module(VERBS[words[0]].module).arguments(parser)
        parser.parse_args([word for word in words[1:] if word != "--help"])
    elif program == "mastery" and "--serve" in words:
        parser = argparse.ArgumentParser(exit_on_error=False)
        parser.add_argument("path", nargs="?")
        import_module("mastery_tui.cli.serve").arguments(parser)
        parser.parse_args(words)
    elif program == "mastery":
        assert len(words) == 1
        assert not words[0].startswith("-") or words[0] in ("--help", "--version")
    else:
        assert command in INSTALL


def test_enough_commands_are_found():
    assert {"mastery check --format json", "make bench", "mastery trust .", "mastery demo"} <= set(commands())
    assert any(command.startswith("mastery --serve") for command in commands())


def test_the_tables_are_those_of_the_code():
    tables = script("docs/tables.py")
    pages = tables.pages()
    assert tables.with_tables(pages) == pages, "make docs writes the tables anew"
    written = json.loads(tables.SCHEMA.read_text("utf-8"))
    assert written == json.loads(tables.schema_text()), "make docs writes the schema anew"


def test_every_word_of_the_registries_is_in_the_guide():
    known = discover([built_in("checks")]).checks
    words = [f"`{action.id}`" for action in REGISTRY] + [f"`mastery {verb}`" for verb in VERBS]
    for name, check in known.items():
        words.append(f"[checks.{name}]")
        words += [f"`{field.encode_name}`" for field in msgspec.structs.fields(check.options or msgspec.Struct)]
    tables = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    for name in OF_SETTINGS:
        words.append(f"`[{name}]`")
        words += [f"`{field.encode_name}`" for field in msgspec.structs.fields(tables[name])]
    words += [f"`{glyph}`" for glyph, _ in (*signs.SEVERITY.values(), *signs.STATUS.values())]
    assert [word for word in words if word not in GUIDE] == []


def test_the_example_has_the_fields_of_the_contract():
    (example,) = [json.loads(block) for language, block in FENCED.findall(GUIDE) if language == "json"]
    real = document(State(root="/t", name="t"))

    def fields(kind: type[msgspec.Struct]) -> set[str]:
        return {field.encode_name for field in msgspec.structs.fields(kind)}

    assert example["schema"] == real["schema"]
    assert next(iter(example)) == "schema"
    assert set(example) <= set(real)
    assert set(example["gate"]) == fields(Gate)
    assert set(example["findings"][0]) == fields(Finding)
    assert set(example["units"][0]) == fields(Unit)
    assert set().union(*example["metrics"].values()) == fields(Metric)
    for written in example["metrics"].values():  # what has its default is left out
        assert msgspec.convert(written, Metric).grade == written["grade"]
    assert set(example["checks"]["ruff"]) <= fields(CheckState)
    lists = [name for name, value in real.items() if value in ([], {})]
    assert [name for name in lists if f"`{name}`" not in GUIDE and f'"{name}"' not in GUIDE] == []


def test_the_check_in_contributing_works(tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (code,) = [block for language, block in FENCED.findall(text) if language == "python"]
    (tmp_path / "todo.py").write_text(code, "utf-8")
    found = discover([tmp_path])
    assert not found.problems
    (finding,) = found.checks["todo"].run(Source("a.py", b"x = 1\n# TODO\n"), None)
    assert (finding.rule, finding.severity, finding.line) == ("TODO", "info", 2)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10


def test_architecture_names_what_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`((?:model|config|workspace|checking|reporting|session|cli|ui)/[\w./]*)`", text))
    assert len(named) > 10
    assert [path for path in sorted(named) if not (ROOT / "mastery_tui" / path).exists()] == []
    needed = re.findall(
        r'^  "([A-Za-z-]+)[><=]', (ROOT / "pyproject.toml").read_text().partition("[project.opt")[0], re.M
    )
    section = text.partition("## Packages at run time")[2].partition("\n## ")[0]
    assert [name for name in needed if f"| {name} |" not in section] == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_holds_no_address_and_no_place_of_a_machine(picture):
    text = picture.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "<svg" in text
    assert not re.search(r"https?:|//|@import|url\((?!#)|href|/tmp/|/home/|/root/", text.replace("&#x27;", "'"))


def test_a_picture_is_the_same_when_it_is_made_again(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "pictures"))
    for name in ("NO_COLOR", "MASTERY_PYTHON", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TZ": "UTC", "COLORTERM": "truecolor", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path))  # so that what the making sets is undone
    make = script("docs/pictures/make.py")
    try:
        assert set(make.SHOTS) == {picture.stem for picture in PICTURES}
        ((_, text),) = make.make(["untrusted"])
        assert text == (ROOT / "docs/pictures/untrusted.svg").read_text("utf-8"), "make pictures"
    finally:
        for name in ("drawn", "sample", "shots", "standing"):
            sys.modules.pop(name, None)


def test_every_picture_is_shown_and_every_picture_shown_is_there():
    shown = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in LINK.findall(page.read_text("utf-8"))
        if link.endswith(".svg")
    }
    assert shown == {picture.resolve() for picture in PICTURES}
    assert sum(picture.stat().st_size for picture in PICTURES) < 3 << 20


def test_each_theme_has_its_picture():
    themes = {file.stem for file in built_in("themes").glob("*.toml")}
    assert {picture.stem.removeprefix("theme-") for picture in PICTURES if picture.stem.startswith("theme-")} == themes


def test_the_filter_in_the_guide_is_the_codes():
    section = GUIDE.partition("### Filter")[2].partition("\n### ")[0]
    named = set(re.findall(r"`-?([a-z]+):", section))
    assert named == {*findings_filter._PARTS, "is"}
    assert set(re.findall(r"is:([a-z]+)", section)) == set(findings_filter._IS)
    for word in re.findall(r"`(-?[a-z]+:[^` ]+)`", section):
        (term,) = findings_filter.terms(word)
        assert term.name == word.lstrip("-").partition(":")[0]


def test_the_dismissal_in_the_guide_is_one():
    (example,) = [block for language, block in FENCED.findall(GUIDE) if "[[dismissed]]" in block]
    (entry,) = dismissed_file.read(example.encode())
    assert msgspec.structs.asdict(entry)["reason"]
    assert "".join(dismissed_file._block(entry)).strip() in example


def test_the_keys_in_the_docs_can_be_given():
    blocks = [
        block
        for page in PAGES
        for language, block in FENCED.findall(page.read_text("utf-8"))
        if language == "toml" and "[keys]" in block
    ]
    assert blocks
    for block in blocks:
        resolved = keymap.resolve(tomllib.loads(block)["keys"])
        assert resolved["quit"]


def test_the_theme_in_the_docs_is_one(tmp_path):
    text = (ROOT / "docs" / "themes.md").read_text("utf-8")
    (block,) = [block for language, block in FENCED.findall(text) if language == "toml" and "[colours]" in block]
    file = tmp_path / "mine.toml"
    file.write_text(block, "utf-8")
    assert theme_file.weak(theme_file.read(file)) == ""
