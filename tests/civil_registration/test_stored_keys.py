"""What was written before names were kept, or before a title was added, is found by them all the same."""

import orjson

from contracts.reference_data import ReferenceData
from services.civil_registration.app import build
from services.civil_registration.settings import Settings
from services.civil_registration.usecases.stored_keys import renew
from tests.case_registry.test_stored_keys import with_thit
from tests.civil_registration.builders import (
    CITIZEN_ID,
    HOSPITAL,
    LISTS,
    REGISTRAR,
    a_birth,
    a_mother,
    declared_birth,
    organisations,
)
from tests.civil_registration.conftest import MIGRATIONS
from tests.civil_registration.test_work_list import listed
from tests.support.earlier import brought_up_to_date
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, running, secret_files

EVENT_ID = "civ_01k9s0zt4r7q2v5x8y1a3b6c9d"


async def test_events_of_an_earlier_build_are_found_by_names_and_numbers(fresh_database: FreshDatabase) -> None:
    bus, url = fresh_database("chassis.bus.migrations"), fresh_database()
    stated = {"birth": a_birth(mother=a_mother(identifiers=[CITIZEN_ID])), "late": False, "warnings": []}
    birth = orjson.dumps(stated).decode().replace("'", "''")
    await brought_up_to_date(
        url,
        MIGRATIONS,
        "0011",
        f"insert into civil_events values ('{EVENT_ID}', 'birth', 'declared', '0101', 'hospital', 'BX8Y1A3B6', null);\n"
        f"insert into civil_event_actions values ('{EVENT_ID}', 0, 'declare', '2026-03-02T03:00:00Z', 'hospital',"
        f" 'records', null, '{birth}')",
    )
    told = {"database_url": url, "bus": "postgres", "bus_url": bus} | secret_files(Settings)
    async with running(build(Settings.model_validate(told), voucher_keys=KEYS), HOSPITAL) as register:
        assert await listed(register) == [EVENT_ID]
        assert await listed(register, name="ດາວອນ") == []
        assert await listed(register, identifier=CITIZEN_ID["value"]) == []
        assert await renew(register.units, LISTS) == 1
        for name in ("ດາວອນ", "ພົມມະ"):
            assert await listed(register, name=name) == [EVENT_ID], name
        assert await listed(register, identifier=CITIZEN_ID["value"]) == [EVENT_ID]
        assert await renew(register.units, LISTS) == 0, "until the titles or the rules change"


async def test_a_title_that_is_added_is_left_out_of_names_of_before(register: ServiceUnderTest) -> None:
    name = {"use": "legal", "text": "ທິດບຸນມີ", "script": "lao"}
    before = [(await declared_birth(register, child={"name": name, "sex": "male"}))["eventId"] for _ in range(3)]
    assert await renew(register.units, LISTS) == 3, "once after the migration"
    lists = with_thit()
    register.app.state.resources["organisations"].take(ReferenceData(9, organisations(), lists))
    assert await listed(register, name="ບຸນມີ") == []
    assert await renew(register.units, lists, step=1) == 3
    for asked in ("ບຸນມີ", "ທິດ ບຸນມີ", "ທິດບຸນມີ"):
        assert await listed(register, REGISTRAR, name=asked) == list(reversed(before)), asked
    [folded] = await register.rows("select distinct name_key from civil_people where role = 'child'")
    assert "ທິດ" not in folded["name_key"], "duplicates are looked for by the name without it"


async def test_what_stopped_half_way_goes_on_where_it_was(register: ServiceUnderTest) -> None:
    for _ in range(3):
        await declared_birth(register)
    await renew(register.units, LISTS)
    async with register.units.open() as unit:
        await unit.connection.exec_driver_sql("delete from civil_names")
        await unit.connection.exec_driver_sql(
            "update stored_key_progress set done = false, after = (select min(event_id) from civil_events)"
        )
    assert await renew(register.units, LISTS) == 2
    assert len(await listed(register, name="ດາວອນ")) == 2
