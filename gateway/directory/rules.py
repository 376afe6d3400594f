"""Integrity rules of the directory, whoever changes it: every refusal is one sentence."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process.work import each_of
from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from gateway.directory import history, inventory, lines, organisation_rows, publish, store, structure
from gateway.directory.content import DirectoryContent, System
from gateway.directory.entry import Entry
from gateway.directory.inventory import Project, Side
from gateway.directory.lines import Wrong
from gateway.directory.officers import Officer
from gateway.directory.organisations import Office

MOST: Final = 100  # entries that are told of at once, as of any request
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


class EntriesRefused(EnrolmentRefused):
    """Entries of a list that cannot be so, each with its own sentence: in a list of thousands all are told at once."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        """At least one; what is told is the first, and how many there are."""
        more = f" (+{len(wrong) - 1})" if len(wrong) > 1 else ""
        super().__init__(wrong[0].en + more, wrong[0].lo + more)
        self.wrong = tuple(wrong)


async def check_rules(
    connection: AsyncConnection, content: DirectoryContent, catalogue: Catalogue, side: Side, at: datetime
) -> None:
    """Raise `EnrolmentRefused` for content that contradicts itself, the directory as it is, or an entry's own rules."""
    entries = content.entries()
    known = await history.present(connection, [(entry.KIND, entry.key) async for entry in each_of(entries)])
    moved = await store.successors(connection) | {m.id: m.successor for m in content.members if m.successor}
    await _check_ids(entries, known, moved)
    members = await store.members(connection) | {member.id for member in content.members}
    async for where, member in each_of(list(_named_members(content))):
        if member not in members:
            raise EnrolmentRefused(f"{where}: there is no member {member}", f"{where}: ບໍ່ມີສະມາຊິກ {member}")
    await _check_organisations(connection, content, catalogue, at)
    await _check_named(connection, content)
    await _check_outlasting(connection, content)
    await _check_left(connection, content)
    async for where, codelist, code in each_of(list(_codes(content))):
        if code not in catalogue.codelist(codelist).codes:
            raise EnrolmentRefused(
                f"{where}: {code} is not in the list {codelist}", f"{where}: {code} ບໍ່ຢູ່ໃນລາຍການ {codelist}"
            )
    async for project in each_of(content.projects):
        before = known.get(("project", project.id))
        was = Project.model_validate(before.facts) if before else None
        if fault := inventory.fault_of(was, project, side):
            raise EnrolmentRefused(fault)
    # off the loop: every schema is linted beside all the others
    if content.schemas and (refusal := await asyncio.to_thread(publish.refusal_of, content.schemas, catalogue)):
        raise EnrolmentRefused(*refusal)


async def _check_ids(
    entries: Sequence[Entry], known: Mapping[history.Place, history.Filed], moved: Mapping[str, str]
) -> None:
    """Raise `EnrolmentRefused` for an id that stands twice, or is another's; `moved` names who follows a member."""
    listed: set[history.Place] = set()
    async for entry in each_of(entries):
        kind, key = place = entry.KIND, entry.key
        filed = known.get(place)
        if place in listed:
            raise EnrolmentRefused(f"{kind} {key} stands twice", f"{kind} {key} ມີສອງເທື່ອ")
        listed.add(place)
        if isinstance(entry, System):
            _check_kept(entry, filed, moved)
        # their ids are put together from two names, so two members could claim one id; the first has it
        elif isinstance(entry, Office) and filed and filed.owner != entry.owner:
            raise _not_theirs(entry, filed)
        elif isinstance(entry, Officer) and filed and filed.facts["id"] != entry.id:
            raise EnrolmentRefused(
                f"officer {entry.id} of {entry.member} is {filed.facts['id']}, who is entered already: two spellings "
                "are one person",
                f"ພະນັກງານ {entry.id} ຂອງ {entry.member} ແມ່ນ {filed.facts['id']} ທີ່ລົງທະບຽນແລ້ວ: ສອງວິທີຂຽນແມ່ນຄົນດຽວກັນ",
            )


def _check_kept(system: System, filed: history.Filed | None, moved: Mapping[str, str]) -> None:
    """Raise `EnrolmentRefused` for a client id of another member: only who follows that member takes it over."""
    if filed is None and system.kept_id is not None:
        raise EnrolmentRefused(
            f"there is no system {system.kept_id} whose id could be kept: leave keptId out",
            f"ບໍ່ມີລະບົບ {system.kept_id} ທີ່ຈະຮັກສາລະຫັດ: ໃຫ້ຕັດ keptId ອອກ",
        )
    if filed is not None and filed.owner not in {system.owner, None} and moved.get(filed.owner or "") != system.owner:
        raise _not_theirs(system, filed)


def _not_theirs(entry: Entry, filed: history.Filed) -> EnrolmentRefused:
    return EnrolmentRefused(
        f"{entry.KIND} {entry.key} is {filed.owner}'s and stays so",
        f"{entry.KIND} {entry.key} ແມ່ນຂອງ {filed.owner} ແລະ ບໍ່ປ່ຽນ",
    )


def _named_members(content: DirectoryContent) -> Iterator[tuple[str, str]]:
    for member in content.members:
        yield from ((member.id, parent.member) for parent in member.parents)
        yield from ((member.id, successor.member) for successor in member.successors)
    yield from ((agreement.id, agreement.member) for agreement in content.agreements)
    others = (entry for entry in content.entries() if not isinstance(entry, Office))  # theirs is asked with the rest
    yield from ((f"{entry.KIND} {entry.key}", entry.owner) for entry in others if entry.owner)


async def _check_organisations(
    connection: AsyncConnection, content: DirectoryContent, catalogue: Catalogue, at: datetime
) -> None:
    """Raise `EntriesRefused` for members and offices that could not stand beside all the others."""
    if not content.members and not content.offices:
        return
    before, day = await organisation_rows.organisations(connection), at.astimezone(VIENTIANE).date()

    def wrong() -> list[Wrong]:
        members = [member.as_held(day) for member in content.members]
        offices = [office.as_held() for office in content.offices]
        country = lines.rewritten(before, members, offices, day)
        found = chain(
            _odd_codes(content, catalogue),
            lines.faults_of(members, offices, country),
            structure.misplaced(offices, country, catalogue.code_lists),
        )
        return list(islice(found, MOST))

    # off the loop: every office is looked at beside all the others
    if found := await asyncio.to_thread(wrong):
        raise EntriesRefused(found)


def _odd_codes(content: DirectoryContent, catalogue: Catalogue) -> Iterator[Wrong]:
    for number, office in enumerate(content.offices):
        for codelist, code in (("office-kind", office.kind), ("office-level", office.level), (_PLACES, office.place)):
            if code is not None and code not in catalogue.codelist(codelist).codes:
                en, lo = f"{code} is not in the list {codelist}", f"{code} ບໍ່ຢູ່ໃນລາຍການ {codelist}"
                yield Wrong("offices", number, f"{office.key}: {en}", f"{office.key}: {lo}")


async def _check_named(connection: AsyncConnection, content: DirectoryContent) -> None:
    """Raise `EnrolmentRefused` for a system or an agreement that names an office or a system its member does not have.

    Services decide by offices: what nobody has is a mistake, or another member's.
    """
    named = [
        *((s.client_id, s.member, "office", code) for s in content.systems for code in s.offices.named),
        *((officer.key, officer.member, "office", officer.office) for officer in content.officers),
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


async def _check_outlasting(connection: AsyncConnection, content: DirectoryContent) -> None:
    """Raise `EnrolmentRefused` for an officer who would be in an office longer than there is one."""
    places = [("office", f"{officer.member}-{officer.office}") for officer in content.officers]
    offices = {
        key: Office.model_validate(f.facts) for (_, key), f in (await history.present(connection, places)).items()
    }
    offices |= {office.key: office for office in content.offices}
    for officer in content.officers:
        office = offices[f"{officer.member}-{officer.office}"]
        if office.to is not None and (officer.to is None or officer.to > office.to):
            where, seat = f"{office.member}/{office.code}", office.successor.seat() if office.successor else "-"
            raise EnrolmentRefused(
                f"{officer.key} would outlast {where}, which closes on {office.to}: its open records are then {seat}'s",
                f"{officer.key} ຢູ່ດົນກວ່າ {where} ທີ່ປິດວັນທີ {office.to}: ສຳນວນທີ່ຍັງເປີດຈະເປັນຂອງ {seat}",
            )


async def _closed_before(
    connection: AsyncConnection,
    working: Sequence[tuple[str, str, tuple[str, ...]]],
    but: Mapping[tuple[str, str], Office],
) -> dict[tuple[str, str], Office]:
    """Return the offices that those systems name and that an earlier change has closed."""
    named = {(member, code) for _, member, codes in working for code in codes} - but.keys()
    filed = await history.present(connection, [("office", f"{member}-{code}") for member, code in sorted(named)])
    offices = [Office.model_validate(found.facts) for found in filed.values()]
    return {(office.member, office.code): office for office in offices if office.to is not None}


async def _check_left(connection: AsyncConnection, content: DirectoryContent) -> None:
    """Raise `EnrolmentRefused` for systems that a closed office or a dissolved member would leave behind."""
    listed = [system.client_id for system in content.systems]
    closed = {(office.member, office.code): office for office in content.offices if office.to is not None}
    left = await store.working_for(connection, list(closed), but=listed)
    left += [(s.client_id, s.member, s.offices.named) for s in content.systems if not s.suspended]
    closed |= await _closed_before(connection, left, closed)
    for client_id, member, codes in left:
        ending = [closed[member, code] for code in codes if (member, code) in closed]
        if ending and len(ending) == len(codes):
            office, where = ending[0], f"{member}/{ending[0].code}"
            seat = office.successor.seat() if office.successor else "-"
            raise EnrolmentRefused(
                f"{where} closes on {office.to}, but {client_id} works for it: give it another office before "
                f"or in the same change, such as {seat}",
                f"{where} ປິດວັນທີ {office.to} ແຕ່ {client_id} ຍັງເຮັດວຽກໃຫ້: "
                f"ໃຫ້ຍ້າຍໄປຫ້ອງການອື່ນກ່ອນ ຫຼື ໃນການປ່ຽນແປງດຽວກັນ ເຊັ່ນ {seat}",
            )
    gone = {member.id: member for member in content.members if member.dissolved_on is not None}
    owned = await store.systems_of(connection, list(gone), but=listed)
    owned += [(system.client_id, system.member) for system in content.systems if not system.suspended]
    for client_id, name in owned:
        if dissolved := gone.get(name):
            raise EnrolmentRefused(
                f"{name} is dissolved, but {client_id} still is its system: give it to {dissolved.successor} (keptId) "
                "or suspend it, in the same change",
                f"{name} ຖືກຍຸບເລີກ ແຕ່ {client_id} ຍັງເປັນລະບົບຂອງມັນ: ໃຫ້ມອບໃຫ້ {dissolved.successor} (keptId) ຫຼື ໂຈະໄວ້",
            )


_KINDS_LO: Final = {"office": "ຫ້ອງການ", "system": "ລະບົບ"}
_PLACES: Final = "places"


def _codes(content: DirectoryContent) -> Iterator[tuple[str, str, str]]:
    for officer in content.officers:
        yield from ((officer.key, "officer-power", power) for power in officer.powers)
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
