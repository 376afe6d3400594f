"""The topics are one list, and a key's partition is Kafka's."""

import pytest
from aiokafka.partitioner import murmur2 as murmur2_of_aiokafka
from hypothesis import given
from hypothesis import strategies as st

from chassis.bus.topics import UnknownTopic, murmur2, partition_of, topic, topics


@given(st.binary(max_size=64))
def test_the_hash_is_kafkas(key: bytes) -> None:
    assert murmur2(key) & 0x7FFFFFFF == murmur2_of_aiokafka(key) & 0x7FFFFFFF


@given(st.text(), st.integers(1, 100))
def test_a_key_has_a_partition_within_its_topic(key: str, partitions: int) -> None:
    assert 0 <= partition_of(key, partitions) < partitions


def test_every_topic_says_whose_it_is_and_how_it_is_kept() -> None:
    for name, declared in topics().items():
        assert name == declared.name
        assert name.startswith("la.gov.")
        assert declared.owner
        assert declared.partitions > 0
        assert declared.retention_days > 0


def test_an_undeclared_topic_is_named() -> None:
    with pytest.raises(UnknownTopic, match=r"la\.gov\.rumour is not in deploy/topics\.toml"):
        topic("la.gov.rumour")
