"""The designed states: each is a State made by hand, and what a person would have pressed to see it."""

from msgspec.structs import replace

from mastery_tui.config.content import Place, built_in
from mastery_tui.config.theme_file import read_all
from mastery_tui.model.finding import Edit, Fix, Result
from mastery_tui.model.state import (
    NO_FILES,
    Activity,
    CheckAbout,
    CheckState,
    Dismissal,
    Explanation,
    FileState,
    Repo,
    Review,
    Sample,
    Setting,
    SourceView,
    State,
    Watch,
)
from tests.ui.states import FOUND, NOON, busy, file_of, finding, green

HINT = "not trusted: static checks only; press T, or run `mastery trust`, to let its tests and commands run"
RUNS = (
    "tests: pytest runs this folder's tests with .venv/bin/python",
    ".mastery/checks/todo.py: a check of the project's own (12 lines)",
)
UNTRUSTED = replace(
    busy(),
    trusted=False,
    trust_hint=HINT,
    trust_runs=RUNS,
    repo=Repo(note="not a git repository"),
    problems_by={
        "settings": (
            "mastery.toml:3: unknown key `chekcs`: did you mean `checks`?",
            "the cache was damaged and is built anew",
        )
    },
)
LOADING = State(root="/tree/learn-python", name="learn-python")
NO_PYTHON = replace(
    green(),
    files={"README.md": FileState("README.md", "b1", 100, 3)},
    source=SourceView(),
    checks={
        name: replace(check, status="skipped", reason=NO_FILES, duration_s=0.0)
        for name, check in green().checks.items()
    },
)
NO_GIT = replace(
    busy(),
    repo=Repo(note="not a git repository"),
    files={path: file_of(path, *(replace(f, new=None) for f in FOUND if f.path == path)) for path in busy().files},
)
PAUSED = replace(busy(), watch=Watch("native", "", NOON, "app.py", paused=True, missed=("app.py",)))
UNWATCHED = replace(
    green(),
    watch=Watch("off", "no more inotify watches; raise fs.inotify.max_user_watches"),
    skipped={"big.py": "51 MB"},
)
MISSING = "bandit is missing: install it with `python -m pip install bandit`"
BROKEN = replace(
    green(),
    checks={
        **green().checks,
        "security": CheckState(
            "security",
            "Security",
            "failed",
            MISSING,
            0.1,
            12,
            about=CheckAbout("file", "built-in", "3", "", ("*.py",), install="python -m pip install bandit"),
        ),
        "tests": CheckState("tests", "Tests", "skipped", "this folder is not trusted", 0, 0),
    },
)
UNCOLLECTED = replace(
    green(),
    checks={
        **green().checks,
        "tests": CheckState("tests", "Tests", "findings", "", 1.2, 12, counts={"error": 1}),
    },
    tree={
        "tests": Result(
            (
                finding(
                    "tests",
                    "collection",
                    "error",
                    "tests/conftest.py",
                    3,
                    "tests cannot be collected: ModuleNotFoundError: No module named 'numpy'",
                ),
            )
        )
    },
    review=Review("no-key", "no key for a language model: all checks work without", "set OPENAI_API_KEY"),
)
OFFLINE = replace(green(), review=Review("offline", "the service cannot be reached", "checks go on without it"))

SAFE = replace(FOUND[3], fix=Fix("Remove unused import: `os`", True, (Edit(3, 1, 4, 1, ""),)))
ASIDE = replace(FOUND[0], dismissed="a file that is missing is no failure here")


def _worked_with() -> State:
    """A State in which a finding can be fixed, one was dismissed, rules are explained and metrics have moved."""
    state = busy()
    kept = [f for f in FOUND if f.path == "app.py" and f not in (FOUND[0], FOUND[3])]
    app = file_of("app.py", ASIDE, SAFE, *kept)
    text = (
        "## What it does\n\nChecks for unused imports.\n\n"
        "## Why is this bad?\n\nUnused imports add a performance overhead at runtime, and risk creating import cycles. "
        "They also increase the cognitive load of reading the code.\n\n"
        "## Example\n\n```python\nimport numpy as np  # unused import\n\n\ndef area(radius):\n"
        "    return 3.14 * radius**2\n```\n"
    )
    names = {
        "findings": lambda n: 40 - n,
        "findings.new": lambda n: 6 - n // 8,
        "coverage.line": lambda n: 70 + n / 4,
        "tests.passed_percent": lambda n: 100 if n > 30 else 97.5,
        "complexity.mean": lambda n: 3.2 + (n % 7) / 10,
        "maintainability.mean": lambda n: 61 + n / 10,
        "sloc": lambda n: 400 + 3 * n,
    }
    samples = tuple(
        Sample(NOON - 60 * (36 - n), n, f"c{n // 9}", {name: float(at(n)) for name, at in names.items()})
        for n in range(36)
        if n != 20
    )
    return replace(
        state,
        files=dict(sorted({**state.files, "app.py": app}.items())),
        explained={"ruff F401": Explanation("ruff", "F401", "unused-import", text, "ruff rule F401")},
        dismissals=(
            Dismissal(
                ASIDE.fingerprint, "security", "B110", "app.py", ASIDE.dismissed or "", "A. Learner", "2023-11-14"
            ),
        ),
        trend=samples,
        trend_metrics=tuple(names),
        theme="dark",
        themes=tuple(read_all([Place(built_in("themes"), "built-in")])[0].values()),
        settings=(
            Setting("theme", "text", '"light"', '""', "The colours: a theme's name, or auto", (), "mastery.toml:1"),
            Setting("gate.fail_on", "choice", '"error"', '"error"', "Findings of this severity or worse fail the gate",
                    ("error", "warning", "info", "never")),
            Setting("files.max_kib", "number", "1024", "1024", "Larger files than this are not checked"),
            Setting("checks.tests.enabled", "switch", "true", "true", "Whether the check runs"),
        ),
        trust_runs=RUNS,
        activity=tuple(
            Activity(NOON - 31 * n, 12 - n // 3, ("save", "check", "git", "trust", "settings", "error")[n % 6],
                     f"entry {n} of what happened", 0.08 * n if n % 2 else None)
            for n in range(24)
        ),
        checks={
            **state.checks,
            "ruff": replace(
                state.checks["ruff"],
                about=CheckAbout("batch", "built-in", "2", "ruff 0.17.1", ("*.py", "*.pyi"),
                                 (("select", "[]"), ("ignore", "[]"))),
                ran_at=NOON - 3,
                durations=(0.11, 0.09, 0.084, 0.2, 0.084),
                log=("warning: the option `select` is deprecated",),
            ),
            "security": replace(state.checks["security"], counts={}, dismissed=1, status="passed"),
        },
    )  # fmt: skip


WORKED = _worked_with()
FIRST = replace(WORKED, trusted=False, trust_hint=HINT, first_run=True)


def many(number: int) -> State:
    """`number` findings, 20 in a file."""
    per = 20
    files = {}
    for n in range(number // per):
        path = f"pkg{n % 50:02}/module_{n:04}.py"
        found = tuple(
            finding("ruff", f"E{i:03}", ("error", "warning", "info")[i % 3], path, i * 3, f"message {i} of {path}")
            for i in range(per)
        )
        files[path] = FileState(path, "b", 100, 1, {"ruff": Result(found)}, {"ruff": "b"})
    counts = {"error": number * 7 // 20, "warning": number * 7 // 20, "info": number * 6 // 20}
    checks = {**green().checks, "ruff": replace(green().checks["ruff"], status="findings", counts=counts)}
    return replace(busy(), files=dict(sorted(files.items())), checks=checks, settled=12)


HOSTILE_NAME = "[bold red]a[/]\x1b[31m\n\u202eb.py"
HOSTILE_TEXT = "[/bold]\x1b[1m\r\nboo\x9b"
HOSTILE = replace(
    green(),
    name="[link=x]tree\x1b]0;own\x07",
    repo=Repo(True, "evil\x1b[2J[/]", "", "", "", 1),
    files={HOSTILE_NAME: file_of(HOSTILE_NAME, finding("ruff", "[red]", "error", HOSTILE_NAME, 2, HOSTILE_TEXT))},
    problems_by={"settings": ("[$error]problem\x1b[31m\nsecond line",)},
    source=SourceView(HOSTILE_NAME, "b1", ("x = 1", "\x1b]52;c;aGk=\x07[bold]\t\u202e日"), ()),
)
