"""The order of real runs, and what is left out: failing first, then affected, then the rest when these are green."""

import os

import pytest

APP = "def double(x):\n    return 2 * x\n"
OTHER = "def triple(x):\n    return 3 * x\n"
FILES = {
    "app": APP,
    "other": OTHER,
    "test_1": "import other\ndef test_other(): assert other.triple(1) == 3\ndef test_free(): pass\n",
    "test_2": "import app\ndef test_app(): assert app.double(1) == 2\n",
}


def test_affected_first_and_the_rest_when_green(make_project):
    project = make_project(**FILES)
    first = project.run()
    assert first.order == ["test_other", "test_free", "test_app"]
    project.write({"app.py": APP.replace("2 * x", "x + x")})
    green = project.run(("app.py",))
    assert green.order == ["test_app", "test_other", "test_free"]
    assert green.metrics["tests.passed"] == 3
    assert "coverage.line" in green.metrics


def test_red_stops_before_the_rest_and_proves_nothing_of_it(make_project):
    project = make_project(**FILES, test_3="def test_last(): pass\n")
    project.run()
    project.write({"app.py": APP.replace("2", "5")})
    red = project.run(("app.py",))
    assert red.order == ["test_other", "test_free", "test_app"]  # test_app failed first of all and was confirmed
    assert red.rules == ["test-failed"]
    assert red.outcomes["test_app"] == "failed"
    assert red.metrics == {}
    assert len(red.known[0]) == 4
    assert any("1 tests wait" in note for note in red.notes)
    project.write({"other.py": OTHER.replace("3", "4")})
    worse = project.run(("app.py", "other.py"))
    assert sorted(worse.outcomes.items()) == [("test_app", "failed"), ("test_free", "passed"), ("test_other", "failed")]
    project.write({"app.py": APP, "other.py": OTHER})
    mended = project.run(("app.py", "other.py"))
    assert mended.found == []
    assert mended.metrics["tests.passed"] == 4


def test_a_file_that_passed_alone_needs_no_other_run_to_be_believed(make_project):
    project = make_project(**FILES)
    project.run()
    project.write({"app.py": APP.replace("2 * x", "x + x")})
    assert project.run(("app.py",)).found == []  # test_2 ran first
    project.write({"app.py": APP.replace("2", "5")})
    red = project.run(("app.py",))
    assert red.order == ["test_app"]
    assert red.rules == ["test-failed"]
    assert any("2 tests wait" in note for note in red.notes)


def test_a_save_in_the_same_second_and_of_the_same_size_is_never_hidden_by_bytecode(make_project):
    project = make_project(**FILES)
    first = (project.root / "app.py").stat()
    assert project.run().found == []
    project.write({"app.py": APP.replace("2", "5")})
    os.utime(project.root / "app.py", ns=(first.st_atime_ns, first.st_mtime_ns))
    assert project.run(("app.py",)).rules == ["test-failed"]


def test_a_changed_conftest_affects_all(make_project):
    project = make_project(**FILES)
    project.run()
    project.write({"conftest.py": "raise_in = 1\n", "test_2.py": FILES["test_2"].replace("== 2", "== 3")})
    assert len(project.run(("conftest.py",)).order) == 3


def test_a_new_test_counts_as_affected(make_project):
    project = make_project(**FILES)
    project.run()
    project.write({"test_3.py": "def test_new(): assert 0\n"})
    new = project.run(("test_3.py",))
    assert new.rules == ["test-failed"]
    assert new.outcomes["test_new"] == "failed"


def test_a_file_that_no_test_is_known_to_touch_never_passes_unseen(make_project):
    test = "from pathlib import Path\ndef test_data(): assert Path('data.txt').read_text() == 'x'\n"
    project = make_project(test_1=test)
    project.write({"data.txt": "x"})
    assert project.run().found == []
    project.write({"data.txt": "y"})
    assert project.run(("data.txt",)).rules == ["test-failed"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x00\xff", b'{"format":1,"files":[],"tests":{"a":["passed","a",[9]]}}']
)
def test_a_damaged_map_builds_up_again(make_project, content):
    project = make_project(**FILES)
    store = project.root / ".mastery" / "tests"
    store.mkdir(parents=True)
    (store / "map.json").write_bytes(content)
    assert len(project.run(("app.py",)).order) == 3
    assert project.run(("app.py",)).order[0] == "test_app"


def test_fixtures_of_modules_and_classes_stay_right_when_reordered(make_project):
    test = """
        import pytest, {module}
        @pytest.fixture(scope="module")
        def shared():
            live.append("{module}")
            yield live
            live.pop()
        from live import live
        class TestIt:
            @pytest.fixture(scope="class", autouse=True)
            def own(self, shared):
                shared.append("class")
                yield
                shared.pop()
            def test_{module}(self, shared):
                assert shared == ["{module}", "class"]
                assert {module}.f()
            def test_{module}_free(self, shared):
                assert shared == ["{module}", "class"]
    """
    project = make_project(
        live="live = []\n",
        a="def f(): return 1\n",
        b="def f(): return 1\n",
        test_1=test.format(module="a"),
        test_2=test.format(module="b"),
    )
    assert project.run().found == []
    project.write({"b.py": "def f(): return 2\n"})
    again = project.run(("b.py",))
    assert again.found == []
    assert again.order == ["TestIt::test_b", "TestIt::test_b_free", "TestIt::test_a", "TestIt::test_a_free"]


def test_without_coverage_the_run_says_so_by_leaving_it_out(make_project):
    run = make_project(**FILES).run(coverage=False)
    assert run.metrics["tests.passed"] == 3
    assert "coverage.line" not in run.metrics


def test_a_projects_own_coverage_settings_hold(make_project):
    project = make_project(**FILES)
    project.write(
        {".coveragerc": "[run]\nomit = other.py, test_*.py\nparallel = true\ndynamic_context = test_function\n"}
    )
    run = project.run()
    assert run.metrics["coverage.line"] == 100.0
    assert project.run(("app.py",)).order[0] == "test_app"


@pytest.mark.long
def test_under_xdist_workers_measure_and_the_controller_reports(make_project):
    project = make_project(**FILES)
    project.write({"pytest.ini": "[pytest]\naddopts = -n2 -p no:hypothesispytest\n"})
    run = project.run()
    assert sorted(run.order) == ["test_app", "test_free", "test_other"]
    assert run.metrics["coverage.line"] == 100.0
    assert run.found == []
    known = (project.root / ".mastery" / "tests" / "map.json").read_text()
    assert "app.py" in known


@pytest.mark.long
def test_a_worker_of_xdist_that_dies_is_a_failure_of_its_test(make_project):
    project = make_project(test_1="import os\ndef test_dies(): os._exit(1)\ndef test_fine(): pass\n")
    project.write({"pytest.ini": "[pytest]\naddopts = -n1 -p no:hypothesispytest\n"})
    run = project.run()
    assert run.outcomes["test_dies"] == "error"
    assert run.outcomes["test_fine"] == "passed"
    assert "coverage.line" not in run.metrics
