"""Comments that silence a tool are counted where they are comments."""

from pathlib import Path

import msgspec
import pytest

from mastery_tui.checking.analyzers.suppressions import _TELLS, count_suppressions, tokenised


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x = 1\n", 0),
        ("x = 1  # noqa\n", 1),
        ("x = 1  # NOQA: E501, F401\n", 1),
        ("x = 1  #noqa:E501\n", 1),
        ("# ruff: noqa: F401\n# flake8: noqa\n", 2),
        ("eval(x)  # nosec B307 - checked above\n", 1),
        ("eval(x)  # noqa: S307 # nosec\n", 2),
        ("s = '# noqa'\n", 0),
        ('"""\n# nosec\n"""\n', 0),
        ("s = '# noqa'  # noqa: E501\n", 1),
        ("# noqaudio, nosection: words that only begin so\n", 0),
        ("f(  # noqa\n    1,  # nosec\n)\n", 2),
        ("# why we say noqa here\n", 0),
    ],
)
def test_count(text: str, wanted: int) -> None:
    assert count_suppressions(text) == wanted


def test_comments_are_those_that_python_sees() -> None:
    """Python's own tokeniser as the oracle, over real sources that hold such comments and strings about them."""
    texts = [path.read_text("utf-8", "replace") for path in sorted(Path(msgspec.__file__).parent.parent.glob("*/*.py"))]
    telling = [text for text in texts if "noqa" in text or "nosec" in text][:40]
    assert len(telling) >= 10
    for text in telling:
        wanted = sum(len(_TELLS.findall(comment)) for comment in tokenised(text))
        assert count_suppressions(text) == wanted
