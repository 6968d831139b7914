"""Who git says works here."""

from pathlib import Path

from mastery_tui.workspace.git_command import Command, GitError


def user(root: Path) -> tuple[str, str]:
    """Name and address, as configured for the folder; each is "" where git does not know it."""
    return _configured(root, "user.name"), _configured(root, "user.email")


def called(root: Path) -> str:
    """The same as one text, `Name <address>`; "" where git knows neither."""
    name, address = user(root)
    return f"{name} <{address}>" if name and address else name or address


def _configured(root: Path, key: str) -> str:
    try:
        _, output = Command(str(root)).run("config", "--get", key, ok=(0, 1))
    except GitError:  # without git nobody is known
        return ""
    return " ".join(output.decode("utf-8", "replace").split())
