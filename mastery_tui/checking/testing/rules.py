"""What the findings of the tests check mean."""

from mastery_tui.checking.interface import Rule

PYTEST = "pytest documentation"


def _rule(title: str, wrong: str, matters: str, mend: str) -> Rule:
    text = f"## What is wrong\n{wrong}\n\n## Why it matters\n{matters}\n\n## How to mend it\n{mend}\n"
    return Rule(title, text, "mastery")


_UNPROVEN = "Nothing is proven by such a run, whatever its other tests said: what did not run may be broken."

RULES = {
    "test-failed": _rule(
        "Test failed",
        "A test ran and an assertion in it did not hold, twice: alone, and in the project's own order.",
        "The code does not do what the test says it does; or the test says what is no longer meant.",
        "Read the message: it shows the two sides of the assertion. Decide which of them is right. If the code is "
        "wrong, "
        "mend it; if what is wanted has changed, change the test in the same commit and say why.",
    ),
    "test-error": _rule(
        "Test could not run",
        "Something before or after the test itself raised an exception: a fixture, its set-up or its tear-down.",
        "The test says nothing about the code then, neither good nor bad.",
        "Look at the fixture that the message names. Often a file, service or variable that it needs is not there.",
    ),
    "collection-error": _rule(
        "Tests cannot be collected",
        "pytest could not import a test file, so none of its tests exist.",
        _UNPROVEN,
        "The message is that of the import. Mend the mistake in the file, install the package that is missing into the "
        "project's Python, or set that Python (`mastery doctor` shows which one is used and why).",
    ),
    "test-crash": _rule(
        "The test process died",
        "Python itself ended in the middle: a crash in compiled code, `os._exit`, or the system ended it for its "
        "memory.",
        _UNPROVEN,
        "Run the named test alone, with `python -X faulthandler -m pytest`, to see where. If memory was the cause, "
        "raise "
        "`memory_mib` in `[checks.tests]`.",
    ),
    "test-timeout": _rule(
        "Tests took too long",
        "A test, or all of them, did not come to an end within their time and were ended.",
        _UNPROVEN,
        "Look for what the named test waits for: network, a lock, input, an endless loop. If it is only slow, raise "
        "the limits in `[checks.tests]`.",
    ),
    "test-interrupted": _rule(
        "The run was interrupted",
        "A test or plugin raised KeyboardInterrupt or told pytest to stop.",
        _UNPROVEN,
        "Find what stops it: `pytest.exit`, a signal that a test sends to its own process, or `-x` in `addopts`.",
    ),
    "test-channel": _rule(
        "The results cannot be trusted",
        "The channel on which each test's result is reported was closed, or something else wrote to it.",
        _UNPROVEN,
        "Look for code under test that closes all file descriptors, or that forks and goes on with the tests in the "
        "child.",
    ),
    "incomplete-run": _rule(
        "Not all tests ran",
        "The run came to an end, but some of the tests that were selected never reported a result.",
        _UNPROVEN,
        "Look for a plugin or hook that leaves tests out after the collection, or for `--maxfail` in `addopts`.",
    ),
    "pytest-failed": _rule(
        "pytest ended with an error",
        "All tests reported, yet pytest's exit code says that something went wrong.",
        _UNPROVEN,
        "Run pytest by hand: what it says last tells. Often a plugin fails the run, such as a limit on coverage.",
    ),
    "pytest-usage": _rule(
        "pytest does not accept its options",
        "An option in `addopts`, or in `args` of `[checks.tests]`, is unknown to pytest or to its plugins.",
        "No test ran at all.",
        "Take the option out, or install the plugin that knows it into the project's Python.",
    ),
    "pytest-internal-error": _rule(
        "pytest broke",
        "pytest itself, one of its plugins or a `conftest.py` raised an exception outside of any test.",
        _UNPROVEN,
        "The message names the exception. Look at `conftest.py` first, then at plugins that were updated lately.",
    ),
}

PROVES_NOTHING = frozenset(RULES) - {"test-failed", "test-error"}
"""Findings which say that tests did not run: those cannot be set aside."""
