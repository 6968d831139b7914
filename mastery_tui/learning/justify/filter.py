"""What asks for more before anybody grades: free, at once, and never a verdict.

It holds back what cannot be an answer. Whether words are the right ones it does not ask: on public sets of short
answers, "shares no words with the model answer" was wrong for 11 to 22 % of what it turned away.
"""

from collections import Counter

from mastery_tui.learning.curriculum import Question
from mastery_tui.learning.justify.wording import FILLER, STOP, content, runs, words

_AGAIN, _AGAIN_STOP = 2, 3
"""So often a word counts: one that says something, one that does not."""
_PASTED = 8
"""So many words in a row as in the question are the question's, not the learner's."""
_CHANGED = 2
"""So many words of its own make no other answer of a shallow one."""
_PADDING = 8
"""So many, where none of them has to do with the matter."""
_COVERS, _CONTAINS = 0.7, 0.8
"""How much of a shallow answer is there for it to be the same one, and to be the same one inside of padding."""


def more(question: Question, answer: str) -> str:
    """One line that asks for more, or "" where the answer can be graded."""
    said = words(answer)
    if not said:
        return "Nothing is written yet: a sentence or two in your own words will do."
    if _is_one_word(said):
        return f'That is "{said[0][:30]}" again and again: say what happens, and why.'
    if _copies(question, said):
        return "This is mostly the question itself: now say in your own words what the answer is."
    own = _own(question, said)
    if own < question.least_words:
        return f"Say a little more: {_counted(own)} of your own so far, at least {question.least_words} are needed."
    if len(content(said)) < max(3, question.least_words // 4):
        return "There are few words in it that say something: what happens, step by step, and why?"
    if any(_is_shallow(question, shallow, said) for shallow in question.shallow):
        return "That is where most people stop. What exactly happens, step by step, and what would go wrong otherwise?"
    return ""


def _is_one_word(said: tuple[str, ...]) -> bool:
    return len(said) > 2 and len(set(said)) == 1


def _copies(question: Question, said: tuple[str, ...]) -> bool:
    """Whether it is the question, in its order or shuffled, and hardly anything else."""
    ask = words(question.ask)
    asked, has = content(ask), content(said)
    new = has - asked
    if not asked or len(new) > _CHANGED:
        return False
    if not new and len(has & asked) >= _CONTAINS * len(asked):
        return True
    threes = runs(said, 3)
    return bool(threes) and len(threes & runs(ask, 3)) >= len(threes) / 2


def _own(question: Question, said: tuple[str, ...]) -> int:
    """How many words it has, without runs of the question's and without what only repeats."""
    ask = runs(words(question.ask), _PASTED)
    pasted: set[int] = set()
    for at in range(len(said) - _PASTED + 1):
        if said[at : at + _PASTED] in ask:
            pasted.update(range(at, at + _PASTED))
    counted = Counter(word for at, word in enumerate(said) if at not in pasted)
    return sum(min(count, _most(word)) for word, count in counted.items())


def _most(word: str) -> int:
    return 1 if word in FILLER else _AGAIN_STOP if word in STOP else _AGAIN


def _is_shallow(question: Question, shallow: str, said: tuple[str, ...]) -> bool:
    """Whether it says what a shallow answer says and nothing beyond: in other order, padded, a word or two changed."""
    known, has = content(words(shallow)), content(said)
    if not known:
        return words(shallow) == said
    covered = len(known & has) / len(known)
    new = has - _not_own(question)
    if covered >= _COVERS and len(new) <= min(_CHANGED, len(known) // 2):
        return True
    return covered >= _CONTAINS and len(new) <= _PADDING and not new & _matter(question)


def _not_own(question: Question) -> frozenset[str]:
    """The words of the question and of all its shallow answers: two of them in a row are no better than one."""
    return content([word for text in (question.ask, *question.shallow) for word in words(text)])


def _matter(question: Question) -> frozenset[str]:
    """The words of everything that the curriculum says about a right answer."""
    texts = [question.model, *(criterion.text for criterion in question.criteria)]
    texts += [text for failure in question.failures for text in (failure.name, failure.looks, failure.follow_up)]
    return content([word for text in texts for word in words(text)])


def _counted(number: int) -> str:
    return "1 word" if number == 1 else f"{number} words"
