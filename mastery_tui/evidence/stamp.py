"""On which tree something was seen, as the ledger keeps it."""

from collections.abc import Callable, Mapping

from mastery_tui.config.settings_file import OWN
from mastery_tui.evidence.readings.places import is_evidence
from mastery_tui.evidence.record import Stamp
from mastery_tui.evidence.tree_id import tree_id
from mastery_tui.model.state import FileState, State

DISMISSED = "mastery-dismissed.toml"
OUR_FILES = frozenset({OWN, DISMISSED})
"""What is said there changes what is asked of the tree, not the tree."""


def is_no_part(path: str) -> bool:
    """Whether a file is no part of the tree: it only says what we are to do, or is a result that a tool wrote."""
    return path in OUR_FILES or is_evidence(path)


def stamp_of(
    state: State, tools: Mapping[str, str] | None = None, leave_out: Callable[[str], bool] = is_no_part
) -> Stamp:
    """The stamp of what is seen in this State; `tools` maps names to versions, None: those of its checks.

    `leave_out` tells which files are no part of the tree.
    """
    tree = _tree(state, leave_out)
    return Stamp(state.generation, state.repo.head, tree, dict(tools_of(state) if tools is None else tools))


def _tree(state: State, leave_out: Callable[[str], bool]) -> str:
    """The id of the State's tree; that of the last one is kept, since a State that moves on often keeps its files."""
    global _last
    files, asked, tree = _last
    if files is not state.files or asked is not leave_out:
        tree = tree_id(blobs_of(state), leave_out)
        _last = (state.files, leave_out, tree)
    return tree


def blobs_of(state: State) -> dict[str, str]:
    """Every file of the tree that is known, to its git blob id; attestations are over these."""
    return {path: file.blob for path, file in state.files.items()}


def tools_of(state: State) -> dict[str, str]:
    """The versions of the tools that the checks of this State use: check to tool and version."""
    used = {name: check.about.tool for name, check in state.checks.items() if check.about.tool}
    return {**used, **({"python": state.python.version} if state.python.version else {})}


_last: tuple[Mapping[str, FileState], Callable[[str], bool], str] = ({}, is_no_part, "")
