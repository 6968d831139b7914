"""What is mine: whether a finding came since the merge base with the default branch."""

from collections.abc import Mapping

from msgspec.structs import replace

from mastery_tui.model.finding import Finding, Result


class Baseline:
    """The findings of the merge base, file by file, as far as they are known.

    `blobs`: path -> blob id in the merge base, None when there is no base. `renames`: new path -> old path.
    """

    def __init__(self) -> None:
        self.blobs: Mapping[str, str] | None = None
        self.renames: Mapping[str, str] = {}
        self.known: dict[tuple[str, str, str], frozenset[str]] = {}

    def base_blob(self, path: str) -> str | None:
        """The blob that the file had in the merge base; None when it is new since, or there is no base."""
        if self.blobs is None:
            return None
        return self.blobs.get(path) or self.blobs.get(self.renames.get(path, ""))

    def missing(self, path: str, blob: str, check: str) -> bool:
        """Whether the base version has to be checked before findings of the file's present `blob` can be told apart."""
        base = self.base_blob(path)
        return base is not None and base != blob and (path, base, check) not in self.known

    def learn(self, path: str, base: str, check: str, result: Result) -> None:
        """Keep what `check` says of the base version."""
        self.known[path, base, check] = frozenset(finding.fingerprint for finding in result.findings)

    def mark(self, path: str, blob: str, check: str, result: Result) -> Result:
        """The result with every finding's `new` set: True, False, or None where it cannot be told."""
        if not result.findings:
            return result
        if self.blobs is None:
            return _all(result, None)
        base = self.base_blob(path)
        if base is None:
            return _all(result, True)
        if base == blob:
            return _all(result, False)
        known = self.known.get((path, base, check))
        if known is None:
            return _all(result, None)
        return replace(result, findings=tuple(_with(f, f.fingerprint not in known) for f in result.findings))


def _all(result: Result, new: bool | None) -> Result:
    if all(finding.new is new for finding in result.findings):
        return result
    return replace(result, findings=tuple(_with(finding, new) for finding in result.findings))


def _with(finding: Finding, new: bool | None) -> Finding:
    return finding if finding.new is new else replace(finding, new=new)
