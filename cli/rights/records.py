"""Rights in records that are no cases: cells of the `rights.toml` of a service, for one record and all around it.

The words of the tables are read here once more, without `chassis/reference`, so that each checks the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final, TypeAlias

from chassis.reference.tables import Reach, Rights, Row
from cli.rights.cells import Answer, Cell, Position, Profile, not_named, purposes_of, rights_of


@dataclass(frozen=True, slots=True)
class Service:
    """A service with a table of rights, and what its operations do that the table does not say."""

    name: str
    parts: Sequence[str]  # of a record, first the office that has it
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what may be true at once (`_AND`), by operation
    nobodys: frozenset[str] = frozenset()  # facts of records that no office has
    begins: frozenset[str] = frozenset()  # acts that make the record: there is none yet
    looks_as: Mapping[str, str] = field(default_factory=dict)  # an act on what this read does not show is 404
    hides: frozenset[str] = frozenset()  # acts that are 404 to whom they are not allowed
    only_first: frozenset[str] = frozenset()  # acts on records of which nobody but the first part has one yet
    sends: frozenset[str] = frozenset()  # acts for another's record that need the right to do it for one's own

    @property
    def rights(self) -> Rights:
        """The table of the service."""
        return Rights.of(f"services.{self.name}")


_AND: Final = "+"  # between facts that are true of one record at once

Who: TypeAlias = tuple[str, Position, Profile, str]  # its purpose, and what is true of the record

_ON_EVENTS: Final = (
    *("requestCorrection", "decideCorrection", "decideDuplicate", "decideUin"),
    *("submitNotice", "submitDeclaration", "amendEvent", "archiveEvent", "retrieveEvent"),
    *("validateEvent", "approveEvent", "rejectEvent", "cancelEvent", "reinstateEvent"),
    *("assignEvent", "unassignEvent", "handOverEvent"),
    *("issueCertificate", "revokeCertificate"),
)
_OF_FAMILY: Final = (
    *("listEventCorrections", "listEventDuplicates", "listEventLinks"),
    *("listCertificates", "certificateById"),
)
SERVICES: Final = (
    Service(
        "civil_registration",
        ("registrar", "declarer"),
        facts={
            "eventById": ("", "submitted", "submitted+closed", "submitted+registeredDeath"),
            **dict.fromkeys(_ON_EVENTS, ("", "submitted")),
            **dict.fromkeys(_OF_FAMILY, ("", "submitted", "submitted+closed")),
            "registerEvent": ("submitted", "submitted+registeredDeath"),
            **dict.fromkeys(("listEvents", "listQueues"), ("", "submitted")),
            "listEventChanges": ("submitted",),  # nobody follows a draft
        },
        begins=frozenset(
            {"notifyEvent", "notifyEventInFhir", "draftEvent"}
            | {f"declare{kind}" for kind in ("Birth", "Death", "FetalDeath", "Marriage", "Divorce", "Adoption")}
            | {f"declare{kind}" for kind in ("Recognition", "NameChange", "Guardianship")}
            | {"importEvents", "keepEventImportMapping", "verifyFact", "searchRegistry"}
        ),
        looks_as=dict.fromkeys(("registerEvent", *_ON_EVENTS), "eventById"),
        hides=frozenset({"acknowledgeEventCorrection"}),
    ),
    Service(
        "document_exchange",
        ("issuer", "recipient"),
        begins=frozenset({"uploadFile", "draftDocument"}),
        hides=frozenset({"dispatchDocument", "openDelivery"}),
        only_first=frozenset({"dispatchDocument"}),
    ),
    Service(
        "health_summaries",
        ("owner",),
        facts={"listDataValues": ("", "counted")},
        nobodys=frozenset({"counted"}),
        sends=frozenset({"sendDataValueSet"}),
    ),
)


def positions_of(parts: Sequence[str]) -> list[Position]:
    """Return everybody around a record whose seats have these parts."""
    first = frozenset(parts[:1])
    found = [
        Position(name="own", own=True, parts=first),
        Position(name="own: taken over from a closed office", own=True, parts=first),
        Position(name="below", under=True),
        Position(name="beside"),
        Position(name="another member"),
        Position(name="no office: others are held", held=frozenset()),
    ]
    for part in parts:
        named = frozenset({part})
        if part not in first:
            found.append(Position(name=f"role: {part}", parts=named))
        found.append(Position(name=f"above: {part}", over_own=part in first, over=named))
        found.append(Position(name=f"no office: {part} is held", held=named))
    return found


def is_met(row: Row, purpose: str, position: Position, profile: Profile, fact: str) -> bool:
    """Tell whether the row lets who stands so, of that kind, do or read it."""
    if (position.held is not None) != (row.seat is Reach.HELD) and row.seat is not Reach.EVERY:
        return False
    facts = fact.split(_AND)
    if not _is_about(row, purpose, position, profile) or (row.only is not None and row.only not in facts):
        return False
    if row.unless in facts:
        return False
    named = frozenset(row.parts)
    return {
        Reach.OWN: bool(position.parts & named),
        Reach.ROLE: bool(position.parts & named),
        Reach.ABOVE: bool(position.over & named),
        Reach.BELOW: bool((position.parts | position.over) & named),
        Reach.HELD: bool((position.held or frozenset()) & named),
        Reach.EVERY: True,
    }[row.seat]


def _is_about(row: Row, purpose: str, position: Position, profile: Profile) -> bool:
    of_an_office = position.is_of_an_office
    return (
        (not row.members or profile.member_kind in row.members)
        and (not row.offices or (of_an_office and profile.office_kind in row.offices))
        and (not row.levels or (of_an_office and profile.level in row.levels))
        and (not row.rights or not row.rights.isdisjoint(rights_of(purpose)))
    )


def profiles_of(rows: Sequence[Row]) -> list[Profile]:
    """Return the kinds of member and office and the levels that rows name, and one of each that none does."""
    nobody = Profile(
        not_named("member-kind", {code for row in rows for code in row.members}),
        not_named("office-kind", {code for row in rows for code in row.offices}),
        not_named("office-level", {code for row in rows for code in row.levels}),
    )
    found = {nobody}
    for row in rows:
        members, offices = row.members or {nobody.member_kind}, row.offices or {nobody.office_kind}
        found |= {Profile(*each) for each in product(members, offices, row.levels | {nobody.level})}
    return sorted(found)


def cells(service: Service, rights: Rights | None = None) -> Iterator[Cell]:
    """Return the cells of every operation in the table of a service."""
    table = rights or service.rights
    rows = [*table.acts, *table.reads]
    purposes = purposes_of({right for row in rows for right in row.rights})
    for operation in dict.fromkeys(name for row in rows for name in row.operations):
        looked_at = {operation, service.looks_as.get(operation)}
        about = [row for row in rows if looked_at & set(row.operations)]
        facts = service.facts.get(operation, ("",))
        for purpose, position, profile, fact in product(
            purposes, _around(service, operation), profiles_of(about), facts
        ):
            if fact in service.nobodys:
                position = _of_nobodys(position)  # noqa: PLW2901 - the same, to a record that no office has
            yield Cell(
                operation=operation,
                purpose=purpose,
                position=position,
                profile=profile,
                about=fact,
                answer=answer(service, table, operation, (purpose, position, profile, fact)),
            )


def _around(service: Service, operation: str) -> list[Position]:
    if operation in service.begins:
        own, *_, unheld = positions_of(service.parts)[:6]
        return [own, unheld]
    parts = service.parts[:1] if operation in service.only_first else service.parts
    return positions_of(parts)


def _of_nobodys(position: Position) -> Position:
    held = None if position.held is None else frozenset[str]()
    return Position(name=position.name, held=held)


def answer(service: Service, table: Rights, operation: str, who: Who) -> Answer:
    """Return what who stands so is answered to this act or read."""
    purpose, position, profile, _ = who
    acts = [row for row in table.acts if operation in row.operations]
    if acts:
        return _answer_to_act(service, table, acts, operation, who)
    rows = [row for row in table.reads if operation in row.operations]
    without = [
        row for row in rows if row.seat in {Reach.HELD, Reach.EVERY} and _is_about(row, purpose, position, profile)
    ]
    if position.held is not None and not without:
        return Answer.OFFICE_NEEDED
    return Answer.ALLOWED if any(is_met(row, *who) for row in rows) else Answer.HIDDEN


def _answer_to_act(service: Service, table: Rights, rows: Sequence[Row], operation: str, who: Who) -> Answer:
    purpose, position, profile, fact = who
    if position.held is not None:
        return Answer.OFFICE_NEEDED
    looks_as = service.looks_as.get(operation)
    if looks_as is not None and answer(service, table, looks_as, who) is not Answer.ALLOWED:
        return Answer.HIDDEN
    allowed = any(is_met(row, *who) for row in rows)
    if operation in service.sends:
        own = Position(name="own", own=True, parts=frozenset(service.parts[:1]))
        allowed = allowed and any(is_met(row, purpose, own, profile, fact) for row in rows)
    if allowed:
        return Answer.ALLOWED
    return Answer.HIDDEN if operation in service.hides else Answer.REFUSED
