"""From what was judged to a verdict: pure. What was not judged, or was not the learner's own work, is never a pass."""

from msgspec.structs import replace

from mastery_tui.learning import files as lf
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.judging.job import Judged
from mastery_tui.model.learning import Verdict

_NOT_BEGUN: dict[lf.Held, str] = {
    "stub": "this is the stub as it was given out: write the code where it says so",
    "empty": "there is nothing in it: write the code, or get the stub back with `mastery learn start {name} --fresh`",
}
_COPIED = (
    "this is a solution of the curriculum, byte for byte: reading it is fine, copying it shows nothing; "
    "write it in your own way"
)


def missing(module: Module, name: str, absent: str) -> Verdict:
    """Files are not there."""
    why = f"{absent} is not there: `mastery learn start {name}` writes the stub"
    return Verdict(name, "build", "unknown", reason=why)


def build(module: Module, name: str, held: lf.Held, judged: Judged, notes: tuple[str, ...] = ()) -> Verdict:
    """The verdict on a build."""
    about = _NOT_BEGUN.get(held, "").format(name=name)
    verdict = _judged(Verdict(name, "build", "error", notes=notes), judged, module, about)
    return _refused(verdict, _COPIED) if held == "reference" else verdict


def harden(module: Module, name: str, judged: Judged, hit: bool | None, untouched: bool) -> Verdict:
    """The verdict on a fix. `hit`: whether the stated diagnosis touches the defect, None where none was stated."""
    about = "the bug is still as it was put in: find the line, and fix it in the copy" if untouched else ""
    verdict = _judged(Verdict(name, "harden", "error"), judged, module, about)
    if hit is None:
        return _refused(
            verdict, f"all tests pass, but no diagnosis was stated: `mastery learn diagnose {name} --line N --why …`"
        )
    if not hit:
        return _refused(
            verdict,
            "all tests pass, but the line that you named does not touch the defect: look again, and state it anew",
        )
    return verdict


def _judged(empty: Verdict, judged: Judged, module: Module, about: str) -> Verdict:
    """What the tests say. `about` is why failing tests are no surprise."""
    verdict = replace(empty, tests=judged.cases, duration_ms=judged.duration_ms, notes=(*judged.notes, *empty.notes))
    if judged.broken:
        return replace(verdict, verdict="error", reason=judged.broken)
    if judged.ended:
        return replace(verdict, verdict="fail", reason=judged.ended)
    if not judged.passed:
        many = f"{judged.failing} of {len(judged.cases)} tests fail"
        return replace(verdict, verdict="fail", reason=f"{many}: {about}" if about else many)
    slower = module.about.baseline.slower if module.about.baseline else 0.0
    if judged.slower > slower > 0:
        slow = f"passes, but {judged.slower:.0f} x slower than the reference"
        return replace(verdict, verdict="pass", reason=slow)
    return replace(verdict, verdict="pass", reason=f"all {len(judged.cases)} tests pass")


def _refused(verdict: Verdict, why: str) -> Verdict:
    return replace(verdict, verdict="fail", reason=why) if verdict.verdict == "pass" else verdict
