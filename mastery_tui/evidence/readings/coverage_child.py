"""Coverage data as a report: `python -I -m mastery_tui.evidence.readings.coverage_child ROOT < .coverage`.

The configuration of the tree says what is left out, and nothing more: no plugin is loaded, no file of the tree imported
or written. The answer is JSON after an empty line.
"""

import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

SILENT: dict[str, object] = {
    "run:plugins": [],
    "run:debug": [],
    "run:debug_file": None,
    "run:source_pkgs": [],
    "run:patch": [],
    "run:concurrency": [],
    "run:parallel": False,
    "report:contexts": None,
    "json:show_contexts": False,
}
"""What would import, run or write something."""


def answer(root: str, data: bytes) -> dict[str, object]:
    """What to print: report and number of files that are gone, or the problem."""
    import sqlite3

    from coverage import Coverage
    from coverage.exceptions import CoverageException

    os.chdir(root)  # relative names in data and configuration count from there
    with tempfile.NamedTemporaryFile(prefix="mastery-coverage-") as copy:
        copy.write(data)
        copy.flush()
        try:
            measured = Coverage(data_file=copy.name, check_preimported=False)
            for option, value in SILENT.items():
                measured.set_option(option, value)  # type: ignore[arg-type]
            measured.load()
            inside, gone = _sorted(Path(root), measured.get_data().measured_files())
            if not inside:
                return {"problem": "speaks of no file of this tree"}
            with redirect_stdout(io.StringIO()) as printed:
                measured.json_report(morfs=inside, outfile="-", show_contexts=False, pretty_print=False)
        except (CoverageException, sqlite3.Error) as error:
            return {"problem": f"cannot be read: {str(error).replace(copy.name, '.coverage')}"}
    return {"report": json.loads(printed.getvalue()), "gone": gone}


def _sorted(root: Path, files: set[str]) -> tuple[list[str], int]:
    """The files that are in the tree, and how many were."""
    inside, gone = [], 0
    for name in sorted(files):
        place = Path(os.path.realpath(name))
        if not place.is_relative_to(root):
            continue
        if place.is_file():
            inside.append(name)
        else:
            gone += 1
    return inside, gone


def main() -> None:
    """Answer on standard output."""
    found = answer(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.write("\n\n" + json.dumps(found))


if __name__ == "__main__":
    main()
