"""importEvents: old books enter the register, each entry with its own day and number, and every fault is told."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts import subjects
from contracts.catalogue import Catalogue
from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from gateway.directory.compiler import compile_service
from services.civil_registration.domain.records import replay
from services.civil_registration.store import events as store
from services.civil_registration.usecases.imports.records import EventRecords
from tests.civil_registration.builders import (
    CITIZEN_ID,
    HERE,
    HOSPITAL,
    LISTS,
    MOTHER_NAME,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    UNNAMED,
    a_death,
    a_deceased,
    a_mother,
    act_on,
    declared_birth,
    organisations,
    register_event,
)
from tests.civil_registration.imports import (
    CSV,
    an_entry,
    counts,
    imported,
    kept_mapping,
    lines,
    rows_of,
    sent,
    told,
)
from tests.support.service import ServiceUnderTest

BORN: dict[str, Any] = {"occurredOn": "2015-03-21", "lateReason": "ທາງໄກ"}
DATA = Path(__file__).parent / "data"
EXAMPLES = Path(__file__).parents[2] / "schemas" / "civil"
REPORT = "https://schemas.saphan.gov.la/civil/event-import-report/v1"
MOTHER = {"use": "legal", "text": "ແກ້ວມະນີ ພົມມະຈັນ", "script": "lao"}
ROW = "https://schemas.saphan.gov.la/civil/event-import-row/v1"
EVENT = "https://schemas.saphan.gov.la/civil/civil-event/v1"
PLACES = {f"Region{letter}": f"010{number}" for number, letter in enumerate("ABCD", start=1)}
SEXES = {"not stated": "unknown"}
MARITAL = {word.capitalize(): word for word in ("single", "married", "divorced", "widowed")}
UN_VITAL: dict[str, dict[str, Any]] = {
    "birth": {
        "columns": {
            "no": "number",
            "birth1a": "birth/occurredOn",
            "birth1b": "registeredOn",
            "birth1c": "birth/place",
            "birth1g": "birth/birthType",
            "birth1h": "birth/attendant",
            "birth1i": "birth/site",
            "birth2a": "birth/child/sex",
            "birth3a": "birth/mother/birthDate",
            "birth3b": "printed/motherAge",
            "birth3c": "birth/mother/maritalStatus",
            "birth3l": "birth/mother/residence",
        },
        "values": {
            "birth1c": PLACES,
            "birth3l": PLACES,
            "birth1g": {"Quadruplet or higher": "quadruplet"}
            | {word.capitalize(): word for word in ("single", "twin", "triplet")},
            "birth1h": {"Doctor": "physician", "Midwife": "midwife", "Nurse": "nurse", "Other": "layperson"},
            "birth1i": {
                "Home": "privateHome",
                "Other": "other",
                "Clinic": "healthFacility",
                "Hospital": "healthFacility",
            },
            "birth2a": SEXES,
            "birth3c": MARITAL,
        },
    },
    "death": {
        "columns": {
            "no": "number",
            "death1a": "death/occurredOn",
            "death1b": "registeredOn",
            "death1c": "death/place",
            "death1j": "death/pregnancyRelated",
            "death2a": "death/deceased/birthDate",
            "death2b": "printed/ageAtDeath",
            "death2c": "death/deceased/sex",
            "death2o": "death/deceased/residence",
        },
        "values": {
            "death1c": PLACES,
            "death2o": PLACES,
            "death1j": {"Yes": "true", "No": "false"},
            "death2c": SEXES,
        },
    },
    "marriage": {
        "columns": {
            "no": "number",
            "marriage1a": "marriage/occurredOn",
            "marriage1b": "registeredOn",
            "marriage2a": "marriage/bride/birthDate",
            "marriage2b": "printed/brideAge",
            "marriage2c": "marriage/bride/maritalStatus",
            "marriage3a": "marriage/groom/birthDate",
            "marriage3b": "printed/groomAge",
            "marriage3c": "marriage/groom/maritalStatus",
            "marriage3m": "marriage/place",
        },
        "values": {"marriage2c": MARITAL, "marriage3c": MARITAL, "marriage3m": PLACES},
    },
    "divorce": {
        "columns": {
            "no": "number",
            "divorce1a": "divorce/occurredOn",
            "divorce1b": "registeredOn",
            "divorce2a": "divorce/wife/birthDate",
            "divorce2b": "printed/wifeAge",
            "divorce2d": "divorce/dependentChildren",
            "divorce2f": "divorce/marriedOn",
            "divorce2g": "printed/marriageDuration",
            "divorce3a": "divorce/husband/birthDate",
            "divorce3b": "printed/husbandAge",
            "divorce3d": "repeated/dependentChildren",
            "divorce3f": "repeated/marriedOn",
        },
        "defaults": {"divorce/place": "0101"},
    },
}


def take_rule(register: ServiceUnderTest, code: str, in_books: str) -> None:
    """Let the list say this of old books in that rule."""
    rules = LISTS.lists["civil-rules"]
    changed = replace(rules.codes[code], attributes={**rules.codes[code].attributes, "inBooks": in_books})
    lists = LISTS.with_these([replace(rules, codes={**rules.codes, code: changed})])
    register.app.state.resources["organisations"].take(ReferenceData(9, organisations(), lists))


async def un_vital(register: ServiceUnderTest, kind: str) -> list[dict[str, Any]]:
    """Check one of the four files of 100 invented records, and return what is said of its rows."""
    header, *records = (DATA / f"created_{kind}_data.csv").read_text("utf-8").splitlines()
    content = "\n".join([f'"no",{header}', *(f"{number},{record}" for number, record in enumerate(records, 1))])
    mapping = await kept_mapping(register, {"kind": kind} | UN_VITAL[kind])
    report = await imported(register, content.encode(), media=CSV, kind=kind, mapping=mapping, dryRun="true")
    assert Catalogue.load().validator(REPORT).is_valid(report)
    rows = await rows_of(register, report)
    assert len(rows) == report["rows"] == 100
    return rows


def rows_with(rows: list[dict[str, Any]], code: str, pointer: str | None = None) -> int:
    """Count the rows that have this fault, of any member or of this one."""
    return sum(
        any(each["code"] == code and pointer in {None, each.get("pointer")} for each in row.get("faults", ()))
        for row in rows
    )


@pytest.mark.parametrize(("kind", "broken"), [("birth", 46), ("death", 51), ("marriage", 48), ("divorce", 63)])
async def test_each_registration_before_its_event_is_found(register: ServiceUnderTest, kind: str, broken: int) -> None:
    rows = await un_vital(register, kind)
    assert rows_with(rows, "registered-before-event") == broken
    codes = Counter(fault["code"] for row in rows for fault in row["faults"])
    if kind == "birth":  # no mother has the age that is printed
        assert rows_with(rows, "derived-age-differs", "/printed/motherAge") == 100
    if kind == "death":
        assert rows_with(rows, "printed-age-outside") == 22  # by the printed age
        males = [row["row"] for row in rows if rows_with([row], "pregnancy-ages")]
        records = (DATA / "created_death_data.csv").read_text("utf-8").splitlines()[1:]
        by_sex = Counter("male" if '"male"' in records[number - 1] else "other" for number in males)
        assert by_sex == {"male": 17, "other": 1}  # the other one by the age as it is computed
    if kind == "divorce":
        assert rows_with(rows, "spouses-disagree", "/repeated/marriedOn") == 100
        assert rows_with(rows, "spouses-disagree", "/repeated/dependentChildren") == 88
    assert "x-codelist" not in codes  # each word of the file has its meaning


async def test_an_entry_keeps_its_own_day_and_number_and_spends_none_of_the_series(register: ServiceUnderTest) -> None:
    report = await imported(register, lines(an_entry()))
    assert counts(report) == ("imported", 1, 0, 0, 0)
    (row,) = await rows_of(register, report)
    assert Catalogue.load().validator(ROW).is_valid(row)
    answer = await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)
    event = answer.json()
    assert Catalogue.load().validator(EVENT).is_valid(event)
    assert (event["state"], event["registeredOn"], event["bookNumber"]) == ("registered", "2015-04-02", "1/ທບ")
    assert event["registrationNumber"] == "REGISTRAR-0101-B-2015-P1/ທບ"
    assert event["registeredBy"] == {"member": "registrar", "office": "0101"}
    assert [action["action"] for action in event["actions"]] == ["import"]
    assert await register.rows("select 1 from registration_serials") == []
    assert await register.announced() == ["la.gov.civil.event.recorded.v1"]


async def test_an_imported_event_is_the_sum_of_its_log_in_every_column(register: ServiceUnderTest) -> None:
    mother = {"name": MOTHER_NAME, "birthDate": {"value": "1990", "precision": "year"}}
    (row,) = await rows_of(register, await imported(register, lines(an_entry(birth={"mother": mother}))))
    async with register.units.open() as unit:
        record = await store.record(unit, row["eventId"])
        assert record is not None
        assert replay(record.actions) == record
    (columns,) = await register.rows("select version, state, sex, mother_age, registered_office from civil_events")
    assert tuple(columns.values()) == (1, "registered", "female", 24, "0101")
    names = await register.rows("select distinct role from civil_names order by 1")
    assert [each["role"] for each in names] == ["child", "mother"]


async def test_what_was_never_registered_waits_as_declared(register: ServiceUnderTest) -> None:
    refused = await imported(register, lines(an_entry(registeredOn=None)))
    assert ("required", "/birth/attendant") in {(code, pointer) for _, _, pointer, code in told(refused)}
    mother = {
        "name": MOTHER_NAME,
        "birthDate": {"value": "1990", "precision": "year"},
        "maritalStatus": "married",
        "residence": "0101",
    }
    whole = an_entry(registeredOn=None, birth={"birthType": "single", "attendant": "midwife", "mother": mother})
    (row,) = await rows_of(register, await imported(register, lines(whole)))
    event = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
    assert (event["state"], event["birth"]["ownNumber"]) == ("declared", "1/ທບ")
    assert "registrationNumber" not in event


async def test_an_old_book_has_less_than_a_declaration_needs(register: ServiceUnderTest) -> None:
    facts = json.loads((EXAMPLES / "death/examples/v1/valid-of-an-old-book.json").read_text("utf-8"))
    assert "method" not in facts["cause"]
    assert "relation" not in facts["informant"]
    entry = {"number": "3/ຕາຍ", "registeredOn": "2026-11-20", "death": facts}
    (row,) = await rows_of(register, await imported(register, lines(entry), kind="death"))
    event = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
    assert (event["state"], event["death"]["cause"]) == ("registered", facts["cause"])
    waiting = {name: value for name, value in entry.items() if name != "registeredOn"}
    report = await imported(register, lines(waiting | {"number": "4/ຕາຍ"}), kind="death")
    assert {(pointer, code) for _, _, pointer, code in told(report)} == {
        ("/death/cause/method", "required"),
        ("/death/informant/relation", "required"),
    }


async def test_a_row_has_facts_of_one_kind(register: ServiceUnderTest) -> None:
    report = await imported(register, lines(an_entry(death={"occurredOn": "2015-03-21"})))
    assert [code for _, _, _, code in told(report)] == ["facts-of-one-kind"]


async def test_every_fault_of_a_row_is_told_at_once(register: ServiceUnderTest) -> None:
    wrong = an_entry(
        birth={"occurredOn": "2015-05-01", "place": "9999", "child": {"sex": "female"}, "birthWeight": 31500},
        printed={"motherAge": 24},
    )
    report = await imported(register, lines(wrong), dryRun="true")
    assert counts(report) == ("checkedWithFaults", 0, 0, 1, 0)
    assert {(pointer, code) for _, _, pointer, code in told(report)} == {
        ("/birth/place", "x-codelist"),
        ("/birth/birthWeight", "maximum"),
        ("/birth/child/name", "required"),
        ("/registeredOn", "registered-before-event"),
    }


async def test_a_csv_has_buddhist_years_lao_digits_and_names_in_columns(register: ServiceUnderTest) -> None:
    mapping = {
        "kind": "birth",
        "columns": {
            "ເລກທີ": "number",
            "ວັນຈົດ": "registeredOn",
            "ວັນເກີດ": "birth/occurredOn",
            "ເມືອງ": "birth/place",
            "ຊື່": "name:child",
            "ເພດ": "birth/child/sex",
            "ຊື່ແມ່": "name:mother",
            "ປີເກີດແມ່": "birth/mother/birthDate",
            "ອາຍຸແມ່": "printed/motherAge",
            "ຜູ້ຊ່ວຍ": "birth/attendant",
        },
        "values": {"ເພດ": {"ຍິງ": "female"}},
        "defaults": {"birth/attendant": "layperson"},
        "dateOrder": "dmy",
        "era": "mixed",
    }
    content = "\n".join(
        (
            ",".join(mapping["columns"]),
            "໑໒,໐໒/໐໔/໒໕໕໘,21/03/2558,໐໑໐໑,ດາວອນ ພົມມະຈັນ,ຍິງ,ແກ້ວມະນີ,2533,24,midwife",
            "13,2/4/2015,21/3/2015,0101,ນາງ ແກ້ວ,ຍິງ,,,,",
        )
    )
    kept = await kept_mapping(register, mapping)
    report = await imported(register, content.encode(), media=CSV, mapping=kept)
    assert counts(report) == ("imported", 2, 0, 0, 0), told(report)
    first, second = [
        (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
        for row in await rows_of(register, report)
    ]
    assert (first["registeredOn"], first["birth"]["occurredOn"]) == ("2015-04-02", "2015-03-21")
    assert first["birth"]["mother"]["birthDate"] == {"value": "1990", "precision": "year"}
    # a default stands where a row says nothing, and nowhere else
    assert (first["birth"]["attendant"], second["birth"]["attendant"]) == ("midwife", "layperson")


async def test_the_same_entry_again_changes_nothing_and_another_under_its_number_is_refused(
    register: ServiceUnderTest,
) -> None:
    await imported(register, lines(an_entry(1), an_entry(2)))
    again = await imported(register, lines(an_entry(1), an_entry(2), an_entry(3)))
    assert counts(again) == ("imported", 1, 2, 0, 0)
    other = await imported(register, lines(an_entry(1, {"place": "0102"})))
    assert told(other) == [(1, None, "/number", "imported-differently")]
    elsewhere = await imported(register, lines(an_entry(1, {"place": "0102"})), source="other-books")
    assert told(elsewhere) == [(1, None, "/number", "book-number-taken")]
    twice = await imported(register, lines(an_entry(7), an_entry(7)))
    assert told(twice) == [(2, None, "/number", "duplicate-number")]
    # books begin anew each year
    assert counts(await imported(register, lines(an_entry(1, registeredOn="2016-04-02"))))[0] == "imported"


async def test_one_wrong_row_keeps_all_out_unless_asked(register: ServiceUnderTest) -> None:
    rows = lines(an_entry(1), an_entry(2, {"place": "9999"}), an_entry(3))
    assert counts(await imported(register, rows)) == ("refused", 0, 0, 1, 2)
    assert await register.rows("select 1 from civil_events") == []
    assert counts(await imported(register, rows, partial="true")) == ("partlyImported", 2, 0, 1, 0)


async def test_an_import_is_withdrawn_by_an_action_and_can_come_again_otherwise(register: ServiceUnderTest) -> None:
    rows = await rows_of(register, await imported(register, lines(an_entry(1), an_entry(2))))
    cancelled = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": TODAY.isoformat()}, "reason": "ຜິດ"}
    gone_on = rows[1]["eventId"]
    assert (await act_on(register, gone_on, "cancellation", cancelled)).status_code == 201
    report = await imported(register, lines(an_entry(1), an_entry(2)), withdraw="true", partial="true")
    assert (report["status"], report["withdrawn"]) == ("partlyWithdrawn", 1)
    assert told(report) == [(2, None, "/number", "event-gone-on")]
    event = (await register.call("GET", f"/events/{rows[0]['eventId']}", caller=REGISTRAR)).json()
    assert (event["state"], [action["action"] for action in event["actions"]]) == (
        "archived",
        ["import", "withdrawImport"],
    )
    assert "registrationNumber" not in event
    for what, body in (("reinstatement", cancelled), ("retrieval", {"reason": "ຜິດ"})):
        answer = await act_on(register, rows[0]["eventId"], what, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "event-move-not-allowed"), what
    assert counts(await imported(register, lines(an_entry(1, {"place": "0102"}))))[0] == "imported"


async def test_an_office_imports_for_itself_and_those_below_and_no_other_sees_it(register: ServiceUnderTest) -> None:
    province = Seat("registrar", "01")
    country = Organisations.of(
        1,
        [],
        [
            OfficeFacts(province, "registrar-office", "province", "ແຂວງ", "Province", place="01"),
            OfficeFacts(HERE, "registrar-office", "district", "ເມືອງ", "District", place="0101", parent="01"),
        ],
    )
    register.app.state.resources["organisations"].take(ReferenceData(organisations=country))
    report = await imported(register, lines(an_entry(office="01")))
    assert told(report) == [(1, None, "/office", "office")]
    for caller in (OTHER_REGISTRAR, HOSPITAL):
        answer = await register.call("GET", f"/imports/{report['importId']}", caller=caller)
        assert answer.status_code == 404
    answer = await sent(register, lines(an_entry()), caller=HOSPITAL)
    assert (answer.status_code, answer.json()["code"]) == (403, "may-not-import")


@pytest.mark.parametrize(
    ("columns", "pointer"),
    [
        ({"a": "birth/nothing"}, "/columns/a"),
        ({"a": "death/occurredOn"}, "/columns/a"),
        ({"a": "name:uncle"}, "/columns/a"),
        ({"a": "birth/mother"}, "/columns/a"),
    ],
)
async def test_a_column_becomes_only_what_rows_of_the_kind_have(
    register: ServiceUnderTest, columns: dict[str, str], pointer: str
) -> None:
    mapping = {"kind": "birth", "columns": {"no": "number"} | columns}
    answer = await register.call("POST", "/import-mappings", json=mapping, caller=REGISTRAR)
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


async def test_the_gateway_learns_whom_the_rows_of_an_import_name(register: ServiceUnderTest) -> None:
    compiled = compile_service("civil-registration", "home-affairs", "in-process", register.app.openapi(), "d")
    assert {"keepEventImportMapping", "eventImportById", "registerBook", "vitalStatistics"} <= set(compiled.operations)
    rows, named = compiled.operations["importEvents"].rows, set[str]()
    mother = {"identifiers": [{"type": "citizenId", "value": "0123"}]}
    rows["application/x-ndjson"].find(an_entry(birth={"mother": mother}), named)
    assert subjects.identifier("citizenId", "0123") in named


async def test_a_mapping_is_of_one_kind_and_a_file_too(register: ServiceUnderTest) -> None:
    mapping = await kept_mapping(register, {"kind": "death", "columns": {"no": "number"}})
    answer = await sent(register, b"no\n1\n", media=CSV, mapping=mapping)
    assert [each["code"] for each in answer.json()["errors"]] == ["unknown-mapping"]
    death = {"number": "1", "death": {"occurredOn": "2015-03-21", "place": "0101"}}
    assert "other-kind" in {code for *_, code in told(await imported(register, lines(death)))}


async def test_what_stands_in_two_books_is_flagged_and_not_refused(register: ServiceUnderTest) -> None:
    report = await imported(
        register, lines(*(an_entry(number, {"mother": a_mother(name=MOTHER)}) for number in (1, 2)))
    )
    assert report["imported"] == 2
    flags = [row["flags"] for row in await register.rows("select flags from civil_events order by event_id")]
    assert sorted(flags) == [[], ["potentialDuplicate"]]


async def test_what_was_declared_while_the_import_ran_is_found_at_its_end(
    register: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_end = EventRecords.look_again

    async def declared_meanwhile(records: EventRecords) -> None:
        await declared_birth(register, **BORN, mother=a_mother(name=MOTHER))
        await to_the_end(records)

    monkeypatch.setattr(EventRecords, "look_again", declared_meanwhile)
    await imported(register, lines(an_entry(birth={"mother": a_mother(name=MOTHER)})))
    told = await register.rows("select state, flags from civil_events order by state")
    assert [(each["state"], "potentialDuplicate" in each["flags"]) for each in told] == [
        ("declared", False),
        ("registered", True),
    ]
    (found,) = await register.rows("select reasons from civil_duplicates")
    assert found["reasons"] == ["motherGaveBirth", "sameChild"]


async def test_what_was_withdrawn_is_no_duplicate_of_what_comes_in_again(register: ServiceUnderTest) -> None:
    book = lines(an_entry(birth={"mother": a_mother(name=MOTHER)}))
    await imported(register, book)
    await imported(register, book, withdraw="true")
    assert (await imported(register, book))["imported"] == 1
    assert await register.rows("select 1 from civil_duplicates") == []


async def test_an_import_holds_no_lock_for_each_of_its_names(register: ServiceUnderTest) -> None:
    seen = list[int]()

    async def look(records: EventRecords) -> None:
        asked = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
        seen.append((await records.unit.connection.exec_driver_sql(asked)).scalar_one())
        await to_the_end(records)

    to_the_end = EventRecords.look_again
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EventRecords, "look_again", look)
        entries = [an_entry(number, {"mother": a_mother()}) for number in range(50, 90)]
        assert (await imported(register, lines(*entries)))["imported"] == 40
    assert seen[0] <= 3, "a book of 100,000 entries would take more than PostgreSQL keeps"


def a_marriage(number: int, bride: dict[str, Any], groom: dict[str, Any], **other: Any) -> dict[str, Any]:
    facts = {"occurredOn": "2015-03-21", "place": "0101", "bride": bride, "groom": groom}
    return {"number": f"{number}/ທບ", "registeredOn": "2015-03-23", "marriage": facts | other}


BRIDE = {"name": MOTHER, "identifiers": [CITIZEN_ID]}
GROOMS = [{"name": {**MOTHER, "text": text}} for text in ("ສີດາ ແກ້ວ", "ພອນ ແກ້ວ")]


@pytest.mark.parametrize(
    ("in_books", "outcome", "flags"),
    [("flag", "imported", ["unusual"]), ("exempt", "imported", []), ("refuse", "refused", None)],
)
async def test_who_is_married_by_the_register_is_treated_as_the_rule_says_of_old_books(
    register: ServiceUnderTest, in_books: str, outcome: str, flags: list[str] | None
) -> None:
    take_rule(register, "brideMarried", in_books)
    first = await imported(register, lines(a_marriage(1, BRIDE, GROOMS[0])), kind="marriage")
    assert first["imported"] == 1
    second = await imported(register, lines(a_marriage(2, BRIDE, GROOMS[1])), kind="marriage", partial="true")
    (row,) = await rows_of(register, second)
    assert row["outcome"] == outcome
    if flags is None:
        assert told(second) == [(1, None, "/marriage/bride", "bride-married")]
        return
    event = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
    assert Catalogue.load().validator(EVENT).is_valid(event)
    assert event["flags"] == flags
    assert [each["code"] for each in event.get("warnings", ())] == (["brideMarried"] if flags else [])
    again = await imported(register, lines(a_marriage(2, BRIDE, GROOMS[1])), kind="marriage")
    assert counts(again) == ("imported", 0, 1, 0, 0), "what is there already is not asked again"


async def test_a_divorce_that_cites_no_open_marriage_is_flagged(register: ServiceUnderTest) -> None:
    marriage = await imported(register, lines(a_marriage(1, BRIDE, GROOMS[0])), kind="marriage")
    (row,) = await rows_of(register, marriage)
    number = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()["registrationNumber"]

    def divorce(entry: int, cited: str) -> dict[str, Any]:
        facts = {"occurredOn": "2016-03-21", "place": "0101", "wife": BRIDE, "husband": GROOMS[0]}
        return {"number": str(entry), "registeredOn": "2016-03-22", "divorce": facts | {"marriageNumber": cited}}

    report = await imported(register, lines(divorce(1, "0101-M-2015-9"), divorce(2, number)), kind="divorce")
    events = [
        (await register.call("GET", f"/events/{each['eventId']}", caller=REGISTRAR)).json()
        for each in await rows_of(register, report)
    ]
    # that one couple is divorced twice is another flag
    assert [{*each["flags"]} - {"potentialDuplicate"} for each in events] == [{"unusual"}, set()]


async def test_a_book_is_held_against_the_marriage_that_it_cites_and_against_deaths(register: ServiceUnderTest) -> None:
    death = a_death(occurredOn="2015-01-10", deceased=a_deceased(sex="female"))
    dead = {"number": "9", "registeredOn": "2015-01-12", "death": death}
    assert (await imported(register, lines(dead), kind="death"))["imported"] == 1, "of the bride"
    marriage = await imported(register, lines(a_marriage(1, BRIDE, GROOMS[0])), kind="marriage")
    (row,) = await rows_of(register, marriage)
    married = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
    assert [each["code"] for each in married["warnings"]] == ["brideDeceased"]

    facts = {"occurredOn": "2015-03-01", "place": "0101", "wife": BRIDE, "husband": GROOMS[0]}
    cited = {"marriageNumber": married["registrationNumber"], "marriedOn": {"value": "2014", "precision": "year"}}
    early = {"number": "1", "registeredOn": "2015-03-22", "divorce": facts | cited}
    report = await imported(register, lines(early), kind="divorce")
    assert told(report) == [(1, None, "/divorce/occurredOn", "before-marriage")]
    later = early | {"divorce": facts | cited | {"occurredOn": "2015-03-21"}}
    (row,) = await rows_of(register, await imported(register, lines(later), kind="divorce"))
    divorce = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
    codes = [each["code"] for each in divorce["warnings"]]
    assert codes == ["marriageUnknown", "marriedOnDiffers"], "the death had ended it"


async def test_an_entry_cannot_have_a_number_that_the_register_gave(register: ServiceUnderTest) -> None:
    event = await declared_birth(register)
    number = (await register_event(register, event["eventId"])).json()["registrationNumber"]
    entry = an_entry() | {"number": number, "registeredOn": TODAY.isoformat()}
    report = await imported(register, lines(entry))
    assert told(report) == [(1, None, "/number", "book-number-taken")]
    last_year = TODAY.replace(year=TODAY.year - 1, day=1).isoformat()
    assert counts(await imported(register, lines(entry | {"registeredOn": last_year})))[0] == "imported"


async def test_a_child_that_a_book_does_not_name_is_flagged(register: ServiceUnderTest) -> None:
    report = await imported(register, lines(an_entry(birth={"child": UNNAMED})))
    (row,) = await rows_of(register, report)
    event = (await register.call("GET", f"/events/{row['eventId']}", caller=REGISTRAR)).json()
    assert (event["state"], event["flags"]) == ("registered", ["unusual"])
    assert [each["code"] for each in event["warnings"]] == ["childNotNamed"]
