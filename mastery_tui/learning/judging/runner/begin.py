"""Where a process of the judge begins: `python -I -B begin.py warm|once|keep …`."""

import sys
from pathlib import Path

folder = str(Path(__file__).parent)
sys.path.insert(0, folder)
from mastery_judge import start  # type: ignore[import-not-found]  # noqa: E402  (found only now)

sys.path.remove(folder)
start.main(sys.argv[1:])
