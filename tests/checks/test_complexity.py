"""The complexity check as the engine calls it: measures, units and findings with their places."""

import msgspec
import pytest

from checks.complexity import ComplexityOptions, complexity
from mastery_tui.checking.interface import Found, Item, Measure, Source, UnitFound, Unreadable

BRANCHY = "def {name}(x):\n" + "    if x: pass\n" * 13


def run(code: str, **options: float) -> list[Item]:
    return list(complexity.run(Source("a.py", code.encode()), msgspec.convert(options, ComplexityOptions)))


def found(items: list[Item]) -> list[Found]:
    return [item for item in items if isinstance(item, Found)]


def test_a_function_over_the_limit_is_one_finding_at_its_def_line() -> None:
    [item] = found(run("import x\n\n@d\n" + BRANCHY.format(name="load_config")))
    assert item.message == "load_config() is too complex: cyclomatic 14 (limit 10)"
    assert (item.rule, item.severity, item.line, item.column) == ("CC", "warning", 4, 1)
    assert item.anchor == "CC load_config"


def test_limits_are_inclusive_and_come_from_the_options() -> None:
    code = BRANCHY.format(name="f")
    assert found(run(code, max_complexity=14)) == []
    assert [item.rule for item in found(run(code, max_complexity=13))] == ["CC"]
    assert [item.rule for item in found(run(code, max_complexity=14, max_cognitive=12))] == ["COG"]
    [item] = found(run("x = 1 + y\n", min_maintainability=100))
    assert (item.rule, item.line) == ("MI", 0)


@pytest.mark.parametrize(("branches", "severity"), [(39, "warning"), (40, "error")])
def test_rank_f_is_an_error(branches: int, severity: str) -> None:
    items = found(run("def f(x):\n" + "    if x: pass\n" * branches, max_cognitive=1000))
    assert [(item.rule, item.severity) for item in items] == [("CC", severity)]


def test_units_are_those_that_radon_lists() -> None:
    code = "class A:\n  def f(self):\n    def g(): pass\n  class B:\n    def h(self): pass\n\n"
    code += "def k(x):\n  return x and 1\n"
    units = [item for item in run(code) if isinstance(item, UnitFound)]
    assert [(unit.qualname, unit.kind, unit.line, unit.complexity, unit.rank, unit.cognitive) for unit in units] == [
        ("A", "class", 1, 2, "A", 0),
        ("A.f", "method", 2, 1, "A", 0),
        ("k", "function", 7, 2, "A", 1),
    ]


def test_an_anchor_tells_methods_apart_and_survives_moves() -> None:
    method = "  def f(self, x):\n" + "    if x: pass\n" * 13
    code = f"class A:\n{method}\nclass B:\n{method}"
    anchors = [item.anchor for item in found(run(code)) if item.message.startswith(("A.", "B."))]
    assert anchors == ["CC A.f", "CC B.f"]
    assert [item.anchor for item in found(run("x = 1\n\n" + code))] == [item.anchor for item in found(run(code))]


def test_measures_of_a_file() -> None:
    measures = {item.name: item.value for item in run("# c\n\nx = a + b\n") if isinstance(item, Measure)}
    assert measures["loc"] == 3 and measures["sloc"] == 1 and measures["comments"] == 1 and measures["blank"] == 1
    assert measures["halstead_length"] == 3 and measures["halstead_vocabulary"] == 3
    assert 0 < measures["maintainability"] <= 100
    assert measures["complexity_max"] == 0


def test_lines_that_radon_cannot_count_leave_maintainability_unknown() -> None:
    items = run("x = 'a\x0cb'\ndef f(): pass\n")
    names = {item.name for item in items if isinstance(item, Measure)}
    assert "halstead_volume" in names and not names & {"loc", "maintainability"}
    [item] = found(items)
    assert item.severity == "info" and "SyntaxError at line: 1" in item.message


def test_a_syntax_error_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="invalid syntax"):
        run("def f(:\n")


@pytest.mark.parametrize("options", [{"max_complexity": 0}, {"min_maintainability": 101}, {"max_complexty": 3}])
def test_wrong_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(options, ComplexityOptions)
