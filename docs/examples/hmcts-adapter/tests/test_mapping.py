"""The mapping: real payloads of other courts become rows and acts of ours, and nothing gets lost."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from hmcts_adapter.cases import Adapted, Ours, adapted
from hmcts_adapter.files import map_documents
from hmcts_adapter.leaves import Leaves
from hmcts_adapter.notes import Notes
from hmcts_adapter.people import people_of

DATA = Path(__file__).parents[1] / "documents"
FILES = sorted(DATA.glob("*.json"))
ROW = "https://schemas.saphan.gov.la/justice/imported-case/v1"
PENAL = {"edition": "penalCode2017", "article": "200"}
ARTICLES = {"OFCODE12": PENAL}


def cases_of(name: str) -> tuple[list[Adapted], Notes, Leaves]:
    (file,) = DATA.glob(f"*{name}*")
    notes, leaves = Notes(file.name), Leaves(json.loads(file.read_bytes()))
    return adapted(leaves, Ours("0101", ARTICLES), notes), notes, leaves


def acts(case: Adapted, operation: str) -> list[dict[str, Any]]:
    return [each["body"] for each in case.acts if each["operation"] == operation]


@pytest.mark.parametrize("file", FILES, ids=[each.stem[-20:] for each in FILES])
def test_every_row_is_one_that_imports_take(file: Path) -> None:
    found = adapted(Leaves(json.loads(file.read_bytes())), Ours("0101"), Notes())
    assert found
    for each in found:
        assert Catalogue.load().validator(ROW).faults(each.row) == ([], False)


def test_a_prosecution_has_its_defendant_charge_and_bail() -> None:
    (case,), notes, _ = cases_of("received_with_warnings")
    assert case.row["number"] == "bg2mrzhjND"
    assert case.row["participants"] == [{"organisation": "Ministry of Justice", "role": "accused"}]
    assert acts(case, "fileCharge") == [
        {
            "text": "TV Licence not paid",
            "filedOn": "2019-05-10",
            "count": 1,
            "article": {
                "edition": "penalCode2017",
                "article": "200",
                "committedOn": {"value": "2010-09-10", "precision": "day"},
            },
        }
    ]
    assert acts(case, "recordCustody") == [{"status": "releasedOnBail", "since": "2018-09-10T00:00:00+07:00"}]
    assert ("source-warning", "TFLDEF001: OFFENCE_OUT_OF_TIME") in [(each.code, each.text) for each in notes.all]


def test_a_listing_has_pleas_verdicts_and_one_hearing_for_both_defendants() -> None:
    (case,), _, _ = cases_of("initiate_cc")
    assert [each["name"]["text"] for each in case.row["participants"]] == ["John Smith", "Johny Smithy", "Brown"]
    assert acts(case, "enterPlea")[0] == {"plea": "guilty", "pleadedOn": "2018-09-11"}
    assert acts(case, "decideCharge")[0] == {"result": "guilty", "decidedOn": "2018-09-12"}
    (hearing,) = acts(case, "scheduleHearing")
    assert (hearing["kind"], hearing["room"]) == ("preparatory", "Courtroom-01")
    assert (hearing["startsAt"][:16], hearing["endsAt"][:16]) == ("2050-02-04T09:05", "2050-02-04T09:25")


def test_a_court_record_has_results_and_sittings() -> None:
    (case,), _, _ = cases_of("query.prosecutioncase")
    assert case.row["status"] == "closed"
    (decided, *_) = acts(case, "decideCharge")
    assert decided == {
        "result": "guilty",
        "decidedOn": "2021-05-20",
        "sentence": [{"kind": "other", "text": "Absolute discharge"}],
    }
    assert {each["startsAt"] for each in acts(case, "scheduleHearing")} >= {"2021-05-20T09:30:00+00:00"}


def test_births_guardians_and_lawyers_are_told() -> None:
    (summons,), _, _ = cases_of("spi-summons")
    first, second, _, parent, firm = summons.row["participants"]
    assert first["birthDate"] == second["birthDate"] == {"value": "1970-02-03", "precision": "day"}
    assert (first["representativePlaces"], second["representativePlaces"]) == ([3], [4])
    assert (parent["role"], parent["name"]["family"]) == ("guardian", "parentGuardianReaper")
    assert parent["birthDate"] == {"value": "1979-05-23", "precision": "day"}
    assert firm == {"organisation": "Parent Guardian Organisation", "role": "guardian"}
    (listing,), _, _ = cases_of("initiate_cc")
    assert [each.get("birthDate", {}).get("value") for each in listing.row["participants"]] == [
        None,
        None,
        "2015-04-04",
    ]
    (record,), _, _ = cases_of("query.prosecutioncase")
    assert {"organisation": "a", "role": "lawyer"} in record.row["participants"]


def test_a_birth_is_known_by_its_day_or_by_the_year_that_is_perceived_and_never_lies_ahead() -> None:
    def births(**individual: object) -> tuple[list[object], list[str]]:
        person = {"personalInformation": {"lastName": "Smith"}} | individual
        notes = Notes()
        people = people_of(Leaves([{"individual": person}]).root.items(), "accused", date(2020, 6, 11), notes)
        return [each.get("birthDate") for each in people.participants], [each.code for each in notes.all]

    year = {"value": "1970", "precision": "year", "estimated": True}
    assert births(perceivedBirthYear="1970") == ([year], [])
    assert births(perceivedBirthYear="unknown") == ([None], [])
    for odd in ("2020-06-12", "BIRTH_DATE"):
        assert births(selfDefinedInformation={"dateOfBirth": odd}) == ([None], ["no-birth-date"])


def test_every_act_is_one_that_its_operation_takes_once_it_has_its_ids() -> None:
    articles = dict.fromkeys(re.findall(r'"offenceCode": *"(.*?)"', "".join(map(Path.read_text, FILES))), PENAL)
    bodies = {
        "fileCharge": ("charge-filing", {"participantId": "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"}),
        "enterPlea": ("plea-entry", {}),
        "decideCharge": ("charge-deciding", {}),
        "recordCustody": ("custody-record", {}),
        "scheduleHearing": ("hearing-scheduling", {"proceedingId": "pro_01k9s0zt4r7q2v5x8y1a3b6c9d"}),
    }
    seen = set()
    for file in FILES:
        ours = Ours("0101", articles)
        for act in (act for case in adapted(Leaves(json.loads(file.read_bytes())), ours, Notes()) for act in case.acts):
            schema, ids = bodies[act["operation"]]
            validator = Catalogue.load().validator(f"https://schemas.saphan.gov.la/justice/{schema}/v1")
            assert validator.faults(act["body"] | ids) == ([], False)
            seen.add(act["operation"])
    assert seen == set(bodies)


def test_a_group_is_as_many_cases_as_it_has_members() -> None:
    found, _, _ = cases_of("group")
    assert [each.row["number"] for each in found] == ["CASE_URN_1", "CASE_URN_2", "CASE_URN_3"]
    assert {each.row["category"] for each in found} == {"civil"}


def test_what_a_document_does_not_say_is_noted_and_not_invented() -> None:
    (case,), notes, _ = cases_of("spi-summons")
    told = {each.code for each in notes.all}
    assert {"opened-on-inferred", "number-extended", "hearing-incomplete"} <= told
    assert case.row["openedOn"] == "2020-06-11"
    assert acts(case, "scheduleHearing") == []


def test_every_value_is_either_mapped_or_reported() -> None:
    _, _, leaves = cases_of("received_with_warnings")
    unread = leaves.unread()
    assert unread["/prosecutionWithReferenceData/prosecution/caseDetails/caseMarkers/*/markerTypeCode"] == 1
    assert "/prosecutionWithReferenceData/prosecution/defendants/*/organisationName" not in unread


def test_a_run_leaves_rows_acts_and_a_report(tmp_path: Path) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text("[1]")
    told = map_documents([*FILES, odd], tmp_path / "out", "0101", None)
    assert told.startswith("7 cases, ")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "out").iterdir()} == {0o600}
    rows = (tmp_path / "out" / "cases.ndjson").read_text().splitlines()
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert (len(rows), report["cases"]) == (7, 7)
    assert report["acts"]["fileCharge"] == 14
    assert {
        "file": "odd.json",
        "pointer": "",
        "code": "no-case",
        "text": "No prosecution case was found in this document.",
    } in (report["notes"])
