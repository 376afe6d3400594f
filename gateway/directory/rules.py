"""Integrity rules of the directory, whoever changes it: every refusal is one sentence."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process.work import each_of
from contracts.catalogue import Catalogue
from gateway.directory import history, inventory, publish, store
from gateway.directory.content import DirectoryContent
from gateway.directory.entry import Entry
from gateway.directory.inventory import Project, Side

_MOST_NAMED: Final = 20  # in a sentence


class EnrolmentRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """Content that cannot become a version of the directory; the sentence names the entry and the reason."""

    def __init__(self, en: str, lo: str | None = None) -> None:
        """Without a Lao sentence the English one stands for both."""
        super().__init__(en)
        self.lo = en if lo is None else lo


class ClassesMissing(EnrolmentRefused):
    """A service whose document does not say of every answer who may see it."""

    def __init__(self, service: str, pointers: Sequence[str]) -> None:
        """`pointers` lead into the document."""
        places = ", ".join(pointers[:_MOST_NAMED])
        more = f" and {len(pointers) - _MOST_NAMED} more" if len(pointers) > _MOST_NAMED else ""
        super().__init__(f"service {service}: add x-data-class (general, specific or secret) at {places}{more}")
        self.service = service
        self.pointers = tuple(pointers)


async def check_rules(connection: AsyncConnection, content: DirectoryContent, catalogue: Catalogue, side: Side) -> None:
    """Raise `EnrolmentRefused` for content that contradicts itself, the directory as it is, or an entry's own rules."""
    entries = content.entries()
    known = await history.present(connection, [(entry.KIND, entry.key) for entry in entries])
    await _check_ids(entries, known)
    members = await store.members(connection) | {member.id for member in content.members}
    async for where, member in each_of(list(_named_members(content))):
        if member not in members:
            raise EnrolmentRefused(f"{where}: there is no member {member}")
    await _check_named(connection, content)
    async for where, codelist, code in each_of(list(_codes(content))):
        if code not in catalogue.codelist(codelist).codes:
            raise EnrolmentRefused(f"{where}: {code} is not in the list {codelist}")
    async for project in each_of(content.projects):
        before = known.get(("project", project.id))
        was = Project.model_validate(before.facts) if before else None
        if fault := inventory.fault_of(was, project, side):
            raise EnrolmentRefused(fault)
    # off the loop: every schema is linted beside all the others
    if content.schemas and (fault := await asyncio.to_thread(publish.fault_of, content.schemas, catalogue)):
        raise EnrolmentRefused(fault)


async def _check_ids(entries: Sequence[Entry], known: Mapping[history.Place, history.Filed]) -> None:
    """Raise `EnrolmentRefused` for an id that stands twice, or is another member's."""
    listed: set[history.Place] = set()
    async for entry in each_of(entries):
        place = entry.KIND, entry.key
        if place in listed:
            raise EnrolmentRefused(f"{entry.KIND} {entry.key} stands twice")
        listed.add(place)
        # their ids are put together from two names, so two members could claim one id; the first has it
        if entry.KIND in {"system", "office"} and place in known and known[place].owner != entry.owner:
            raise EnrolmentRefused(f"{entry.KIND} {entry.key} is {known[place].owner}'s and stays so")


def _named_members(content: DirectoryContent) -> Iterator[tuple[str, str]]:
    for member in content.members:
        yield from ((member.id, parent.member) for parent in member.parents)
        yield from ((member.id, successor.member) for successor in member.successors)
    yield from ((agreement.id, agreement.member) for agreement in content.agreements)
    yield from ((f"{entry.KIND} {entry.key}", entry.owner) for entry in content.entries() if entry.owner)


async def _check_named(connection: AsyncConnection, content: DirectoryContent) -> None:
    """Raise `EnrolmentRefused` for a system or an agreement that names an office or a system its member does not have.

    Services decide by offices: what nobody has is a mistake, or another member's.
    """
    named = [
        *((s.client_id, s.member, "office", code) for s in content.systems for code in s.offices.named),
        *((a.id, a.member, "office", code) for a in content.agreements for code in sorted(a.offices)),
        *((a.id, a.member, "system", client_id) for a in content.agreements for client_id in sorted(a.systems)),
    ]
    places = {(kind, f"{member}-{name}" if kind == "office" else name) for _, member, kind, name in named}
    owners = {place: filed.owner for place, filed in (await history.present(connection, sorted(places))).items()}
    owners |= {(entry.KIND, entry.key): entry.owner for entry in (*content.offices, *content.systems)}
    async for where, member, kind, name in each_of(named):
        key = f"{member}-{name}" if kind == "office" else name
        if owners.get((kind, key)) != member:
            raise EnrolmentRefused(
                f"{where}: {member} has no {kind} {name}",
                f"{where}: {member} ບໍ່ມີ{_KINDS_LO[kind]} {name}",
            )


_KINDS_LO: Final = {"office": "ຫ້ອງການ", "system": "ລະບົບ"}
_PLACES: Final = "places"


def _codes(content: DirectoryContent) -> Iterator[tuple[str, str, str]]:
    for office in content.offices:
        yield office.key, "office-level", office.level
        if office.place:
            yield office.key, _PLACES, office.place
    for agreement in content.agreements:
        yield from ((agreement.id, "office-level", level) for level in sorted(agreement.levels))
    for item in content.equipment:
        yield item.id, "equipment-kind", item.kind
        if item.place:
            yield item.id, _PLACES, item.place


def check_overlaps(terms: Sequence[store.Term]) -> None:
    """Raise `EnrolmentRefused` for two agreements that could both answer for one exchange: then none would."""
    held: dict[tuple[str, str, str, str], list[store.Term]] = {}
    for term in terms:
        for operation in term.operations:
            for purpose in term.purposes:
                others = held.setdefault((term.member, term.service, operation, purpose), [])
                if twin := next((other for other in others if other.overlaps(term)), None):
                    raise EnrolmentRefused(
                        f"{term.id} and {twin.id} both let {term.member}{_bound(term)} call {operation} of "
                        f"{term.service} for {purpose} at the same time"
                    )
                others.append(term)


def _bound(term: store.Term) -> str:
    """Return whom it is bound to, in words; two that overlap are bound in the same ways."""
    ways = (("systems", term.systems), ("offices", term.offices), ("levels", term.levels))
    said = "; ".join(f"{way} {', '.join(names)}" for way, names in ways if names)
    return f" ({said})" if said else ""
