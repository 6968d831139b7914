"""Findings as SARIF 2.1.0 (OASIS standard), for code scanning services and editors."""

import os
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import mastery_tui
from mastery_tui.model.finding import Finding
from mastery_tui.model.state import State
from mastery_tui.reporting.document import ordered

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(state: State) -> dict[str, Any]:
    """The SARIF log of the State, JSON-ready: one run, a rule per (check, rule) that found something."""
    found = ordered(state.findings())
    rules = sorted({(f.check, f.rule, f.url) for f in found}, key=lambda rule: (rule[0], rule[1], rule[2] or ""))
    index: dict[str, int] = {}
    described: list[dict[str, Any]] = []
    for check, rule, url in rules:
        if _id(check, rule) not in index:
            index[_id(check, rule)] = len(described)
            described.append({"id": _id(check, rule), "name": rule, **({"helpUri": url} if url else {})})
    suppressed = any(finding.dismissed is not None for finding in found)
    run = {
        "tool": {"driver": {"name": "mastery", "version": mastery_tui.__version__, "rules": described}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(state)],
        "results": [_result(finding, index) | (_suppressions(finding) if suppressed else {}) for finding in found],
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _id(check: str, rule: str) -> str:
    return f"{check}/{rule}"


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    rule = _id(finding.check, finding.rule)
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": index[rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message or finding.rule},
        "partialFingerprints": {"mastery/v1": finding.fingerprint},
    }
    if finding.new is not None:
        result["properties"] = {"new": finding.new}
    if finding.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path), "uriBaseId": "%SRCROOT%"}}
        if finding.line > 0:
            place["region"] = _region(finding)
        result["locations"] = [{"physicalLocation": place}]
    return result


def _suppressions(finding: Finding) -> dict[str, Any]:
    """Either all results of a run say whether they are suppressed, or none does (SARIF 2.1.0, 3.27.23)."""
    if finding.dismissed is None:
        return {"suppressions": []}
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": finding.dismissed}]}


def _region(finding: Finding) -> dict[str, int]:
    """SARIF's end column is exclusive, as ours is; an end that lies before the start is left out."""
    region = {"startLine": finding.line, "startColumn": max(finding.column, 1)}
    if (finding.end_line, finding.end_column) > (finding.line, region["startColumn"]):
        region |= {"endLine": finding.end_line, "endColumn": max(finding.end_column, 1)}
    return region


def _uri(path: str) -> str:
    return quote(os.fsencode(PurePosixPath(path)), safe="/")


def _invocation(state: State) -> dict[str, Any]:
    silent = [check for check in state.checks.values() if check.status in ("failed", "skipped")]
    return {
        "executionSuccessful": all(check.status != "failed" for check in state.checks.values()),
        "toolExecutionNotifications": [
            {
                "level": "error" if check.status == "failed" else "note",
                "message": {"text": f"{check.name} {check.status}: {check.reason}"},
            }
            for check in silent
        ],
    }
