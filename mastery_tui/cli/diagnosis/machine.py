"""What this machine allows: watching the tree, and keeping children within limits."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mastery_tui.cli.diagnosis.line import Line

_ENOUGH_WATCHES = 8192


def watching(root: Path, mode: str) -> Iterator[Line]:
    """How the tree would be watched, tried for real."""
    from mastery_tui.workspace.watch import Batch, Watcher

    def ignore(batch: Batch) -> None:
        """What happens in the tree meanwhile does not matter here."""

    watcher = Watcher(root, ignore, mode=mode)  # type: ignore[arg-type]
    try:
        kind = watcher.start(("",))
    except OSError as error:
        yield Line("✗", "watching", str(error), 'set mode = "auto" in [watch]')
        return
    finally:
        watcher.stop()
    slow = kind.kind == "polling" and mode != "polling"
    mend = "saves are seen within a second or so; see the reason" if slow else ""
    yield Line("!" if slow else "✓", "watching", f"{kind.kind}: {kind.reason}" if kind.reason else kind.kind, mend)


def inotify() -> Iterator[Line]:
    """The kernel's limits on watches, where there are such."""
    limits = {name: Path(f"/proc/sys/fs/inotify/{name}") for name in ("max_user_watches", "max_user_instances")}
    try:
        values = {name: int(path.read_text()) for name, path in limits.items()}
    except (OSError, ValueError):
        if sys.platform == "linux":
            yield Line("!", "inotify", "the limits cannot be read", "none needed while watching works")
        return
    few = values["max_user_watches"] < _ENOUGH_WATCHES
    text = ", ".join(f"{name} {value:,}" for name, value in values.items())
    mend = "sudo sysctl fs.inotify.max_user_watches=524288: a large tree needs one watch per folder" if few else ""
    yield Line("!" if few else "✓", "inotify", text, mend)


def sandbox(root: Path) -> Iterator[Line]:
    """Which limits on children hold here: a real child is started under all of them."""
    from mastery_tui.workspace.process import Limits, run

    limits = Limits(wall_s=10, cpu_s=5, memory_bytes=512 << 20, file_bytes=1 << 20, network=False)
    environment = {"PATH": os.environ.get("PATH", os.defpath)}
    try:
        done = run([sys.executable, "-I", "-S", "-c", "pass"], cwd=root, env=environment, limits=limits)
    except OSError as error:
        yield Line("✗", "sandbox", f"no child can be started: {error}", "tests cannot run here")
        return
    if done.returncode != 0:
        why = done.killed_reason or f"exit code {done.returncode}"
        yield Line("✗", "sandbox", f"a child under limits does not run: {why}", "tests may not run here")
    else:
        yield Line("✓", "sandbox", "own process group, time, CPU, memory and output limits, no keys in the environment")
    for note in done.notes:
        yield Line("!", "sandbox", note, "tests of a trusted folder run without this limit")
    yield from _judge()


def _judge() -> Iterator[Line]:
    """What a learner's code is kept from when it is judged: a real one is."""
    import tempfile

    from mastery_tui.learning.curriculum import Limits
    from mastery_tui.learning.judging.job import Job
    from mastery_tui.learning.judging.warm import WarmJudge

    with tempfile.TemporaryDirectory() as folder:
        validator = Path(folder) / "validator"
        validator.mkdir()
        (validator / "test_probe.py").write_text(
            "from probe import right\n\ndef test_right():\n    assert right() is True\n"
        )
        code = {"probe.py": b"def right():\n    return True\n"}
        with WarmJudge(Path(sys.executable), Path(folder) / "work", fork=False) as judge:
            judged = judge.run(Job(code, validator, limits=Limits(wall_s=20), hidden=(validator,)))
    if not judged.passed:
        why = judged.broken or judged.ended or "right code did not pass"
        yield Line("✗", "judge", why, "learning cannot be judged here")
        return
    if not judged.notes:
        yield Line(
            "✓", "judge", "a learner's code runs apart: no network, no other processes, writes to its own folder only"
        )
    for note in judged.notes:
        yield Line("!", "judge", note, "allow namespaces of unprivileged users (sysctl user.max_user_namespaces)")
