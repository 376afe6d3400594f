"""The register of criminal work: what prosecutors received, how each file left them, and who is in custody."""

import csv
from io import StringIO
from typing import (
    Any,
    Final,
)

import pytest

from contracts.voucher import Caller
from tests.case_registry.builders import (
    COURT,
    POLICE,
    PROSECUTOR,
    filed,
    handed_over,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.country import at
from tests.case_registry.court_builders import first_participant, posted, valid
from tests.support.service import ServiceUnderTest

ASKED = {"member": "ospp", "office": "hq", "year": "2026"}


async def read(registry: ServiceUnderTest, caller: Caller = PROSECUTOR, **params: str) -> Any:
    answer = await registry.call("GET", "/registers/criminal-work", params=ASKED | params, caller=caller)
    assert answer.status_code == 200, answer.text
    assert valid("criminal-work-register", answer.json())
    return answer.json()


def told(register: Any) -> dict[str, int]:
    """Return what the year adds up to, row by row, of months that were reported; carried and pending as at the ends."""
    rows = {row["row"]: [figure["value"] for figure in row["figures"]] for row in register["rows"]}
    standing = {name: rows[name][-1] for name in ("pending", "inCustody") if rows[name]}
    return {
        name: sum(values) for name, values in rows.items() if name not in {"carried", "total", *standing}
    } | standing


ORDERS: Final[dict[str, dict[str, str]]] = {
    "suspended": {"decisionNumber": "7/ອຍ", "suspensionReason": "accusedFled"},
    "dismissed": {"decisionNumber": "8/ອຍ"},
}


async def test_each_file_leaves_the_register_by_what_the_prosecutor_decides(registry: ServiceUnderTest) -> None:
    for number, outcome in enumerate(("returnedForInvestigation", "suspended", "dismissed", "charged", "charged")):
        case_id = await with_the_prosecutor(registry, number=f"{number}/ປກສ")
        if outcome == "charged":
            await filed(registry, case_id)
        await moved(registry, case_id, outcome, PROSECUTOR, **ORDERS.get(outcome, {}))
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    await with_the_prosecutor(registry, number="9/ປກສ")
    figures = told(await read(registry))
    expected = {"received": 6, "returned": 1, "suspended": 1, "dismissed": 1, "charged": 2, "resolved": 5, "pending": 1}
    assert {name: figures[name] for name in expected} == expected
    assert figures["passedOn"] == figures["otherwise"] == figures["resumed"] == figures["inCustody"] == 0


async def test_what_is_taken_up_again_or_given_back_by_the_court_counts_anew(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await moved(registry, case_id, "suspended", PROSECUTOR, **ORDERS["suspended"])
    await moved(registry, case_id, "fileSentToProsecutor", PROSECUTOR)
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    await handed_over(registry, case_id, COURT, PROSECUTOR)
    await moved(registry, case_id, "returnedToProsecutor", COURT)
    assert told(await read(registry))["pending"] == 0  # the court still has the file
    await handed_over(registry, case_id, PROSECUTOR, COURT)
    figures = told(await read(registry))
    assert [figures[row] for row in ("received", "resumed", "suspended", "charged", "pending")] == [2, 1, 1, 1, 1]


async def test_a_file_that_goes_to_another_prosecutor_is_passed_on(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    zone = at("ospp", "0101")
    await handed_over(registry, case_id, zone, PROSECUTOR)
    figures = told(await read(registry))
    assert (figures["received"], figures["passedOn"], figures["pending"]) == (1, 1, 0)
    figures = told(await read(registry, zone, office="0101"))
    assert (figures["received"], figures["pending"]) == (1, 1)
    both = told(await read(registry, below="true"))
    assert (both["received"], both["passedOn"], both["pending"]) == (2, 1, 1)


async def test_a_case_with_somebody_in_custody_is_one_of_the_pending(registry: ServiceUnderTest) -> None:
    cases = [await with_the_prosecutor(registry, number=number) for number in ("1/ປກສ", "2/ປກສ")]
    order = {"orderNumber": "1/ອຍ", "orderedOn": "2026-03-03"}
    for case_id in cases:
        path = f"/cases/{case_id}/participants/{await first_participant(registry, case_id, PROSECUTOR)}/custody"
        detained = order | {"status": "detained", "since": "2026-03-03T08:00:00+07:00"}
        await posted(registry, path, detained, PROSECUTOR)
    await posted(registry, path, {"status": "free", "since": "2026-03-04T08:00:00+07:00"}, PROSECUTOR)
    figures = told(await read(registry))
    assert (figures["pending"], figures["inCustody"]) == (2, 1)


async def test_months_without_data_are_not_reported_and_never_0(registry: ServiceUnderTest) -> None:
    register = await read(registry)
    assert {month["status"] for month in register["months"]} == {"notReported"}
    assert all(row["figures"] == [] for row in register["rows"])


async def test_the_police_file_is_no_work_of_the_police_station_in_it(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    assert await registry.rows("select 1 from case_stays") == []


async def test_it_comes_as_a_table_and_as_a_page_for_print(registry: ServiceUnderTest) -> None:
    await with_the_prosecutor(registry)
    headers = {"Accept": "text/csv"}
    answer = await registry.call("GET", "/registers/criminal-work", params=ASKED, caller=PROSECUTOR, headers=headers)
    rows = {row["row"]: row for row in csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")))}
    assert [value for name, value in rows["received"].items() if name.startswith("m") and value] == ["1"]
    headers = {"Accept": "text/html"}
    answer = await registry.call("GET", "/registers/criminal-work", params=ASKED, caller=PROSECUTOR, headers=headers)
    assert "ທະບຽນວຽກງານຄະດີອາຍາ" in answer.text
    assert '<td class="n none">–</td>' in answer.text


@pytest.mark.parametrize(
    "params", [{"year": "2568"}, {"office": "hq", "member": ""}], ids=["buddhist era", "whose office"]
)
async def test_a_question_that_cannot_be_is_refused(registry: ServiceUnderTest, params: dict[str, str]) -> None:
    answer = await registry.call("GET", "/registers/criminal-work", params=ASKED | params, caller=PROSECUTOR)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-input")
