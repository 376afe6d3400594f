"""Counts and memories that workers share: exact over processes that count at once."""

import os
from collections.abc import Callable

import pytest

from chassis.process.shared_counts import SharedCounts
from chassis.process.shared_seen import SeenTooMany, SharedSeen


def in_forks(many: int, work: Callable[[int], int]) -> list[int]:
    """Return what each of so many forked processes has found, at most 60,000, all of them at work at once."""
    children = []
    for number in range(many):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.write(writing, str(work(number)).encode())
            finally:
                os._exit(0)
        os.close(writing)
        children.append((child, reading))
    found = []
    for child, reading in children:
        os.waitpid(child, 0)
        with os.fdopen(reading) as told:
            found.append(int(told.read()))
    return found


def test_processes_that_take_at_once_take_what_there_is_and_no_more() -> None:
    counts = SharedCounts(4, rows=64)

    def take(worker: int) -> int:
        counts.work_as(worker)
        return sum(counts.take((("system", 3900), ("everybody", 5000))) for _ in range(1000))

    taken = in_forks(4, take)
    assert sum(taken) == counts["system"] == counts["everybody"] == 3900
    counts.forget(2)
    assert counts["system"] == 3900 - taken[2] < 3900
    for worker in range(4):
        counts.forget(worker)
    assert counts["system"] == counts["everybody"] == 0


def test_all_permits_are_taken_or_none() -> None:
    counts = SharedCounts(1)
    counts.work_as(0)
    assert counts.take((("a", 1), ("b", 5)))
    assert not counts.take((("b", 5), ("a", 1)))
    assert (counts["a"], counts["b"]) == (1, 1)
    counts.give_back((("a", 1), ("b", 5)))
    assert (counts["a"], counts["b"]) == (0, 0)


def test_a_row_that_counts_nothing_is_given_to_another_name() -> None:
    counts = SharedCounts(1, rows=8)
    counts.work_as(0)
    counts.add("stays", 3)
    for number in range(1000):
        counts.add(f"name {number}", 2)
        assert (counts[f"name {number}"], counts["stays"]) == (2, 3)
        counts.add(f"name {number}", -2)
    assert counts["name 7"] == 0


def test_when_every_row_counts_something_another_name_is_refused() -> None:
    counts = SharedCounts(1, rows=4)
    counts.work_as(0)
    for number in range(4):
        counts.add(str(number), 1)
    with pytest.raises(MemoryError):
        counts.add("one more", 1)
    assert [counts[str(number)] for number in range(4)] == [1, 1, 1, 1]


def test_a_number_is_new_to_one_process_alone() -> None:
    seen = SharedSeen(4, kept_s=60, size=8_000)
    assert sum(in_forks(4, lambda _: sum(seen.is_new(hash(str(number))) for number in range(2000)))) == 2000


def test_a_number_is_remembered_for_its_time_and_then_forgotten() -> None:
    passed = 1000.0
    seen = SharedSeen(1, kept_s=120, size=64, monotonic=lambda: passed)
    assert seen.is_new(1)
    passed += 119.9
    assert not seen.is_new(1)
    assert seen.is_new(2)
    passed += 119.9  # the first turn: what is older than 120 seconds may be forgotten, what is younger must not be
    assert not seen.is_new(2)
    passed += 120.1
    assert seen.is_new(1)


def test_what_cannot_be_remembered_is_refused() -> None:
    seen = SharedSeen(1, kept_s=120, size=16)
    for number in range(1, 13):
        assert seen.is_new(number)
    with pytest.raises(SeenTooMany):
        seen.is_new(99)
    assert not seen.is_new(3)
