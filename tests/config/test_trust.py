"""Trust: bound to the folder and to what in it may run, kept outside the tree."""

import os
import stat
from pathlib import Path

import pytest

from mastery_tui.config import paths, runnable, trust


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / ".mastery/checks").mkdir(parents=True)
    (root / ".mastery/checks/own.py").write_text("1")
    (root / "mastery.toml").write_text("[files]\nmax_kib = 5\n[checks.tests]\nargs = ['-x']\n")
    return root


def test_nothing_is_trusted_until_it_is_granted(project: Path) -> None:
    before = trust.status(project)
    assert not before.trusted and f"mastery trust {project}" in before.hint and "press T" in before.hint
    assert trust.grant(project).trusted and trust.status(project).trusted
    assert [grant.root for grant in trust.grants()] == [str(project)]
    assert not trust.status(project.parent).trusted and not trust.status(project / ".mastery").trusted
    assert not trust.revoke(project).trusted
    assert trust.grants() == []


CHANGES = [
    # file, its new text (None: removed), does it ask again, what the reason says
    ("mastery.toml", "[files]\nmax_kib = 9\n[checks.tests]\nargs = ['-x']\n", False, ""),
    ("mastery.toml", "[checks.tests]\nargs = ['-p', 'evil']\n", True, "settings: checks.tests changed"),
    ("mastery.toml", "[checks.tests]\nargs = ['-x']\ncoverage = false", True, "settings: checks.tests changed"),
    ("mastery.toml", "", True, "settings: checks.tests is gone"),
    ("mastery.toml", None, True, "settings: checks.tests is gone"),
    ("mastery.toml", "[checks.tests]\nargs=['-x']\n[a]\npre-command = 'x'", True, "settings: a.pre-command is new"),
    ("mastery.toml", "[checks.tests]\nargs=['-x']\n[[s]]\nb=1\n[[s]]\nRun='x'", True, "settings: s[1].Run is new"),
    ("mastery.toml", "[checks.tests]\nargs=['-x']\n[checks.own]\npython='p'", True, "checks.own.python is new"),
    ("mastery.toml", "[checks.tests]\nargs=['-x']\n[a]\nlimit=1\ntitle='run'", False, ""),
    ("mastery.toml", "broken [", False, ""),
    ("pyproject.toml", "[tool.mastery.checks.tests]\nargs=['--evil']", False, ""),
    (".mastery/checks/own.py", "2", True, ".mastery/checks/own.py changed"),
    (".mastery/checks/own.py", None, True, ".mastery/checks/own.py is gone"),
    (".mastery/checks/new.py", "", True, ".mastery/checks/new.py is new"),
    (".mastery/checks/sub/data.txt", "", True, ".mastery/checks/sub/data.txt is new"),
    (".mastery/checks/__pycache__/own.pyc", "", False, ""),
    (".mastery/curricula/mine/modules/a/validator/test_a.py", "", True, "validator/test_a.py is new"),
    (".mastery/cache.db", "", False, ""),
    ("conftest.py", "", False, ""),
]


@pytest.mark.parametrize(("name", "text", "asks", "says"), CHANGES)
def test_a_change_of_what_may_run_asks_again(project: Path, name: str, text: str | None, asks: bool, says: str) -> None:
    trust.grant(project)
    place = project / name
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text) if text is not None else place.unlink()
    now = trust.status(project)
    assert now.trusted is not asks, now
    assert says in now.reason
    assert not asks or "mastery trust" in now.hint
    place.write_text(before) if before is not None else place.unlink()
    assert trust.status(project).trusted, "the tree as it was trusted is trusted again"


def test_settings_that_were_broken_when_trusted_ask_once_mended(project: Path) -> None:
    (project / "mastery.toml").write_text("broken [")
    assert trust.grant(project).trusted
    (project / "mastery.toml").write_text("[checks.tests]\nargs = ['--evil']\n")
    assert not trust.status(project).trusted


def test_a_link_to_the_folder_is_the_folder(project: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(project)
    trust.grant(link)
    assert trust.status(project).trusted
    other = tmp_path / "other"
    other.mkdir()
    link.unlink()
    link.symlink_to(other)
    assert not trust.status(link).trusted, "where the link leads is what counts"


def test_linked_and_odd_check_files_count(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "code.py").write_text("1")
    folder = project / ".mastery/checks"
    (folder / "loop").symlink_to(folder)
    (folder / "linked").symlink_to(outside)
    os.mkfifo(folder / "pipe.py")
    os.mkfifo(os.fsencode(folder) + b"/\xff.py")
    (folder / "dangling.py").symlink_to("nowhere")
    assert trust.grant(project).trusted
    (outside / "code.py").write_text("2")
    assert "linked/code.py changed" in trust.status(project).reason


def test_a_folder_whose_name_is_no_text_can_be_trusted(tmp_path: Path) -> None:
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b"))
    root.mkdir()
    assert not trust.status(root).trusted
    assert trust.grant(root).trusted
    assert not trust.status(tmp_path / "\\xff\\x1b").trusted
    assert trust.status(root).hint.isprintable() and trust.revoke(root).hint.isprintable()


def test_the_store_is_private_and_outside_the_tree(project: Path, home: Path) -> None:
    trust.grant(project)
    assert trust.store_path().is_relative_to(home)
    assert stat.S_IMODE(trust.store_path().stat().st_mode) == 0o600
    assert [path.name for path in trust.store_path().parent.iterdir()] == [trust.STORE]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"grants": 3}', b"\xff", b'{"version": 1, "grants": {"/": {}}}'])
def test_a_damaged_store_trusts_nothing_and_can_be_mended(project: Path, data: bytes) -> None:
    trust.grant(project)
    trust.store_path().write_bytes(data)
    now = trust.status(project)
    assert not now.trusted and "is damaged" in now.reason and "\n" not in now.reason
    with pytest.raises(trust.TrustError, match="is damaged"):
        trust.grants()
    assert trust.grant(project).trusted
    assert trust.store_path().with_suffix(".damaged").read_bytes() == data


def test_a_store_of_a_newer_mastery_is_left_alone(project: Path) -> None:
    trust.grant(project)
    trust.store_path().write_text('{"version": 2, "grants": {}}')
    assert "newer" in trust.status(project).reason
    with pytest.raises(trust.TrustError, match="newer"):
        trust.grant(project)
    assert trust.store_path().read_text() == '{"version": 2, "grants": {}}'


def test_a_store_that_cannot_be_written_is_told(project: Path, home: Path) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be")
    assert not trust.status(project).trusted
    with pytest.raises(trust.TrustError, match=r"cannot write|nothing is trusted"):
        trust.grant(project)


def test_more_code_than_can_be_looked_through_is_not_trusted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust.grant(project)
    monkeypatch.setattr(runnable, "MAX_FILES", 1)
    (project / ".mastery/checks/new.py").write_text("")
    assert "more than 1 files" in trust.status(project).reason
    with pytest.raises(trust.TrustError, match="cannot trust"):
        trust.grant(project)
    monkeypatch.setattr(runnable, "MAX_FILES", 100)
    monkeypatch.setattr(runnable, "MAX_BYTES", 0)
    assert not trust.status(project).trusted


def test_what_is_no_folder_cannot_be_trusted(tmp_path: Path) -> None:
    for name in ("nowhere", "file"):
        (tmp_path / "file").write_text("")
        with pytest.raises(trust.TrustError, match="not a folder"):
            trust.grant(tmp_path / name)
    assert not paths.user_data().exists()
