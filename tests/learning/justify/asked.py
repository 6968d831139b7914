"""Two questions to try answers on."""

from mastery_tui.learning.curriculum import Criterion, Failure, Question


def _failure(id: str, follow_up: str, *criteria: str) -> Failure:
    return Failure(id, id, f"looks like {id}", follow_up, criteria)


SHIFT = Question(
    id="shift",
    ask="Why does one take the largest entry away before the exponentials are made, and why is the result the same?",
    model=(
        "Above about 709 the exponential of a float64 is infinite, and infinite by infinite is nan. With the largest "
        "entry taken away no exponent is positive, so all exponentials lie between 0 and 1. The result stays because "
        "exp(x - m) is exp(x) times exp(-m), a factor above and below the line, which cancels."
    ),
    criteria=(
        Criterion("overflow", "Says that exp of something large overflows to infinity or nan"),
        Criterion("bounded", "Says that no exponent is above 0 afterwards", weight=2.0),
        Criterion("cancels", "Says that the factor exp(-m) cancels"),
        Criterion("denominator", "Says that the sum is at least 1", required=False),
    ),
    failures=(
        _failure("word", "What is exp(1000) on your machine?", "overflow", "bounded"),
        _failure("same", "Which factor do all terms share?", "cancels"),
        _failure("range", "What is the smallest entry of x - max(x)?", "bounded"),
    ),
    shallow=(
        "It is done for numerical stability, which makes the function safe for all inputs.",
        "For stability.",
        "Because large numbers are bad for the computer and small ones are more exact.",
    ),
    least_words=12,
)
SHAPE = Question(
    id="shape",
    ask="x has shape (8, 128, 64) and weight (32, 64): which axes are summed over, and which shape comes out?",
    model=(
        "The 64 features are summed over, the last axis of both; the others of x are a batch, so 8 times 128 vectors "
        "meet one matrix, and (8, 128, 32) comes out."
    ),
    criteria=(Criterion("features", "Sums over the 64"), Criterion("result", "Gives (8, 128, 32)")),
    failures=(
        _failure("error", "Which axis meets which?", "features"),
        _failure("flat", "How many vectors are there?", "result"),
        _failure("outputs", "Which size is left?", "result"),
    ),
    shallow=("NumPy broadcasts the leading axes, so that it simply works and gives the right shape.",),
    least_words=12,
)
