"""`mastery attest`: who may vouch, for what, over which files, and until when."""

import json
import time
from pathlib import Path

import pytest

from mastery_tui.cli.main import main
from mastery_tui.config.paths import store
from mastery_tui.evidence.ledger import Ledger
from mastery_tui.model.blob import blob_id
from tests.workspace.repo import git

SETTINGS = """\
[[project]]
id = "quality"
title = "Quality"

[[project.objective]]
id = "reviewed"
title = "Somebody has read it"
attestation = { over = ["src/**"], days = 30, by = ["Ada", "grace@example.org"] }

[[project.objective]]
id = "taught"
title = "Somebody has been taught"
attestation = {}

[[project.objective]]
id = "clean"
title = "No finding"
target = "findings <= 0"

[[project.objective]]
id = "empty"
title = "Over nothing"
attestation = { over = ["gone/**"] }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "a.py").write_text("x = 1\n")
    (folder / "b.py").write_text("y = 1\n")
    (folder / "mastery.toml").write_text(SETTINGS)
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main(["attest", *map(str, words)]) == 0
    return capsys.readouterr().out


def rows(root: Path) -> list:
    with Ledger(store(root)) as ledger:
        return list(ledger.rows("attestation"))


def test_who_vouches_over_which_files_until_when(root, capsys):
    out = said(capsys, "quality.reviewed", root, "--as", "Ada", "--days", "10", "--text", "read  it\nall")
    assert out.startswith("✓ Ada vouches for quality.reviewed, over 1 file as they are now, until 20")
    (row,) = rows(root)
    about = row.data
    assert about["files"] == {"src/a.py": blob_id(b"x = 1\n")}
    assert (about["project"], about["objective"], about["who"], about["text"]) == (
        "quality", "reviewed", "Ada", "read it all",
    )  # fmt: skip
    assert about["until"] == pytest.approx(time.time() + 10 * 86_400, abs=300)
    assert row.tree_id


def test_it_is_void_once_a_file_changes_and_can_be_withdrawn(root, capsys):
    said(capsys, "quality.reviewed", root, "--as", "Ada")
    assert said(capsys, "--list", root).startswith("✓ quality.reviewed  Ada")
    (root / "b.py").write_text("y = 2\n")
    assert json.loads(said(capsys, "--list", root, "--format", "json"))[0]["void"] == ""
    (root / "src" / "a.py").write_text("x = 2\n")
    assert "~ quality.reviewed" in (out := said(capsys, "--list", root))
    assert "void: src/a.py changed" in out
    said(capsys, "quality.reviewed", root, "--as", "Ada", "--withdraw", "--text", "it was changed")
    assert said(capsys, "--list", root) == "– nobody vouches for anything here\n"
    assert [row.kind for row in rows(root)] == ["attestation.given", "attestation.withdrawn"]


def test_it_is_git_that_says_who(root, capsys, monkeypatch):
    for name, value in (("user.name", "Grace  Hopper"), ("user.email", "grace@example.org")):
        if not (root / ".git").exists():
            git(root, "init", "-q")
        git(root, "config", name, value)
    said(capsys, "quality.reviewed", root)
    assert rows(root)[0].data["who"] == "Grace Hopper <grace@example.org>"


CANNOT = [
    (["quality.reveiwed"], 'no such objective; did you mean "quality.reviewed"?'),
    (["quality"], "no such objective"),
    (["quality.clean", "--as", "Ada"], "takes no attestation: its target decides"),
    (["quality.reviewed", "--as", "Eve"], "Eve may not vouch for quality.reviewed: only Ada, grace@example.org"),
    (["quality.reviewed", "--as", "Ada", "--days", "31"], "from 1 to 30"),
    (["quality.reviewed", "--as", "Ada", "--days", "0"], "from 1 to 30"),
    (["quality.empty", "--as", "Ada"], "no file of the tree matches gone/**"),
    (["quality.taught", "--as", "Ada", "--withdraw"], "Ada does not vouch for quality.taught"),
]


@pytest.mark.parametrize(("words", "says"), CANNOT)
def test_what_cannot_be_vouched_for_says_why(root, capsys, words, says):
    assert main(["attest", words[0], str(root), *words[1:]]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line
    assert rows(root) == []


def test_nobody_and_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["attest"]) == 2
    assert "PROJECT.OBJECTIVE" in capsys.readouterr().err
    assert main(["attest", "a.b"]) == 2
    assert "there is no [[project]]" in capsys.readouterr().err
