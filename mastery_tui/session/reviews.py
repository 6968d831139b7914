"""Where reviews by a language model stand: whether a key for one is set, never which."""

import os
from collections.abc import Mapping

from mastery_tui.model import event as ev
from mastery_tui.model.state import Review
from mastery_tui.session.part import Part

KEYS = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
"""Either names a language model that could be asked: a key, or a server of one's own."""


def standing(environ: Mapping[str, str]) -> Review:
    """What the environment says of reviews."""
    if any(environ.get(name, "").strip() for name in KEYS):
        return Review(
            "off", "nothing was reviewed: this version cannot ask for a review yet", "all checks work without"
        )
    return Review(
        "no-key",
        "no key for a language model: all checks work without",
        "once reviews exist: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own",
    )


class Reviews(Part):
    """Says once whether a review could be asked for."""

    async def open(self) -> None:
        """Look at the environment."""
        self.desk.emit(ev.ReviewKnown(standing(os.environ)))
