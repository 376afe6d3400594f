"""Long work in slices: between two of them everybody else has a turn."""

import asyncio

import pytest

from chassis.process.work import SLICE, each_of, slices


class Turns:
    """Counts how often the loop came to somebody else."""

    def __init__(self) -> None:
        self.taken = 0

    async def take(self) -> None:
        while True:
            self.taken += 1
            await asyncio.sleep(0)


@pytest.mark.parametrize("count", [0, 1, SLICE, SLICE + 1, 10 * SLICE])
async def test_everything_is_done_in_order_and_nothing_twice(count: int) -> None:
    assert [each async for each in each_of(range(count))] == list(range(count))


async def test_no_more_is_done_at_once_than_a_slice() -> None:
    turns, at_once = Turns(), dict[int, int]()
    others = asyncio.create_task(turns.take())
    async for _ in each_of(range(25 * SLICE)):
        at_once[turns.taken] = at_once.get(turns.taken, 0) + 1
    others.cancel()
    assert max(at_once.values()) == SLICE
    assert len(at_once) == 25


async def test_slices_are_of_the_size_that_is_asked_for() -> None:
    assert [list(some) async for some in slices([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
