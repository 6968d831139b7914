"""Writes the expected values of every module, computed once with PyTorch.

    python curricula/cs336_a1/expected/make.py [MODULE]...

Each file beside this one is named like a module and has two names: `SEED`, and `expected()`, which returns the cases as
a list of dicts that JSON can hold (finite numbers only). They go to modules/MODULE/validator/expected.json, a case to a
line. Inputs are multiples of 1/64, so that the same case is exact in float32 and in float64.
"""

import json
import platform
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> None:
    import numpy
    import torch

    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)  # the order of a sum must not depend on the machine
    for name in names or sorted(file.stem for file in HERE.glob("*.py") if file.stem != "make"):
        module = runpy.run_path(str(HERE / f"{name}.py"))
        made = {
            "by": f"curricula/cs336_a1/expected/{name}.py",
            "command": f"python curricula/cs336_a1/expected/make.py {name}",
            "seed": module["SEED"],
            "torch": torch.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        }
        cases = ",\n".join(f"  {json.dumps(case, allow_nan=False)}" for case in module["expected"]())
        target = HERE.parent / "modules" / name / "validator" / "expected.json"
        target.write_text(f'{{\n "made": {json.dumps(made)},\n "cases": [\n{cases}\n ]\n}}\n', encoding="utf-8")
        print(f"{target.relative_to(HERE.parent)}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
