"""Suites whose files lean on one another, or leak: what counts is the project's own order."""

import pytest

APP = "def f():\n    return 1\n"
LEANS = {
    "app": APP,
    "state": "made = []\n",
    "test_1": "import state\ndef test_makes(): state.made.append(1)\n",
    "test_2": "import app, state\ndef test_leans(): assert app.f() and state.made\ndef test_other(): pass\n",
    "test_3": "def test_last(): pass\n",
}
LEAKS = {
    "app": APP,
    "state": "left = []\n",
    "test_1": "import state\ndef test_clean(): assert not state.left\n",
    "test_2": "import app, state\ndef test_leaks():\n    assert app.f()\n    state.left.append(1)\n",
}
SAVED = APP.replace("1", "2")
BROKEN = APP.replace("1", "0")


def test_a_test_that_leans_on_another_file_does_not_fail_and_is_kept_in_place(make_project):
    project = make_project(**LEANS)
    assert project.run().found == []
    project.write({"app.py": SAVED})
    run = project.run(("app.py",))
    assert run.found == []
    assert run.outcomes == dict.fromkeys(["test_makes", "test_leans", "test_other", "test_last"], "passed")
    assert run.metrics["tests.passed"] == 4
    assert "coverage.line" in run.metrics
    assert [note for note in run.notes if "test_2.py::test_leans depends on the order of tests" in note]
    assert "failed" not in run.ever["test_leans"]
    project.write({"app.py": APP})
    again = project.run(("app.py",))
    assert again.order == ["test_makes", "test_leans", "test_other", "test_last"]  # at once in the project's own order
    assert (again.found, again.notes) == ([], [])
    project.write({"app.py": BROKEN})
    broken = project.run(("app.py",))
    assert broken.rules == ["test-failed"]
    assert broken.outcomes["test_leans"] == "failed"
    project.write({"app.py": APP})
    assert project.run(("app.py",)).found == []


def test_a_test_that_suffers_from_a_later_file_does_not_fail(make_project):
    project = make_project(**LEAKS)
    assert project.run().found == []
    project.write({"app.py": SAVED})
    run = project.run(("app.py",))
    assert run.found == []
    assert run.outcomes == {"test_clean": "passed", "test_leaks": "passed"}
    assert [note for note in run.notes if "test_1.py::test_clean depends on the order of tests" in note]
    project.write({"app.py": APP})
    assert project.run(("app.py",)).notes == []


def test_a_failure_of_the_projects_own_order_is_not_hidden_by_ours(make_project):
    project = make_project(
        app=APP,
        state="left = []\n",
        test_1="import state\ndef test_leaks(): state.left.append(1)\n",
        test_2="import app, state\ndef test_suffers(): assert app.f() and not state.left\n",
        test_3="def test_last(): pass\n",
    )
    assert project.run().rules == ["test-failed"]
    project.write({"app.py": SAVED})
    for text in (SAVED, APP):
        project.write({"app.py": text})
        run = project.run(("app.py",))
        assert run.rules == ["test-failed"]
        assert run.outcomes["test_suffers"] == "failed"
    project.write({"test_1.py": "def test_leaks(): pass\n"})
    mended = project.run(("test_1.py", "app.py"))
    assert mended.found == []
    assert mended.metrics["tests.passed"] == 3


def test_tests_of_one_file_that_build_on_one_another_stay_together(make_project):
    test = (
        "import app\nmade = []\ndef test_make(): made.append(1)\ndef test_use(): assert app.f() and made\n"
        "def test_drop(): made.pop()\n"
    )
    project = make_project(app=APP, test_1="def test_first(): pass\n", test_2=test)
    project.run()
    project.write({"app.py": SAVED})
    run = project.run(("app.py",))
    assert run.order == ["test_make", "test_use", "test_drop", "test_first"]
    assert (run.found, run.notes) == ([], [])


def test_reordering_can_be_turned_off(make_project):
    project = make_project(**LEANS)
    project.run()
    kept = project.run(("app.py",), reorder=False)
    assert kept.order == ["test_makes", "test_leans", "test_other", "test_last"]
    assert kept.notes == []


@pytest.mark.long
def test_a_crash_that_was_left_for_last_does_not_hide_what_depends_on_the_order(make_project):
    project = make_project(**LEANS, test_4="import os\ndef test_dies(): os._exit(3)\n")
    assert project.run().rules == ["test-crash"]
    run = project.run(())
    assert run.rules == ["test-crash"]
    assert run.outcomes["test_leans"] == "passed"
    project.write({"test_4.py": "def test_dies(): pass\n"})
    assert project.run(("test_4.py", "app.py")).found == []
