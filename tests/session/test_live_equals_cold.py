"""The invariant: after any sequence of edits, the settled live State equals a cold scan."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mastery_tui.config.dismissed_file import FILE, read, with_entry, without
from mastery_tui.evidence.whole_tree.fold import Folded, whole_tree
from mastery_tui.model.finding import Finding
from mastery_tui.model.state import Dismissal
from mastery_tui.session.set_aside import PROVE_NOTHING
from tests.session.live import Live, cold, comparable, git

SNIPPETS = [
    "import os\n",
    "x = 1\n",
    "def f(a):\n    assert a\n    return eval(a)\n",
    "def g(" + ", ".join("abcdefgh") + "):\n" + "".join(f"    if {c}:\n        return {c}\n" for c in "abcdefgh") * 2,
    "class C:\n    def m(self):\n        try:\n            pass\n        except Exception:\n            pass\n",
    "broken = (\n",
    "import subprocess\nsubprocess.call('ls', shell=True)  # nosec\n",
    "import pkg.deep.m3, m1\nprint(m1)\n",
    "\x00\n",
    "s = 'é☃'\r\nt = undefined_name\r\n",
    "",
    f"KEY = 'AKIA{'QWERTYUIOP234567'}'  # TODO: not here\n",
    "def long():\n" + "".join(f"    v{n} = {n}\n" for n in range(9)),
]
PATHS = [
    "m0.py",
    "m1.py",
    "pkg/__init__.py",
    "pkg/m2.py",
    "pkg/deep/m3.py",
    "notes.txt",
    "types.pyi",
    ".env",
    "ignored/m4.py",
    "weird [red] name.py",
]
CONFIGS = [
    ("ruff.toml", ["[lint]\nselect = ['E', 'F', 'I']\n", "[lint]\nselect = ['F']\n", "[lint]\nselect = ['NO SUCH']\n"]),
    (
        "mastery.toml",
        [
            "[checks.complexity]\nmax_complexity = 3\n",
            "[checks.complexity]\nmax = 3\n",
            "[[[",
            "[checks.security]\nenabled = false\n",
        ],
    ),
    (".bandit", ["[bandit]\nskips = B101\n", "[bandit]\ntests = B307\n"]),
    (".gitignore", ["ignored/\n", "ignored/\npkg/deep/\n", "m1.py\n"]),
]


class Editor:
    """Does to a tree what people and their tools do."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)  # noqa: S311
        self.log: list[str] = []
        self.found: Callable[[], list[Finding]] = list

    def text(self) -> str:
        return "".join(self.random.choices(SNIPPETS, k=self.random.randint(0, 4)))

    def path(self) -> Path:
        return self.root / self.random.choice(PATHS)

    def save(self) -> None:
        path = self.path()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            return
        path.write_bytes(self.text().encode())

    def rename_save(self) -> None:
        path = self.path()
        path.parent.mkdir(parents=True, exist_ok=True)
        swap = path.with_name(f".{path.name}.swp")
        swap.write_bytes(self.text().encode())
        swap.replace(path)

    def delete(self) -> None:
        self.path().unlink(missing_ok=True)

    def move(self) -> None:
        source, target = self.path(), self.path()
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)

    def replace_folder(self) -> None:
        folder = self.root / "pkg"
        if folder.is_dir():
            folder.rename(self.root / "old_pkg")
            shutil.copytree(self.root / "old_pkg", folder)
            if self.random.random() < 0.5:
                (folder / "m2.py").write_text(self.text().replace("\x00", ""))
            shutil.rmtree(self.root / "old_pkg")

    def remove_folder(self) -> None:
        shutil.rmtree(self.root / "pkg", ignore_errors=True)

    def configure(self) -> None:
        name, texts = self.random.choice(CONFIGS)
        if self.random.random() < 0.4:
            (self.root / name).unlink(missing_ok=True)
        else:
            (self.root / name).write_text(self.random.choice(texts))

    def dismiss(self) -> None:
        """Set some of what was found aside, take it back, or merge badly; some entries match nothing any more."""
        place = self.root / FILE
        found = [f for f in self.found() if f.rule not in PROVE_NOTHING]
        text = place.read_text() if place.exists() else ""
        done = read(text.encode()) if "<<<<" not in text else ()
        if "<<<<" in text or (done and self.random.random() < 0.2):
            place.unlink()
        elif done and self.random.random() < 0.3:
            place.write_text(without(text, self.random.choice(done).fingerprint))
        elif text and self.random.random() < 0.1:
            place.write_text(f"<<<<<<< HEAD\n{text}")
        elif found:
            for finding in self.random.sample(found, min(3, len(found))):
                about = finding.fingerprint, finding.check, finding.rule, finding.path
                text = with_entry(text, Dismissal(*about, f"reason {self.random.random()}"))
            place.write_text(text)

    def link(self) -> None:
        place = self.root / "link.py"
        if not os.path.lexists(place):
            place.symlink_to("m0.py")
        else:
            place.unlink()

    def same_size_again(self) -> None:
        path = self.root / "m0.py"
        path.write_text("x = 1\n")
        path.write_text("y = 2\n")

    def commit(self) -> None:
        if (self.root / ".git").exists():
            git(self.root, "add", "-A")
            git(self.root, "commit", "-q", "--allow-empty", "-m", "c")

    def branch(self) -> None:
        if (self.root / ".git").exists():
            git(self.root, "checkout", "-q", "-B", self.random.choice(["main", "topic"]))

    def stash(self) -> None:
        if (self.root / ".git").exists():
            git(self.root, "add", "-A")
            git(self.root, "stash", "-q")
            if self.random.random() < 0.5:
                git(self.root, "stash", "drop", "-q") if self._stashed() else None

    def _stashed(self) -> bool:
        return (self.root / ".git/refs/stash").exists()

    def step(self) -> None:
        actions = (
            [self.save] * 5
            + [self.rename_save] * 3
            + [
                self.delete,
                self.move,
                self.replace_folder,
                self.remove_folder,
                self.configure,
                self.configure,
                self.dismiss,
                self.dismiss,
                self.link,
                self.same_size_again,
                self.commit,
                self.branch,
                self.stash,
            ]
        )
        action = self.random.choice(actions)
        self.log.append(action.__name__)
        action()


def run(tmp_path: Path, seed: int, sequences: int, with_git: bool) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    editor = Editor(root, seed)
    for _ in range(6):
        editor.save()
    if with_git:
        git(root, "init", "-q", "-b", "main")
        editor.commit()
    live = Live(root)
    memory = Folded()
    editor.found = lambda: list(live.session.state.findings())
    try:
        for number in range(sequences):
            editor.log.clear()
            for _ in range(editor.random.randint(1, 6)):
                editor.step()
            live.caught_up()
            if live.session.state.problems:  # a broken file: live keeps what it said before, cold has nothing
                (root / "mastery.toml").unlink(missing_ok=True)
                (root / FILE).unlink(missing_ok=True)
                live.caught_up()
            want = comparable(cold(root, tmp_path))
            try:  # what git says follows a moment after what the files say
                got = comparable(live.until(lambda state, want=want: comparable(state) == want, 5))
            except TimeoutError:
                got = comparable(live.session.state)
            for part in want:
                assert got[part] == want[part], f"{part} after sequence {number} of seed {seed}: {editor.log}"
            files = live.session.state.files
            assert whole_tree(files, memory) == whole_tree(files, Folded()), f"sequence {number} of seed {seed}"
    finally:
        live.close()


@pytest.mark.parametrize("with_git", [True, False], ids=["git", "folder"])
def test_live_equals_cold(tmp_path: Path, with_git: bool) -> None:
    run(tmp_path, 7, 6, with_git)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(10))
def test_live_equals_cold_five_hundred_times(tmp_path: Path, seed: int) -> None:
    run(tmp_path, seed, 50, with_git=seed % 3 != 2)
