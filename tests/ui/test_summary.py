"""The lines that never hide: what a person should know comes first, whatever else there is to say."""

from msgspec.structs import replace

from mastery_tui.ui import chrome
from tests.ui.states import busy


def test_what_broke_just_now_comes_before_trust_that_lasts() -> None:
    state = replace(
        busy(),
        trusted=False,
        trust_reason="not trusted, static checks only",
        trust_hint="run `mastery trust .`",
        problems_by={"settings": ("mastery.toml:2: keys.zoomm: unknown action",)},
    )
    line = "".join(piece for piece, _ in chrome.summary(state, 120, 2)[1])
    assert line.startswith(" ! mastery.toml:2: ")
    assert "+1 more" in line
