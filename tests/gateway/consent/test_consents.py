"""The consents as a service: who records, who sees, how long they bind, and what the data plane asks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chassis.postgres.database import create_engine, migrate
from chassis.unit.units import Units
from contracts import subjects
from gateway.consent import app as consent
from gateway.consent.models import METADATA
from gateway.consent.store import Consents
from gateway.ledger.pool import Pool
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running

REGISTRAR = a_caller("registrar", "registrar")
HOSPITAL = a_caller("hospital", "hospital")
HOME_AFFAIRS = a_caller("home-affairs", "registry")
TOWER = a_caller("control-tower", "authority")


@pytest.fixture
def database(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


@pytest.fixture
async def consents(database: str) -> AsyncIterator[ServiceUnderTest]:
    engine = create_engine(database)
    async with running(consent.build(Units(engine), KEYS), REGISTRAR) as service:
        yield service
    await engine.dispose()


@pytest.fixture
async def asked(database: str) -> AsyncIterator[Consents]:
    pool = Pool(database)
    await pool.open()
    yield Consents(pool)
    await pool.close()


def in_a_year() -> str:
    return (datetime.now(UTC) + timedelta(days=365)).isoformat()


def a_recording(**changes: Any) -> dict[str, Any]:
    facts = {
        "subject": {"type": "citizenId", "value": "01-23 004567"},
        "recipient": "home-affairs",
        "purpose": "officialCorrespondence",
        "validUntil": in_a_year(),
    }
    return facts | changes


async def recorded(consents: ServiceUnderTest, **changes: Any) -> dict[str, Any]:
    answer = await consents.call("POST", "/consents", json=a_recording(**changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def stands(asked: Consents, reference: str, **changes: Any) -> bool:
    """Tell whether it is in force; then it is that of the person who gave it."""
    facts: dict[str, Any] = {"member": "home-affairs", "purpose": "officialCorrespondence", "at": datetime.now(UTC)}
    giver = await asked.giver(reference, **(facts | changes))
    assert giver in {frozenset(), subjects.presented("citizenId", "0123004567")}
    return bool(giver)


async def test_a_consent_is_recorded_and_read_back(consents: ServiceUnderTest) -> None:
    made = await recorded(consents)
    assert made["recordedBy"] == "registrar"
    assert made["consentId"].startswith("cns_")
    read = await consents.call("GET", f"/consents/{made['consentId']}", caller=HOME_AFFAIRS)
    assert read.json() == made


async def test_a_consent_stands_for_whom_for_what_and_until_when_it_was_given(
    consents: ServiceUnderTest, asked: Consents
) -> None:
    reference = (await recorded(consents))["consentId"]
    assert await stands(asked, reference)
    assert not await stands(asked, reference, member="moj")
    assert not await stands(asked, reference, purpose="oversight")
    assert not await stands(asked, reference, at=datetime.now(UTC) + timedelta(days=366))
    assert not await stands(asked, reference, at=datetime.now(UTC) - timedelta(days=1))
    assert not await stands(asked, "cns_00000000000000000000000000")


async def test_a_withdrawal_ends_it_at_once_and_stays_the_first(consents: ServiceUnderTest, asked: Consents) -> None:
    reference = (await recorded(consents))["consentId"]
    withdrawn = (await consents.call("POST", f"/consents/{reference}/withdrawal")).json()
    assert withdrawn["withdrawnBy"] == "registrar"
    assert not await stands(asked, reference)
    again = await consents.call("POST", f"/consents/{reference}/withdrawal", caller=HOME_AFFAIRS)
    assert again.json() == withdrawn


async def test_a_consent_of_others_does_not_exist(consents: ServiceUnderTest) -> None:
    reference = (await recorded(consents))["consentId"]
    for method, path in (("GET", f"/consents/{reference}"), ("POST", f"/consents/{reference}/withdrawal")):
        answer = await consents.call(method, path, caller=HOSPITAL)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert (await consents.call("GET", "/consents", caller=HOSPITAL)).json() == {"items": []}
    assert (await consents.call("GET", f"/consents/{reference}", caller=TOWER)).status_code == 200


async def test_consents_are_found_by_person_and_by_recipient_page_by_page(consents: ServiceUnderTest) -> None:
    mine = [(await recorded(consents))["consentId"] for _ in range(3)]
    await recorded(consents, subject={"type": "citizenId", "value": "99"})
    await recorded(consents, recipient="moj")
    seen, cursor = [], None
    while True:
        asked = {"subject": "01-23004567", "recipient": "home-affairs", "limit": "2"}
        page = (await consents.call("GET", "/consents", params=asked | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["consentId"] for item in page["items"]]
        cursor = page.get("next")
        if cursor is None:
            break
    assert seen == sorted(mine, reverse=True)


async def test_consents_of_an_earlier_build_are_found_as_new_ones_are(
    database: str, consents: ServiceUnderTest
) -> None:
    number = "ນ້ຳ–1"
    reference = (await recorded(consents, subject={"type": "other", "value": number}))["consentId"]
    async with consents.units.open() as unit:
        await unit.connection.exec_driver_sql("update consents set subject_key = 'ນຳ້–1'")
        await unit.connection.exec_driver_sql("insert into directory_entries " + AN_ENTRY)
        await unit.connection.exec_driver_sql(
            "alter table directory_version drop column parties, drop column parties_said"
        )
        await unit.connection.exec_driver_sql("alter table officers drop column office")
        await unit.connection.exec_driver_sql("update alembic_version set version_num = '0051'")
    await migrate(database, "gateway.migrations")
    for asked in (number, "ນ້ຳ-1", "ນ້ຳ 1"):
        page = (await consents.call("GET", "/consents", params={"subject": asked})).json()
        assert [each["consentId"] for each in page["items"]] == ([] if " " in asked else [reference])
    entries = await consents.rows("select words, shares from directory_entries")
    assert entries == [{"words": "ສິ່ງທອງ\nນ້ຳ", "shares": ["ນ້ຳ"]}]


AN_ENTRY = """
    values ('member', 'moj', 1, now(), null, null, '{}', 'ສ່ິງທອງ' || chr(10) || 'ນຳ້', '{ນຳ້}', 'chg_1')
"""


async def test_a_cursor_of_another_list_is_refused(consents: ServiceUnderTest) -> None:
    for _ in range(2):
        await recorded(consents)
    cursor = (await consents.call("GET", "/consents", params={"limit": "1"})).json()["next"]
    answer = await consents.call("GET", "/consents", params={"cursor": cursor, "recipient": "moj"})
    assert answer.json()["code"] == "invalid-cursor"


@pytest.mark.parametrize("days", [-1, 20 * 366])
async def test_a_term_that_is_over_or_endless_is_refused(consents: ServiceUnderTest, days: int) -> None:
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    answer = await consents.call("POST", "/consents", json=a_recording(validUntil=until))
    assert (answer.status_code, answer.json()["code"]) == (409, "consent-term")


async def test_a_repeated_recording_has_no_second_effect(consents: ServiceUnderTest) -> None:
    body = a_recording()
    first = await consents.call("POST", "/consents", json=body, key="same")
    again = await consents.call("POST", "/consents", json=body, key="same")
    assert again.content == first.content
    assert len(await consents.rows("select 1 from consents")) == 1


async def test_the_search_by_person_is_guarded_as_the_person_is(consents: ServiceUnderTest) -> None:
    listing = consents.app.openapi()["paths"]["/consents"]["get"]
    by_person = next(each for each in listing["parameters"] if each["name"] == "subject")
    assert by_person["schema"]["x-field-group"] == "subjects"


async def test_the_migration_writes_the_table_that_is_declared(database: str) -> None:
    mine = set(METADATA.tables)

    def differences(connection: Any) -> list[Any]:
        options = {"include_object": lambda _, name, kind, *_rest: kind != "table" or name in mine}
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
        return found

    engine = create_engine(database)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
