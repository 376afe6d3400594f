"""Titles are a national list: who adds one finds the names that were written before by it, and none is lost."""

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists, parse_codelist
from contracts.reference_data import ReferenceData
from services.case_registry.usecases.name_keys import renew
from tests.case_registry.builders import POLICE, a_suspect, opened
from tests.case_registry.country import COUNTRY
from tests.case_registry.test_cases_numbers_and_relations import found
from tests.support.service import ServiceUnderTest

TITLES = Catalogue.load().codelist("name-title")
# of who has been a monk; the list of the distribution has it not
THIT = {"code": "thit", "lo": "ທິດ", "en": "Former monk", "written": ["ທິດ"]}


def with_thit() -> CodeLists:
    codes = [{"code": code.code, "lo": code.lo, "en": code.en, **code.attributes} for code in TITLES.codes.values()]
    head = {"name": TITLES.name, "version": "2", "label": {"lo": TITLES.lo, "en": TITLES.en}, "governs": "national"}
    return CodeLists.of([parse_codelist(head | {"attributes": TITLES.attributes, "codes": [*codes, THIT]})])


def named(text: str) -> list[dict[str, object]]:
    return [a_suspect(name={"use": "legal", "text": text, "script": "lao"})]


async def test_a_title_that_is_added_is_left_out_of_names_of_before_and_of_later(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    before = [(await opened(registry, number=f"{n}/ປກສ", participants=named("ທິດບຸນມີ")))["caseId"] for n in (1, 2, 3)]
    assert await renew(registry.units, held.code_lists) == 3, "once after the migration"
    assert await found(registry, POLICE, participantName="ບຸນມີ") == []

    held.take(ReferenceData(9, COUNTRY, with_thit()))
    after = (await opened(registry, number="4/ປກສ", participants=named("ທິດບຸນມີ")))["caseId"]
    assert await found(registry, POLICE, participantName="ບຸນມີ") == [after]
    assert await renew(registry.units, held.code_lists, step=1) == 4
    for name in ("ບຸນມີ", "ທິດ ບຸນມີ", "ທິດບຸນມີ"):
        assert await found(registry, POLICE, participantName=name) == [after, *reversed(before)], name
    assert await renew(registry.units, held.code_lists) == 0, "until the list changes again"


async def test_what_stopped_half_way_goes_on_where_it_was(registry: ServiceUnderTest, held: HeldOrganisations) -> None:
    first = [(await opened(registry, number=f"{n}/ປກສ", participants=named("ທິດບຸນມີ")))["caseId"] for n in (1, 2)]
    held.take(ReferenceData(9, COUNTRY, with_thit()))
    await renew(registry.units, held.code_lists)
    async with registry.units.open() as unit:
        await unit.connection.exec_driver_sql("delete from participant_names where key = 'ບຸນມີ'")
        await unit.connection.exec_driver_sql(
            "update name_key_progress set done = false, after = (select min(participant_id) from participants)"
        )
    assert await renew(registry.units, held.code_lists) == 1
    assert await found(registry, POLICE, participantName="ບຸນມີ") == first[1:]
