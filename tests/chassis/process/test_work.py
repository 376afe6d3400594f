import asyncio
import os
import signal
from concurrent.futures.process import BrokenProcessPool

import pytest

from chassis.process.work import WorkPool


def the_process(_: int) -> int:
    return os.getpid()


async def test_long_work_runs_outside_the_event_loop() -> None:
    pool = WorkPool()
    try:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.01)

        ticking = asyncio.create_task(tick())
        assert await pool.run(the_process, 1) != os.getpid()
        ticking.cancel()
        assert ticks > 1
    finally:
        pool.close()


async def test_what_the_work_raises_is_raised_here() -> None:
    pool = WorkPool()
    try:
        with pytest.raises(ZeroDivisionError):
            await pool.run(divmod, 1, 0)
    finally:
        pool.close()


async def test_after_a_process_was_killed_the_next_work_is_done_in_a_new_one() -> None:
    pool = WorkPool()
    try:
        with pytest.raises(BrokenProcessPool):
            await pool.run(os.kill, await pool.run(the_process, 1), signal.SIGKILL)
        assert await pool.run(the_process, 1) != os.getpid()
    finally:
        pool.close()


def test_a_pool_that_never_worked_closes() -> None:
    WorkPool().close()
