"""exportCases: what is one office's leaves in the form in which an import takes it, and gives the same registers."""

from typing import Any

import orjson
import pytest
from sqlalchemy import text

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from evidence.digests import content_digest
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, a_suspect, in_court, moved, opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import posted, valid
from tests.case_registry.imports import a_row, counts, imported, lines, told
from tests.case_registry.test_imports_whole import (
    CALLED_UP,
    CHARGE,
    HEARING,
    JUDGE,
    LEFT,
    PROCEEDING,
    STATEMENT,
    a_whole_row,
)
from tests.support.service import ServiceUnderTest

SCHEMA = "https://schemas.saphan.gov.la/justice/imported-case/v1"
REGISTER = {"year": "2019"}


async def exported(registry: ServiceUnderTest, caller: Caller = COURT, **query: str) -> list[dict[str, Any]]:
    answer = await registry.call("GET", "/exports/cases", caller=caller, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-digest"] == content_digest(answer.content)
    rows = [orjson.loads(line) for line in answer.content.splitlines()]
    assert all(Catalogue.load().validator(SCHEMA).is_valid(row) for row in rows), rows
    return sorted(
        rows, key=lambda row: (str(row.get("number")), orjson.dumps(row))
    )  # ids of one import are in no order


async def emptied(registry: ServiceUnderTest) -> None:
    """Make the registry as empty as a new one."""
    async with registry.units.engine.begin() as connection:
        await connection.execute(text("truncate cases, imports, decision_counters cascade"))


async def registers(registry: ServiceUnderTest) -> Any:
    answer = await registry.call("GET", "/registers/monthly", caller=PROSECUTOR, params=REGISTER)
    return {row["row"]: row["figures"] for row in answer.json()["rows"]}


async def test_what_was_exported_comes_in_again_as_it_was(registry: ServiceUnderTest) -> None:
    held = HEARING | {"judgeIds": ["j-014", "j-020"]}
    changed_panel = PROCEEDING | {"formerPanel": [LEFT], "hearings": [held]}
    rows = [a_whole_row(1), a_whole_row(2, proceedings=[changed_panel]), a_row(3, category="family")]
    assert counts(await imported(registry, lines(*rows))) == ("imported", 3, 0, 0, 0)
    rows = await exported(registry)
    assert [row["number"] for row in rows] == ["001/ສປຂ.ຈທ", "002/ສປຂ.ຈທ", "003/ສປຂ.ຈທ"]
    assert rows[1]["proceedings"][0]["formerPanel"] == [LEFT]
    await emptied(registry)
    assert await exported(registry) == []
    assert counts(await imported(registry, lines(*rows))) == ("imported", 3, 0, 0, 0)
    assert await exported(registry) == rows


async def test_who_followed_a_judge_sits_since_then_and_a_hearing_has_the_judges_of_its_day(
    registry: ServiceUnderTest,
) -> None:
    follower = JUDGE | {"judgeId": "j-021", "role": "member", "from": LEFT["to"]}
    days = (LEFT["from"], LEFT["to"])
    bare = [{"kind": "trial", "status": "postponed", "startsOn": day} for day in days]
    stated = PROCEEDING | {"formerPanel": [LEFT], "panel": [JUDGE, follower], "hearings": bare}
    assert counts(await imported(registry, lines(a_whole_row(1, proceedings=[stated])))) == ("imported", 1, 0, 0, 0)
    (row,) = await exported(registry)
    (proceeding,) = row["proceedings"]
    assert [judge.get("from") for judge in proceeding["panel"]] == [None, LEFT["to"]]
    sat = [set(hearing["judgeIds"]) for hearing in proceeding["hearings"]]
    assert sat == [{JUDGE["judgeId"], LEFT["judgeId"]}, {JUDGE["judgeId"], "j-021"}]
    await emptied(registry)
    assert counts(await imported(registry, lines(row))) == ("imported", 1, 0, 0, 0)
    assert await exported(registry) == [row]
    early = stated | {"panel": [JUDGE, follower | {"from": "2019-01-01"}]}
    report = await imported(registry, lines(a_whole_row(2, proceedings=[early])))
    assert [pointer for _, _, pointer, _ in told(report)] == ["/proceedings/0/panel/1/from"]


async def test_what_is_here_as_the_file_has_it_is_unchanged_whatever_has_happened_since(
    registry: ServiceUnderTest,
) -> None:
    await opened(registry, number="7/ປກສ", participants=[a_suspect()])
    await imported(registry, lines(a_row(1, status="inTrial"), a_row(2)))
    (row,) = await registry.rows("select case_id from cases where status = 'inTrial'")
    await moved(registry, row["case_id"], "discontinued", COURT, decisionNumber="8/ສປ")
    for caller, many in ((COURT, 2), (POLICE, 1)):
        rows = await exported(registry, caller)
        assert counts(await imported(registry, lines(*rows), caller=caller)) == ("imported", 0, many, 0, 0)
    other = rows[0] | {"title": "ຄະດີອື່ນ"}
    report = await imported(registry, lines(other), caller=POLICE)
    assert [code for *_, code in told(report)] == ["case-number-taken"]


@pytest.mark.parametrize("status", ["held", "postponed", "cancelled"])
async def test_a_hearing_of_an_old_book_that_names_nobody_comes_in(registry: ServiceUnderTest, status: str) -> None:
    bare = {name: PROCEEDING[name] for name in ("level", "startedOn")} | {"hearings": [HEARING | {"status": status}]}
    row = a_row(proceedings=[bare], status=None, statusOn=None)
    report = await imported(registry, lines(row))
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    (hearing,) = (await registry.call("GET", "/schedule", caller=COURT)).json()["items"]
    assert hearing["status"] == status
    assert "judgeIds" not in hearing
    (row,) = await exported(registry)
    assert "judgeIds" not in row["proceedings"][0]["hearings"][0]


async def test_a_number_of_the_police_is_not_the_courts(registry: ServiceUnderTest) -> None:
    case_id = await in_court(registry, number="9/ປກສ")
    (row,) = await exported(registry)
    assert "number" not in row
    assert [each["number"] for each in row["numbers"]] == ["9/ປກສ"]
    assert counts(await imported(registry, lines(row))) == ("imported", 0, 1, 0, 0), "the case is here"
    await emptied(registry)
    report = await imported(registry, lines(row))
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    assert await exported(registry) == [row]
    assert case_id not in str(await registry.rows("select case_id from cases"))
    nameless = await imported(registry, lines({name: row[name] for name in row if name != "numbers"}))
    assert [(pointer, code) for _, _, pointer, code in told(nameless)] == [("/number", "required")]


async def test_a_hearing_that_was_cancelled_before_its_day_comes_in_again(registry: ServiceUnderTest) -> None:
    cancelled = HEARING | {
        "status": "cancelled",
        "startsAt": "2099-01-05T09:00:00+07:00",
        "endsAt": "2099-01-05T10:00:00+07:00",
    }
    row = a_whole_row(1, proceedings=[PROCEEDING | {"hearings": [HEARING, cancelled]}])
    assert counts(await imported(registry, lines(row)))[0] == "imported"
    held = a_whole_row(2, proceedings=[PROCEEDING | {"hearings": [cancelled | {"status": "held"}]}])
    assert [code for *_, code in told(await imported(registry, lines(held)))] == ["hearing-to-come"]


async def test_a_hearing_of_an_old_book_without_end_and_room_comes_in_again(registry: ServiceUnderTest) -> None:
    bare = {name: HEARING[name] for name in ("kind", "status", "startsAt")}
    proceeding = PROCEEDING | {"hearings": [bare, HEARING | {"startsAt": "2019-11-05T10:00:00+07:00"}]}
    assert counts(await imported(registry, lines(a_whole_row(1, proceedings=[proceeding])))) == ("imported", 1, 0, 0, 0)
    rows = await exported(registry)
    old, whole = rows[0]["proceedings"][0]["hearings"]
    assert (old.keys() - {"judgeIds"}, whole["room"]) == (bare.keys(), "2A")
    here = (await registry.call("GET", "/schedule", caller=COURT, params={"member": "psc", "office": "hq"})).json()
    assert [each.get("endsAt") for each in here["items"]] == [None, "2019-11-05T04:30:00Z"]
    in_room = {"member": "psc", "office": "hq", "room": "2A"}
    found = (await registry.call("GET", "/schedule", caller=COURT, params=in_room)).json()["items"]
    assert [each["startsAt"] for each in found] == ["2019-11-05T03:00:00Z"]
    assert counts(await imported(registry, lines(*rows))) == ("imported", 0, 1, 0, 0)
    await emptied(registry)
    assert counts(await imported(registry, lines(*rows))) == ("imported", 1, 0, 0, 0)
    assert await exported(registry) == rows


async def test_a_charge_of_an_old_register_has_its_article_and_the_day_of_its_case(registry: ServiceUnderTest) -> None:
    article = {"edition": "penalCode2017", "committedOn": {"value": "2019", "precision": "year"}, "article": "231"}
    bare = {"participantPlace": 0, "article": article}
    suspect = {"name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}, "role": "suspect"}
    row = a_row(1, category="criminal", status="charged", participants=[suspect], charges=[bare])
    report = await imported(registry, lines(row), caller=PROSECUTOR)
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    found = await registry.call("GET", "/cases", caller=PROSECUTOR, params={"article": "231"})
    (case,) = found.json()["items"]
    path = f"/cases/{case['caseId']}/charges"
    recorded_at = (await registry.call("GET", f"/cases/{case['caseId']}", caller=PROSECUTOR)).json()["recordedAt"]
    (charge,) = (await registry.call("GET", path, caller=PROSECUTOR)).json()["items"]
    assert valid("charge", charge)
    assert (charge.get("text"), charge["filedOn"], charge["state"]) == (None, row["openedOn"], "live")
    (before,) = (await registry.call("GET", path, caller=PROSECUTOR, params={"at": recorded_at})).json()["items"]
    assert before == charge
    (file,) = await exported(registry, PROSECUTOR)
    assert file["charges"] == [bare | {"count": 1, "filedOn": row["openedOn"]}]
    assert counts(await imported(registry, lines(file), caller=PROSECUTOR)) == ("imported", 0, 1, 0, 0)
    again = {"amendedOn": "2026-03-21", "text": "ລັກຊັບ", "reason": "ຕື່ມເນື້ອໃນຂອງສຳນວນເກົ່າ"}
    amended = await posted(registry, f"{path}/{charge['chargeId']}/amendments", again, PROSECUTOR)
    assert amended["text"] == "ລັກຊັບ"


async def test_the_registers_of_a_prosecutor_are_the_same_afterwards(registry: ServiceUnderTest) -> None:
    waiting = {"level": "cassation", "enteredOn": "2019-10-02"}
    rows = [
        a_row(1, statements=[STATEMENT, waiting], calledUpFiles=[CALLED_UP], office="0101"),
        a_row(2, statements=[waiting], office="hq"),
    ]
    assert counts(await imported(registry, lines(*rows), caller=PROSECUTOR))[0] == "imported"
    before, file = await registers(registry), await exported(registry, PROSECUTOR)
    assert [row["office"] for row in file] == ["0101", "hq"]
    await emptied(registry)
    assert counts(await imported(registry, lines(*file), caller=PROSECUTOR))[0] == "imported"
    assert await registers(registry) == before
    assert before["I.2"], "there are figures"


async def test_an_office_takes_out_its_own_and_a_file_has_an_end(registry: ServiceUnderTest) -> None:
    await imported(registry, lines(*(a_row(number, office=("0101", "0102")[number % 2]) for number in range(1, 6))))
    assert len(await exported(registry, at("psc", "0101"))) == 2
    assert [row["number"][:3] for row in await exported(registry, office="0102")] == ["001", "003", "005"]
    assert await exported(registry, POLICE) == []
    first = await registry.call("GET", "/exports/cases", caller=COURT, params={"most": "3"})
    following = {"most": "3", "after": first.headers["export-next"]}
    second = await registry.call("GET", "/exports/cases", caller=COURT, params=following)
    assert [len(each.content.splitlines()) for each in (first, second)] == [3, 2]
    assert "export-next" not in second.headers
    refusal = await registry.call("GET", "/exports/cases", caller=at("psc", "0101"), params={"office": "0102"})
    assert [(each["name"], each["code"]) for each in refusal.json()["errors"]] == [("office", "office")]


async def test_what_ended_before_comes_along_and_comes_in_again(registry: ServiceUnderTest) -> None:
    person = {"name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}, "role": "suspect"}
    lawyer = {"organisation": "ຫ້ອງການທະນາຍຄວາມ ກ", "role": "lawyer"}
    spoke = {"representativePlace": 1, "role": "lawyer", "from": "2019-05-14", "to": "2019-08-01"}
    withdrawn = {name: CHARGE[name] for name in ("participantPlace", "article", "text", "filedOn")} | {
        "withdrawnOn": "2019-09-02",
        "withdrawalReason": "ຫຼັກຖານບໍ່ພຽງພໍ",
    }
    assigned = [
        {"office": "0101", "officer": "P-017", "assignedOn": "2019-05-20", "relievedOn": "2019-07-01"},
        {"office": "0101", "officer": "P-018", "assignedOn": "2019-07-01"},
    ]
    row = a_row(
        1,
        category="criminal",
        status="charged",
        participants=[person | {"formerRepresentations": [spoke]}, lawyer],
        charges=[withdrawn],
        prosecutors=assigned,
    )
    report = await imported(registry, lines(row), caller=PROSECUTOR)
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    (case,) = (await registry.call("GET", "/cases", caller=PROSECUTOR)).json()["items"]
    whole = (await registry.call("GET", f"/cases/{case['caseId']}", caller=PROSECUTOR)).json()
    assert valid("case", whole)
    assert [(each["officer"], each.get("relievedOn")) for each in whole["prosecutors"]] == [
        ("P-017", "2019-07-01"),
        ("P-018", None),
    ]
    (representation,) = whole["participants"][0]["representatives"]
    assert (representation["from"], representation["to"]) == ("2019-05-14", "2019-08-01")
    (charge,) = (await registry.call("GET", f"/cases/{case['caseId']}/charges", caller=PROSECUTOR)).json()["items"]
    assert valid("charge", charge)
    assert (charge["state"], charge["history"][-1]["reason"]) == ("withdrawn", "ຫຼັກຖານບໍ່ພຽງພໍ")
    known = {"at": whole["recordedAt"]}
    assert (await registry.call("GET", f"/cases/{case['caseId']}", caller=PROSECUTOR, params=known)).json() == whole
    (file,) = await exported(registry, PROSECUTOR)
    assert file["charges"] == [withdrawn | {"count": 1}]
    assert (file["prosecutors"], file["participants"]) == (assigned, row["participants"])
    assert counts(await imported(registry, lines(file), caller=PROSECUTOR)) == ("imported", 0, 1, 0, 0)
    await emptied(registry)
    assert counts(await imported(registry, lines(file), caller=PROSECUTOR)) == ("imported", 1, 0, 0, 0)
    assert await exported(registry, PROSECUTOR) == [file]
    wrong = row | {
        "charges": [
            withdrawn | {"withdrawnOn": "2019-05-01"},
            withdrawn | {"result": "guilty", "decidedOn": "2019-06-01"},
        ],
        "participants": [
            person | {"formerRepresentations": [spoke, spoke, spoke | {"representativePlace": 0}]},
            lawyer,
        ],
        "prosecutors": [assigned[0] | {"assignedOn": "2019-01-01"}, assigned[1] | {"relievedOn": "2019-06-01"}],
    }
    report = await imported(registry, lines(wrong | {"number": "2/ອຍ"}), caller=PROSECUTOR)
    assert {(pointer, code) for _, _, pointer, code in told(report)} == {
        ("/charges/0/withdrawnOn", "date-order"),
        ("/charges/1/result", "withdrawn-with-result"),
        ("/participants/0/formerRepresentations/1/representativePlace", "represented-already"),
        ("/participants/0/formerRepresentations/2/representativePlace", "not-a-representative"),
        ("/prosecutors/0/assignedOn", "before-the-opening"),
        ("/prosecutors/1/relievedOn", "ends-before-it-begins"),
    }
