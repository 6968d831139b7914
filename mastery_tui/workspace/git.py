"""What git knows of the working tree. It reads only: nothing of the repository is run, nothing in it is written."""

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from mastery_tui.model.state import Repo
from mastery_tui.workspace.content import content
from mastery_tui.workspace.git_command import Command, GitError
from mastery_tui.workspace.git_diff import Ranges, changed_lines

_MOST_PATHSPECS = 500
_IN_PROGRESS = (
    ("rebase-merge", "rebase in progress"),
    ("rebase-apply", "rebase in progress"),
    ("MERGE_HEAD", "merge in progress"),
    ("CHERRY_PICK_HEAD", "cherry-pick in progress"),
    ("REVERT_HEAD", "revert in progress"),
    ("BISECT_LOG", "bisect in progress"),
)


class Outside(NamedTuple):
    """No git here; the reason is one line for a person."""

    reason: str


class Git:
    """The repository around `root`. Make it with `Git.find`; every method raises GitError when git cannot answer.

    `git_dir` holds HEAD and the index, `common_dir` the refs (another folder in a linked worktree), `top` is the
    folder of the whole working tree: `root` or one above it.
    """

    def __init__(self, root: Path, top: Path | None = None, git_dir: Path | None = None) -> None:
        self.root = root.resolve()
        if top is None or git_dir is None:
            top, git_dir = _discover(self.root)
        self.top = top
        self.git_dir = git_dir
        self.common_dir = _common_dir(git_dir)
        self._command = Command(str(self.root), str(self.top))

    @classmethod
    def find(cls, root: Path) -> "Git | Outside":
        """The repository that `root` is a working tree of, or why there is none."""
        try:
            git = cls(root)
            if git.root != git.top and git._is_ignored():
                return Outside(f"the git repository {git.top} ignores this folder")
        except GitError as error:
            return Outside(str(error))
        return git

    def _is_ignored(self) -> bool:
        above = Command(str(self.top), str(self.top))
        asked = os.fsencode(os.path.relpath(self.root, self.top)) + b"/\0"
        status, _ = above.run("check-ignore", "-z", "--stdin", stdin=asked, ok=(0, 1))
        return status == 0 and not self.tracked(["."])

    def list_files(self, subset: Sequence[str] | None = None) -> list[str]:
        """Tracked files, and untracked ones that are not ignored; relative to root, "/" between names.

        Names that are not UTF-8 carry surrogates, as everywhere in `os`. A name that ends in "/" is a repository of its
        own inside this one; so is a submodule, which comes without the "/". `subset` limits it to these files
        and to what is beneath these folders.
        """
        if subset is not None and not subset:
            return []
        listing = ["ls-files", "-z", "-c", "-o", "--exclude-standard", "--deduplicate"]
        return self._files(listing, subset)

    def tracked(self, subset: Sequence[str]) -> list[str]:
        """Of these files and folders, the files in the index."""
        return self._files(["ls-files", "-z", "-c", "--deduplicate"], subset) if subset else []

    def _files(self, listing: list[str], subset: Sequence[str] | None) -> list[str]:
        if subset is not None and len(subset) <= _MOST_PATHSPECS:
            return _names(self._command.run("--literal-pathspecs", *listing, "--", *subset)[1])
        found = _names(self._command.run(*listing)[1])
        return found if subset is None else _beneath(found, subset)

    def ignored(self, folders: Sequence[str]) -> set[str]:
        """Of these folders, none of which holds a listed file, those that git ignores."""
        if not folders:
            return set()
        asked = b"".join(os.fsencode(folder) + b"/\0" for folder in folders)
        _, output = self._command.run("check-ignore", "-z", "--stdin", stdin=asked, ok=(0, 1))
        return {name.rstrip("/") for name in _names(output)}

    def blobs_at(self, commit: str) -> dict[str, str]:
        """Path (relative to root) to blob id, for every regular file of a commit that lies beneath root."""
        _, output = self._command.run("ls-tree", "-r", "-z", "--end-of-options", commit)
        blobs: dict[str, str] = {}
        for line in output.split(b"\0"):
            about, tab, name = line.partition(b"\t")
            if tab:
                mode, kind, blob = about.split(b" ")[:3]
                if kind == b"blob" and mode != b"120000":
                    blobs[os.fsdecode(name)] = blob.decode("ascii")
        return blobs

    def read_blobs(self, blobs: Sequence[str]) -> dict[str, bytes]:
        """Blob id to content; those that are missing (a shallow or partial clone) are left out."""
        if not blobs:
            return {}
        asked = "".join(f"{blob}\n" for blob in dict.fromkeys(blobs)).encode("ascii")
        _, output = self._command.run("cat-file", "--batch", stdin=asked)
        found: dict[str, bytes] = {}
        at = 0
        while at < len(output):
            end = output.index(b"\n", at)
            header = output[at:end].decode("utf-8", "replace").split(" ")
            at = end + 1
            if len(header) == 3 and header[2].isdigit():
                size = int(header[2])
                if header[1] == "blob":
                    found[header[0]] = output[at : at + size]
                at += size + 1
        return found

    def renames(self, base: str) -> dict[str, str]:
        """New path to old path, for tracked files that were renamed since the commit `base`; relative to root.

        Where old content is missing (a partial clone), only files renamed without any change.
        """
        drivers = self._command.drivers()
        asked = (
            *("--name-status", "-z", "--diff-filter=R", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"),
            *("--relative", "--end-of-options", base, "--"),
        )
        status, output = self._command.run("diff-index", "--find-renames", *asked, overrides=drivers, ok=(0, 128))
        if status:
            _, output = self._command.run("diff-index", "--find-renames=100%", *asked, overrides=drivers)
        fields = _names(output)
        return {fields[i + 2]: fields[i + 1] for i in range(0, len(fields) - 2, 3)}

    def changed_lines(self, base: str, patterns: Sequence[str] = ("*.py",), most_bytes: int = 1 << 20) -> Ranges:
        """The lines that the working tree adds or changes since the commit `base`, by path relative to root.

        For files whose name matches one of `patterns`, at any depth; of those that git does not track, all lines, where
        they are no longer than `most_bytes`. What is said to be binary is read as text: no attribute hides lines.
        """
        _, patch = self._command.run(
            *("diff-index", "-p", "-U0", "--inter-hunk-context=0", "--text", "--no-color", "--find-renames"),
            *("--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--relative", "--src-prefix=a/"),
            *("--dst-prefix=b/", "--diff-filter=d", "--end-of-options", base, "--", *patterns),
            overrides=self._command.drivers(),
        )
        found = changed_lines(patch)
        for path in _names(self._command.run("ls-files", "-z", "-o", "--exclude-standard", "--", *patterns)[1]):
            data = content(self.root / path, most_bytes)
            if data:
                found[path] = [(1, data.count(b"\n") + (not data.endswith(b"\n")))]
        return found

    def facts(self) -> Repo:
        """Branch, head, merge base with the default branch, and how many paths differ from HEAD or are untracked."""
        _, output = self._command.run(
            *("status", "--porcelain=v2", "-z", "--branch", "--no-ahead-behind", "--no-renames"),
            *("--untracked-files=all", "--ignore-submodules=dirty", "--", str(self.top)),
            overrides=self._command.drivers(),
        )
        about: dict[str, str] = {}
        dirty = 0
        for line in _names(output):
            if line.startswith("# "):
                key, _, value = line[2:].partition(" ")
                about[key] = value
            else:
                dirty += 1
        head = about.get("branch.oid", "")
        if head == "(initial)":
            head = ""
        branch = about.get("branch.head", "")
        note = next((text for name, text in _IN_PROGRESS if (self.git_dir / name).exists()), "")
        base, base_name, missing = self._base(head, branch, about.get("branch.upstream", "")) if head else ("", "", "")
        return Repo(
            inside=True,
            branch=f"detached at {head[:7]}" if branch == "(detached)" else branch,
            head=head,
            base=base,
            base_name=base_name,
            dirty=dirty,
            note=note or missing,
        )

    def _base(self, head: str, branch: str, upstream: str) -> tuple[str, str, str]:
        refs = self._refs()
        default = self._default_branch(refs)
        if default is None:
            return head, "HEAD", "no default branch found (origin/HEAD, main, master): compared with HEAD"
        name = default.removeprefix("refs/remotes/").removeprefix("refs/heads/")
        on_default = branch == (name.partition("/")[2] if default.startswith("refs/remotes/") else name)
        if on_default and upstream:
            name, target = upstream, f"refs/remotes/{upstream}"
            if target not in refs:
                target = upstream
        elif default == f"refs/heads/{branch}":
            return head, "HEAD", ""
        else:
            target = default
        status, output = self._command.run("merge-base", "--end-of-options", head, target, ok=(0, 1, 128))
        if status:
            return "", name, f"no common history with {name}"
        return output.decode("ascii").strip(), name, ""

    def _refs(self) -> dict[str, str]:
        """Candidate refs that exist, each with the ref that it points at if it is symbolic."""
        wanted = [f"refs/remotes/{remote}/" for remote in ("origin", "upstream")]
        _, output = self._command.run("for-each-ref", "--format=%(refname)%00%(symref)", *wanted, "refs/heads/")
        pairs = (line.split("\0") for line in os.fsdecode(output).splitlines())
        return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}

    def _default_branch(self, refs: dict[str, str]) -> str | None:
        for remote in ("origin", "upstream"):
            target = refs.get(f"refs/remotes/{remote}/HEAD")
            if target in refs:
                return target
        _, configured = self._command.run("config", "--get", "init.defaultBranch", ok=(0, 1))
        names = ["main", "master", os.fsdecode(configured).strip()]
        candidates = [
            f"refs/{place}/{name}" for place in ("remotes/origin", "remotes/upstream", "heads") for name in names
        ]
        return next((ref for ref in candidates if ref in refs), None)


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _beneath(found: Iterable[str], subset: Sequence[str]) -> list[str]:
    wanted = set(subset)
    return [path for path in found if path in wanted or any(folder in wanted for folder in _ancestors(path))]


def _ancestors(path: str) -> Iterable[str]:
    at = path.rfind("/")
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)


def _discover(root: Path) -> tuple[Path, Path]:
    """Top of the working tree and git folder. git finds the repository and checks its owner; where its tree lies we see
    for ourselves, by the place of `.git`: core.worktree in a hostile repository may point anywhere."""
    try:
        _, output = Command(str(root)).run("rev-parse", "--absolute-git-dir")
    except GitError as error:
        if "not a git repository" in str(error):
            raise GitError("not in a git repository") from error
        raise
    git_dir = Path(os.fsdecode(output.removesuffix(b"\n"))).resolve()
    for folder in (root, *root.parents):
        if _points_at(folder / ".git", git_dir):
            return folder, git_dir
    raise GitError(f"{root} is not in the working tree of its git repository {git_dir}")


def _points_at(entry: Path, git_dir: Path) -> bool:
    try:
        if stat.S_ISREG(entry.stat().st_mode):
            line = entry.read_bytes()[:8192]
            if not line.startswith(b"gitdir:"):
                return False
            entry = entry.parent / os.fsdecode(line[7:].strip())
        return entry.resolve() == git_dir
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise GitError(f"{entry} cannot be read: {error.strerror}") from error


def _common_dir(git_dir: Path) -> Path:
    try:
        named = (git_dir / "commondir").read_bytes()
    except FileNotFoundError:
        return git_dir
    except OSError as error:
        raise GitError(f"{git_dir / 'commondir'} cannot be read: {error.strerror}") from error
    return (git_dir / os.fsdecode(named.strip())).resolve()
