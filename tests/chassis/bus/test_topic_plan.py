"""What differs between the bus and its file is said line by line; a machine with few brokers is no difference."""

from dataclasses import replace

import pytest

from chassis.bus.topic_plan import Shape, differences, missing, wanted
from chassis.bus.topics import Topic

CASE = Topic("la.gov.justice.case", "case-registry", partitions=6, replication=3, retention_days=30)
DECLARED = {CASE.name: CASE}


@pytest.mark.parametrize(("brokers", "replication", "min_insync"), [(1, 1, 1), (2, 2, 1), (3, 3, 2), (5, 3, 2)])
def test_a_topic_gets_as_many_copies_as_there_are_brokers(brokers: int, replication: int, min_insync: int) -> None:
    shape = wanted(CASE, brokers)
    assert (shape.replication, shape.min_insync) == (replication, min_insync)
    assert list(differences(DECLARED, {CASE.name: shape}, brokers)) == []
    assert missing(DECLARED, {CASE.name: shape}) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"partitions": 12}, "12 partitions, not 6"),
        ({"replication": 1}, "replication 1, not 3"),
        ({"retention_ms": 86_400_000}, "1 days, not 30 days"),
        ({"retention_ms": -1}, "∞ days, not 30 days"),
        ({"min_insync": 1}, "min.insync.replicas 1, not 2"),
    ],
)
def test_each_difference_is_one_line_in_both_languages(change: dict[str, int], said: str) -> None:
    (difference,) = differences(DECLARED, {CASE.name: replace(wanted(CASE, 3), **change)}, 3)
    assert difference.en.startswith(f"{CASE.name}: {said}")
    assert "ບໍ່ແມ່ນ" in difference.lo
    assert not difference.note


def test_a_missing_topic_is_a_difference_and_a_strange_one_a_note() -> None:
    lacking, strange = differences(DECLARED, {"rumours": Shape(1, 1, 1, 1)}, 3)
    assert "missing; `saphan topics create` makes it" in lacking.en
    assert (strange.note, strange.en) == (True, "rumours: on the bus, but not in deploy/topics.toml.")
    assert missing(DECLARED, {}) == [CASE]


def test_a_topic_that_may_not_be_seen_is_not_said_to_be_missing() -> None:
    (difference,) = differences(DECLARED, {}, 3, [CASE.name])
    assert difference.en == f"{CASE.name}: this user may not see it."
