"""What went wrong with tests in no test: files that cannot be collected, runs that were cut."""

from mastery_tui.model.state import State

TESTS = "tests"
_OF_A_TEST = frozenset({"test-failed", "test-error"})
_CUT = frozenset({"test-crash", "test-timeout", "test-channel"})


def broken(state: State) -> int:
    """How many, counted as errors as pytest does. A cut that names a path was in a test, whose outcome says so."""
    result = state.tree.get(TESTS)
    found = result.findings if result is not None else ()
    return sum(one.rule not in _OF_A_TEST and not (one.path and one.rule in _CUT) for one in found)
