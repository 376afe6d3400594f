"""Loader of snapshots from the tables: what has not changed since the last one is taken over, compiled as it is."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable
from chassis.tokens.tokens import VerifyingKey
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.organisations import MemberFacts, Organisations
from contracts.seats import Holding
from gateway.directory import code_rows, history, organisation_rows, store
from gateway.directory.compiler import compile_pinned, compile_service
from gateway.directory.entries import (
    AgreementEntry,
    LegalBasis,
    OperationEntry,
    ServiceEntry,
    SystemEntry,
)
from gateway.directory.publish import catalogue_with
from gateway.directory.snapshot import Snapshot

EMPTY = Snapshot(0, {}, {}, {})


async def load(engine: AsyncEngine, before: Snapshot = EMPTY) -> Snapshot:
    """Return the directory as it stands; raise `Unavailable` without the database.

    Services whose document is the one in `before` are not compiled again; compiling runs in a thread, so that
    exchanges go on.
    """
    async with reachable(), engine.connect() as connection:
        # one moment for all tables: an agreement never meets a service of another version
        await connection.execution_options(isolation_level="REPEATABLE READ")
        version = await store.version(connection)
        # a database that was put back is another one: what was held of it is not taken over
        since = before.version if before.version <= version else -1
        listed = _Listed(
            version,
            since,
            await organisation_rows.offices_since(connection, since),
            await organisation_rows.officers_since(connection, since),
            await code_rows.since(connection, since),
        )
        if since > 0 and await store.parties(connection) <= since:
            return await asyncio.to_thread(_with_listed, listed, before)
        rows = await store.everything(connection)
        wanted = _to_compile(rows, before)
        documents = await store.documents(connection, wanted) if wanted else {}
        # a pinned version may be one that was published at run time
        published = await history.published_schemas(connection) if wanted else []
    return await asyncio.to_thread(_snapshot, rows, listed, documents, before, published)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Offices, officers and national codes that became what they are after a version, as texts."""

    version: int  # the present one
    since: int  # -1: all of them
    offices: str
    officers: str
    codes: str


def _with_listed(listed: _Listed, before: Snapshot) -> Snapshot:
    """Return what is listed beside the members, systems, services and agreements from before: none of them differs."""
    members = list(before.organisations.members.values())
    return replace(
        before,
        version=listed.version,
        organisations=_organisations(listed, members, before.organisations),
        officers=organisation_rows.officers_of(listed.officers, before.officers),
        code_lists=code_rows.followed(before.code_lists, listed.codes),
    )


def _snapshot(
    rows: store.Rows,
    listed: _Listed,
    documents: Mapping[str, str],
    before: Snapshot,
    published: Sequence[dict[str, Any]],
) -> Snapshot:
    if listed.since < 0:
        before = replace(before, organisations=Organisations(), officers={}, code_lists=CodeLists())
    kinds = {row["id"]: row["kind"] for row in rows.members}
    pinned = _pinned(rows, documents, before, catalogue_with(published))
    systems, suspended = _systems(rows, kinds, before)
    return Snapshot(
        version=listed.version,
        systems=systems,
        suspended=suspended,
        services={row["name"]: _service(row, documents, before) for row in rows.services},
        agreements=_agreements(rows, pinned, before),
        policy=before.policy,
        organisations=_organisations(listed, organisation_rows.members_of(rows.members), before.organisations),
        officers=organisation_rows.officers_of(listed.officers, before.officers),
        code_lists=code_rows.followed(
            before.code_lists if before.code_lists.lists else code_rows.of_files(), listed.codes
        ),
    )


def _organisations(listed: _Listed, known: Iterable[MemberFacts], before: Organisations) -> Organisations:
    """Return the members and offices; the very object from before where none of them differs."""
    members = {facts.id: facts for facts in known}
    changed = {facts.seat: facts for facts in organisation_rows.offices_of(listed.offices)}
    if not changed and members == before.members:
        return before
    return Organisations(listed.version, members, {**before.offices, **changed})


def _to_compile(rows: store.Rows, before: Snapshot) -> Sequence[str]:
    """Return the services whose document is needed: changed ones, and those with a new pin of an older version."""
    services = {row["name"]: row for row in rows.services}
    changed = {name for name, row in services.items() if _compiled_before(row, before) is None}
    pinned = {
        row["service"]
        for row in rows.agreements
        if row["schema_versions"] and (row["service"] in changed or not _pinned_before(row, before))
    }
    return sorted(changed | pinned)


def _pinned_before(row: store.Row, before: Snapshot) -> Mapping[str, OperationEntry]:
    known = before.agreements.get(row["id"])
    same = known and known.service == row["service"] and known.schema_versions == frozenset(row["schema_versions"])
    return known.pinned if known and same else {}


def _pinned(
    rows: store.Rows, documents: Mapping[str, str], before: Snapshot, catalogue: Catalogue
) -> dict[tuple[str, frozenset[str]], Mapping[str, OperationEntry]]:
    """Return the operations as agreements pin them, by service and versions; agreements that agree share them."""
    services = {row["name"]: row for row in rows.services}
    found: dict[tuple[str, frozenset[str]], Mapping[str, OperationEntry]] = {}
    for row in rows.agreements:
        place = row["service"], frozenset(row["schema_versions"])
        if place[1] and place not in found:
            kept = _pinned_before(row, before) if _compiled_before(services[place[0]], before) else {}
            found[place] = kept or compile_pinned(place[0], orjson.loads(documents[place[0]]), place[1], catalogue)
    return found


def _compiled_before(row: store.Row, before: Snapshot) -> ServiceEntry | None:
    known = before.services.get(row["name"])
    if known is None or known.document_digest != row["digest"]:
        return None
    return known if (known.member, known.base_url) == (row["member"], row["base_url"]) else None


def _service(row: store.Row, documents: Mapping[str, str], before: Snapshot) -> ServiceEntry:
    return _compiled_before(row, before) or compile_service(
        row["name"], row["member"], row["base_url"], orjson.loads(documents[row["name"]]), row["digest"]
    )


def _systems(
    rows: store.Rows, kinds: Mapping[str, str], before: Snapshot
) -> tuple[dict[str, SystemEntry], dict[str, SystemEntry]]:
    """Return the systems that are served, and those that are suspended."""
    keys: dict[str, dict[str, VerifyingKey]] = {}
    for row in rows.keys:
        if row["revoked_at"] is None:
            keys.setdefault(row["client_id"], {})[row["thumbprint"]] = _key(row, before)
    served: dict[str, SystemEntry] = {}
    suspended: dict[str, SystemEntry] = {}
    for row in rows.systems:
        (served if row["suspended"] is None else suspended)[row["client_id"]] = SystemEntry(
            client_id=row["client_id"],
            member=row["member"],
            kind=kinds[row["member"]],
            holding=Holding.from_claim(row["offices"]),
            keys=keys.get(row["client_id"], {}),
        )
    return served, suspended


def _key(row: store.Row, before: Snapshot) -> VerifyingKey:
    known = before.systems.get(row["client_id"]) or before.suspended.get(row["client_id"])
    return (known and known.keys.get(row["thumbprint"])) or VerifyingKey(row["jwk"])


def _agreements(
    rows: store.Rows, pinned: Mapping[tuple[str, frozenset[str]], Mapping[str, OperationEntry]], before: Snapshot
) -> Mapping[str, AgreementEntry]:
    """Return the agreements in use; the very object from before where none of them differs: so its policy goes on."""
    made = {row["id"]: _agreement(row, pinned) for row in rows.agreements if row["suspended"] is None}
    return before.agreements if made == before.agreements else made


def _agreement(
    row: store.Row, pinned: Mapping[tuple[str, frozenset[str]], Mapping[str, OperationEntry]]
) -> AgreementEntry:
    ends: datetime | None = row["valid_to"]
    versions = frozenset(row["schema_versions"])
    return AgreementEntry(
        id=row["id"],
        member=row["member"],
        service=row["service"],
        operations=frozenset(row["operations"]),
        purposes=frozenset(row["purposes"]),
        legal_basis=tuple(LegalBasis(**basis) for basis in row["legal_basis"]),
        field_groups=frozenset(row["field_groups"]),
        valid_from=row["valid_from"].timestamp(),
        valid_to=None if ends is None else ends.timestamp(),
        rate_per_s=row["rate_per_s"],
        burst=row["burst"],
        daily_quota=row["daily_quota"],
        data_classes=frozenset(row["data_classes"]),
        consent=row["consent"],
        schema_versions=versions,
        pinned=pinned.get((row["service"], versions), {}),
        on_behalf_of=frozenset(row["on_behalf_of"]),
        systems=frozenset(row["systems"]),
        offices=frozenset(row["offices"]),
        levels=frozenset(row["levels"]),
    )
