"""Texts as words: what two ways of writing the same thing have in common."""

import re
import unicodedata
from collections.abc import Collection, Sequence

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    }
)
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+(?:'[^\W_{_IDEOGRAPH}]+)*")
_ENDINGS = ("ings", "ing", "edly", "ies", "ied", "ed", "es", "ly", "s", "e", "y")

_STOP = """
a about all an and any are as at be because been being but by can could did do does for from had has have he her his how
i if in
into is it it's its me more most much my of off on one's or our out over own shall she should so some such than that
that's the their them then there these they this those to too under until up us was we were what when where which
while who whom whose why will with would you your
"""
_FILLER = """
absolutely actually ah also answer answers anyhow anyway anyways asked basically believe bit bla blah bro btw
certainly clearly course definitely don't dont dunno eh er erm essentially etc etcetera everybody everyone fact fine
frankly good great guess haha hey hm hmm honestly hope i'm idea idk important indeed ipsum it'd just kind kinda know
like literally lol lorem lot lots matter maybe nice note obviously ok okay opinion perhaps personally please pretty
probably question quite rather really say see seem seems simply sorry sort sorta stuff suppose sure surely talk tell
thank thanks therefore thing things think truly uh uhh uhm um very want well whatever wow yeah yep yes
"""
STOP = frozenset(_STOP.split())
"""Words that carry no content of their own. `not`, `no` and `never` do."""
FILLER = frozenset(_FILLER.split())
"""Words with which a text grows and says no more."""


def folded(text: str) -> str:
    """The text in one case, with plain quotes and dashes, single blanks and nothing that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())


def words(text: str) -> tuple[str, ...]:
    """Its words in order, folded; a number is a word, and so is each sign of a script without blanks."""
    return tuple(_WORD.findall(folded(text)))


def stem(word: str) -> str:
    """Roughly what the forms of a word share: `overflows`, `overflowed`, `overflow`."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def content(some: Collection[str]) -> frozenset[str]:
    """The stems of those words that say something."""
    return frozenset(stem(word) for word in some if word not in STOP and word not in FILLER)


def runs(some: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    """All runs of so many words in a row."""
    return frozenset(tuple(some[at : at + length]) for at in range(len(some) - length + 1))
