"""Rights on the bus are derived: a component's own topics, what it consumes, and the group of its name."""

import pytest

from chassis.bus.rights import READS, WRITES, Grant, rights
from chassis.bus.topics import UnknownTopic

BIRTH, DEATH = "la.gov.civil.birth", "la.gov.civil.death"


def test_an_owner_writes_its_topics_and_has_no_group_without_rules() -> None:
    own = [BIRTH, DEATH, *(f"la.gov.civil.{each}" for each in ("marriage", "divorce", "certificate", "event"))]
    assert rights("civil-registration") == tuple(Grant("topic", topic, WRITES) for topic in own)


def test_who_consumes_reads_each_topic_once_in_a_group_of_its_own_name() -> None:
    granted = rights("statistics", [f"{BIRTH}.registered.v1", f"{BIRTH}.declared.v1", f"{DEATH}.registered.v1"])
    assert granted == (
        Grant("topic", BIRTH, READS),
        Grant("topic", DEATH, READS),
        Grant("group", "statistics", READS),
    )


def test_a_type_without_a_topic_is_refused() -> None:
    with pytest.raises(UnknownTopic):
        rights("statistics", ["la.gov.rumour.heard.v1"])
