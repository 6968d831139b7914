"""A safe fix, applied by us, is what `ruff check --fix` makes of the file: with every line end."""

import subprocess
from pathlib import Path

import pytest

from mastery_tui.checking.analyzers.ruff_command import binary, findings
from mastery_tui.checking.interface import Found, Source
from mastery_tui.session.fixes import NoFix, fixed_bytes

CORPUS = {
    "F401": "import os\nimport sys  # 名前\nprint(sys)\n",
    "F541": "名前 = f'no field'\n",
    "F632": "x = 1\nif x is 'é':\n\tpass\n",
    "F811": "import os\nimport os\nprint(os)\n",
    "F901": "raise NotImplemented\n",
    "E703": "x = 1;\n",
    "E713": "s, t = '☃', []\nif not s in t:\n    pass\n",
    "W291": "s = '𠀋é☃'   \n",
    "W292": "x = 1",
    "W293": "x = '𠀋'\n \t\ny = x\n",
    "UP034": "print(('𠀋'))\n",
    "W605": "x = '名\\d'\n",
    "I001": "import sys\nimport os\n\nprint(os, sys)\n",
    "UP009": "# -*- coding: utf-8 -*-\nx = 1\n",
    "UP015": "open('名', 'r')\n",
    "UP032": "名 = '{}'.format(1)\n",
    "SIM300": "x = 'é'\nif '☃' == x:\n\tpass\n",
    "Q000": "x = '名'\n",
    "COM812": "f(\n    '𠀋',\n    'x'\n)\n",
    "RUF100": "x = '名'  # noqa: F401\n",
    "PIE790": "def f():\n\t'''𠀋'''\n\tpass\n",
    "RET501": "def f(x):\n    if x:\n        return None\n    print('名')\n",
}
ENDS = ["\n", "\r\n", "\r"]
MARK = "\ufeff"


def said(path: Path, data: bytes, rule: str) -> list[Found]:
    path.write_bytes(data)
    (path.parent / "ruff.toml").write_text(f"[lint]\nselect = ['{rule}']\n")
    told = [item for _, item in findings([Source(path.name, data, path, root=path.parent)], path.parent)]
    return [item for item in told if isinstance(item, Found) and item.rule == rule]


@pytest.mark.parametrize("mark", ["", MARK], ids=["plain", "bom"])
@pytest.mark.parametrize("end", ENDS, ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("rule", CORPUS)
def test_one_finding_is_fixed_as_ruff_fixes_it(tmp_path: Path, rule: str, end: str, mark: str) -> None:
    data = (mark + CORPUS[rule].replace("\n", end)).encode()
    path = tmp_path / "m.py"
    found = [item for item in said(path, data, rule) if item.fix is not None and item.fix.safe]
    assert len(found) == 1  # else the corpus is wrong: more than one, or none that is safe
    fix = found[0].fix
    assert fix is not None
    command = [binary(), "check", "--fix", f"--select={rule}", "--no-cache", "--exit-zero", "-q", "m.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert fixed_bytes(data, fix) == path.read_bytes()


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    fix = next(item.fix for item in said(tmp_path / "m.py", b"import os\n", "F401"))
    assert fix is not None
    with pytest.raises(NoFix, match="not UTF-8"):
        fixed_bytes(b"import os\nx = '\xe9'\n", fix)
    with pytest.raises(NoFix, match="does not fit"):
        fixed_bytes(b"", fix)
