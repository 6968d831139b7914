"""Numbers that are kept up to date file by file are those that counting everything anew gives."""

from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.evidence.file_numbers import FOLDS, FileNumbers
from mastery_tui.model.finding import Finding, Result, Unit
from mastery_tui.model.state import FileState

NUMBERS = st.one_of(st.integers(0, 9).map(float), st.floats(-1e6, 1e6))
UNITS = st.tuples(st.sampled_from(["function", "class"]), st.integers(1, 30))
MARKS = st.tuples(st.sampled_from([True, False, None]), st.booleans())
FILES = st.dictionaries(
    st.sampled_from("abcd"),
    st.builds(
        lambda numbers, units, marks, stale, broken: (numbers, units, marks, stale, broken),
        st.dictionaries(st.sampled_from("xyz"), NUMBERS),
        st.lists(UNITS, max_size=3),
        st.lists(MARKS, max_size=3),
        st.booleans(),
        st.booleans(),
    ),
)


def made(path: str, about: tuple) -> FileState:
    numbers, units, marks, stale, broken = about
    findings = tuple(
        Finding("c", "r", "info", path, 1, 1, 1, 1, "m", f"{n}", new=new, dismissed="why" if aside else None)
        for n, (new, aside) in enumerate(marks)
    )
    functions = tuple(Unit(path, "f", "f", kind, 1, 2, points, "A", points + 1) for kind, points in units)
    result = Result(findings, numbers, functions, "broken" if broken else None)
    return FileState(path, "new", 1, 1, {"c": result}, {"c": "old" if stale else "new"})


def plainly(files: dict[str, FileState]) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for file in files.values():
        result = file.results["c"]
        if result.error is None and file.blobs["c"] == file.blob:
            for name, value in result.metrics.items():
                found.setdefault(("c", name), []).append(value)
            for unit in result.units:
                if unit.kind != "class":
                    found.setdefault(("c", "complexity"), []).append(unit.complexity)
                    found.setdefault(("c", "cognitive"), []).append(unit.cognitive)
    return found


@given(st.lists(FILES, min_size=1, max_size=5))
def test_after_any_changes_it_is_as_counted_anew(steps: list[dict]) -> None:
    memory = FileNumbers()
    before: dict[str, FileState] = {}
    for step in steps:
        files = {path: made(path, about) for path, about in step.items()}
        files |= {path: before[path] for path in files if path in before and path in "ab"}  # the very same value
        before = files
        memory.take(files)
        wanted = plainly(files)
        assert set(memory.keys()) == set(wanted)
        for key, values in wanted.items():
            assert memory.fold(key, ".mean") == fmean(values) and memory.fold(key, ".max") == max(values)
            assert all(memory.fold(key, how) == fold(sorted(values)) for how, fold in FOLDS.items())
        marks = [one.new for file in files.values() for one in file.results["c"].findings if one.dismissed is None]
        assert memory.new(["c", "other"]) == (None if None in marks else marks.count(True))
    assert memory.fold(("c", "nothing"), ".sum") == 0.0
