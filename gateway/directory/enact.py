"""Enactment: content becomes the next version of the directory in one transaction, and each entry keeps its history."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process.work import each_of, slices
from chassis.tokens.tokens import thumbprint
from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from gateway.directory import code_rows, code_rules, history, organisation_rows, publish, store
from gateway.directory.agreement import LISTS, Agreement
from gateway.directory.classes import unclassed
from gateway.directory.compiler import compile_pinned, compile_service
from gateway.directory.content import DirectoryContent, Service, System
from gateway.directory.documents import DocumentRefused, Node, operations
from gateway.directory.groups import check_groups
from gateway.directory.inventory import Side
from gateway.directory.lines import Wrong
from gateway.directory.lowered import lowered
from gateway.directory.organisations import Member
from gateway.directory.registration import check_components
from gateway.directory.rules import MOST, ClassesMissing, EnrolmentRefused, EntriesRefused, check_overlaps, check_rules
from gateway.directory.tables import AGREEMENTS, MEMBERS, SERVICES, SYSTEMS
from gateway.directory.unenforceable import check_judged, check_schemas

_SECURITY: Final = logging.getLogger("saphan.security")
_LEAST: Final = timedelta(microseconds=1)  # what PostgreSQL tells apart


@dataclass(frozen=True, slots=True)
class Enacted:
    """Result of an enactment: the version in force, when it began, and how it differs from the one before."""

    version: int
    at: datetime
    differences: Sequence[history.Difference]


async def dry_run(
    connection: AsyncConnection, content: DirectoryContent, *, at: datetime, side: Side
) -> tuple[int, Sequence[history.Difference]]:
    """Return the version in force and how it would differ with this content; raise what `enact` raises.

    Nothing is written, so nothing is locked: a plan of thousands of entries holds up no suspension.
    """
    version = await store.version(connection)
    await _check_all(connection, content, await _catalogue(connection), side, at)
    found = await history.differences(connection, content.entries())
    return version, await _with_lowered(connection, content, found)


async def enact(
    connection: AsyncConnection, content: DirectoryContent, *, at: datetime, change: str, side: Side = Side.AUTHORITY
) -> Enacted:
    """Write the content in this transaction, as part of the change of that id.

    Raises `EnrolmentRefused`, and the caller's transaction is to be rolled back.
    """
    version = await store.lock_version(connection)
    # clocks of two gateways differ: a version never begins before the one it follows
    at = max(at, await store.changed_at(connection) + _LEAST)
    await _check_all(connection, content, await _catalogue(connection), side, at)
    changed = await store.put(connection, MEMBERS, [_member_row(member, at) for member in content.members])
    changed += await _put_systems(connection, content.systems, at)
    changed += await store.put(connection, SERVICES, [_service_row(service) for service in content.services])
    changed += await _put_agreements(connection, content.agreements, at)
    differences = await history.file(connection, content.entries(), at=at, version=version + 1, change=change)
    await _put_organisations(connection, content, differences, version + 1)
    differences = await _with_lowered(connection, content, differences)
    texts = [*(service.text() for service in content.services), *(schema.text() for schema in content.schemas)]
    await history.keep_documents(connection, {hashlib.sha256(text).hexdigest(): text.decode() for text in texts})
    if not changed and not differences:
        return Enacted(version, at, ())
    return Enacted(await store.next_version(connection, at, parties=changed > 0), at, differences)


async def _with_lowered(
    connection: AsyncConnection, content: DirectoryContent, differences: Sequence[history.Difference]
) -> list[history.Difference]:
    """Return the differences, those of services with the marks that their documents have no longer."""
    services, found = {service.name: service.document for service in content.services}, list(differences)
    for at, change in enumerate(found):
        if change.kind != Service.KIND or change.before is None or change.before["digest"] == change.after["digest"]:
            continue
        was = await history.document(connection, str(change.before["digest"]))
        found[at] = replace(change, more=await asyncio.to_thread(lowered, was, services[change.id]))
    return found


async def _catalogue(connection: AsyncConnection) -> Catalogue:
    """Return the schemas and the code lists as they are now."""
    published = publish.catalogue_with(await history.published_schemas(connection))
    return published.with_lists(await code_rows.present(connection))


async def _check_all(
    connection: AsyncConnection, content: DirectoryContent, catalogue: Catalogue, side: Side, at: datetime
) -> None:
    """Raise `EnrolmentRefused` for what could not be written as things stand; what is judged here needs no writing."""
    if content.code_lists or content.codes:
        catalogue = await _with_new_codes(content, catalogue, at)
    await check_rules(connection, content, catalogue, side, at)
    catalogue = _with_new(catalogue, content)
    await _check_services(connection, content.services, catalogue)
    await _check_operations(connection, content, catalogue)
    await _check_overlaps(connection, content.agreements)
    await _check_dissolved(connection, content)


async def _with_new_codes(content: DirectoryContent, catalogue: Catalogue, at: datetime) -> Catalogue:
    """Return the catalogue with the code lists as this content makes them: what it names besides may name new codes.

    Raises `EntriesRefused` for lists and codes that could not stand beside those that there are.
    """
    before, day = catalogue.code_lists, at.astimezone(VIENTIANE).date()
    kept = frozenset(each.name for each in before.national() if code_rows.is_published(each))

    def judged() -> tuple[list[Wrong], CodeLists]:
        found = code_rules.faults_of(content.code_lists, content.codes, before, kept, day)
        return list(islice(found, MOST)), code_rules.rewritten(before, content.code_lists, content.codes)

    # off the loop: a list may have thousands of codes
    wrong, after = await asyncio.to_thread(judged)
    if wrong:
        raise EntriesRefused(wrong)
    return catalogue.with_lists(after)


def _member_row(member: Member, at: datetime) -> store.Row:
    return asdict(member.as_held(at.date()))


async def _put_organisations(
    connection: AsyncConnection, content: DirectoryContent, differences: Sequence[history.Difference], version: int
) -> None:
    """Write the offices and officers that differ; equal ones keep their version, and nobody fetches them again."""
    changed = {(change.kind, change.id) for change in differences}
    offices = [office for office in content.offices if (office.KIND, office.key) in changed]
    await organisation_rows.put_offices(connection, offices, version)
    officers = [officer for officer in content.officers if (officer.KIND, officer.key) in changed]
    await organisation_rows.put_officers(connection, officers, version)


def _service_row(service: Service) -> store.Row:
    document = service.text()
    return {
        "name": service.name,
        "member": service.member,
        "base_url": service.base_url,
        "document": document.decode(),
        "digest": hashlib.sha256(document).hexdigest(),
    }


async def _check_services(connection: AsyncConnection, services: Sequence[Service], catalogue: Catalogue) -> None:
    registered = await store.digests(connection)
    for service in services:
        digest = hashlib.sha256(service.text()).hexdigest()
        if registered.get(service.name) != digest:
            # off the loop: what is registered is compiled once here, so that a swap never fails on it
            await asyncio.to_thread(_check, service, catalogue, digest)


def _with_new(catalogue: Catalogue, content: DirectoryContent) -> Catalogue:
    """Return the catalogue with the schemas that this very content publishes."""
    new = {schema.key: schema.document for schema in content.schemas}
    return catalogue.extended(new).with_lists(catalogue.code_lists) if new else catalogue


def _check(service: Service, catalogue: Catalogue, digest: str) -> None:
    try:
        check_components(service.document, catalogue)
        check_schemas(service.document, catalogue.code_lists)
        compiled = compile_service(service.name, service.member, service.base_url, service.document, digest)
        check_judged(service.document, compiled)
        check_groups(service.document, service.name)
        # last: what could not be read at all is told first
        if pointers := unclassed(service.document):
            raise ClassesMissing(service.name, pointers)
    except DocumentRefused as refusal:
        facts = {"code": "document-refused", "service": service.name, "member": service.member, "reason": str(refusal)}
        _SECURITY.warning("refused", extra={"facts": facts})
        raise EnrolmentRefused(f"service {service.name}: {refusal}", f"ບໍລິການ {service.name}: {refusal.lo}") from None


async def _check_dissolved(connection: AsyncConnection, content: DirectoryContent) -> None:
    """Raise `EnrolmentRefused` when a dissolved member still offers or calls: its duties move in the same change."""
    listed = {member.id for member in content.members}
    dissolved = [(member, ended) for member, ended in await history.dissolved(connection) if member not in listed]
    dissolved += [(agency.id, history.end_of(agency.dissolved_on)) for agency in content.members if agency.dissolved_on]
    services = [service.name for service in content.services]
    agreements = [agreement.id for agreement in content.agreements]
    offered = {service.member: store.offers(service.name) for service in content.services}
    agreements_of: dict[str, list[Agreement]] = {}
    async for agreement in each_of(content.agreements):
        agreements_of.setdefault(agreement.member, []).append(agreement)
    for member, ended in dissolved:
        own = agreements_of.get(member, ())
        running = (a for a in own if not a.suspended and (a.valid_to is None or a.valid_to > ended))
        rest = offered.get(member) or next((store.lets_call(agreement.id) for agreement in running), None)
        if rest := rest or await store.used_by(connection, member, ended, services=services, agreements=agreements):
            raise EnrolmentRefused(f"{member} is dissolved, but {rest}: move or end that in the same change")


async def _put_systems(connection: AsyncConnection, systems: Sequence[System], at: datetime) -> int:
    rows = [
        {
            "client_id": system.client_id,
            "member": system.member,
            "name": system.name,
            "offices": system.offices.holding.to_claim(),
            "suspended": at if system.suspended else None,
        }
        for system in systems
    ]
    changed = await store.put(connection, SYSTEMS, rows)
    keys = {system.client_id: {thumbprint(jwk): jwk for jwk in system.keys} for system in systems}
    return changed + await store.put_keys(connection, keys, at)


async def _put_agreements(connection: AsyncConnection, agreements: Sequence[Agreement], at: datetime) -> int:
    rows: list[store.Row] = []
    async for some in slices(agreements):
        rows += [_agreement_row(agreement, at) for agreement in some]
    return await store.put(connection, AGREEMENTS, rows)


async def _check_overlaps(connection: AsyncConnection, agreements: Sequence[Agreement]) -> None:
    if not agreements:
        return
    new = {agreement.id: _term(agreement) async for agreement in each_of(agreements)}
    members = {agreement.member for agreement in agreements}
    services = {agreement.service for agreement in agreements}
    terms = [term for term in await store.terms(connection, members, services) if term.id not in new]
    terms = sorted([*terms, *new.values()], key=lambda term: term.id)
    await asyncio.to_thread(check_overlaps, terms)  # off the loop, as services are


def _term(agreement: Agreement) -> store.Term:
    a, operations, purposes = agreement, sorted(agreement.operations), sorted(agreement.purposes)
    bound = sorted(a.systems), sorted(a.offices), sorted(a.levels)
    return store.Term(a.id, a.member, a.service, operations, purposes, a.valid_from, a.valid_to, *bound)


def _agreement_row(agreement: Agreement, at: datetime) -> store.Row:
    return {
        **agreement.model_dump(exclude={*LISTS, "legal_basis", "suspended"}),
        **{name: sorted(getattr(agreement, name)) for name in LISTS},
        "legal_basis": [basis.model_dump() for basis in agreement.legal_basis],
        "suspended": at if agreement.suspended else None,
    }


async def _check_operations(connection: AsyncConnection, content: DirectoryContent, catalogue: Catalogue) -> None:
    """Raise `EnrolmentRefused` for an operation or a purpose that does not exist: a right to nothing is a mistake."""
    new = {service.name: service.document for service in content.services}
    named = {agreement.service for agreement in content.agreements}
    texts = await store.documents(connection, sorted(named - new.keys()))
    documents = {name: orjson.loads(text) for name, text in texts.items()}
    documents |= {name: document for name, document in new.items() if name in named}
    known = {name: {o.operation_id for o in operations(document)} for name, document in documents.items()}
    purposes = catalogue.codelist("purposes").codes
    async for agreement in each_of(content.agreements):
        if unknown := sorted(agreement.operations - known.get(agreement.service, set())):
            raise EnrolmentRefused(f"{agreement.id}: {agreement.service} has no operation {', '.join(unknown)}")
        if unknown := sorted(purpose for purpose in agreement.purposes if purpose not in purposes):
            raise EnrolmentRefused(f"{agreement.id}: there is no purpose {', '.join(unknown)}")
        if agreement.schema_versions:
            # off the loop, as services are
            await asyncio.to_thread(_check_versions, agreement, documents[agreement.service], catalogue)


def _check_versions(agreement: Agreement, document: Node, catalogue: Catalogue) -> None:
    try:
        compile_pinned(agreement.service, document, agreement.schema_versions, catalogue)
    except DocumentRefused as refusal:
        raise EnrolmentRefused(f"{agreement.id}: {refusal}") from None
