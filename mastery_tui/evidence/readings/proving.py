"""What a command line would prove by failing: tests, lint, types, security."""

import re
from collections.abc import Sequence

KINDS = ("tests", "lint", "types", "security")

_TOOLS = {
    **dict.fromkeys(("pytest", "py.test", "unittest", "trial", "nose2", "jest", "vitest", "phpunit", "rspec"), "tests"),
    **dict.fromkeys(
        ("flake8", "pylint", "eslint", "pycodestyle", "pydocstyle", "golangci-lint", "lint-imports"), "lint"
    ),
    **dict.fromkeys(("pre-commit", "prek", "pyflakes", "shellcheck", "yamllint", "codespell", "rubocop"), "lint"),
    **dict.fromkeys(("mypy", "pyright", "basedpyright", "pytype", "pyre", "ty", "pyrefly", "tsc", "dmypy"), "types"),
    **dict.fromkeys(("bandit", "pip-audit", "safety", "semgrep", "trivy", "gitleaks", "trufflehog"), "security"),
    **dict.fromkeys(("osv-scanner", "snyk", "zizmor", "detect-secrets", "grype", "gosec", "cargo-audit"), "security"),
}
_CHECKING_ONLY = {
    "black": ("--check",),
    "isort": ("--check", "--check-only", "-c"),
    "ruff-format": ("--check", "--diff"),
}
_ACTIONS = (
    ("pypa/gh-action-pip-audit", "security"),
    ("github/codeql-action/analyze", "security"),
    ("aquasecurity/trivy-action", "security"),
    ("gitleaks/gitleaks-action", "security"),
    ("trufflesecurity/trufflehog", "security"),
    ("snyk/actions", "security"),
    ("zizmorcore/zizmor-action", "security"),
    ("actions/dependency-review-action", "security"),
    ("google/osv-scanner-action", "security"),
    ("pre-commit/action", "lint"),
    ("astral-sh/ruff-action", "lint"),
    ("chartboost/ruff-action", "lint"),
    ("psf/black", "lint"),
    ("github/super-linter", "lint"),
    ("super-linter/super-linter", "lint"),
    ("golangci/golangci-lint-action", "lint"),
    ("jakebailey/pyright-action", "types"),
)
_BY_WORD = (
    ("security", re.compile(r"security|audit|bandit|secrets|sast")),
    ("types", re.compile(r"typ(e|es|ing|echeck|e-check)\b|mypy|pyright")),
    ("lint", re.compile(r"lint|style|pre-commit|flake8|ruff|format")),
    ("tests", re.compile(r"tests?\b|^check$|unit|integration|e2e|cov|^py([0-9.{$]|$)|^pypy|^ALL$")),
)
_WRAPPERS = {
    **dict.fromkeys(("uv", "poetry", "pdm", "hatch", "pipenv", "rye", "pixi", "conda", "coverage"), ("run",)),
    "bundle": ("exec",),
}
_PREFIXES = frozenset(
    ("sudo", "time", "env", "npx", "uvx", "pipx", "xvfb-run", "exec", "nice", "command", "yes", "run")
)
_TAKES_A_VALUE = frozenset(
    ("--with", "--python", "-p", "--group", "--extra", "--package", "--directory", "-n", "--only-group", "-e")
)
_NO_RUN = frozenset(
    ("--version", "--help", "-h", "-V", "--collect-only", "--co", "--if-present", "install", "--no-run")
)
_NEVER_FAILS = frozenset(("--exit-zero", "--exit-code=0", "--passWithNoTests", "--notest"))
_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_PYTHON = re.compile(r"(.*/)?(python|pypy)[0-9.]*(\.exe)?|py")


def kinds_of(words: Sequence[str]) -> frozenset[str]:
    """The kinds that a command, split into words, would prove; none where its failure could not be seen."""
    command = _unwrapped(list(words[:200]))
    if not command or (_NO_RUN | _NEVER_FAILS) & set(command[1:]):
        return frozenset()
    name, rest = command[0].rpartition("/")[2].removesuffix(".exe"), command[1:]
    if name in ("tox", "nox"):
        return _environments(rest)
    if name in ("make", "just", "task", "invoke", "inv", "doit", "gmake"):
        return _targets([word for word in rest if not word.startswith("-") and "=" not in word])
    if name in ("npm", "yarn", "pnpm", "bun"):
        return _targets([word for word in rest if word not in ("run", "run-script") and not word.startswith("-")][:1])
    if name in ("go", "cargo", "dotnet", "gradle", "./gradlew", "gradlew", "mvn", "mvnw", "hatch", "swift", "mix"):
        return _targets([word for word in rest if not word.startswith("-")])
    if name == "ruff":
        verb = next((word for word in rest if not word.startswith("-")), "")
        checks = verb == "check" or (verb == "format" and set(_CHECKING_ONLY["ruff-format"]) & set(rest))
        return frozenset({"lint"}) if checks else frozenset()
    if name in _CHECKING_ONLY:
        return frozenset({"lint"}) if set(_CHECKING_ONLY[name]) & set(rest) else frozenset()
    if name == "setup.py" and "test" in rest:
        return frozenset({"tests"})
    if name not in _TOOLS and "/" in command[0]:  # a script of the project, by its name
        return _targets([name.rpartition(".")[0] or name])
    return frozenset({_TOOLS[name]}) if name in _TOOLS else frozenset()


def kind_of_action(uses: str) -> frozenset[str]:
    """The kind that an action of GitHub proves."""
    name = uses.partition("@")[0].lower()
    return frozenset(kind for known, kind in _ACTIONS if name == known or name.startswith(f"{known}/"))


def never_fails(words: Sequence[str]) -> bool:
    """Whether a tool is told to end well whatever it finds."""
    return bool(_NEVER_FAILS & set(words))


def _unwrapped(words: list[str]) -> list[str]:
    """The command itself, without what it is started by."""
    for _ in range(20):
        if not words:
            return words
        head, rest = words[0].rpartition("/")[2], words[1:]
        if _SETTING.match(words[0]) or head in _PREFIXES:
            words = _without_options(rest) if head in _PREFIXES else rest
        elif head == "timeout":
            words = _without_options(rest)[1:]
        elif _PYTHON.fullmatch(words[0]):
            words = _of_python(rest)
        elif rest and rest[0] in _WRAPPERS.get(head, ()):
            words = _without_options(rest[1:])
            if words[:1] == ["-m"]:
                words = words[1:]
        elif head == "uv" and rest[:2] == ["tool", "run"]:
            words = _without_options(rest[2:])
        else:
            return words
    return []


def _without_options(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "-m":
        at += 2 if words[at] in _TAKES_A_VALUE else 1
    return words[at:]


def _of_python(words: list[str]) -> list[str]:
    """`python -X dev -m pytest` and `python -Wd setup.py test`."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "-m":
            return words[at + 1 :]
        if words[at] == "-c":
            return []
        at += 2 if words[at] in ("-X", "-W") else 1
    return words[at:]


def _environments(words: list[str]) -> frozenset[str]:
    """Of tox and nox: those that are named, else tests."""
    named: list[str] = []
    for at, word in enumerate(words):
        if word in ("-e", "-s", "--session", "--sessions", "-m", "-f"):
            named += [one for one in words[at + 1 :] if not one.startswith("-")][:1]
        elif word.startswith(("-e", "-s")) and len(word) > 2:
            named.append(word[2:])
    if not named:
        return frozenset({"tests"})
    found = _targets([one for name in named for one in name.split(",")])
    return found if found or not any("$" in name for name in named) else frozenset({"tests"})


def _targets(names: list[str]) -> frozenset[str]:
    return frozenset(next((kind for kind, words in _BY_WORD if words.search(name)), "") for name in names[:50]) - {""}
