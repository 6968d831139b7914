"""The review pane: why there is none, in words that fit, and never more than is known."""

import pytest

from mastery_tui.model.state import Review
from mastery_tui.session.reviews import standing
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.panes.review import review_lines

NO_KEY = standing({})
KEY = standing({"OPENAI_API_KEY": "sk-1"})


def said(review: Review, width: int = 66) -> str:
    return " ".join("".join(text for text, _ in line).strip() for line in review_lines(review, width))


@pytest.mark.parametrize(
    ("review", "words"),
    [
        (Review(), "nothing was reviewed yet"),
        (NO_KEY, "no key for a language model: all checks work without"),
        (KEY, "this version cannot ask for a review yet"),
        (Review("offline"), "offline: the language model cannot be reached"),
        (Review("offline", "offline since noon"), "offline since noon"),
    ],
)
def test_each_standing_has_its_words(review: Review, words: str) -> None:
    assert words in said(review)
    assert not {"✓", "✗"} & set(said(review)), "nothing was proven, and nothing failed"


@pytest.mark.parametrize("width", [30, 36, 66, 120])
@pytest.mark.parametrize("review", [NO_KEY, KEY, Review("offline")])
def test_what_is_said_fits_and_is_whole(review: Review, width: int) -> None:
    assert all(width_of(line) <= width - 2 for line in review_lines(review, width))
    assert said(review, width).replace("○ ", "").split()[-1] == said(review, 400).split()[-1]
