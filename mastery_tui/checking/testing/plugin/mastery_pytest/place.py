"""Where in the project's own code something went wrong, and what to say about it in one line."""

import os
import sys
from typing import Any, Dict, Optional, Tuple

Place = Tuple[str, int]

LONGEST = 500
_SEPARATOR = os.sep


def relative(path: str, root: str) -> str:
    """`path` relative to the tree in posix form; "" when it is outside."""
    full = os.path.realpath(path)
    if not full.startswith(root + _SEPARATOR):
        return ""
    return full[len(root) + 1 :].replace(_SEPARATOR, "/")


def own(path: str, root: str) -> str:
    """Like `relative`, but "" for installed packages that lie inside the tree."""
    if path.startswith("<"):
        return ""
    name = relative(path, root)
    inside = ("/" + name).replace("\\", "/")
    if "/site-packages/" in inside or "/dist-packages/" in inside:
        return ""
    prefix = os.path.realpath(sys.prefix)
    if prefix != root and os.path.realpath(path).startswith(prefix + _SEPARATOR):
        return ""
    return name


def innermost(error: BaseException, root: str) -> Optional[Place]:
    """The deepest line of the project's own code in the traceback, past helpers that ask to be hidden."""
    best: Optional[Place] = None
    known: Dict[str, str] = {}
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        file = frame.f_code.co_filename
        if file not in known:
            known[file] = own(file, root)
        if known[file] and not (best and frame.f_locals.get("__tracebackhide__") is True):
            best = (known[file], trace.tb_lineno)
        trace = trace.tb_next
    return best


def cause(error: BaseException) -> BaseException:
    """What the project did, below pytest's own wrapping of import and collection errors."""
    for _ in range(5):
        inner: Any = None
        name = type(error).__name__
        if name == "ConftestImportFailure":
            inner = getattr(error, "cause", None)  # pytest 8 and newer
            if inner is None:
                inner = (getattr(error, "excinfo", None) or (None, None))[1]
        elif name in ("CollectError", "PluginImportFailure"):
            inner = error.__cause__
        if not isinstance(inner, BaseException):
            return error
        error = inner
    return error


def describe(error: BaseException, root: str) -> Tuple[str, Optional[Place]]:
    """One line that says what happened, and where; the place is None when none of the project's lines took part."""
    error = cause(error)
    place = innermost(error, root)
    if isinstance(error, SyntaxError) and error.filename:
        name = own(error.filename, root)
        if name:
            place = (name, error.lineno or 1)
    return first_line(error), place


def first_line(error: BaseException) -> str:
    kind = type(error).__name__
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception as broken:  # __str__ is the project's code
        text = f"<its text cannot be made: {type(broken).__name__}>"
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    if kind in ("AssertionError", "Failed") and line:
        return line[:LONGEST]
    return (kind + ": " + line if line else kind)[:LONGEST]


def doctest_place(error: BaseException, root: str) -> Optional[Tuple[str, Place]]:
    """Message and place of the first failing example, for doctests: their frames lie in no file."""
    failures = getattr(error, "failures", None)
    failure = failures[0] if failures else error
    test, example = getattr(failure, "test", None), getattr(failure, "example", None)
    if test is None or example is None:
        return None
    name = own(test.filename or "", root)
    line = (test.lineno or 0) + example.lineno + 1
    got = getattr(failure, "got", None)
    if got is None:
        info = getattr(failure, "exc_info", (None, None))
        got = first_line(info[1]) if isinstance(info[1], BaseException) else "an error"
    text = "{}: expected {}, got {}".format(
        example.source.strip().splitlines()[0], example.want.strip() or "nothing", str(got).strip() or "nothing"
    )
    return " ".join(text.split())[:LONGEST], (name, line)
