"""What the command of a custom metric prints."""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from mastery_tui.config.goals import CustomMetric
from mastery_tui.evidence.commands import CannotRun, run_command
from mastery_tui.evidence.custom_value import MOST_CHARACTERS
from mastery_tui.model.text import printable
from mastery_tui.workspace.process import Limits

GRACE_S = 0.5


class Printed(msgspec.Struct, frozen=True):
    """What it printed, errors as well; `reason` says in one line why that is of no use, "" where it is."""

    text: str = ""
    reason: str = ""
    seconds: float = 0.0


def run_custom(
    root: Path,
    name: str,
    metric: CustomMetric,
    environ: Mapping[str, str],
    on_start: Callable[[int], None] | None = None,
) -> Printed:
    """Run the command of `name` in the tree; blocks for at most its `timeout_s`. For trusted folders only.

    `environ` is that of `commands.environment`. A command that fails proves nothing, whatever it printed.
    """
    limits = Limits(wall_s=metric.timeout_s, output_bytes=MOST_CHARACTERS // 4, grace_s=GRACE_S)
    try:
        done = run_command(root, metric.command, environ=environ, limits=limits, on_start=on_start)
    except CannotRun as error:
        return Printed(reason=f"metric {name}: the command {error}")
    reason = done.killed_reason
    if not reason and done.returncode:
        last = done.output[-2_000:].decode("utf-8", "replace").strip().rpartition("\n")[2]
        reason = f"ended with {done.returncode}{f': {printable(last[:200])}' if last else ''}"
    if not reason and done.truncated:
        reason = f"printed more than {limits.output_bytes >> 20} MiB"
    if reason:
        return Printed(reason=f"metric {name}: the command {reason}", seconds=done.ran_s)
    return Printed(done.output.decode("utf-8", "replace"), seconds=done.ran_s)
