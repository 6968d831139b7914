"""The conditions that `[gate] require` names, on this tree."""

from collections.abc import Mapping, Sequence

import msgspec

from mastery_tui.evidence.expressions import ExpressionError, parse
from mastery_tui.evidence.objectives import counting
from mastery_tui.evidence.objectives.reasons import Seen, decided, undecided
from mastery_tui.evidence.objectives.words import line
from mastery_tui.model.metric import Metric
from mastery_tui.model.proof import Condition

CONFIGURATION = ("ci.",)
"""How the names of metrics begin that speak of what is configured: what their files say is true of this very tree,
though nothing has run. Any other metric of grade E0 proves nothing."""

_DEMAND, _DEMAND_CONFIGURED = counting.Demand("E2"), counting.Demand("E0")


def conditions(
    expressions: Sequence[str], metrics: Mapping[str, Metric], baseline: Mapping[str, float] | None = None
) -> tuple[Condition, ...]:
    """How each stands, in their order. One that cannot be parsed, or that names nothing measured, never holds."""
    return tuple(_condition(text, metrics, baseline) for text in expressions)


def _condition(text: str, metrics: Mapping[str, Metric], baseline: Mapping[str, float] | None) -> Condition:
    shown = line(text)
    try:
        expression = parse(text, "condition")
    except ExpressionError as error:
        return Condition(shown, None, line(str(error)))
    configured = [name for name in expression.names if name.startswith(CONFIGURATION)]
    measured = [name for name in expression.names if name not in configured]
    of_tree = counting.counted(measured, metrics, baseline, _DEMAND, 0.0)
    of_files = counting.counted(configured, metrics, baseline, _DEMAND_CONFIGURED, 0.0)
    readings = msgspec.structs.replace(
        of_tree.readings,
        fresh={**of_tree.readings.fresh, **of_files.readings.fresh},
        held={**of_tree.readings.held, **of_files.readings.held},
    )
    units = {name: metrics[name].unit for name in expression.names if name in metrics}
    outcome = expression.evaluate(readings)
    if outcome.value is None:
        return Condition(shown, None, line(undecided(outcome, {**of_tree.why, **of_files.why}).text))
    if outcome.value and not readings.fresh:
        return Condition(shown, None, "it proves nothing: nothing that it speaks of is measured")
    return Condition(shown, bool(outcome.value), line(decided(expression.tree, Seen(readings, units)).text))
