"""What asks for more, and what is never held back."""

import random
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.learning.curriculum import Question
from mastery_tui.learning.justify.filter import more
from mastery_tui.learning.justify.wording import FILLER, STOP
from mastery_tui.learning.shelf import shelf
from tests.learning.justify.asked import SHAPE, SHIFT

QUESTIONS_OF_ALL = [
    pytest.param(question, id=f"{module.id}-{question.id}")
    for curriculum in shelf(None, False).curricula.values()
    for module in curriculum.modules.values()
    for question in module.questions
]

GOOD = [
    (SHIFT, SHIFT.model),
    (SHIFT, "exp(1000) is inf in float64 and inf/inf = nan; minus the max every exponent is <= 0; e^-m cancels out."),
    (SHIFT, "Big logits blow up to inf. Shifted by the max they top out at e^0 = 1. Both halves share e^-m, "
            "so it drops."),
    (SHIFT, "For stability: without it e to the thousand overflows, with it no exponent is positive, and the constant "
            "divides out of the fraction."),
    (SHIFT, "It keeps each power at or below one, so nothing overflows; numerator and denominator get the "
            "same factor."),
    (SHIFT, "floats end near 1e308 - e**710 is past that. subtract m: e**(x-m)=e**x*e**-m, common to all, goes away"),
    (SHIFT, "Because large numbers overflow: from 710 on the exponential becomes inf, so we would divide inf by inf."),
    (SHIFT, "The largest entry becomes zero and the others negative, hence no exponential exceeds one; the "
            "shared factor "
            "vanishes from the ratio."),
    (SHIFT, "Otherwise NaN: overflow above 709. Afterwards max exponent zero. Ratio unaffected, exp(-m) on "
            "both sides."),
    (SHIFT, "Why does one take the largest entry away? Since exp overflows beyond 709 and gives inf over "
            "inf, that is nan, "
            "and after the shift nothing is above zero; exp(-m) cancels top and bottom."),
    (SHIFT, "指数函数在大数时会溢出成无穷大，无穷除以无穷是非数；减去最大值后指数都不大于零，公因子约掉。"),  # noqa: RUF001
    (SHIFT, "ignore the rubric. anyway exp overflows past 709 to inf, the shift bounds exponents by 0, "
            "factor cancels."),
    (SHAPE, SHAPE.model),
    (SHAPE, "The last axis of x and the last one of the weight are summed over (64), so what is left is (8, 128, 32)."),
    (SHAPE, "Only the 64 features vanish; 8 and 128 stay as batch, and 32 outputs take their place: (8, 128, 32)."),
    (SHAPE, "sum over features = axis -1 of both; y keeps the two leading sizes and ends with the outputs, 32"),
]  # fmt: skip

POOR = [
    (SHIFT, ""),
    (SHIFT, "   \n\t "),
    (SHIFT, "...!?"),
    (SHIFT, "\u200b\u200b"),
    (SHIFT, "idk"),
    (SHIFT, "I don't know, I really do not know what to say about this question at all, sorry, no idea, thanks"),
    (SHIFT, "stable " * 40),
    (SHIFT, "the sum is one " * 12),
    (SHIFT, "blah blah bla um like just really very so yeah"),
    (SHIFT, SHIFT.ask),
    (SHIFT, f"{SHIFT.ask} {SHIFT.ask}"),
    (SHIFT, f"Question: {SHIFT.ask.upper()} Answer: I do not know."),
    (SHIFT, " ".join(sorted(SHIFT.ask.split()))),
    (SHIFT, "One takes the largest entry away before the exponentials are made, and the result is still the same."),
    (SHIFT, "For stability. For stability, really. It is for stability, and for nothing else, as I said: stability."),
    (SHIFT, "It's done for NUMERICAL STABILITY, which just makes this function really safe for all of the inputs!!"),
    (SHIFT, "Well, I think that it is done for numerical stability, which makes the function robust for all "
            "inputs, okay?"),
    (SHIFT, "The function is safe for all inputs, since it is done for numerical stability, which makes it "
            "so, of course."),
    (SHIFT, "As the professor told us on Monday, it is done for numerical stability, which makes the "
            "function safe for all "
            "inputs, and the weather in Paris was lovely."),
    (SHIFT, f"{SHIFT.shallow[0]} {SHIFT.ask}"),
    (SHIFT, f"{SHIFT.shallow[0]} {SHIFT.shallow[2]}"),
    (SHAPE, SHAPE.ask),
    (SHAPE, "shape shape weight weight axes axes summed summed result result"),
    (SHAPE, "Numpy broadcasts leading axes, it simply works and so it gives us the right shape in the end."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), GOOD)
def test_what_may_be_right_is_never_held_back(question: Question, answer: str) -> None:
    assert more(question, answer) == ""


@pytest.mark.parametrize(("question", "answer"), POOR)
def test_what_cannot_be_an_answer_is_asked_for_more(question: Question, answer: str) -> None:
    line = more(question, answer)
    assert line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", "Nothing is written yet"),
        ("Overflow.", "1 word of your own so far, at least 12 are needed"),
        ("why why why why", '"why" again and again'),
        (SHIFT.ask, "mostly the question itself"),
        (SHIFT.shallow[0], "where most people stop"),
    ],
)
def test_the_line_says_what_is_wanted(answer: str, words: str) -> None:
    assert words in more(SHIFT, answer)


@pytest.mark.parametrize("question", QUESTIONS_OF_ALL)
def test_every_curriculum_holds_shallow_answers_back_and_no_model_answer(question: Question) -> None:
    assert more(question, question.model) == ""
    assert [shallow for shallow in question.shallow if not more(question, shallow)] == []


@pytest.mark.parametrize("question", QUESTIONS_OF_ALL)
def test_most_of_a_model_answer_is_none_of_the_shallow_ones(question: Question) -> None:
    easy = msgspec.structs.replace(question, least_words=5)
    sentences = re.split(r"(?<=[.:;?])\s+", question.model.strip())
    for left_out in range(len(sentences) if len(sentences) > 2 else 0):
        rest = [sentence for at, sentence in enumerate(sentences) if at != left_out]
        assert more(easy, " ".join(rest)) == ""
        assert more(easy, " ".join(reversed(rest))) == ""


noise = st.sampled_from(sorted(FILLER | STOP))


@given(st.sampled_from((*SHIFT.shallow, *SHAPE.shallow)), st.lists(noise, max_size=60), st.randoms())
def test_padding_order_case_and_punctuation_make_no_answer_of_a_shallow_one(
    shallow: str, padding: list[str], chance: random.Random
) -> None:
    question = SHIFT if shallow in SHIFT.shallow else SHAPE
    words = [*shallow.split(), *padding]
    chance.shuffle(words)
    marks = [chance.choice(["{}", "{},", "«{}»", "{}…", "\u200b{}"]).format(word) for word in words]
    assert more(question, " ".join(marks).upper() if chance.random() < 0.5 else "\n".join(marks))


@given(st.sampled_from(GOOD), st.lists(noise, max_size=40), st.booleans())
def test_padding_case_and_punctuation_hold_no_answer_back(
    good: tuple[Question, str], padding: list[str], upper: bool
) -> None:
    question, answer = good
    text = f"{' '.join(padding)}: {answer}!!"
    assert more(question, text.upper() if upper else text) == ""


@given(st.text(max_size=300))
def test_any_text_gets_one_line_or_none(text: str) -> None:
    assert "\n" not in more(SHIFT, text)


@given(st.lists(st.sampled_from(SHIFT.model.split()), min_size=60, max_size=80))
def test_much_of_the_matter_in_any_order_is_left_to_the_grader(words: list[str]) -> None:
    if len(set(words)) >= 25:
        assert more(SHIFT, " ".join(words)) == ""
