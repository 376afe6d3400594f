"""Aggregate values over HTTP: sent as DHIS2 sends them, answered as DHIS2 answers, and read back."""

import asyncio
import json

import pytest

from contracts.catalogue import Catalogue
from contracts.compiled import CompiledSchema
from tests.health_summaries.builders import (
    ATTAPEU,
    DENGUE_2010,
    MOH,
    a_row,
    a_set,
    all_values,
    counts,
    sample,
    sent,
)
from tests.support.service import ServiceUnderTest

REPORT_ACCEPTED = "la.gov.health.report.accepted.v1"


def validator(name: str) -> CompiledSchema:
    return Catalogue.load().validator(f"https://schemas.saphan.gov.la/{name}/v1")


async def test_the_dengue_series_of_2010_arrives_whole(summaries: ServiceUnderTest) -> None:
    message = await sent(summaries, DENGUE_2010)
    assert (message["status"], message["response"]["status"], counts(message)) == ("OK", "SUCCESS", (192, 0, 0, 0))
    assert validator("health/web-message").faults(message) == ([], False)

    kept = await all_values(summaries, dataElement="DENGUE_CASES", startDate="2010-01-01", endDate="2010-12-31")
    assert {(each["orgUnit"], each["period"]): each["value"] for each in kept} == {
        (row["orgUnit"], row["period"]): row["value"] for row in DENGUE_2010["dataValues"]
    }
    assert len({each["place"] for each in kept}) == 16


async def test_unchanged_values_are_ignored_and_changed_ones_updated(summaries: ServiceUnderTest) -> None:
    await sent(summaries, DENGUE_2010)
    assert counts(await sent(summaries, DENGUE_2010)) == (0, 0, 192, 0)
    assert counts(await sent(summaries, a_set(a_row(value="20")))) == (0, 1, 0, 0)
    assert counts(await sent(summaries, a_set(a_row(value="20", comment="ກວດຄືນແລ້ວ")))) == (0, 1, 0, 0)
    assert counts(await sent(summaries, a_set(a_row(value="20", comment="ກວດຄືນແລ້ວ", followup=True)))) == (0, 1, 0, 0)
    [value] = await all_values(summaries, orgUnit=ATTAPEU, period="2010-01")
    assert (value["value"], value["comment"], value["followUp"]) == ("20", "ກວດຄືນແລ້ວ", True)


async def test_some_wrong_rows_are_a_warning_with_200(summaries: ServiceUnderTest) -> None:
    message = await sent(summaries, a_set(a_row(), a_row(orgUnit="Zz00000000z"), a_row(period="201002", value="many")))
    summary = message["response"]
    assert (message["httpStatusCode"], message["status"], counts(message)) == (200, "WARNING", (1, 0, 2, 0))
    assert summary["rejectedIndexes"] == [1, 2]
    assert {each["errorCode"]: each["indexes"] for each in summary["conflicts"]} == {"E8107": [1], "E8122": [2]}
    assert all(each["message"]["lo"] and each["message"]["en"] == each["value"] for each in summary["conflicts"])
    assert validator("health/web-message").faults(message) == ([], False)


async def test_when_every_row_is_wrong_the_same_shape_comes_with_409(summaries: ServiceUnderTest) -> None:
    message = await sent(summaries, a_set(a_row(value="x"), a_row(orgUnit="nowhere")))
    assert (message["httpStatusCode"], message["httpStatus"], message["status"]) == (409, "Conflict", "ERROR")
    assert counts(message) == (0, 0, 2, 0)
    assert "reportId" not in message["response"]
    assert validator("health/web-message").faults(message) == ([], False)
    assert await summaries.announced() == []
    assert await summaries.rows("select 1 from reports union all select 1 from data_values") == []


async def test_an_accepted_report_is_announced_with_counts_and_without_values(summaries: ServiceUnderTest) -> None:
    message = await sent(summaries, a_set(a_row(), a_row(period="201003"), a_row(value="x")))
    [row] = await summaries.rows("select type, key, envelope from outbox")
    data = json.loads(row["envelope"])["data"]
    assert (row["type"], row["key"]) == (REPORT_ACCEPTED, message["response"]["reportId"])
    assert data == {
        "reportId": row["key"],
        "sender": {"member": "moh", "office": "hq"},
        "status": "WARNING",
        "dataElements": ["DENGUE_CASES"],
        "firstDay": "2010-01-01",
        "lastDay": "2010-03-31",
        "imported": 2,
        "updated": 0,
        "deleted": 0,
        "ignored": 1,
    }
    assert validator("events/report-accepted").is_valid(data)


async def test_a_dry_run_counts_what_would_happen_and_keeps_nothing(summaries: ServiceUnderTest) -> None:
    await sent(summaries, a_set(a_row()))
    body = a_set(a_row(value="20"), a_row(period="201002"), a_row(period="201003", value="x"))
    tried = await sent(summaries, body, dryRun="true")
    assert (tried["status"], counts(tried)) == ("WARNING", (1, 1, 1, 0))
    assert "reportId" not in tried["response"]
    assert len(await summaries.announced()) == 1
    assert [each["value"] for each in await all_values(summaries)] == ["19"]
    assert counts(await sent(summaries, body)) == counts(tried)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("CREATE", (1, 0, 1, 0)), ("UPDATE", (0, 1, 1, 0)), ("CREATE_AND_UPDATE", (1, 1, 0, 0)), ("DELETE", (0, 0, 1, 1))],
)
async def test_the_strategy_decides_which_rows_have_an_effect(
    summaries: ServiceUnderTest, strategy: str, expected: tuple[int, int, int, int]
) -> None:
    await sent(summaries, a_set(a_row()))
    body = a_set(a_row(value="20"), a_row(period="201002"))
    assert counts(await sent(summaries, body, importStrategy=strategy)) == expected


async def test_a_withdrawn_value_is_gone_from_lists_and_can_come_back(summaries: ServiceUnderTest) -> None:
    await sent(summaries, a_set(a_row()))
    gone = a_set(a_row(deleted=True, value=None))
    assert counts(await sent(summaries, gone)) == (0, 0, 0, 1)
    assert counts(await sent(summaries, gone)) == (0, 0, 1, 0)
    assert await all_values(summaries) == []
    assert await summaries.rows("select value, deleted from data_values") == [{"value": "19", "deleted": True}]
    assert counts(await sent(summaries, a_set(a_row(value="21")), importStrategy="CREATE")) == (1, 0, 0, 0)
    assert [each["value"] for each in await all_values(summaries)] == ["21"]


async def test_a_single_set_is_sent_with_header_values_and_codes(summaries: ServiceUnderTest) -> None:
    body = {
        "idScheme": "code",
        "dataSet": "DENGUE",
        "completeDate": "2010-02-03",
        "period": "2010-01",
        "orgUnit": "ASILAO017",
        "dataValues": [{"dataElement": "DENGUE_CASES", "value": "19"}],
    }
    message = await sent(summaries, body)
    assert message["response"]["dataSetComplete"] == "2010-02-03"
    [value] = await all_values(summaries)
    assert (value["orgUnit"], value["place"], value["period"]) == (ATTAPEU, "17", "201001")
    [report] = await summaries.rows("select member, system, data_set, imported from reports")
    assert report == {"member": "moh", "system": "moh-system", "data_set": "DENGUE", "imported": 1}


async def test_dhis2s_sample_with_misspelt_keys_is_told_which(summaries: ServiceUnderTest) -> None:
    answer = await summaries.call("POST", "/data-value-sets", json=sample("core_e2e_dataValues_single_dataset"))
    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/completedDate"]


async def test_dhis2s_sample_about_other_elements_is_rejected_in_its_own_shape(summaries: ServiceUnderTest) -> None:
    message = await sent(summaries, sample("dataValueSetJ"))
    [conflict] = message["response"]["conflicts"]
    assert (conflict["errorCode"], conflict["object"], conflict["indexes"]) == ("E8102", "f7n9E0hX8qk", [0])


async def test_a_set_without_rows_changes_nothing_and_succeeds(summaries: ServiceUnderTest) -> None:
    assert counts(await sent(summaries, {"dataValues": []})) == (0, 0, 0, 0)


async def test_a_body_that_breaks_its_schema_changes_nothing(summaries: ServiceUnderTest) -> None:
    for body, pointer in (
        ({}, "/dataValues"),
        ({"dataValues": {}}, "/dataValues"),
        (a_set(a_row(dataElement=19)), "/dataValues/0/dataElement"),
        (a_set(a_row(followUp="maybe")), "/dataValues/0/followUp"),
        (a_set(orgUnitIdScheme="name"), "/orgUnitIdScheme"),
        (a_set(a_row(comment="a\u0000b")), "/dataValues/0/comment"),
    ):
        answer = await summaries.call("POST", "/data-value-sets", json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert pointer in [each["pointer"] for each in answer.json()["errors"]]
    assert await summaries.rows("select 1 from data_values") == []


async def test_a_set_sent_again_under_its_key_is_not_imported_twice(summaries: ServiceUnderTest) -> None:
    answers = [await summaries.call("POST", "/data-value-sets", json=a_set(), key="one-and-the-same") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert await summaries.announced() == [REPORT_ACCEPTED]


async def test_two_sets_about_the_same_values_at_once_do_not_block_each_other(summaries: ServiceUnderTest) -> None:
    rows = DENGUE_2010["dataValues"]
    forth, back = a_set(*rows), a_set(*reversed(rows))
    messages = await asyncio.gather(*(sent(summaries, body) for body in (forth, back, forth, back)))
    assert sum(counts(message)[0] for message in messages) == 192
    assert sum(counts(message)[2] for message in messages) == 3 * 192


async def test_pages_are_walked_to_their_end(summaries: ServiceUnderTest) -> None:
    await sent(summaries, DENGUE_2010)
    first = (await summaries.call("GET", "/data-values", params={"limit": "100"})).json()
    second = (await summaries.call("GET", "/data-values", params={"limit": "100", "cursor": first["next"]})).json()
    assert [len(first["items"]), len(second["items"])] == [100, 92]
    assert "next" not in second
    assert validator("health/data-value-page").faults(first) == ([], False)
    keys = [(each["place"], each["period"]) for each in first["items"] + second["items"]]
    assert keys == sorted(set(keys))


async def test_a_cursor_of_another_list_is_refused(summaries: ServiceUnderTest) -> None:
    await sent(summaries, DENGUE_2010)
    page = (await summaries.call("GET", "/data-values", params={"limit": "1"})).json()
    for params in ({"cursor": page["next"], "period": "201001"}, {"cursor": "bm90IG91cnM"}, {"cursor": "%%%"}):
        answer = await summaries.call("GET", "/data-values", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


async def test_a_filter_that_names_nothing_is_refused(summaries: ServiceUnderTest) -> None:
    for params, code in (
        ({"dataElement": "MALARIA_CASES"}, "data-element-unknown"),
        ({"orgUnit": "nowhere"}, "org-unit-unknown"),
        ({"period": "2010Q5"}, "invalid-input"),
        ({"startDate": "2010-02-30"}, "invalid-input"),
        ({"startDate": "2010-02-01", "endDate": "2010-01-01"}, "invalid-input"),
        ({"limit": "201"}, "invalid-input"),
        ({"orgUnit": "\u0000"}, "invalid-input"),
    ):
        answer = await summaries.call("GET", "/data-values", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, code), params


async def test_a_unit_is_found_by_each_of_its_names(summaries: ServiceUnderTest) -> None:
    await sent(summaries, DENGUE_2010)
    found = [len(await all_values(summaries, orgUnit=name)) for name in (ATTAPEU, "ASILAO017", "17")]
    assert found == [12, 12, 12]


async def test_a_value_shows_its_comment_only_where_there_is_one(summaries: ServiceUnderTest) -> None:
    await sent(summaries, a_set(a_row(), a_row(period="201002", comment="ກວດຄືນ")))
    assert ["comment" in each for each in await all_values(summaries)] == [False, True]


async def test_nothing_is_answered_without_the_gateway(summaries: ServiceUnderTest) -> None:
    for method, path in (("POST", "/data-value-sets"), ("GET", "/data-values")):
        answer = await summaries.call(method, path, json=a_set(), headers={"Voucher": "forged"}, caller=MOH)
        assert (answer.status_code, answer.json()["code"]) == (401, "voucher-refused")
