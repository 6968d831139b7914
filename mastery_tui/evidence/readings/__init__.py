"""What files say that other tools wrote, or that configure them; and whether it is about this very tree."""

from mastery_tui.evidence.readings.custom import custom_from_file, custom_from_output
from mastery_tui.evidence.readings.gather import Kept, all_of, read_all
from mastery_tui.evidence.readings.places import is_evidence
from mastery_tui.evidence.readings.reading import Reading
from mastery_tui.evidence.readings.subject import Subject, metrics_of, newest_mtime

__all__ = [
    "Kept",
    "Reading",
    "Subject",
    "all_of",
    "custom_from_file",
    "custom_from_output",
    "is_evidence",
    "metrics_of",
    "newest_mtime",
    "read_all",
]
