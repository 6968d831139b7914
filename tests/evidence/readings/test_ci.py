"""What CI would prove, and what only looks as if it did."""

import subprocess
from pathlib import Path

import pytest

from tests.evidence.readings.book import Tree

STEP = "on: push\njobs:\n  j:\n    runs-on: x\n    steps:\n"


def github(*scripts: str, shell: str = "") -> str:
    steps = "".join(
        f"      - run: |\n{''.join(f'          {line}{chr(10)}' for line in s.splitlines())}" for s in scripts
    )
    return (f"defaults: {{run: {{shell: {shell}}}}}\n" if shell else "") + STEP + steps


def ci(tmp_path: Path, text: str, path: str = ".github/workflows/ci.yml") -> dict[str, float]:
    tree = Tree(tmp_path)
    tree.source(path, text)
    found = {name.removeprefix("ci."): value for name, value in tree.numbers("ci.").items()}
    assert {metric.grade for name, metric in tree.metrics().items() if name.startswith("ci.")} <= {"E0"}
    return found


def kinds(found: dict[str, float]) -> set[str]:
    return {kind for kind in ("tests", "lint", "types", "security") if found[kind]}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        *(
            (line, "tests")
            for line in ("pytest", "python -m pytest -x", "python3.12 -X dev -m pytest", "uv run pytest")
        ),
        *(
            (line, "tests")
            for line in (
                "tox",
                "tox run -e py311",
                "tox -e py",
                "nox",
                "nox -s tests",
                "make test",
                "make check",
                "scripts/test",
                "./run-tests.sh",
            )
        ),
        *((line, "tests") for line in ("uv run --locked tox run -e ${{ matrix.tox || format('py{0}', matrix.x) }}",)),
        *((line, "tests") for line in ("npm test", "npm run test:unit", "yarn test", "go test ./...", "cargo test")),
        *(
            (line, "tests")
            for line in ("coverage run -m pytest", "poetry run python -m unittest discover", "a && pytest")
        ),
        *(
            (line, "tests")
            for line in ("CI=1 FORCE=1 pytest", ".venv/bin/pytest", "pytest -k 'a || b'", "timeout 60 pytest")
        ),
        *(
            (line, "tests")
            for line in ("uvx --with tox-uv tox", "python setup.py test", "hatch test", "pytest \\\n -x")
        ),
        *((line, "tests") for line in ("cd x && pytest", "(cd x; pytest)", "pytest > log 2>&1", "pytest # || true")),
        *(
            (line, "lint")
            for line in ("ruff check .", "ruff format --check", "black --check .", "flake8", "tox -e lint")
        ),
        *((line, "lint") for line in ("pre-commit run --all-files", "make lint", "npm run lint", "uvx ruff check")),
        *((line, "types") for line in ("mypy", "python -m mypy src", "tox run -e typing", "pyright", "npx tsc")),
        *((line, "security") for line in ("bandit -r src", "pip-audit", "make audit", "gitleaks detect")),
        *((line, "") for line in ("echo pytest", "pip install pytest", "pytest --version", "ruff format", "black .")),
        *(
            (line, "")
            for line in ("cat <<EOF\npytest\nEOF", "# pytest", "pytest --collect-only", "make docs", "tox -e docs")
        ),
        *(
            (line, "")
            for line in ("git commit -m pytest", "npm run build", "npm test --if-present", "uv sync", "tox --notest")
        ),
    ],
)
def test_what_a_line_proves(tmp_path: Path, line: str, kind: str):
    found = ci(tmp_path, github(line))
    assert kinds(found) == ({kind} if kind else set())
    assert found["masked"] == (line == "tox --notest")


@pytest.mark.parametrize(
    "script",
    [
        "pytest || true",
        "pytest || :",
        "pytest || exit 0",
        "pytest ; true",
        "pytest || echo failed",
        "pytest || /bin/true",
        "pytest \\\n  || true",
        "pytest &",
        "pytest | tee log",
        "set +e\npytest\necho done",
        "set +ex\npytest\nls",
        "if ! pytest; then echo; fi",
        "! pytest",
        "ruff check --exit-zero",
        "(pytest || true)",
        "./verify.sh || true",
    ],
)
def test_what_is_masked_proves_nothing(tmp_path: Path, script: str):
    found = ci(tmp_path, github(script))
    assert kinds(found) == set()
    assert found["masked"] == 1


@pytest.mark.parametrize(
    "script",
    [
        "set -o pipefail\npytest | tee log",
        "set +e\npytest\nstatus=$?\necho x\nexit $status",
        "set +e\nrm x\nset -e\npytest",
        "set +e\npytest",
        "pytest || exit 1",
        "pytest || (cat log; exit 1)",
        "rm -f x || true\npytest",
        "docker stop x || true\npytest",
    ],
)
def test_what_is_not_masked(tmp_path: Path, script: str):
    found = ci(tmp_path, github(script))
    assert (kinds(found), found["masked"]) == ({"tests"}, 0)


def test_bash_that_is_asked_for_stops_in_a_pipe(tmp_path: Path):
    assert kinds(ci(tmp_path, github("pytest | tee log", shell="bash"))) == {"tests"}
    assert kinds(ci(tmp_path, github("pytest", shell="python"))) == set()


def job(**keys: str) -> str:
    lines = "".join(f"    {key.replace('_', '-')}: {value}\n" for key, value in keys.items())
    return f"on: push\njobs:\n  j:\n    runs-on: x\n{lines}    steps:\n      - run: pytest\n"


@pytest.mark.parametrize(
    ("text", "proving", "masked"),
    [
        (job(), 1, 0),
        (job(continue_on_error="true"), 0, 1),
        (job(continue_on_error="false"), 1, 0),
        (job(continue_on_error="${{ matrix.experimental }}"), 0, 1),
        (job(continue_on_error="${{ matrix.x }}", strategy="{matrix: {x: [true, false]}}"), 1, 0),
        (job(continue_on_error="${{ matrix.x }}", strategy="{matrix: {x: [true]}}"), 0, 1),
        (
            job(
                continue_on_error="${{ matrix.x && true || false }}",
                strategy="{matrix: {include: [{x: true}, {y: 1}]}}",
            ),
            1,
            0,
        ),
        (job(continue_on_error="${{ matrix.x || false }}", strategy="{matrix: {include: [{x: true}]}}"), 0, 1),
        (job(continue_on_error="${{ !matrix.x }}", strategy="{matrix: {x: [true, false]}}"), 0, 1),
        (job(**{"if": "false"}), 0, 1),
        (job(**{"if": "${{ false }}"}), 0, 1),
        (job(**{"if": "github.event_name == 'push'"}), 1, 0),
        (STEP + "      - run: pytest\n        continue-on-error: true\n", 0, 1),
        (STEP + "      - run: pytest\n        if: false\n", 0, 1),
        (STEP + "      - run: pytest\n      - run: mypy\n        continue-on-error: true\n", 1, 1),
        (STEP + "      - uses: actions/checkout@v4\n", 0, 0),
        ("on: push\njobs:\n  j:\n    uses: ./.github/workflows/x.yml\n", 1, 0),
        ("on: push\njobs:\n  j: {}\n  k: 7\n", 0, 0),
    ],
)
def test_jobs_of_github(tmp_path: Path, text: str, proving: int, masked: int):
    found = ci(tmp_path, text)
    assert (found["proving"], found["masked"]) == (proving, masked)


@pytest.mark.parametrize(
    ("on", "push"),
    [
        ("push", 1),
        ("[pull_request, workflow_dispatch]", 1),
        ("{push: {branches: [main]}}", 1),
        ("{push: }", 1),
        ("{push: {tags: ['v*']}}", 0),
        ("{push: {tags: ['v*'], branches: [main]}}", 1),
        ("{schedule: [{cron: '0 0 * * *'}]}", 0),
        ("workflow_dispatch", 0),
    ],
)
def test_when_it_runs(tmp_path: Path, on: str, push: int):
    assert ci(tmp_path, job().replace("on: push", f"on: {on}"))["on_push"] == push


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("t:\n  script: pytest\n", (1, 1, 0, {"tests"}, 1)),
        ("t:\n  script: [pip install x, pytest]\n  allow_failure: true\n", (1, 0, 1, set(), 0)),
        ("t:\n  script: [pytest]\n  allow_failure: {exit_codes: 3}\n", (1, 0, 1, set(), 0)),
        ("t:\n  script: [pytest | tee x]\n", (1, 1, 0, {"tests"}, 1)),
        ("t:\n  script: [pytest || true]\n", (1, 0, 1, set(), 0)),
        ("t:\n  script: [set +e, pytest, echo]\n", (1, 0, 1, set(), 0)),
        ("t:\n  script: [pytest]\n  when: manual\n", (1, 0, 0, set(), 0)),
        ("t:\n  script: [pytest]\n  rules: [{when: never}]\n", (1, 0, 1, set(), 0)),
        ("t:\n  script: [pytest]\n  only: [schedules]\n", (1, 1, 0, {"tests"}, 0)),
        (
            ".b:\n  script: [mypy]\nt:\n  extends: .b\nu:\n  extends: [.b]\n  script: [pytest]\n",
            (2, 2, 0, {"tests", "types"}, 1),
        ),
        ("t:\n  extends: t\n  script: [pytest]\n", (1, 1, 0, {"tests"}, 1)),
        (
            ".s: &s [pytest]\nt:\n  script: *s\nu:\n  script: [!reference [.s, script], mypy]\n",
            (2, 2, 0, {"tests", "types"}, 1),
        ),
        ("stages: [a]\nvariables: {script: x}\ndefault: {script: x}\nt:\n  trigger: g/p\n", (1, 1, 0, set(), 1)),
    ],
)
def test_gitlab(tmp_path: Path, text: str, expected: tuple):
    found = ci(tmp_path, text, ".gitlab-ci.yml")
    assert (found["jobs"], found["proving"], found["masked"], kinds(found), found["on_push"]) == expected


def test_workflows_add_up_and_one_that_cannot_be_read_leaves_all_unknown(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.source(".github/workflows/a.yml", job())
    tree.source(".github/workflows/b.yaml", github("mypy", "pip-audit").replace("on: push", "on: workflow_dispatch"))
    tree.source(".gitlab-ci.yml", "t:\n  script: [ruff check]\n")
    found = tree.numbers("ci.")
    assert (found["ci.workflows"], found["ci.jobs"], found["ci.on_push"]) == (3, 3, 1)
    assert (found["ci.tests"], found["ci.types"], found["ci.security"], found["ci.lint"]) == (1, 1, 1, 1)
    tree.source(".github/workflows/b.yaml", "a: [")
    assert tree.numbers("ci.") == {}
    assert tree.problems()[0].startswith("is not YAML")


def test_a_workflow_that_is_not_of_the_tree_is_none(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put(".github/workflows/ci.yml", job())
    assert tree.numbers("ci.") == {}


def test_our_own_pipeline_proves_something():
    root = Path(__file__).parents[3]
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True).stdout.splitlines()
    from mastery_tui.evidence.readings import all_of, read_all

    found = {r.source: r for r in all_of(read_all(root, listed)) if r.adapter in ("ci", "docs", "pins")}
    assert found
    assert [reading.problem for reading in found.values() if reading.problem] == []
