"""`python -m mastery_tui`: the command `mastery`."""

import sys

from mastery_tui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
