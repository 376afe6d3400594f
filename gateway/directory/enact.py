"""What is decided becomes the next version of the directory, or nothing does; everything is remembered as it was."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tokens import thumbprint
from chassis.work import each_of, slices
from contracts.catalogue import Catalogue
from gateway.directory import history, publish, store
from gateway.directory.classes import unclassed
from gateway.directory.compiler import compile_pinned, compile_service
from gateway.directory.content import Agreement, DirectoryContent, Member, Service, System
from gateway.directory.documents import DocumentRefused, Node, operations
from gateway.directory.groups import check_groups
from gateway.directory.inventory import Side
from gateway.directory.registration import check_components
from gateway.directory.rules import ClassesMissing, EnrolmentRefused, check_overlaps, check_rules
from gateway.directory.tables import AGREEMENTS, MEMBERS, SERVICES, SYSTEMS

_SECURITY: Final = logging.getLogger("saphan.security")
_LISTS: Final = ("operations", "purposes", "field_groups", "data_classes", "schema_versions", "on_behalf_of")
_LEAST: Final = timedelta(microseconds=1)  # what PostgreSQL tells apart


@dataclass(frozen=True, slots=True)
class Enacted:
    """What came of it: the version in force, when it began, and how it differs from the one before."""

    version: int
    at: datetime
    differences: Sequence[history.Difference]


async def enact(
    connection: AsyncConnection, content: DirectoryContent, *, at: datetime, change: str, side: Side = Side.AUTHORITY
) -> Enacted:
    """Write the content in this transaction, as part of the change of that id.

    Raises `EnrolmentRefused`, and the caller's transaction or savepoint is to be rolled back.
    """
    version = await store.lock_version(connection)
    # clocks of two gateways differ: a version never begins before the one it follows
    at = max(at, await store.changed_at(connection) + _LEAST)
    catalogue = publish.catalogue_with(await history.published_schemas(connection))
    await check_rules(connection, content, catalogue, side)
    registered = await store.digests(connection)
    services = [await _service_row(service, registered, content, catalogue) for service in content.services]
    changed = await store.put(connection, MEMBERS, [_member_row(member, at) for member in content.members])
    changed += await _put_systems(connection, content.systems, at)
    changed += await store.put(connection, SERVICES, services)
    changed += await _put_agreements(connection, content.agreements, at, _with_new(catalogue, content))
    differences = await history.file(connection, content.entries(), at=at, version=version + 1, change=change)
    await _must_have_let_go(connection)
    texts = [*(service.text() for service in content.services), *(schema.text() for schema in content.schemas)]
    await history.keep_documents(connection, {hashlib.sha256(text).hexdigest(): text.decode() for text in texts})
    if not changed and not differences:
        return Enacted(version, at, ())
    return Enacted(await store.next_version(connection, at), at, differences)


def _member_row(member: Member, at: datetime) -> store.Row:
    name = member.name_on(at.date())
    return {"id": member.id, "kind": member.kind, "name_lo": name.lo, "name_en": name.en}


async def _service_row(
    service: Service, registered: Mapping[str, str], content: DirectoryContent, catalogue: Catalogue
) -> store.Row:
    document = service.text()
    digest = hashlib.sha256(document).hexdigest()
    if registered.get(service.name) != digest:
        # off the loop: what is registered is compiled once here, so that a swap never fails on it
        await asyncio.to_thread(_check, service, _with_new(catalogue, content), digest)
    return {
        "name": service.name,
        "member": service.member,
        "base_url": service.base_url,
        "document": document.decode(),
        "digest": digest,
    }


def _with_new(catalogue: Catalogue, content: DirectoryContent) -> Catalogue:
    """Return the catalogue with the schemas that this very content publishes."""
    new = {schema.key: schema.document for schema in content.schemas}
    return catalogue.extended(new) if new else catalogue


def _check(service: Service, catalogue: Catalogue, digest: str) -> None:
    try:
        check_components(service.document, catalogue)
        compile_service(service.name, service.member, service.base_url, service.document, digest)
        check_groups(service.document, service.name)
        # last: what could not be read at all is told first
        if pointers := unclassed(service.document):
            raise ClassesMissing(service.name, pointers)
    except DocumentRefused as refusal:
        facts = {"code": "document-refused", "service": service.name, "member": service.member, "reason": str(refusal)}
        _SECURITY.warning("refused", extra={"facts": facts})
        raise EnrolmentRefused(f"service {service.name}: {refusal}") from None


async def _must_have_let_go(connection: AsyncConnection) -> None:
    """Raise `EnrolmentRefused` when a dissolved member still offers or calls: its duties move in the same change."""
    for member, ended in await history.dissolved(connection):
        if rest := await store.used_by(connection, member, ended):
            raise EnrolmentRefused(f"{member} is dissolved, but {rest}: move or end that in the same change")


async def _put_systems(connection: AsyncConnection, systems: Sequence[System], at: datetime) -> int:
    rows = [
        {
            "client_id": system.client_id,
            "member": system.member,
            "name": system.name,
            "office": system.office,
            "suspended": at if system.suspended else None,
        }
        for system in systems
    ]
    changed = await store.put(connection, SYSTEMS, rows)
    keys = {system.client_id: {thumbprint(jwk): jwk for jwk in system.keys} for system in systems}
    return changed + await store.put_keys(connection, keys, at)


async def _put_agreements(
    connection: AsyncConnection, agreements: Sequence[Agreement], at: datetime, catalogue: Catalogue
) -> int:
    await _check_operations(connection, agreements, catalogue)
    rows: list[store.Row] = []
    async for some in slices(agreements):
        rows += [_agreement_row(agreement, at) for agreement in some]
    changed = await store.put(connection, AGREEMENTS, rows)
    if changed:
        members, services = {each.member for each in agreements}, {each.service for each in agreements}
        terms = await store.terms(connection, members, services)
        await asyncio.to_thread(check_overlaps, terms)  # off the loop, as services are
    return changed


def _agreement_row(agreement: Agreement, at: datetime) -> store.Row:
    return {
        **agreement.model_dump(exclude={*_LISTS, "legal_basis", "suspended"}),
        **{name: sorted(getattr(agreement, name)) for name in _LISTS},
        "legal_basis": [basis.model_dump() for basis in agreement.legal_basis],
        "suspended": at if agreement.suspended else None,
    }


async def _check_operations(connection: AsyncConnection, agreements: Sequence[Agreement], catalogue: Catalogue) -> None:
    """Raise `EnrolmentRefused` for an operation or a purpose that does not exist: a right to nothing is a mistake."""
    texts = await store.documents(connection, sorted({agreement.service for agreement in agreements}))
    documents = {name: orjson.loads(text) for name, text in texts.items()}
    known = {name: {o.operation_id for o in operations(document)} for name, document in documents.items()}
    purposes = catalogue.codelist("purposes").codes
    async for agreement in each_of(agreements):
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
