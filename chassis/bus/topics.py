"""Topics of `deploy/topics.toml`, and the partitioner: one key has one partition, the same on both buses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_M: Final = 0x5BD1E995
_MASK: Final = 0xFFFFFFFF


class UnknownTopic(Exception):  # noqa: N818 (it says what is the matter)
    """An event's topic is not in `deploy/topics.toml`."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as the file declares it."""

    name: str
    owner: str
    partitions: int
    replication: int
    retention_days: int


@cache
def topics() -> Mapping[str, Topic]:
    """Return the topics of `deploy/topics.toml` by name."""
    document = tomllib.loads((files("deploy") / "topics.toml").read_text(encoding="utf-8"))
    declared = {name: Topic(name, **document["defaults"] | own) for name, own in document["topics"].items()}
    return MappingProxyType(declared)


def topic(name: str) -> Topic:
    """Return the topic of that name, or raise `UnknownTopic`."""
    try:
        return topics()[name]
    except KeyError:
        message = f"{name} is not in deploy/topics.toml"
        raise UnknownTopic(message) from None


def partition_of(key: str, partitions: int) -> int:
    """Return the number of the partition of a key, as every Kafka client's default partitioner does."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def murmur2(key: bytes) -> int:
    """Return Kafka's 32-bit MurmurHash2 (org.apache.kafka.common.utils.Utils#murmur2).

    Written out, because aiokafka takes a fifth of a second to import and the one-process run needs nothing else of it.
    """
    hashed = 0x9747B28C ^ len(key)
    whole = len(key) & ~3
    for at in range(0, whole, 4):
        word = int.from_bytes(key[at : at + 4], "little") * _M & _MASK
        word = (word ^ word >> 24) * _M & _MASK
        hashed = (hashed * _M & _MASK) ^ word
    if whole < len(key):
        hashed = (hashed ^ int.from_bytes(key[whole:], "little")) * _M & _MASK
    hashed = (hashed ^ hashed >> 13) * _M & _MASK
    return hashed ^ hashed >> 15
