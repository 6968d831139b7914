"""git's name for a file's content."""

import hashlib


def blob_id(data: bytes) -> str:
    """The git blob id of the bytes: SHA-1 over `blob SIZE`, a null byte and the content (gitformat-pack)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
