"""The example of docs/objectives.md is what the guide says of it."""

import re
import tomllib
from pathlib import Path

from mastery_tui.config.goals_read import goals
from mastery_tui.evidence.expressions import __doc__ as of_expressions
from mastery_tui.evidence.objectives import Evidence, judge, wrong_expressions
from mastery_tui.model.metric import Grade, Metric

GUIDE = (Path(__file__).parents[2] / "docs" / "objectives.md").read_text(encoding="utf-8")
NOW = 1_700_000_000.0


def metrics(grade: Grade) -> dict[str, Metric]:
    return {
        "coverage.line": Metric(84, "%", grade, 1),
        "tests.failed": Metric(0, "tests", grade, 1),
        "quality.suppressions": Metric(12, "comments", "E2", 1),
        "scenario.list.p95_ms": Metric(90, "ms", "E2", 1, samples=5, at=NOW),
    }


def test_the_example_is_judged_as_the_guide_says() -> None:
    found = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    table = tomllib.loads(found[1])
    wanted = goals(table)
    assert wrong_expressions(wanted, table["gate"]["require"]) == []
    evidence = Evidence(metrics("E2"), {"quality.suppressions": 12.0}, (), {"shop/checkout/pay.py": "1"}, now=NOW)
    (project,) = judge(wanted.projects, evidence)
    for one in project.objectives:
        share = "" if one.progress is None else f", {one.progress:.0%}".replace("%", " %")
        row = re.search(rf"\| `{one.id}` \| . {one.verdict}{share} \| (.*) \|", GUIDE)
        assert row is not None and row[1] == one.reason
    assert project.score is not None
    said = f"The project's score is {project.score:.0%}, over {project.evidence:.0%} of its weight".replace("%", " %")
    assert said in GUIDE
    stale = Evidence(metrics("E1"), {"quality.suppressions": 12.0}, now=NOW)
    (later,) = judge(wanted.projects, stale)
    assert (later.objectives[0].verdict, later.score) == ("stale", None)


def test_every_word_of_the_grammar_is_in_the_guide() -> None:
    words = set(
        re.findall(r"[a-z]+(?=\()|\b(?:and|or|not|true|false|baseline)\b|[<>=!]=|[-+*/<>]", of_expressions or "")
    )
    assert {"known", "delta", "min", "max", "abs", "and", "<="} <= words
    assert [word for word in sorted(words) if word not in GUIDE] == []
