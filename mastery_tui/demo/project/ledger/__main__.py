"""`python -m ledger FILE`: the summary of one statement."""

import sys
from pathlib import Path

from ledger.report import summary
from ledger.statement import read


def main() -> int:
    """Print the summary; 1 when lines could not be read."""
    if len(sys.argv) != 2:
        print("usage: python -m ledger FILE", file=sys.stderr)
        return 2
    statement = read(Path(sys.argv[1]))
    for line in summary(statement.entries):
        print(line)
    for number, why in statement.unread:
        print(f"line {number} was not read: {why}", file=sys.stderr)
    return 1 if statement.unread else 0


if __name__ == "__main__":
    sys.exit(main())
