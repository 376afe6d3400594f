"""Rights on the bus: a component writes its own topics, reads what its rules consume, in a group of its own name.

Derived, so that no list of rights is kept beside the code: owners from `deploy/topics.toml`, what is consumed from the
component's rules. Whatever is not said here is denied.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from chassis.bus.topics import topic, topics

# Kafka's own words (and Strimzi's). Write and Read imply Describe; said all the same, because whoever reads the list on
# a broker looks for it. A producer that writes may be idempotent since Kafka 3.0 (KIP-679): no right on the cluster.
WRITES: Final = ("Write", "Describe")
READS: Final = ("Read", "Describe")


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One topic or consumer group, and what a component may do with it."""

    kind: Literal["topic", "group"]
    name: str
    operations: tuple[str, ...]


def topics_of(types: Iterable[str]) -> list[str]:
    """Return the topics on which events of these types travel, in order, each once."""
    return sorted({type_.rsplit(".", 2)[0] for type_ in types})


def rights(component: str, consumes: Iterable[str] = ()) -> tuple[Grant, ...]:
    """Return what the component may do: `consumes` are the event types of its rules; raises `UnknownTopic`.

    Its user on the bus and its consumer group bear the component's name. A component without rules has no group.
    """
    written = [Grant("topic", each.name, WRITES) for each in topics().values() if each.owner == component]
    read = [Grant("topic", topic(name).name, READS) for name in topics_of(consumes)]
    group = [Grant("group", component, READS)] if read else []
    return (*written, *read, *group)
