"""Why a test failed, in few lines for the learner, from the exception and what was called last."""

from __future__ import annotations

import os
from types import FrameType
from typing import Any

from .codec import Decoder
from .link import CodeEnded, Link
from .remote import Remote
from .show import size_of, value_text

_MOST_LINES = 6
_LONGEST = 900
_EQUALITY = frozenset({"assert_allclose", "assert_array_equal", "assert_equal", "assert_almost_equal",
                       "assert_array_almost_equal", "assert_approx_equal", "assert_array_almost_equal_nulp",
                       "assert_array_max_ulp"})  # fmt: skip
_PAIRS = (("actual", "desired"), ("x", "y"))


class Compared:
    """The operands of the last comparison that pytest explained."""

    def __init__(self) -> None:
        self.pair: tuple[str, Any, Any] | None = None


def explain(error: BaseException, traceback: Any, link: Link, compared: Compared) -> dict[str, Any]:
    """`message`, `call`, `expected`, `got` and `size` of a Case. `traceback` is where the test failed."""
    told: dict[str, Any] = {"message": "", "call": "", "expected": "", "got": "", "size": 0}
    told.update(_call(link))
    learner = error.__dict__.get("mastery_learner")
    if isinstance(error, CodeEnded):
        told["message"] = str(error)
    elif learner is not None:
        told["message"] = raised(learner)
        told["got"] = learner["name"]
    else:
        found = _numpy_pair(traceback)
        if found is not None:
            told.update(expected=value_text(found[1]), got=value_text(found[0]))
            told["message"] = _differences(*found) or _first_lines(str(error))
        elif isinstance(error, AssertionError):
            told.update(_assertion(str(error), compared))
        else:
            told["message"] = _other(error, traceback)
    told["message"] = told["message"][:_LONGEST]
    return told


def raised(learner: dict[str, Any]) -> str:
    """One or two lines on an exception of the learner's code."""
    name = learner["name"]
    line = f"{name}: {_first_lines(learner['text'], 2)}" if learner["text"] else name
    if name == "SystemExit":
        line = f"sys.exit({learner['text']}) was called"
    if learner["syntax"]:
        file, number, message, _ = learner["syntax"]
        return f"{name} at {file}:{number}: {message}"
    places = [f"{file}:{number} in {function}" for file, number, function in reversed(learner["where"])]
    return line + (f"\nat {', from '.join(places[:2])}" if places else "")


def _call(link: Link) -> dict[str, Any]:
    """What was called last, decoded anew from what went over."""
    last = link.last
    if last is None:
        return {}
    about = getattr(last.target, "_mastery_about", {"kind": "object", "name": "", "type": "object", "params": []})
    if about["kind"] == "object":
        name, names = f"{about['type']}(…)", []
    else:
        name, names = about["name"] or "…", about["params"]
    decoder = Decoder([memoryview(one).cast("B") for one in last.buffers], _handle_text)
    try:
        args = [decoder.value(one) for one in last.args]
        kwargs = {key: decoder.value(one) for key, one in last.kwargs.items()}
    except Exception:
        return {"call": f"{name}(…)"}
    shown = [
        f"{names[at]}={value_text(one, 120)}" if at < len(names) else value_text(one, 120)
        for at, one in enumerate(args)
    ]
    shown += [f"{key}={value_text(one, 120)}" for key, one in kwargs.items()]
    return {"call": f"{name}({', '.join(shown)})"[:400], "size": size_of(args) + size_of(list(kwargs.values()))}


class _Named:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def _handle_text(raw: list[Any], decoder: Decoder) -> Any:
    return _Named(str(raw[2]) if raw[0] == "f" else "an object of yours")


def _numpy_pair(traceback: Any) -> tuple[Any, Any, FrameType] | None:
    """Actual and desired of the outermost frame of numpy.testing that compares for equality, and that frame."""
    while traceback is not None:
        frame = traceback.tb_frame
        parts = frame.f_code.co_filename.split(os.sep)
        if "numpy" in parts and "testing" in parts and frame.f_code.co_name in _EQUALITY:
            for one, other in _PAIRS:
                if one in frame.f_locals and other in frame.f_locals:
                    return frame.f_locals[one], frame.f_locals[other], frame
        traceback = traceback.tb_next
    return None


def _differences(actual: Any, desired: Any, frame: FrameType) -> str:
    """What is different first, and how much is."""
    import numpy as np

    if type(actual) is Remote:
        about = actual._mastery_about
        what = f"an object of your class {about['type']}" if about["kind"] == "object" else f"a {about['kind']}"
        return f"{about.get('from') or 'your code'} returned {what}, not an array"
    if actual is None or (getattr(actual, "shape", None) == () and actual[()] is None):
        return "None was returned: is there a return?"
    try:
        one, other = np.asarray(actual), np.asarray(desired)
    except Exception:
        return ""
    if one.dtype.kind not in "biufc" or other.dtype.kind not in "biufc":
        return ""
    if one.shape != other.shape and one.ndim and other.ndim:
        return f"the shape is {one.shape}, expected {other.shape}"
    try:
        one, other = np.broadcast_arrays(one, other)
        given = frame.f_locals
        with np.errstate(all="ignore"):
            if "rtol" in given:
                same = np.isclose(one, other, rtol=given["rtol"], atol=given.get("atol", 0), equal_nan=True)
            elif "decimal" in given:
                same = np.isclose(one, other, rtol=0, atol=1.5 * 10.0 ** -given["decimal"], equal_nan=True)
            else:
                same = (one == other) | ((one != one) & (other != other))
        wrong = np.argwhere(~same)
    except Exception:
        return ""
    if not len(wrong):
        return ""
    first = tuple(int(at) for at in wrong[0])
    where = f"at [{', '.join(map(str, first))}] " if first else ""
    got, expected = one[first].item(), other[first].item()
    many = f"\n{len(wrong):,} of {one.size:,} numbers differ" if one.size > 1 else ""
    return f"{where}expected {expected!r}, got {got!r}{many}"


def _assertion(text: str, compared: Compared) -> dict[str, Any]:
    told = {"message": _first_lines(text) or "an assertion of the test does not hold"}
    if compared.pair is not None and compared.pair[0] in ("==", "is"):
        _, got, expected = compared.pair
        told.update(expected=value_text(expected), got=value_text(got))
        if type(got) is Remote:
            about = got._mastery_about
            told["message"] = (
                f"{about.get('from') or 'your code'} returned an object of your class {about['type']}: "
                f"it equals nothing but itself\n{told['message']}"
            )
    return told


def _other(error: BaseException, traceback: Any) -> str:
    name = type(error).__name__
    text = _first_lines(str(error))
    if name == "Failed":  # pytest.fail, and pytest.raises where nothing was raised
        return text
    where = None
    while traceback is not None:
        where, traceback = traceback, traceback.tb_next
    place = f"\nat {os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}" if where else ""
    return (f"{name}: {text}" if text else name) + place


def _first_lines(text: str, most: int = _MOST_LINES) -> str:
    lines = [line.rstrip()[:200] for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:most])
