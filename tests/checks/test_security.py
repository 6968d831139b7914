"""Security findings are bandit's own: same rules, places, texts, for any code and any configuration."""

import io
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import rich.progress  # noqa: F401 - hypothesis looks at every module, which would load our lazy one amid an example
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.security import SEVERITY, security
from mastery_tui.checking.analyzers.bandit_config import profile
from mastery_tui.checking.analyzers.bandit_load import load
from mastery_tui.checking.analyzers.bandit_pass import issues
from mastery_tui.checking.interface import Skipped, Source, Unreadable

PACKAGES = Path(sysconfig.get_path("purelib"))
BANDIT = Path(sysconfig.get_path("scripts")) / "bandit"

Row = tuple[Any, ...]


def expected(results: Iterable[dict[str, Any]]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for result in results:
        line, last = result["line_number"], result["line_range"][-1]
        end = (last, result["end_col_offset"] + 1)
        if end < (line, result["col_offset"] + 1):
            end = (0, 0)
        row = (
            result["test_id"],
            SEVERITY[result["issue_severity"]],
            line,
            result["issue_text"],
            result["col_offset"] + 1,
            *end,
            result["more_info"],
        )
        rows.setdefault(result["filename"].removeprefix("./"), []).append(row)
    return {path: sorted(found) for path, found in rows.items()}


def command(root: Path, *arguments: str) -> tuple[dict[str, list[Row]], dict[str, str], list[str]]:
    """What `bandit -r .` prints: findings and errors by path, and the files that it scanned."""
    done = subprocess.run(
        [BANDIT, "-r", ".", "-f", "json", "-q", *arguments], cwd=root, capture_output=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    said = json.loads(done.stdout)
    errors = {error["filename"].removeprefix("./"): error["reason"] for error in said["errors"]}
    files = [name.removeprefix("./") for name in said["metrics"] if name != "_totals"]
    return expected(said["results"]), errors, files


def ours(root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    rows: dict[str, list[Row]] = {}
    errors: dict[str, str] = {}
    for file in sorted([*root.rglob("*.py"), *root.rglob("*.pyw")]):
        path = file.relative_to(root).as_posix()
        try:
            found = list(security.run(Source(path, file.read_bytes(), file, root=root), None))
        except Unreadable as error:
            errors[path] = str(error)
            continue
        if found:
            rows[path] = sorted(
                (f.rule, f.severity, f.line, f.message, f.column, f.end_line, f.end_column, f.url) for f in found
            )
    return rows, errors


def same_as_command(root: Path, *arguments: str) -> int:
    theirs, their_errors, _ = command(root, *arguments)
    rows, errors = ours(root)
    assert errors == their_errors
    assert rows == theirs
    return sum(map(len, rows.values()))


def test_real_code() -> None:
    assert same_as_command(PACKAGES / "git") > 50


@pytest.mark.long
@pytest.mark.parametrize("package", ["textual", "rich", "_pytest", "git", "pip", "bandit", "hypothesis", "setuptools"])
def test_real_code_whole(package: str) -> None:
    same_as_command(PACKAGES / package)


SNIPPETS = """
import pickle
import subprocess, telnetlib
import os.path as p
from subprocess import Popen as P, call
from os import system
import paramiko
import tarfile
import yaml
import hashlib as h
import flask
from . import xml
import jinja2
import requests as r
import torch
import transformers
from django.utils.safestring import mark_safe
from django.db.models.expressions import RawSQL
import Crypto.PublicKey.RSA
import importlib
from cryptography.hazmat.primitives.asymmetric import rsa
exec("x")
eval(input())
subprocess.Popen("ls", shell=True)
subprocess.call(["ls", x], shell=False)
P(cmd, shell=True)
call(f"a {b}", shell="yes")
system("tar *")
os.system("chown " + x)
os.execl("a", "b")
other(shell=True)
pickle.loads(data)
yaml.load(x)
yaml.load(x, Loader=yaml.SafeLoader)
h.md5(b"x")
h.new("sha1", usedforsecurity=False)
h.new("sha1")
app.run(debug=True)
r.get(u, verify=False)
r.post(u, timeout=None)
tarfile.open(n).extractall(members=f(n))
tar.extractall(filter="data")
tar.extractall()
os.chmod("/etc", 0o777)
ssl.wrap_socket(ssl_version=PROTOCOL_SSLv2)
f(method=SSLv3_METHOD)
jinja2.Environment(autoescape=False)
jinja2.Environment()
torch.load("x")
transformers.AutoModel.from_pretrained("a/b")
mark_safe(x)
mark_safe("a %s" % x)
RawSQL("a" + x)
q.extra(where=x)
Crypto.PublicKey.RSA.generate(512)
rsa.generate_private_key(65537, 1024)
client.set_missing_host_key_policy(paramiko.AutoAddPolicy)
client.exec_command("x")
__import__("telnetlib")
__import__(name)
importlib.import_module("ftplib")
importlib.import_module(name="pickle")
password = "hunter2"
self.token = "x" + y
d["secret"] = "s"
d = {"pwd": "x", "a": "0.0.0.0"}
login(password="x", **kw)
if password == "root": pass
t = "/tmp/x"
cur.execute("select a from t where b = '%s'" % x)
cur.execute(f"delete from {t}")
cur.execute("insert into a values ({})".format(x))
s = "update a " + "set b = " + c
assert x, "/tmp"
lambda token="x": "/dev/shm"
[z for z in "/tmp/a" if z]
with open("/var/tmp/x") as fh: pass
async def g(password="x"): pass
def k(a, token="x", *, secret="y", z=ssl.PROTOCOL_SSLv3): "/tmp doc"
''' /tmp docstring '''
u = '''@/tmp@''' + x
v = "a\u202eb"
b = b"/tmp"
""".strip("\n").split("\n")
BLOCKS = (
    "if x:",
    "def f(a, password=None):",
    "class C:",
    "try:",
    "with a as b:",
    "match x:\n    case '/tmp':",
    "for i in '/tmp':",
)
NOSEC = (
    "",
    "",
    "",
    "  # nosec",
    "  # nosec: B608",
    "  # nosec B101,B105",
    "  # nosec assert_used",
    "  #nosec B404 # x",
)


@st.composite
def modules(draw: st.DrawFn) -> str:
    lines: list[str] = []
    depth = 0
    for snippet in draw(st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=14)):
        move = draw(st.integers(0, 5))
        if move == 0:
            depth = 0
        if move == 1 and depth < 3:
            block = draw(st.sampled_from(BLOCKS))
            lines += [" " * 8 * depth + line + draw(st.sampled_from(NOSEC)) for line in block.split("\n")]
            depth += 1
            inside = " " * 8 * depth
            lines.append(inside + snippet.replace("@", "\n") + draw(st.sampled_from(NOSEC)))
            if block == "try:":
                lines += [
                    " " * 8 * (depth - 1) + "except Exception:",
                    inside + draw(st.sampled_from(["pass", "continue"])),
                ]
        else:
            text = snippet.replace("@", "\n")
            if draw(st.booleans()):
                text = text.replace("(", "(\n", 1).replace(", ", ",  # nosec B602\n", draw(st.integers(0, 1)))
            lines.append(" " * 8 * depth + text + draw(st.sampled_from(NOSEC)))
    return "\n".join(lines) + "\n"


def by_bandit(data: bytes, filename: str) -> tuple[list[Row], list[str]]:
    """bandit's own driver on these bytes, in this process."""
    core = load()
    config = core.config.BanditConfig()
    manager = core.manager.BanditManager(config, "file", profile={"include": set(), "exclude": set()})
    manager._parse_file(filename, io.BytesIO(data), [filename])
    rows = [
        (i.test_id, i.severity, i.confidence, i.lineno, i.linerange, i.col_offset, i.end_col_offset, i.text)
        for i in manager.results
    ]
    return sorted(rows), [reason for _, reason in manager.skipped]


def by_us(data: bytes, path: str) -> tuple[list[Row], list[str]]:
    try:
        found = issues(Source(path, data), profile(None))
    except Unreadable as error:
        return [], [str(error)]
    rows = [(i.test_id, i.severity, i.confidence, i.line, i.line_range, i.column, i.end_column, i.text) for i in found]
    return sorted(rows), []


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(modules())
def test_any_code(code: str) -> None:
    assert by_us(code.encode(), "a.py") == by_bandit(code.encode(), "./a.py")


def test_every_snippet_parses_or_fails_alike_and_most_rules_fire() -> None:
    code = "\n".join(snippet.replace("@", "\n") for snippet in SNIPPETS) + "\n"
    rows, errors = by_us(code.encode(), "a.py")
    assert (rows, errors) == by_bandit(code.encode(), "./a.py")
    assert len({row[0] for row in rows}) > 40


ODD = {
    "empty": b"",
    "syntax error": b"def f(:\n",
    "null byte": b"x = 1\0\n",
    "utf-16": "import pickle\n".encode("utf-16"),
    "not utf-8": b"x = '\xff'\nimport pickle\n",
    "latin-1": b"# coding: latin-1\nx = '\xff'\nimport pickle\n",
    "unknown encoding": b"# coding: klingon\nimport pickle\n",
    "bom": b"\xef\xbb\xbfimport pickle\n",
    "crlf": b"import pickle\r\nassert x  # nosec\r\nassert y\r\n",
    "cr": b"import pickle\rassert x\r",
    "nested": b"x = " + b"(" * 5000 + b"1" + b")" * 5000 + b"\n",
    "bad indent": b"if x:\n        y\n    z\n",
    "form feed": b"\x0cassert x\n",
    "no end": b"assert x",
    "bidi": "x = '\u202e'\n".encode(),
    "nosec in utf-16 cookie": b"# coding: utf-16\nassert x # nosec\n",
    "non-ascii columns": "x = 'äöü'; assert x\n".encode(),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files(name: str) -> None:
    assert by_us(ODD[name], "a.py") == by_bandit(ODD[name], "./a.py")


def test_a_line_of_50_mb() -> None:
    data = b"import pickle\nx = '" + b"a" * 50_000_000 + b"'\n"
    assert [i.test_id for i in issues(Source("a.py", data), profile(None))] == ["B403"]


def test_deep_expressions_do_not_stop_us() -> None:
    found = issues(Source("a.py", b"x = " + b" + ".join([b"a"] * 900) + b"\nexec(x)\n"), profile(None))
    assert [i.test_id for i in found] == ["B102"]


def test_the_shared_tree_is_left_as_it_was() -> None:
    source = Source("a.py", b"d['secret'] = f(exec('/tmp'))\n")
    before = [set(vars(node)) for node in __import__("ast").walk(source.tree)]
    assert issues(source, profile(None))
    assert [set(vars(node)) for node in __import__("ast").walk(source.tree)] == before


CODE = (
    "import pickle, subprocess\nassert x\npassword = 'x'\nsubprocess.Popen('ls', shell=True)\nt = '/tmp/x', '/my/y'\n"
    "try:\n    pass\nexcept ValueError:\n    pass\nMy.run('ls *')\nassert y  # nosec\n"
)
YAML = "bandit.yaml"
CONFIGS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "none": ({}, ()),
    "ini skips": ({".bandit": "[bandit]\nskips = B101,B404\n"}, ()),
    "ini tests": ({".bandit": "[bandit]\ntests = B101,B105\n"}, ()),
    "ini exclude": ({".bandit": "[bandit]\nexclude = tests,./lib/b.py\n"}, ()),
    "ini ignore-nosec": ({".bandit": "[bandit]\nignore-nosec = 1\n"}, ()),
    "ini configfile": ({".bandit": "[bandit]\nconfigfile = bandit.yml\n", "bandit.yml": "skips: [B403]\n"}, ()),
    "ini adds to yaml": ({".bandit": "[bandit]\nskips=B101\n", YAML: "skips: [B403]\n"}, ("-c", YAML)),
    "ini that is yaml": ({".bandit": "skips: [B101]\n"}, ("-c", ".bandit")),
    "yaml skips": ({YAML: "skips: [B101, B602]\n"}, ("-c", YAML)),
    "yml tests": ({"bandit.yml": "tests: [B403]\n"}, ("-c", "bandit.yml")),
    "yaml exclude": ({YAML: "exclude_dirs: ['tests', '*/b.py']\n"}, ("-c", YAML)),
    "yaml include": ({YAML: "include: ['*.pyw']\n"}, ("-c", YAML)),
    "assert globs": ({YAML: "assert_used:\n  skips: ['*/test_*.py', './a.py']\n"}, ("-c", YAML)),
    "tmp dirs": ({YAML: "hardcoded_tmp_directory:\n  tmp_dirs: ['/my']\n"}, ("-c", YAML)),
    "typed except": ({YAML: "try_except_pass:\n  check_typed_exception: true\n"}, ("-c", YAML)),
    "shell": ({YAML: "shell_injection:\n  subprocess: [My.run]\n  shell: [My.run]\n  no_shell: []\n"}, ("-c", YAML)),
    "plugin None": ({YAML: "assert_used:\n"}, ("-c", YAML)),
    "toml": ({"pyproject.toml": "[tool.bandit]\nskips=['B101']\nexclude_dirs=['lib']\n"}, ("-c", "pyproject.toml")),
    "toml plugin": (
        {"pyproject.toml": "[tool.bandit.assert_used]\nskips=['./tests/*']\n"},
        ("-c", "pyproject.toml"),
    ),
    "toml without us": ({"pyproject.toml": "[tool.other]\nx=1\n"}, ()),
    "yaml before toml": ({YAML: "skips: [B101]\n", "pyproject.toml": "[tool.bandit]\nskips=['B105']\n"}, ("-c", YAML)),
    "profile": (
        {
            ".bandit": "[bandit]\nprofile = p\n",
            YAML: "profiles:\n  p:\n    include: [assert_used, B403]\n    exclude: []\n",
        },
        ("-c", YAML),
    ),
}


def tree(root: Path, files: dict[str, str]) -> Path:
    everywhere = dict.fromkeys(("a.py", "tests/test_a.py", "lib/b.py", "w.pyw", ".github/c.py"), CODE)
    for name, text in (everywhere | files).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize("name", CONFIGS)
def test_configuration(name: str, tmp_path: Path) -> None:
    files, arguments = CONFIGS[name]
    assert same_as_command(tree(tmp_path, files), *arguments) > 0


BROKEN = {
    "yaml": ({YAML: "skips: [B101\n"}, "bandit.yaml"),
    "yaml list": ({YAML: "- a\n"}, "bandit.yaml"),
    "yaml text": ({YAML: "skips: B101\n"}, "skips must be a list"),
    "yaml exclude text": ({YAML: "exclude_dirs: tests\n"}, "exclude_dirs must be a list"),
    "yaml object": ({YAML: "!!python/object/apply:os.system ['true']\n"}, "bandit.yaml"),
    "yaml deep": ({YAML: "[" * 3000}, "bandit.yaml"),
    "empty": ({YAML: ""}, "bandit.yaml"),
    "toml": ({"pyproject.toml": "[tool.bandit\n"}, "pyproject.toml"),
    "toml shape": ({"pyproject.toml": "tool = 'bandit'\n"}, "pyproject.toml"),
    "ini section": ({".bandit": "[other]\nskips=B101\n"}, ".bandit"),
    "ini syntax": ({".bandit": "[bandit]\nskips\n"}, ".bandit"),
    "ini level": ({".bandit": "[bandit]\nlevel=2\n"}, "level"),
    "both": ({YAML: "tests: [B101]\nskips: [B101]\n"}, "B101 is in both"),
    "nothing left": ({YAML: "tests: [B999]\n"}, "no rule"),
    "missing profile": ({".bandit": "[bandit]\nprofile=p\n"}, "profile 'p'"),
    "outside": ({".bandit": "[bandit]\nconfigfile=/dev/zero\n"}, "inside the tree"),
    "missing file": ({".bandit": "[bandit]\nconfigfile=x.yaml\n"}, "x.yaml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_configuration_gives_one_clear_line(name: str, tmp_path: Path) -> None:
    files, words = BROKEN[name]
    tree(tmp_path, files)
    with pytest.raises(Skipped) as skipped:
        list(security.run(Source("a.py", CODE.encode(), None, root=tmp_path), None))
    assert words in str(skipped.value)
    assert str(skipped.value).isprintable()


def test_a_configuration_that_never_ends_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".bandit")
    with pytest.raises(Skipped, match="not a regular file"):
        profile(tmp_path)


def test_a_changed_configuration_counts_at_once(tmp_path: Path) -> None:
    source = Source("a.py", b"assert x\n", None, root=tmp_path)
    assert len(list(security.run(source, None))) == 1
    (tmp_path / YAML).write_text("skips: [B101]\n")
    assert not list(security.run(source, None))
    (tmp_path / YAML).unlink()
    assert len(list(security.run(source, None))) == 1


def test_trees_keep_their_own_settings(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / YAML).write_text("assert_used:\n  skips: ['*']\n")
    one, two = (Source("a.py", b"assert x\n", None, root=tmp_path / name) for name in ("one", "two"))
    assert [len(list(security.run(source, None))) for source in (one, two, one)] == [0, 1, 0]


def test_importing_the_check_does_not_import_bandit() -> None:
    code = "import sys, checks.security; print('bandit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_loading_bandit_leaves_the_process_as_it_was() -> None:
    code = (
        "import sys, warnings; shown = warnings.formatwarning; import checks.security as s;"
        "s.load(); print(warnings.formatwarning is shown, 'bandit.formatters.html' in sys.modules);"
        "import rich.progress; print(rich.progress.Progress.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "Progress"]
    assert done.stderr == ""
