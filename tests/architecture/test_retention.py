"""Every table has a rule of retention, or is a register that is kept for ever, with a reason; nothing just grows."""

from collections import Counter
from collections.abc import Sequence
from importlib import import_module

import pytest

from chassis.bus.topics import topics
from chassis.postgres.retention import Kept, Register, Rule, rules_of
from chassis.postgres.revisions import revisions
from chassis.unit.retention import of_the_chassis
from cli.components import COMPONENTS, Component

KAFKA_SEGMENT_DAYS = (
    7  # segment.ms of a broker that nobody has changed: a message stays so much longer than its topic says
)


def kept_by(component: Component) -> Sequence[Kept]:
    settings = component.settings_class().model_construct()
    own: Sequence[Kept] = import_module(f"{component.package}.retention").kept(settings)
    return [*of_the_chassis(), *own]


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_every_table_has_a_rule_or_is_a_register(component: Component) -> None:
    declared = {each.table for each in kept_by(component)}
    assert declared == revisions(component.migrations).tables | {"alembic_version"}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_each_is_declared_once_and_says_why(component: Component) -> None:
    kept = kept_by(component)
    names = Counter(each.name if isinstance(each, Rule) else each.table for each in kept)
    assert [name for name, times in names.items() if times > 1] == []
    assert [each.table for each in kept if len(each.why.split()) < 4] == []
    registers = {each.table for each in kept if isinstance(each, Register)}
    assert registers & {rule.table for rule in rules_of(kept)} == set(), "kept for ever, and not"


def test_an_inbox_remembers_longer_than_any_topic_delivers() -> None:
    """A group that was away for a week has lost its place on Kafka, and reads the whole topic again."""
    (inbox,) = [rule for rule in rules_of(of_the_chassis()) if rule.table == "inbox"]
    assert inbox.kept.days > max(topic.retention_days for topic in topics().values()) + KAFKA_SEGMENT_DAYS


def test_what_the_migrations_make_is_read_from_their_texts() -> None:
    known = revisions("chassis.bus.migrations")
    assert known.order == ("0001",)
    assert known.tables == {"log", "partitions", "positions"}
