"""What waits for nobody comes last, in small tasks, and leaves a worker free for the next save."""

import asyncio
from collections.abc import Iterator
from typing import Any

from mastery_tui.checking import wire
from mastery_tui.checking.cache import Cache
from mastery_tui.checking.interface import Check, batch_check, file_check
from mastery_tui.checking.pool import Pool
from mastery_tui.checking.scheduler import BYTES_IN_BACKGROUND, Scheduler, Work
from mastery_tui.model import event as ev


def nothing(*_: Any) -> Iterator[Any]:
    yield from ()


CHECKS: tuple[Check, ...] = (
    batch_check(name="zz_tool")(nothing),
    batch_check(name="zzz_later", background=True)(nothing),
    batch_check(name="aa_later", background=True)(nothing),
    file_check(name="one")(nothing),
    batch_check(name="a_tool")(nothing),
)


def scheduler(size: int, files: int = 5, weight: int = 100) -> Scheduler:
    """One that was given files and starts nothing."""
    pool = Pool(wire.Setup("/", (), {}, 1, 0), size, 1.0)
    made = Scheduler(pool, Cache(None, print), lambda event: None, lambda paths: None)
    made.pause(True)
    made.configure({check.name: check for check in CHECKS}, {check.name: "key" for check in CHECKS})
    made.submit(1, [ev.Seen(f"f{n}.py", f"{n:040}", weight) for n in range(files)], [], {})
    return made


def taken(of: Scheduler) -> list[Work]:
    """What it hands out, where every task is still running when the next one is asked for."""
    work = []
    while (one := of._next()) is not None:
        work.append(one)
        of.running.add(asyncio.get_running_loop().create_task(asyncio.sleep(60), name=one.lane))
    return work


def run(size: int, **about: int) -> list[Work]:
    async def go() -> list[Work]:
        made = scheduler(size, **about)
        work = taken(made)
        made.stop()
        return work

    return asyncio.run(go())


def test_background_comes_after_all_others() -> None:
    lanes = [work.lane for work in run(4)]
    assert lanes == ["zz_tool", "a_tool", "", "zzz_later", "aa_later"]


def test_its_tasks_are_small_and_one_worker_stays_free() -> None:
    for size, at_once in ((1, 1), (2, 1), (4, 3)):
        work = [one for one in run(size, files=40, weight=10_000) if one.lane == "zzz_later"]
        assert len(work) == at_once
        assert all(len(one.paths) * 10_000 <= BYTES_IN_BACKGROUND + 10_000 for one in work)


def test_a_new_save_goes_before_what_waits_in_the_background() -> None:
    async def go() -> None:
        made = scheduler(2, files=40, weight=10_000)
        while (one := made._next()) is not None and one.lane != "zzz_later":
            pass
        made.submit(2, [ev.Seen("f7.py", "f" * 40, 100)], [], {})
        following = [made._next() for _ in range(4)]
        assert [(one.lane, one.paths) for one in following[:3] if one] == [
            ("zz_tool", ["f7.py"]),
            ("a_tool", ["f7.py"]),
            ("", ["f7.py"]),
        ]
        assert following[3] is not None and following[3].paths[0] == "f7.py", "newest first there too"
        made.stop()

    asyncio.run(go())
