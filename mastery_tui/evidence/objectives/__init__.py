"""Objectives: targets over metrics, judged by the evidence that there is for them."""

from mastery_tui.evidence.objectives.attestations import files_over, fits
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.judge import judge
from mastery_tui.evidence.objectives.wrong import wrong_expressions

__all__ = ["Evidence", "files_over", "fits", "judge", "wrong_expressions"]
