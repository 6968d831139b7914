"""Fetch a statement from the bank's export command."""

import subprocess
from pathlib import Path


def fetch(account: str, target: Path) -> Path:
    """Run the export and keep what it prints. The account number comes from the settings file."""
    done = subprocess.run(
        f"bank-export --account {account}", shell=True, capture_output=True, check=True
    )
    target.write_bytes(done.stdout)
    return target
