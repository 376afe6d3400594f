"""Plan of the bus's topics: what `deploy/topics.toml` wants, compared with what is there. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.bus.topics import Topic

_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How a topic is kept on Kafka."""

    partitions: int
    replication: int
    retention_ms: int
    min_insync: int

    @property
    def days(self) -> str:
        """The retention in days, for people; Kafka's -1 is for ever."""
        return "∞" if self.retention_ms < 0 else f"{self.retention_ms / _DAY_MS:g}"


@dataclass(frozen=True, slots=True)
class Found:
    """What is on the bus: topics by name, topics that this user may not see, and how many brokers there are."""

    topics: Mapping[str, Shape]
    brokers: int
    hidden: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than it should be, in both languages; a note makes no check fail."""

    en: str
    lo: str
    note: bool = False


def wanted(declared: Topic, brokers: int) -> Shape:
    """Return the shape of a declared topic on that many brokers; a machine with fewer gets as many copies as it can."""
    replication = min(declared.replication, brokers)
    # acks=all means as many as these: one broker may be away for maintenance, and a write is still on two
    return Shape(declared.partitions, replication, declared.retention_days * _DAY_MS, max(1, replication - 1))


def missing(declared: Mapping[str, Topic], found: Mapping[str, Shape]) -> list[Topic]:
    """Return the topics to be made."""
    return [each for name, each in declared.items() if name not in found]


def differences(
    declared: Mapping[str, Topic], found: Mapping[str, Shape], brokers: int, hidden: Sequence[str] = ()
) -> Iterator[Difference]:
    """Yield what differs; `hidden` are topics that this user may not even see."""
    for each in declared.values():
        if each.name in hidden:
            yield Difference(f"{each.name}: this user may not see it.", f"{each.name}: ຜູ້ໃຊ້ນີ້ບໍ່ມີສິດເຫັນ.")
        elif each.name not in found:
            yield Difference(
                f"{each.name}: missing; `saphan topics create` makes it.",
                f"{each.name}: ບໍ່ມີ; ສ້າງດ້ວຍ `saphan topics create`.",
            )
        else:
            yield from _of_one(each.name, wanted(each, brokers), found[each.name])
    for name in sorted(found.keys() - declared.keys()):
        yield Difference(
            f"{name}: on the bus, but not in deploy/topics.toml.",
            f"{name}: ມີໃນລະບົບ ແຕ່ບໍ່ມີໃນ deploy/topics.toml.",
            note=True,
        )


def _of_one(name: str, wanted: Shape, found: Shape) -> Iterator[Difference]:
    if found.partitions != wanted.partitions:
        yield Difference(
            f"{name}: {found.partitions} partitions, not {wanted.partitions}; keys would lose their order, "
            "so nobody changes it by command.",
            f"{name}: ມີ {found.partitions} partition, ບໍ່ແມ່ນ {wanted.partitions}; ປ່ຽນແລ້ວລຳດັບຈະເສຍ.",
        )
    if found.replication != wanted.replication:
        yield Difference(
            f"{name}: replication {found.replication}, not {wanted.replication}; "
            "kafka-reassign-partitions.sh changes it.",
            f"{name}: replication {found.replication}, ບໍ່ແມ່ນ {wanted.replication}; ປ່ຽນດ້ວຍ kafka-reassign-partitions.sh.",
        )
    if found.retention_ms != wanted.retention_ms:
        yield _of_setting(name, f"{found.days} days", f"{wanted.days} days", f"retention.ms={wanted.retention_ms}")
    if found.min_insync != wanted.min_insync:
        setting = f"min.insync.replicas={wanted.min_insync}"
        yield _of_setting(name, f"min.insync.replicas {found.min_insync}", str(wanted.min_insync), setting)


def _of_setting(name: str, found: str, wanted: str, setting: str) -> Difference:
    command = f"kafka-configs.sh --alter --entity-type topics --entity-name {name} --add-config {setting}"
    return Difference(f"{name}: {found}, not {wanted}; {command}", f"{name}: {found}, ບໍ່ແມ່ນ {wanted}; {command}")
