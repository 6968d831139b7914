"""Run git in a folder that may be hostile: no hook, filter, monitor, helper or network, whatever it configures.

GitPython starts the process and ends it after a timeout. It hands our whole environment on, so `env -i` stands between.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

TIMEOUT_S = 30.0

_KEPT = ("HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "USERPROFILE", "TEMP")

_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "",  # an empty list beats any protocol.NAME.allow of the repository
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
}

_OVERRIDES: tuple[tuple[str, str], ...] = (
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("core.untrackedCache", "false"),
    ("core.pager", "cat"),
    ("core.askPass", ""),
    ("core.sshCommand", ""),
    ("core.alternateRefsCommand", ""),
    ("core.quotePath", "false"),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("diff.ignoreSubmodules", "dirty"),
    ("diff.renameLimit", "2000"),
    ("protocol.allow", "never"),
    ("safe.bareRepository", "explicit"),
    ("submodule.recurse", "false"),
    ("status.submoduleSummary", "false"),
    ("status.relativePaths", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
)

_DRIVERS = r"^(filter\..*\.(clean|smudge|process|required)|diff\..*\.(textconv|command|cachetextconv))$"


class GitError(Exception):
    """git could not answer; the text says what was asked, what it said, and how to mend that where we know."""


def executable() -> str | None:
    """The absolute path of git, never one from a relative entry of PATH; None if there is none."""
    return shutil.which("git", path=_search_path())


def _search_path() -> str:
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if Path(entry).is_absolute())


class Command:
    """git, run in one folder. `work_tree` pins the working tree: the repository's core.worktree has no say."""

    def __init__(self, folder: str, work_tree: str | None = None) -> None:
        self.folder = folder
        self.work_tree = work_tree
        git = executable()
        if git is None:
            raise GitError("git is not installed, or not on PATH: install it to see branches and ignore rules")
        self._git = git

    def run(
        self,
        *args: str,
        stdin: bytes | None = None,
        ok: Sequence[int] = (0,),
        overrides: Sequence[tuple[str, str]] = (),
        timeout_s: float = TIMEOUT_S,
    ) -> tuple[int, bytes]:
        """Exit status and standard output. Raises GitError for a status not in `ok`, and on timeout (seconds)."""
        import git.exc
        from git.cmd import Git

        command = [self._git, "--no-pager", "-C", self.folder, *args]
        environment = self._environment(overrides)
        with tempfile.TemporaryFile() as source:
            if stdin is not None:
                source.write(stdin)
                source.seek(0)
            try:
                status, output, errors = Git(self.folder).execute(
                    _isolated(command, environment),
                    istream=source,
                    env=environment,
                    with_extended_output=True,
                    with_exceptions=False,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                    kill_after_timeout=timeout_s if os.name == "posix" else None,
                )
            except (git.exc.GitError, OSError, ValueError) as error:
                raise GitError(f"git {args[0]} could not run in {self.folder}: {error}") from error
        if status not in ok:
            raise GitError(_explain(self.folder, args, status, str(errors)))
        return int(status), bytes(output)

    def drivers(self) -> list[tuple[str, str]]:
        """Overrides that take the command out of every filter and diff driver that any configuration names."""
        _, output = self.run("config", "-z", "--includes", "--name-only", "--get-regexp", _DRIVERS, ok=(0, 1))
        names = dict.fromkeys(name.decode("utf-8", "surrogateescape") for name in output.split(b"\0") if name)
        return [(name, "false" if name.endswith((".required", ".cachetextconv")) else "") for name in names]

    def _environment(self, overrides: Sequence[tuple[str, str]]) -> dict[str, str]:
        settings = [*_OVERRIDES, *overrides]
        # In the environment, not as `-c key=value`: a driver may have "=" in its name.
        counted = {"GIT_CONFIG_COUNT": str(len(settings))}
        for number, (key, value) in enumerate(settings):
            counted[f"GIT_CONFIG_KEY_{number}"] = key
            counted[f"GIT_CONFIG_VALUE_{number}"] = value
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        pinned = {"GIT_WORK_TREE": self.work_tree} if self.work_tree is not None else {}
        return {**kept, "PATH": _search_path(), **_ENVIRONMENT, **counted, **pinned}


def _isolated(command: list[str], environment: Mapping[str, str]) -> list[str]:
    env = shutil.which("env", path=_search_path()) if os.name == "posix" else None
    if env is None:
        return command
    return [env, "-i", *(f"{name}={value}" for name, value in environment.items()), *command]


def _explain(folder: str, args: Sequence[str], status: int, errors: str) -> str:
    from mastery_tui.model.text import printable

    if "dubious ownership" in errors:
        return (
            f"git does not read {folder}: it belongs to another user; if you trust it, run "
            f"git config --global --add safe.directory '{folder}'"
        )
    last = next((line for line in reversed(errors.splitlines()) if line.strip()), f"exit status {status}")
    return printable(f"git {args[0]} failed in {folder}: {last.strip()}")
