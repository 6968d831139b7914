"""A regular expression from elsewhere, searched in a text from elsewhere, within limits.

Python's `re` can take for ever, cannot be stopped, and holds up every other thread meanwhile: so it runs in a process
that can be ended. What was found is kept: the same expression and text cost nothing the second time.
"""

import hashlib
import os
import sys
from collections import OrderedDict
from threading import Lock

import msgspec

from mastery_tui.workspace.process import Limits, clean_env, run

MOST_CHARACTERS = 1 << 20
"""Of a text that is longer only the end is looked at: tools print their sums last."""
_LIMITS = Limits(wall_s=10.0, cpu_s=2, memory_bytes=512 << 20, grace_s=0.0)
_KEPT = 1024
_SEARCH = (
    "import json, re, sys\n"
    "pattern, text = json.loads(sys.stdin.buffer.read())\n"
    "found = re.search(pattern, text, re.MULTILINE)\n"
    "groups = found and (found[1] if found.re.groups else found[0])\n"
    "print(json.dumps({'matched': found is not None, 'text': (groups or '')[:1000]}))\n"
)


class Found(msgspec.Struct, frozen=True):
    """Whether it matched, and the text of its first group (of all of it, without one), cut at 1,000 characters.

    `reason` says why it is not known, "" where it is.
    """

    matched: bool = False
    text: str = ""
    reason: str = ""


def search(pattern: str, text: str) -> Found:
    """The first match; `^` and `$` are the ends of lines. Blocks for two seconds of CPU time at most."""
    text = text[-MOST_CHARACTERS:]
    asked = msgspec.json.encode((_plain(pattern), _plain(text)))
    key = hashlib.sha256(asked).digest()
    with _lock:
        known = _known.get(key)
    if known is None:
        known, lasting = _searched(asked)
        if not lasting:
            return known
        with _lock:
            _known[key] = known
            while len(_known) > _KEPT:
                _known.popitem(last=False)
    return known


def _searched(asked: bytes) -> tuple[Found, bool]:
    """What was found, and whether it would be the same the next time: a busy machine says nothing of an expression."""
    command = [sys.executable, "-I", "-S", "-c", _SEARCH]
    try:
        done = run(command, cwd="/", env=clean_env(os.environ), limits=_LIMITS, stdin=asked)
    except OSError as error:
        return Found(reason=f"no process can be started: {os.strerror(error.errno or 0)}"), False
    try:
        if done.returncode == 0 and not done.timed_out:
            return msgspec.json.decode(done.output, type=Found), True
    except msgspec.DecodeError:
        pass
    if done.timed_out or done.killed_reason:
        return Found(reason="the regular expression takes too long here: make it simpler"), not done.timed_out
    last = done.output.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return Found(reason=f"the regular expression cannot be used: {last[:200] or 'no answer'}"), True


def _plain(text: str) -> str:
    """Text that JSON can hold."""
    return text.encode("utf-8", "replace").decode()


_known: OrderedDict[bytes, Found] = OrderedDict()
_lock = Lock()
