"""Where content and stores are found: in a checkout, in a wheel, the user's, the project's, of packages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import mastery_tui
from mastery_tui.config import content, paths
from mastery_tui.config.nearest import nearest

REPOSITORY = Path(mastery_tui.__file__).parent.parent


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def origins(root: Path | None, trusted: bool) -> list[str]:
    return [place.origin for place in content.folders("checks", root, trusted)]


def test_in_a_checkout_the_repository_holds_the_built_in_content() -> None:
    for kind in ("checks", "curricula", "themes"):
        assert content.built_in(kind) == REPOSITORY / kind  # type: ignore[arg-type]


def test_a_project_counts_only_when_trusted(tmp_path: Path, home: Path) -> None:
    (tmp_path / ".mastery/checks").mkdir(parents=True)
    assert origins(tmp_path, False) == ["built-in"]
    (home / "config/checks").mkdir(parents=True)
    assert origins(tmp_path, False) == origins(None, True) == ["built-in", "user"]
    assert origins(tmp_path, True) == ["built-in", "user", "project"]


def test_a_package_announces_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    (site / "extra/checks").mkdir(parents=True)
    (site / "extra/__init__.py").write_text("")
    (site / "extra/checks/__init__.py").write_text("raise SystemExit('content is located without importing it')")
    about = site / "extra_checks-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: extra-checks\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[mastery_tui.checks]\na = extra.checks\nb = extra.missing\nc = nowhere.x\n"
    )
    monkeypatch.syspath_prepend(site)
    found = content.folders("checks")
    assert found[-1] == content.Place(site / "extra/checks", "package extra-checks")
    assert len(found) == 2
    problems = content.problems("checks")
    assert ["b = extra.missing" in problems[0], "c = nowhere.x" in problems[1]] == [True, True]
    assert content.problems("themes") == []


def test_in_a_wheel_the_content_is_inside_the_package(tmp_path: Path) -> None:
    """The real wheel, built and unpacked, run from elsewhere with nothing of the repository on the path."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(site)], check=True)
    code = "from mastery_tui.config import content; print(*[p.path for p in content.folders('checks')], sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[0] == str(site / "mastery_tui/content/checks")
    assert (site / "mastery_tui/content/checks/ruff.py").read_bytes() == (REPOSITORY / "checks/ruff.py").read_bytes()


def test_the_store_ignores_itself_and_leaves_what_is_there(tmp_path: Path) -> None:
    assert paths.store(tmp_path) == tmp_path / ".mastery"
    assert (tmp_path / ".mastery/.gitignore").read_text() == "*\n"
    (tmp_path / ".mastery/.gitignore").write_text("own")
    assert paths.store(tmp_path) == tmp_path / ".mastery"
    assert (tmp_path / ".mastery/.gitignore").read_text() == "own"


def test_a_tree_that_cannot_hold_a_store_gets_one_in_the_cache(tmp_path: Path, home: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    for name in ("linked", "file", "dangling"):
        (tmp_path / name).mkdir()
    (tmp_path / "linked/.mastery").symlink_to(victim)
    (tmp_path / "file/.mastery").write_text("")
    (tmp_path / "dangling/.mastery").symlink_to("nowhere")
    stores = {paths.store(tmp_path / name) for name in ("linked", "file", "dangling")}
    assert len(stores) == 3 and all(store is not None and store.is_relative_to(home / "cache") for store in stores)
    assert list(victim.iterdir()) == [], "a hostile tree cannot make us write elsewhere"
    if os.geteuid() != 0:
        readonly = tmp_path / "readonly"
        readonly.mkdir(mode=0o500)
        assert paths.store(readonly) == paths.fallback_dir(readonly)


def test_a_linked_gitignore_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / ".mastery").mkdir()
    (tmp_path / ".mastery/.gitignore").symlink_to(tmp_path / "victim")
    assert paths.store(tmp_path) == tmp_path / ".mastery"
    assert not (tmp_path / "victim").exists()


def test_nowhere_to_write_is_none(tmp_path: Path, home: Path) -> None:
    home.write_text("")
    (tmp_path / ".mastery").write_text("")
    assert paths.store(tmp_path) is None


def test_without_an_override_the_platform_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MASTERY_HOME")
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    if sys.platform == "linux":
        found = [paths.user_config(), paths.user_data(), paths.user_cache()]
        assert found == [tmp_path / name / "mastery-tui" for name in ("CONFIG", "DATA", "CACHE")]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("max-kib", "max_kib"), ("MAX_KIB", "max_kib"), ("exclud", "exclude"), ("xyz", None), ("", None)],
)
def test_the_nearest_name(word: str, meant: str | None) -> None:
    assert nearest(word, ["exclude", "max_kib"]) == meant
