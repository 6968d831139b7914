"""The pytest plugin that runs inside the project's own Python and reports each test over a private channel.

It is loaded by `python -m pytest -p mastery_pytest` with this folder's parent on PYTHONPATH, imports nothing but the
standard library, pytest and (where installed) coverage, and works on Python 3.8 and pytest 7 or newer.
"""

import os
from typing import Any, Optional

from .channel import Channel
from .hooks import Controller, Worker
from .plan import Plan, read_plan
from .recorder import Recorder

VARIABLE = "MASTERY_PYTEST"

_channel: Optional[Channel] = None
_plan: Optional[Plan] = None
_recorder: Optional[Recorder] = None


def _begin(value: str) -> None:
    """Take the channel out of the environment before any of the project's code can see it, then start measuring."""
    global _channel, _plan, _recorder
    fd, token, path = value.split(":", 2)
    _channel = Channel(int(fd), token)
    _plan = read_plan(path)
    if _plan.pythonpath is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = _plan.pythonpath
    if _plan.coverage:
        _recorder = Recorder(_plan.coverage, _plan.root)
        _recorder.start()
    _channel.hello(_recorder)


_value = os.environ.pop(VARIABLE, None)
if _value is not None:
    _begin(_value)


def pytest_addhooks(pluginmanager: Any) -> None:
    """Register what reports; a worker of pytest-xdist has no channel and is told what to do in `pytest_configure`."""
    if _channel is not None and _plan is not None:
        pluginmanager.register(Controller(_channel, _plan, _recorder), "mastery-controller")
    else:
        pluginmanager.register(Worker(), "mastery-worker")
