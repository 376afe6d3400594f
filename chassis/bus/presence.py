"""Which topics a bus lacks: looked at without making any, for whoever wants to know before events wait."""

from collections.abc import Iterable

from chassis.bus import Kind, survey
from chassis.bus.rights import rights
from chassis.bus.security import PLAINTEXT, Security


async def missing_topics(
    kind: Kind, url: str, component: str, consumes: Iterable[str], security: Security = PLAINTEXT
) -> list[str]:
    """Return what the component writes or reads and the bus lacks; raise `BusUnavailable` or `BusRefused`."""
    names = {grant.name for grant in rights(component, consumes) if grant.kind == "topic"}
    if kind == "kafka":
        from chassis.bus.kafka_topics import names_of_topics  # slow to import, as in chassis.bus

        return sorted(names - await names_of_topics(url, security, sorted(names)))
    return sorted(names - (await survey(kind, url)).topics.keys())
