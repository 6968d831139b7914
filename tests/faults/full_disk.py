"""Run in a namespace of its own, see test_roots: `.mastery` is a small file system that fills up while we watch."""

import os
import sys
from pathlib import Path

from mastery_tui.model.state import State
from tests.faults.conftest import lives_on, of
from tests.session.live import Live


def told(state: State) -> set[str]:
    """The files of which a problem tells."""
    return {name for problem in state.problems for name in ("cache.db", "ledger.db", "trend.jsonl") if name in problem}


def main() -> None:
    root = Path(sys.argv[1])
    os.environ["MASTERY_HOME"] = str(root.parent / "home")
    live = Live(root)
    try:
        (root / "bad.py").write_text("import os\n")
        live.caught_up()
        with (root / ".mastery" / "fill").open("wb", buffering=0) as fill:
            try:
                while True:
                    fill.write(bytes(4096))
            except OSError:
                pass
        for number in range(30):
            (root / f"m{number}.py").write_text(f"import os  # {number}\n" * 20)
        state = live.caught_up()
        assert of(state, "bad.py") and all(of(state, f"m{number}.py") for number in range(30))
        state = live.until(lambda state: told(state) >= {"cache.db", "ledger.db"})
        assert all("full" in problem for problem in state.problems), state.problems
        assert len(state.problems) == len(told(state)), state.problems  # each is told once
        lives_on(live)
    finally:
        live.close()
    print("right")


if __name__ == "__main__":
    main()
