"""Members and offices of a snapshot, read from the entries of the register as they are now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat
from gateway.directory.tables import ENTRIES

_E = ENTRIES.c
_KINDS = ("member", "office")
_PART = 250  # rows that are read between two looks at the loop


async def filed_organisations(connection: AsyncConnection, before: Organisations) -> Organisations:
    """Return the members and offices; the very object from before where none of them has changed since."""
    listed = _E.kind.in_(_KINDS), _E.until.is_(None)
    version = int(await connection.scalar(select(func.max(_E.version)).where(*listed)) or 0)
    if version == before.version:
        return before
    facts: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in _KINDS}  # Any: documents of the register
    query = select(_E.kind, _E.facts).where(*listed)
    async with connection.stream(query, execution_options={"yield_per": _PART}) as found:
        async for row in found:
            facts[row.kind].append(row.facts)
    return Organisations.of(version, map(_member, facts["member"]), map(_office, facts["office"]))


def _member(facts: Mapping[str, Any]) -> MemberFacts:  # Any: as above
    name = max(facts["names"], key=lambda each: each.get("from", ""))
    return MemberFacts(facts["id"], facts["kind"], name["lo"], name["en"], _day(facts.get("dissolvedOn")))


def _office(facts: Mapping[str, Any]) -> OfficeFacts:  # Any: as above
    seat = Seat(facts["member"], facts["code"])
    return OfficeFacts(
        seat, "other", facts["level"], facts["lo"], facts["en"], facts.get("place"), ends=_day(facts.get("closedOn"))
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
