"""Expressions over metrics: `coverage.line >= 80 and quality.suppressions <= baseline`.

A text becomes a frozen tree of a few whitelisted operations, nothing else: no calls, no attributes, no Python.

| what | how it is written |
| --- | --- |
| numbers, truths | `80`, `0.5`, `1e3`, `true`, `false` |
| metrics | `coverage.line`: lower case, parts with one dot between; `-` belongs to a name: subtraction needs spaces |
| logic | `and`, `or`, `not`; of three values: an unknown part leaves open what the others do not decide |
| comparisons | `<` `<=` `>` `>=` `==` `!=`, also in chains: `0 < x <= 9` |
| arithmetic | `+` `-` `*` `/`, parentheses, `min(a, b)`, `max(a, b)`, `abs(a)` |
| is it measured | `known(NAME)`: false when it is not measured at all |
| baseline | `baseline(NAME)`, `delta(NAME)` (now minus baseline); `NAME <= baseline`: that of the one beside it |
"""

from mastery_tui.evidence.expressions.error import ExpressionError
from mastery_tui.evidence.expressions.expression import Expression, parse, problems
from mastery_tui.evidence.expressions.readings import Lack, Outcome, Readings
from mastery_tui.evidence.expressions.tree import Kind

__all__ = ["Expression", "ExpressionError", "Kind", "Lack", "Outcome", "Readings", "parse", "problems"]
