"""The headless part stays headless, and help is quick: proved in fresh processes."""

import pkgutil
import subprocess
import sys

import pytest

import mastery_tui

HEAVY = (
    "textual",
    "rich",
    "openai",
    "git",
    "bandit",
    "radon",
    "pytest",
    "coverage",
    "pydantic",
    "ast_grep_py",
    "fsrs",
    "vulture",
    "numpy",
)
HEADLESS = (
    *("model", "config", "workspace", "checking", "evidence", "learning"),
    *("session", "reporting", "demo", "cli"),
)
IN_A_PROCESS_OF_ITS_OWN = {
    "mastery_tui.checking.testing.plugin",  # loaded by the pytest of the project, never by us
    "mastery_tui.workspace.supervisor",  # a script
    "mastery_tui.learning.judging.runner.begin",  # a script too, of the learner's Python
}


def headless_modules() -> list[str]:
    found = [module.name for module in pkgutil.walk_packages(mastery_tui.__path__, "mastery_tui.")]
    return [name for name in found if name.split(".")[1] in HEADLESS and name not in IN_A_PROCESS_OF_ITS_OWN]


def loaded_after(code: str) -> set[str]:
    """The top-level modules that are loaded once the code has run in a fresh process."""
    script = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_every_headless_module_loads_without_the_heavy_ones() -> None:
    modules = headless_modules()
    assert {name.split(".")[1] for name in modules} == set(HEADLESS)
    assert len(modules) > 40
    loaded = loaded_after("\n".join(f"import {name}" for name in modules))
    assert "mastery_tui" in loaded
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)


def test_no_headless_module_needs_another_one_to_be_imported_first() -> None:
    """Each alone in one forked child: a circle between modules shows only in some orders."""
    code = """
import gc, os
names = {names!r}
ours, theirs = os.pipe()
if os.fork() == 0:  # foreign modules are loaded once for all, and by none of ours
    for name in names:
        __import__(name)
    os.write(theirs, " ".join(name for name in sys.modules if not name.startswith("mastery_tui")).encode())
    os._exit(0)
os.close(theirs)
for name in os.fdopen(ours).read().split():
    try:
        __import__(name)
    except ImportError:
        pass  # such as os.path, an alias
os.wait()
assert not any(name.startswith("mastery_tui") for name in sys.modules)
gc.disable()
for name in names:
    child = os.fork()
    if child == 0:
        try:
            __import__(name)
        except BaseException as error:
            print(name, repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, name
"""
    loaded_after(code.format(names=headless_modules()))


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option: str) -> None:
    code = f"""
from mastery_tui.cli.main import main
try:
    main([{option!r}])
except SystemExit as ended:
    assert ended.code == 0
"""
    loaded = loaded_after(code)
    assert loaded.isdisjoint((*HEAVY, "msgspec", "asyncio", "watchdog", "sqlite3")), loaded


@pytest.mark.parametrize(
    "verb",
    [
        "check",
        "watch",
        "state",
        "doctor",
        "trust",
        "init",
        "learn",
        "curriculum",
        "ledger",
        "scenario",
        "baseline",
        "attest",
        "report",
        "note",
    ],
)
def test_the_help_of_a_verb_loads_nothing_heavy(verb: str) -> None:
    code = f"from mastery_tui.cli.main import main\ntry:\n    main([{verb!r}, '--help'])\nexcept SystemExit: pass"
    assert loaded_after(code).isdisjoint(HEAVY)
