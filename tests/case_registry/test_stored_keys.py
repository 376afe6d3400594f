"""Who adds a title, or folds another spelling, finds by it what was written before, and nothing is lost."""

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists, parse_codelist
from contracts.national.shared.identifier import Identifier
from contracts.reference_data import ReferenceData
from services.case_registry.store.deaths import is_anybody
from services.case_registry.usecases.stored_keys import renew
from tests.case_registry.builders import POLICE, a_suspect, opened
from tests.case_registry.country import COUNTRY
from tests.case_registry.test_cases_numbers_and_relations import found
from tests.support.service import SUBJECT_KEYS, ServiceUnderTest

TITLES = Catalogue.load().codelist("name-title")
# of who has been a monk; the list of the distribution has it not
THIT = {"code": "thit", "lo": "ທິດ", "en": "Former monk", "written": ["ທິດ"]}

# the key of the number below in the order of its marks, as it was before decision 0053
BEFORE = "EC2IOKL1vHxtC1OuCi0k-EcI2PRkCW3eEAq3jPbIz4g"


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
    assert await renew(registry.units, held.code_lists, SUBJECT_KEYS) == 3, "once after the migration"
    assert await found(registry, POLICE, participantName="ບຸນມີ") == []

    held.take(ReferenceData(9, COUNTRY, with_thit()))
    after = (await opened(registry, number="4/ປກສ", participants=named("ທິດບຸນມີ")))["caseId"]
    assert await found(registry, POLICE, participantName="ບຸນມີ") == [after]
    assert await renew(registry.units, held.code_lists, SUBJECT_KEYS, step=1) == 4
    for name in ("ບຸນມີ", "ທິດ ບຸນມີ", "ທິດບຸນມີ"):
        assert await found(registry, POLICE, participantName=name) == [after, *reversed(before)], name
    assert await renew(registry.units, held.code_lists, SUBJECT_KEYS) == 0, "until the list changes again"


async def test_what_stopped_half_way_goes_on_where_it_was(registry: ServiceUnderTest, held: HeldOrganisations) -> None:
    first = [(await opened(registry, number=f"{n}/ປກສ", participants=named("ທິດບຸນມີ")))["caseId"] for n in (1, 2)]
    held.take(ReferenceData(9, COUNTRY, with_thit()))
    await renew(registry.units, held.code_lists, SUBJECT_KEYS)
    async with registry.units.open() as unit:
        await unit.connection.exec_driver_sql("delete from participant_names where key = 'ບຸນມີ'")
        await unit.connection.exec_driver_sql(
            "update stored_key_progress set done = false, after = (select min(participant_id) from participants)"
        )
    assert await renew(registry.units, held.code_lists, SUBJECT_KEYS) == 1
    assert await found(registry, POLICE, participantName="ບຸນມີ") == first[1:]


async def test_a_number_and_a_name_of_before_the_fold_are_found_by_the_keys_that_they_have_now(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    # a tone typed before its vowel, in a number and in the name of who gave it
    numbers = [{"type": "passport", "value": "ສ່ິງ-12", "issuer": "ຈັງຫວັດຫົວພັນ, ບາ້ນນາ"}]
    latin = {"use": "latin", "text": "Sysavath Vongsa", "script": "latin"}
    person = a_suspect(identifiers=numbers, otherNames=[latin])
    case_id = (await opened(registry, number="1/ປກສ", participants=[person]))["caseId"]
    typed_otherwise = {"type": "passport", "value": "ສິ່ງ 12", "issuer": "ຈັງຫວັດຫົວພັນ, ບ້ານນາ"}
    [now] = SUBJECT_KEYS.of([Identifier.model_validate(typed_otherwise)])
    assert [row["key"] for row in await registry.rows("select key from participant_subjects")] == [now]
    await renew(registry.units, held.code_lists, SUBJECT_KEYS)

    async with registry.units.open() as unit:  # as an earlier build left it
        await unit.connection.exec_driver_sql(f"update participant_subjects set key = '{BEFORE}'")
        await unit.connection.exec_driver_sql("delete from participant_names where key like 'sisawat%'")
        await unit.connection.exec_driver_sql("update stored_key_progress set made_by = 'titles of before'")
        assert not await is_anybody(unit, [now])
    assert await found(registry, POLICE, participantName="Sisavath") == []
    assert await renew(registry.units, held.code_lists, SUBJECT_KEYS) == 1
    for name in ("Sisavath", "Sysavath", "Sisavat Wongsa", "sysa"):
        assert await found(registry, POLICE, participantName=name) == [case_id], name
    assert await found(registry, POLICE, participantName="Sisan") == []
    async with registry.units.open() as unit:
        assert await is_anybody(unit, [now])
        assert await is_anybody(unit, [BEFORE]), "a death that was announced before finds him as well"
    assert await renew(registry.units, held.code_lists, SUBJECT_KEYS) == 0
