"""The id of a tree: one short text that is another one once any file of it is."""

import hashlib
from collections.abc import Callable, Mapping


def tree_id(blobs: Mapping[str, str], leave_out: Callable[[str], bool] = lambda path: False) -> str:
    """SHA-256 over the sorted paths and their git blob ids, without the paths that `leave_out` names; in hex."""
    told = "".join([f"{path}\0{blobs[path]}\n" for path in sorted(blobs) if not leave_out(path)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
