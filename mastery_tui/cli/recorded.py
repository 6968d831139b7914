"""Where a folder's ledger is."""

from pathlib import Path

from mastery_tui.config import paths


def store(root: Path) -> Path:
    """The folder of the tree's ledger; nothing is made there."""
    from mastery_tui.evidence.anchor import Anchor
    from mastery_tui.evidence.ledger import FILE

    own, fallback = paths.project_dir(root), paths.fallback_dir(root)
    if own.is_symlink():  # it could point anywhere, and is never written to
        return fallback
    elsewhere = (fallback / FILE).exists() or Anchor(fallback).file.exists()
    return fallback if elsewhere and not (own / FILE).exists() and not Anchor(own).file.exists() else own
