from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.http.openapi import component_of
from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from contracts.catalogue import Catalogue
from contracts.seats import Holding, Standing
from gateway.directory import store
from gateway.directory.agreement import Agreement
from gateway.directory.content import DirectoryContent, Service, System
from gateway.directory.enrol import enrol
from gateway.directory.load import load
from gateway.directory.organisations import Member, Office
from gateway.directory.rules import EnrolmentRefused
from gateway.directory.snapshot import Snapshot
from gateway.directory.tables import METADATA
from tests.support.directory import BEGIN, OF_0101, POLICE_KEY, a_country, a_document, an_agreement, an_operation
from tests.support.migrations import upgrade
from tests.support.postgres import FreshDatabase

AT = BEGIN.timestamp() + 1


@pytest.fixture
async def engine(fresh_database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(fresh_database("gateway.migrations"))
    yield engine
    await engine.dispose()


async def enrolled(engine: AsyncEngine, content: DirectoryContent) -> int:
    async with engine.begin() as connection:
        return await enrol(connection, content)


async def refusal(engine: AsyncEngine, content: DirectoryContent) -> str:
    with pytest.raises(EnrolmentRefused) as refused:
        await enrolled(engine, content)
    return str(refused.value)


async def snapshot_of(engine: AsyncEngine, *contents: DirectoryContent) -> Snapshot:
    for content in contents:
        await enrolled(engine, content)
    return await load(engine)


def agreements(*several: Agreement) -> DirectoryContent:
    return DirectoryContent(agreements=several)


async def test_the_migration_writes_the_tables_that_are_declared(engine: AsyncEngine) -> None:
    mine = set(METADATA.tables)

    def differences(connection: Any) -> list[Any]:
        options = {"include_object": lambda _, name, kind, *_rest: kind != "table" or name in mine}
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
        return found

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_an_empty_directory_is_version_zero(engine: AsyncEngine) -> None:
    snapshot = await load(engine)
    assert (snapshot.version, snapshot.services, snapshot.systems) == (0, {}, {})


async def test_what_is_enrolled_is_in_the_snapshot(engine: AsyncEngine) -> None:
    snapshot = await snapshot_of(engine, a_country())
    assert snapshot.version == 1
    police = snapshot.systems["police-case-system"]
    assert (police.member, police.kind, police.holding) == ("police", "police", Holding(("0101",)))
    assert list(police.keys) == [POLICE_KEY.kid]
    assert police.key(None, POLICE_KEY.kid) is not None
    agreement = snapshot.agreement("police", "notes/getNote", "caseManagement", AT)
    assert agreement is not None
    assert agreement.legal_basis[0].law == "A law for tests"
    assert snapshot.services["notes"].operations.keys() == {"writeNote", "listNotes", "getNote", "uploadFile"}


async def test_the_same_content_twice_is_one_version(engine: AsyncEngine) -> None:
    assert [await enrolled(engine, a_country()) for _ in range(2)] == [1, 1]


async def test_any_change_is_a_new_version(engine: AsyncEngine) -> None:
    await enrolled(engine, a_country())
    renamed = DirectoryContent(
        members=(Member.model_validate({"id": "police", "kind": "police", "lo": "ຕຳຫຼວດ", "en": "The police"}),)
    )
    assert await enrolled(engine, renamed) == 2


async def test_without_an_agreement_the_answer_is_no(engine: AsyncEngine) -> None:
    snapshot = await snapshot_of(engine, a_country())
    assert snapshot.agreement("police", "notes/uploadFile", "caseManagement", AT) is None
    assert snapshot.agreement("police", "notes/getNote", "oversight", AT) is None
    assert snapshot.agreement("psc", "notes/getNote", "caseManagement", AT) is None
    assert snapshot.agreement("police", "other/getNote", "caseManagement", AT) is None


async def test_an_agreement_is_in_force_from_its_first_to_before_its_last_moment(engine: AsyncEngine) -> None:
    end = BEGIN + timedelta(days=1)
    snapshot = await snapshot_of(engine, a_country(agreements=(an_agreement(valid_to=end),)))
    asked = [BEGIN.timestamp() - 1, BEGIN.timestamp(), end.timestamp() - 1, end.timestamp()]
    found = [snapshot.agreement("police", "notes/getNote", "caseManagement", at) is not None for at in asked]
    assert found == [False, True, True, False]
    assert [bool(snapshot.purposes("police", at)) for at in asked] == found


async def test_a_successor_may_begin_when_its_predecessor_ends(engine: AsyncEngine) -> None:
    end = BEGIN + timedelta(days=1)
    first, second = an_agreement(valid_to=end), an_agreement(id="agr_next", valid_from=end)
    snapshot = await snapshot_of(engine, a_country(agreements=(first, second)))
    found = [snapshot.agreement("police", "notes/getNote", "caseManagement", at) for at in (AT, end.timestamp())]
    assert [agreement and agreement.id for agreement in found] == ["agr_police-notes", "agr_next"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"operations": ["getNote", "uploadFile"]},
        {"valid_from": datetime(2030, 1, 1, tzinfo=UTC)},
        {"purposes": ["caseManagement", "oversight"]},
        {"suspended": True},
    ],
)
async def test_two_agreements_for_one_exchange_are_refused(engine: AsyncEngine, changes: dict[str, Any]) -> None:
    await enrolled(engine, a_country())
    sentence = await refusal(engine, agreements(an_agreement(id="agr_twin", **changes)))
    assert "agr_police-notes" in sentence
    assert "agr_twin" in sentence
    assert "police" in sentence
    async with engine.connect() as connection:
        assert await store.version(connection) == 1


@pytest.mark.parametrize("changes", [{"operations": ["uploadFile"]}, {"purposes": ["oversight"]}, {"member": "psc"}])
async def test_agreements_for_other_exchanges_live_side_by_side(engine: AsyncEngine, changes: dict[str, Any]) -> None:
    await enrolled(engine, a_country())
    assert await enrolled(engine, agreements(an_agreement(id="agr_other", **changes))) == 2


async def test_a_right_to_nothing_is_refused(engine: AsyncEngine) -> None:
    await enrolled(engine, a_country())
    assert "no operation burnNote" in await refusal(engine, agreements(an_agreement(operations=["burnNote"])))
    assert "no purpose curiosity" in await refusal(engine, agreements(an_agreement(purposes=["curiosity"])))


async def test_a_suspended_agreement_gives_no_right_until_it_is_lifted(engine: AsyncEngine) -> None:
    suspended = await snapshot_of(engine, a_country(), agreements(an_agreement(suspended=True)))
    assert suspended.agreements == {}
    assert await enrolled(engine, agreements(an_agreement(suspended=True))) == suspended.version
    lifted = await snapshot_of(engine, agreements(an_agreement()))
    assert list(lifted.agreements) == ["agr_police-notes"]


async def test_a_suspended_system_is_unknown(engine: AsyncEngine) -> None:
    suspended = System(member="police", name="case-system", keys=(dict(POLICE_KEY.public_jwk),), suspended=True)
    snapshot = await snapshot_of(engine, a_country(), DirectoryContent(systems=(suspended,)))
    assert list(snapshot.systems) == ["psc-case-system"]


async def test_a_key_that_is_not_listed_any_more_is_revoked_and_may_come_back(engine: AsyncEngine) -> None:
    new = SigningKey.generate()
    listed = [
        (dict(POLICE_KEY.public_jwk),),
        (dict(POLICE_KEY.public_jwk), dict(new.public_jwk)),
        (dict(new.public_jwk),),
        (dict(POLICE_KEY.public_jwk),),
    ]
    found = []
    await enrolled(engine, a_country())
    for keys in listed:
        content = DirectoryContent(systems=(System(member="police", name="case-system", offices=OF_0101, keys=keys),))
        snapshot = await snapshot_of(engine, content)
        found.append((snapshot.version, set(snapshot.systems["police-case-system"].keys)))
    old, next_ = POLICE_KEY.kid, new.kid
    assert found == [(1, {old}), (2, {old, next_}), (3, {next_}), (4, {old})]


async def test_only_a_changed_document_is_compiled_again(engine: AsyncEngine) -> None:
    first = await snapshot_of(engine, a_country())
    await enrolled(engine, agreements(an_agreement(burst=7)))
    second = await load(engine, first)
    assert second.version == 2
    assert second.services["notes"] is first.services["notes"]
    assert (
        second.systems["police-case-system"].keys[POLICE_KEY.kid]
        is first.systems["police-case-system"].keys[POLICE_KEY.kid]
    )
    changed = a_country(a_document({"/extra": {"get": an_operation("getExtra")}}))
    await enrolled(engine, DirectoryContent(services=changed.services))
    third = await load(engine, second)
    assert "getExtra" in third.services["notes"].operations


async def test_a_document_that_cannot_be_enforced_is_refused_with_its_service(engine: AsyncEngine) -> None:
    broken = a_document({"/notes": {"post": an_operation("writeNote") | {"x-body": "rows"}}})
    assert await refusal(engine, a_country(broken)) == (
        "service notes: notes/writeNote: x-body: rows is not supported yet; send documents of at most 1 MiB"
    )


def of_schema(schema_id: str, **changes: Any) -> dict[str, Any]:
    catalogue = Catalogue.load()
    name, component = component_of(schema_id, catalogue)
    schemas = {name: component | changes}
    document = a_document({"/more": {"get": an_operation("getMore")}})
    document["components"]["schemas"] |= schemas
    return document


PARTIAL_DATE = "https://schemas.saphan.gov.la/shared/partial-date/v1"


async def test_a_national_schema_may_be_carried_word_for_word(engine: AsyncEngine) -> None:
    assert await enrolled(engine, a_country(of_schema(PARTIAL_DATE))) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"description": "ours"}, "its text is not that of the published schema"),
        ({"maxProperties": 99}, "its text is not that of the published schema"),
        ({"x-schema-id": PARTIAL_DATE.replace("v1", "v9")}, "no schema"),
    ],
)
async def test_a_component_that_is_not_the_schema_it_names_is_refused(
    engine: AsyncEngine, changes: dict[str, Any], why: str
) -> None:
    assert why in await refusal(engine, a_country(of_schema(PARTIAL_DATE, **changes)))


async def test_a_component_may_not_call_a_schema_by_another_name(engine: AsyncEngine) -> None:
    document = of_schema(PARTIAL_DATE)
    schemas = document["components"]["schemas"]
    schemas["Other"] = schemas.pop("PartialDate")
    assert "is called PartialDate" in await refusal(engine, a_country(document))


@pytest.mark.parametrize(
    "make",
    [
        lambda: an_agreement(valid_from="2025-01-01T00:00:00"),
        lambda: an_agreement(legal_basis=[]),
        lambda: an_agreement(operations=[]),
        lambda: an_agreement(id="police"),
        lambda: an_agreement(rate_per_s=0),
        lambda: System(member="police", name="x", keys=(POLICE_KEY.private_jwk(),)),
        lambda: System(member="Police", name="x"),
        lambda: Service(name="notes", member="psc", base_url="file:///etc/passwd", document={}),
        lambda: Service(name="notes", member="psc", base_url="http://h/path", document={}),
        lambda: Member.model_validate({"id": "a", "kind": "b", "lo": "c", "en": "d", "more": 1}),
    ],
)
def test_content_is_closed_and_typed(make: Any) -> None:
    with pytest.raises(ValidationError):
        make()


async def test_a_field_group_that_could_not_be_enforced_is_refused_with_its_place(engine: AsyncEngine) -> None:
    note = {"type": "object", "properties": {"text": {"x-field-group": "texts"}}, "required": ["text"]}
    refused = await refusal(engine, a_country(a_document(Note=note | {"x-data-class": "general"})))
    assert "x-field-group texts at /text of 201 application/json cannot be enforced" in refused


@pytest.mark.parametrize(
    ("written", "holding"),
    [
        ({}, Holding()),
        ({"office": "0101"}, Holding(("0101",))),
        ({"office": None}, Holding()),
        ({"offices": {"codes": ["0102", "0101", "0101"]}}, Holding(("0101", "0102"))),
        ({"offices": {"below": "0101"}}, Holding(below="0101")),
        ({"offices": {"every": True}}, Holding(every=True)),
    ],
)
async def test_a_system_is_enrolled_for_the_offices_that_are_written_down(
    engine: AsyncEngine, written: dict[str, Any], holding: Holding
) -> None:
    another = Office(member="police", code="0102", kind="police-station", lo="ເມືອງ", en="District", level="district")
    system = System.model_validate({"member": "police", "name": "desk", **written})
    snapshot = await snapshot_of(engine, a_country(), DirectoryContent(offices=(another,), systems=(system,)))
    desk = snapshot.systems["police-desk"]
    assert desk.holding == holding
    assert System.model_validate(system.facts()) == system  # as it is filed it is read again
    judged = snapshot.seats.judge(desk, "0101", AT)
    assert isinstance(judged, Standing) == (holding != Holding())


@pytest.mark.parametrize(
    "written",
    [
        {"office": "0101", "offices": {"codes": ["0101"]}},
        {"offices": {}},
        {"offices": {"codes": ["0101"], "below": "0101"}},
        {"offices": {"every": False}},
        {"offices": {"codes": ["no code"]}},
        {"offices": ["0101"]},
        {"office": 101},
    ],
)
def test_offices_that_are_written_in_no_way_or_two_are_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        System.model_validate({"member": "police", "name": "desk", **written})


async def test_agreements_for_different_callers_stand_beside_each_other_and_twins_do_not(engine: AsyncEngine) -> None:
    snapshot = await snapshot_of(
        engine,
        a_country(),
        agreements(
            an_agreement(id="agr_station", offices=["0101"], burst=7),
            an_agreement(id="agr_system", systems=["police-case-system"], burst=8),
            an_agreement(id="agr_districts", levels=["district"], burst=9),
        ),
    )
    place = ("police", "notes/getNote", "caseManagement", AT)
    standing = snapshot.standing("police-case-system", "0101", AT)
    found = [
        snapshot.agreement(*place),
        snapshot.agreement(*place, standing=standing),
        snapshot.agreement(*place, system="police-case-system", standing=standing),
    ]
    assert [agreement and agreement.id for agreement in found] == ["agr_police-notes", "agr_station", "agr_system"]
    sentence = await refusal(engine, agreements(an_agreement(id="agr_twin", offices=["0101"])))
    assert "agr_station" in sentence
    assert "offices 0101" in sentence


async def test_the_migration_keeps_the_one_office_of_a_system(fresh_database: FreshDatabase) -> None:
    engine = create_engine(fresh_database())
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, "gateway.migrations", "0033")
        await connection.execute(text("insert into members values ('police', 'police', 'ຕຳຫຼວດ', 'Police')"))
        for name, office in (("desk", "'0101'"), ("old", "null")):
            row = f"('police-{name}', 'police', '{name}', {office})"
            await connection.execute(text(f"insert into systems (client_id, member, name, office) values {row}"))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, "gateway.migrations", "0051")
        rows = await connection.execute(text("select client_id, offices from systems order by client_id"))
        assert [tuple(row) for row in rows] == [("police-desk", {"codes": ["0101"]}), ("police-old", {"codes": []})]
    await engine.dispose()
