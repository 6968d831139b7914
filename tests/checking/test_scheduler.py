"""The scheduler with real workers: results follow content, and one bad file is one finding."""

import asyncio

from mastery_tui.model import event as ev
from tests.checking.conftest import Bench, MakeBench


def test_results_follow_content(make_bench: MakeBench) -> None:
    async def go() -> None:
        bench = make_bench()
        try:
            await bench.write(a="fine\n", b="bad\n")
            assert bench.found() == {("b.py", "words", "W1"), ("b.py", "batch", "B1")}
            assert bench.state.checks["words"].counts == {"warning": 1}
            assert {c.status for c in bench.state.checks.values()} == {"findings"}
            await bench.write(a="bad\n", b="good\n")
            assert bench.found() == {("a.py", "words", "W1"), ("a.py", "batch", "B1")}
            await bench.write(a=None)
            assert bench.found() == set()
            assert {c.status for c in bench.state.checks.values()} == {"passed"}
            assert {c.generation for c in bench.state.checks.values()} == {3}
        finally:
            bench.close()

    asyncio.run(go())


def test_content_seen_before_comes_from_the_cache(make_bench: MakeBench) -> None:
    async def go() -> None:
        bench = make_bench()
        try:
            await bench.write(a="bad\n")
            await bench.write(a="good\n")
        finally:
            bench.close()
        again = make_bench()
        try:
            await again.write(a="bad\n")
            assert again.found() == {("a.py", "words", "W1"), ("a.py", "batch", "B1")}
            assert again.pool.idle == [] and again.pool.busy == set(), "no worker was needed"
        finally:
            again.close()

    asyncio.run(go())


def one_bad_file(make_bench: MakeBench, word: str, expected: str, timeout_s: float = 20.0) -> None:
    async def go() -> None:
        bench: Bench = make_bench(timeout_s)
        try:
            files = {f"f{n}": "bad\n" for n in range(9)}
            await bench.write(**files, evil=f"{word}\n")
            good = {(f"f{n}.py", *rest) for n in range(9) for rest in (("words", "W1"), ("batch", "B1"))}
            assert bench.found() == good | {("evil.py", "words", "check-broken")}
            (message,) = [f.message for f in bench.state.findings() if f.rule == "check-broken"]
            assert expected in message
            await bench.write(evil="mended\n")
            assert bench.found() == good
        finally:
            bench.close()

    asyncio.run(go())


def test_a_crash_on_one_file_is_one_finding(make_bench: MakeBench) -> None:
    one_bad_file(make_bench, "CRASH", "SIGSEGV")


def test_a_hang_on_one_file_is_one_finding(make_bench: MakeBench) -> None:
    one_bad_file(make_bench, "HANG", "no answer within 1 s", timeout_s=1.0)


def test_a_memory_blow_up_on_one_file_is_one_finding(make_bench: MakeBench) -> None:
    one_bad_file(make_bench, "MEMORY", "MemoryError")


def test_an_exception_on_one_file_is_one_finding(make_bench: MakeBench) -> None:
    one_bad_file(make_bench, "RAISE", "ValueError: told to")


def test_a_check_that_refuses_is_failed_and_the_others_go_on(make_bench: MakeBench) -> None:
    async def go() -> None:
        bench = make_bench()
        try:
            await bench.write(a="bad REFUSE\n", b="bad\n")
            assert bench.state.checks["batch"].status == "failed"
            assert bench.state.checks["batch"].reason == "told to refuse"
            assert bench.found() == {("a.py", "words", "W1"), ("b.py", "words", "W1")}
        finally:
            bench.close()

    asyncio.run(go())


def test_a_save_during_a_run_wins(make_bench: MakeBench) -> None:
    async def go() -> None:
        bench = make_bench()
        try:
            for n in range(30):
                await bench.write(wait=False, a=f"{'bad' if n % 2 else 'good'} {n}\n", b=f"bad {n}\n")
                await asyncio.sleep(0)
            await bench.settled()
            assert {f[0] for f in bench.found()} == {"a.py", "b.py"}
            assert all(file.blobs == dict.fromkeys(bench.checks, file.blob) for file in bench.state.files.values()), (
                "nothing shown is stale"
            )
        finally:
            bench.close()

    asyncio.run(go())


def test_content_that_nobody_told_us_of_is_drift(make_bench: MakeBench) -> None:
    async def go() -> None:
        bench = make_bench()
        try:
            (bench.root / "a.py").write_text("bad\n")
            bench.emit(ev.TreeChanged(1, (ev.Seen("a.py", "0" * 40, 4),), (), {}, 0.0))
            bench.scheduler.submit(1, [ev.Seen("a.py", "0" * 40, 4)], [], {})
            async with asyncio.timeout(20):
                await bench.drifted.wait()
            assert not bench.idle.is_set(), "not settled on a lie"
            await bench.write(a="bad\n")
            assert bench.found() == {("a.py", "words", "W1"), ("a.py", "batch", "B1")}
        finally:
            bench.close()

    asyncio.run(go())


def test_a_pool_at_rest_keeps_warm_and_slim_workers(make_bench: MakeBench) -> None:
    async def go() -> None:
        bench = make_bench()
        try:
            await bench.write(a="bad\n", b="bad\n")
            before = {worker.process.pid for worker in bench.pool.idle}
            await bench.pool.rest(keep=1)
            assert len(bench.pool.idle) == 1 and bench.pool.idle[0].process.pid in before
            await bench.pool.rest(keep=2, slim_bytes=1)  # all are too fat: replaced by fresh ones
            fresh = {worker.process.pid for worker in bench.pool.idle}
            assert len(fresh) == 2 and not fresh & before
            await bench.write(c="bad\n")
            assert ("c.py", "words", "W1") in bench.found()
        finally:
            bench.close()

    asyncio.run(go())
