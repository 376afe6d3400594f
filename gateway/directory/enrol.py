"""Enrolling: what an officer wrote down becomes the next version of the directory, or nothing does."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tokens import thumbprint
from contracts.catalogue import Catalogue
from gateway.directory import store
from gateway.directory.compiler import compile_service
from gateway.directory.content import Agreement, DirectoryContent, Member, Service, System
from gateway.directory.documents import DocumentRefused, operations
from gateway.directory.registration import check_components
from gateway.directory.tables import AGREEMENTS, MEMBERS, SERVICES, SYSTEMS

_SECURITY: Final = logging.getLogger("saphan.security")
_SPELT_OUT: Final = {"operations", "purposes", "field_groups", "legal_basis", "on_behalf_of", "suspended"}


class EnrolmentRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """Content that cannot become a version of the directory; the sentence names the entry and the reason."""


async def enrol(connection: AsyncConnection, content: DirectoryContent, *, at: datetime | None = None) -> int:
    """Write the content in this transaction and return the version then in force; the same content twice is one.

    Raises `EnrolmentRefused`, and the caller's transaction is to be rolled back.
    """
    at = at or datetime.now(UTC)
    version = await store.lock_version(connection)
    registered = await store.digests(connection)
    services = [_service_row(service, registered) for service in content.services]
    changed = await store.put(connection, MEMBERS, [_member_row(member) for member in content.members])
    changed += await _put_systems(connection, content.systems, at)
    changed += await store.put(connection, SERVICES, services)
    changed += await _put_agreements(connection, content.agreements, at)
    return await store.next_version(connection, at) if changed else version


def _member_row(member: Member) -> store.Row:
    return {"id": member.id, "kind": member.kind, "name_lo": member.lo, "name_en": member.en}


def _service_row(service: Service, registered: Mapping[str, str]) -> store.Row:
    document = orjson.dumps(service.document)
    digest = hashlib.sha256(document).hexdigest()
    if registered.get(service.name) != digest:
        try:
            # what is registered can be enforced: it is compiled here once, so that a swap never fails on it
            check_components(service.document, Catalogue.load())
            compile_service(service.name, service.member, service.base_url, service.document, digest)
        except DocumentRefused as refusal:
            facts = {"code": "document-refused", "reason": str(refusal), "service": service.name}
            _SECURITY.warning("refused", extra={"facts": facts})
            raise EnrolmentRefused(f"service {service.name}: {refusal}") from None
    return {
        "name": service.name,
        "member": service.member,
        "base_url": service.base_url,
        "document": document.decode(),
        "digest": digest,
    }


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


async def _put_agreements(connection: AsyncConnection, agreements: Sequence[Agreement], at: datetime) -> int:
    await _check_operations(connection, agreements)
    rows = [
        {
            **agreement.model_dump(exclude=_SPELT_OUT),
            "operations": sorted(agreement.operations),
            "purposes": sorted(agreement.purposes),
            "field_groups": sorted(agreement.field_groups),
            "on_behalf_of": sorted(agreement.on_behalf_of),
            "legal_basis": [basis.model_dump() for basis in agreement.legal_basis],
            "suspended": at if agreement.suspended else None,
        }
        for agreement in agreements
    ]
    changed = await store.put(connection, AGREEMENTS, rows)
    if changed:
        _check_overlaps(await store.terms(connection))
    return changed


async def _check_operations(connection: AsyncConnection, agreements: Sequence[Agreement]) -> None:
    """Raise `EnrolmentRefused` for an operation or a purpose that does not exist: a right to nothing is a mistake."""
    documents = await store.documents(connection, sorted({agreement.service for agreement in agreements}))
    known = {name: {o.operation_id for o in operations(orjson.loads(text))} for name, text in documents.items()}
    purposes = Catalogue.load().codelist("purposes").codes
    for agreement in agreements:
        if unknown := sorted(agreement.operations - known.get(agreement.service, set())):
            raise EnrolmentRefused(f"{agreement.id}: {agreement.service} has no operation {', '.join(unknown)}")
        if unknown := sorted(purpose for purpose in agreement.purposes if purpose not in purposes):
            raise EnrolmentRefused(f"{agreement.id}: there is no purpose {', '.join(unknown)}")


def _check_overlaps(terms: Sequence[store.Term]) -> None:
    """Raise `EnrolmentRefused` for two agreements that could both answer for one exchange: then none would."""
    held: dict[tuple[str, str, str, str], list[store.Term]] = {}
    for term in terms:
        for operation in term.operations:
            for purpose in term.purposes:
                others = held.setdefault((term.member, term.service, operation, purpose), [])
                if twin := next((other for other in others if other.overlaps(term)), None):
                    raise EnrolmentRefused(
                        f"{term.id} and {twin.id} both let {term.member} call {operation} of {term.service} "
                        f"for {purpose} at the same time"
                    )
                others.append(term)
