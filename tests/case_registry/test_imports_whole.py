"""Imported cases with all that belongs to them: numbers, charges, proceedings, and the registers of past years."""

from typing import Any

from contracts.seats import Holding
from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from services.case_registry.store import history
from tests.case_registry.builders import COURT, PROSECUTOR, opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import posted, refused
from tests.case_registry.imports import a_row, counts, imported, lines, told
from tests.case_registry.test_registers_figures import figure_4
from tests.support.service import ServiceUnderTest

HEARING = {
    "kind": "trial",
    "status": "held",
    "startsAt": "2019-11-05T09:00:00+07:00",
    "endsAt": "2019-11-05T11:30:00+07:00",
    "room": "2A",
}
JUDGE = {"judgeId": "j-014", "name": "ສົມຈິດ ວົງສະຫວັນ", "role": "presiding"}
LEFT = (
    JUDGE
    | {"judgeId": "j-020", "from": "2019-06-01", "to": "2019-11-06", "reason": "ຮູ້ຈັກຄູ່ຄວາມ", "leftFor": "recused"}
    | {"recusal": {"ground": "ຍາດພີ່ນ້ອງ", "decidedBy": "ປະທານສານ"}}
)
JUDGMENT = {"kind": "judgment", "decidedOn": "2020-01-20", "matter": "conviction", "finalOn": "2020-02-20"}
PROCEEDING = {
    "level": "firstInstance",
    "startedOn": "2019-06-01",
    "panel": [JUDGE],
    "decisions": [JUDGMENT],
    "hearings": [HEARING],
}
A_COURT = {"member": "psc", "office": "hq"}
OLD_ARTICLE = {"edition": "penalCode2017", "committedOn": {"value": "2001-01-01", "precision": "day"}, "article": "231"}
IN_AN_OLD_YEAR = OLD_ARTICLE | {"committedOn": {"value": "2010", "precision": "year"}}
CHARGE = {
    "participantPlace": 0,
    "article": {
        "edition": "penalCode2017",
        "committedOn": {"value": "2019-03-01", "precision": "day"},
        "article": "231",
    },
    "text": "ລັກຊັບ ຢູ່ບ້ານໂພນໄຊ",
    "filedOn": "2019-05-20",
    "filedBy": {"member": "ospp", "office": "0101"},
    "result": "guilty",
    "decidedOn": "2020-01-20",
    "sentence": [{"kind": "imprisonment", "months": 6}],
}
NUMBER = {"by": {"member": "police", "office": "hq"}, "number": "114/ປກສ.ຈທ", "assignedOn": "2019-04-02"}
STATEMENT = {
    "level": "cassation",
    "number": "7/ອອປສ",
    "enteredOn": "2019-08-01",
    "outcome": "upholds",
    "resolvedOn": "2019-09-12",
    "decisionNumber": "31/ອອປສ",
}
CALLED_UP = STATEMENT | {
    "basis": "petition",
    "outcome": "refuse",
    "enteredOn": "2019-10-01",
    "resolvedOn": "2019-10-02",
}


async def test_proceedings_of_which_nobody_knows_who_sat_are_shown(registry: ServiceUnderTest) -> None:
    bare = {"level": "firstInstance", "startedOn": "2019-06-01", "decisions": [JUDGMENT]}
    report = await imported(registry, lines(a_whole_row(proceedings=[bare])))
    assert report["imported"] == 1, report
    (kept,) = await registry.rows("select case_id from cases")
    listed = await registry.call("GET", f"/cases/{kept['case_id']}/proceedings", caller=COURT)
    assert [each["panel"] for each in listed.json()["items"]] == [[]]


def a_whole_row(number: int = 1, **other: Any) -> dict[str, Any]:
    convict = {"name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}, "role": "convict"}
    return a_row(
        number,
        **{
            "category": "criminal",
            "status": "final",
            "statusOn": "2020-02-20",
            "participants": [convict, {"organisation": "ບໍລິສັດ ຈະເລີນຊັບ", "role": "victim"}],
            "numbers": [NUMBER | {"number": f"{number}/ປກສ.ຈທ"}],
            "charges": [CHARGE],
            "proceedings": [PROCEEDING],
        }
        | other,
    )


async def case_of(registry: ServiceUnderTest, report: dict[str, Any], caller: Caller = COURT) -> str:
    rows = await registry.call("GET", f"/imports/{report['importId']}/rows", caller=caller)
    case_id: str = rows.json()["items"][0]["caseId"]
    return case_id


async def test_a_row_brings_all_that_belongs_to_its_case(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_whole_row()))
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    case_id = await case_of(registry, report)
    case = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).json()
    assert {(each["by"]["member"], each["number"]) for each in case["numbers"]} == {
        ("psc", "001/ສປຂ.ຈທ"),
        ("police", "1/ປກສ.ຈທ"),
    }
    (charge,) = (await registry.call("GET", f"/cases/{case_id}/charges", caller=COURT)).json()["items"]
    assert (charge["state"], charge["result"], charge["sentence"]) == ("decided", "guilty", CHARGE["sentence"])
    assert [step["by"] for step in charge["history"]] == [
        {"member": "ospp", "office": "0101"},
        {"member": "psc", "office": "hq"},
    ]
    (proceeding,) = (await registry.call("GET", f"/cases/{case_id}/proceedings", caller=COURT)).json()["items"]
    assert (proceeding["level"], proceeding["endedOn"]) == ("firstInstance", "2020-01-20")
    (decision,) = (await registry.call("GET", f"/cases/{case_id}/decisions", caller=COURT)).json()["items"]
    assert decision["decisionId"] == "ECLI:LA:PSC:2020:HQ.CR.1"
    assert (decision["finalOn"], decision["matter"]) == ("2020-02-20", "conviction")
    (hearing,) = (await registry.call("GET", "/schedule", caller=COURT, params={"caseId": case_id})).json()["items"]
    assert (hearing["status"], hearing["judgeIds"]) == ("held", ["j-014"])


async def test_a_whole_case_is_the_sum_of_its_history(registry: ServiceUnderTest) -> None:
    case_id = await case_of(registry, await imported(registry, lines(a_whole_row())))
    async with registry.units.open() as unit:
        state, told_of = await history.locked_state(unit, case_id, sight=None), await history.entries(unit, case_id)
    assert replay(told_of) == state
    assert [entry.happened_on for entry in told_of[1:]] == sorted(entry.happened_on for entry in told_of[1:])
    (issued,) = [entry.fact for entry in told_of if entry.fact.kind == "decisionIssued"]
    assert issued.model_dump()["decision"] == "ECLI:LA:PSC:2020:HQ.CR.1"


async def test_decisions_are_numbered_on_where_the_court_is(registry: ServiceUnderTest) -> None:
    await imported(registry, lines(a_whole_row(1), a_whole_row(2)))
    await imported(registry, lines(a_whole_row(3)))
    rows = await registry.rows("select decision_id from decisions order by 1")
    assert [row["decision_id"] for row in rows] == [f"ECLI:LA:PSC:2020:HQ.CR.{each}" for each in (1, 2, 3)]


def changed(of: dict[str, Any], **other: Any) -> list[dict[str, Any]]:
    return [of | other]


ACQUITTED = {"name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}, "role": "defendant"}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"charges": changed(CHARGE, participantPlace=5)}, "/charges/0/participantPlace", "no-such-participant"),
    ({"charges": changed(CHARGE, participantPlace=1)}, "/charges/0/participantPlace", "not-pursued"),
    ({"charges": changed(CHARGE, filedOn="2018-01-01")}, "/charges/0/filedOn", "date-order"),
    ({"charges": changed(CHARGE, decidedOn="2019-05-01")}, "/charges/0/decidedOn", "date-order"),
    (
        {"charges": changed(CHARGE, result="acquitted"), "participants": [ACQUITTED]},
        "/charges/0/sentence",
        "sentence-without-guilt",
    ),
    ({"charges": changed(CHARGE, article=OLD_ARTICLE)}, "/charges/0/article/edition", "x-code-date"),
    ({"charges": changed(CHARGE, article=IN_AN_OLD_YEAR)}, "/charges/0/article/edition", "edition-not-in-force"),
    ({"charges": changed(CHARGE, filedBy=A_COURT)}, "/charges/0/filedBy/office", "x-directory-kind"),
    ({"numbers": [NUMBER, NUMBER]}, "/numbers/1/number", "duplicate-number"),
    ({"numbers": changed(NUMBER, by={"member": "police", "office": "0999"})}, "/numbers/0/by/office", "x-directory"),
    ({"proceedings": changed(PROCEEDING, startedOn="2019-01-01")}, "/proceedings/0/startedOn", "before-the-opening"),
    ({"proceedings": changed(PROCEEDING, endedOn="2019-05-20")}, "/proceedings/0/endedOn", "before-the-beginning"),
    ({"proceedings": changed(PROCEEDING, office="0999")}, "/proceedings/0/office", "x-directory"),
    (
        {"proceedings": changed(PROCEEDING, decisions=[JUDGMENT, JUDGMENT])},
        "/proceedings/0/decisions/1/kind",
        "second-judgment",
    ),
    (
        {"proceedings": changed(PROCEEDING, decisions=changed(JUDGMENT, finalOn="2019-12-20"))},
        "/proceedings/0/decisions/0/finalOn",
        "date-order",
    ),
    (
        {"proceedings": changed(PROCEEDING, decisions=changed(JUDGMENT, supersededOn="2019-12-20"))},
        "/proceedings/0/decisions/0/supersededOn",
        "date-order",
    ),
    (
        {"proceedings": changed(PROCEEDING, hearings=changed(HEARING, status="scheduled"))},
        "/proceedings/0/hearings/0",
        "hearing-to-come",
    ),
    (
        {"proceedings": changed(PROCEEDING, panel=[JUDGE, JUDGE])},
        "/proceedings/0/panel/1/judgeId",
        "judge-twice",
    ),
    (
        {"proceedings": changed(PROCEEDING, panel=[JUDGE, JUDGE | {"judgeId": "J-014", "role": "member"}])},
        "/proceedings/0/panel/1/judgeId",
        "judge-twice",
    ),
    (
        {"proceedings": changed(PROCEEDING, hearings=changed(HEARING, judgeIds=["j-014", "J-014"]))},
        "/proceedings/0/hearings/0/judgeIds/1",
        "judge-twice",
    ),
    (
        {"proceedings": changed(PROCEEDING, hearings=[HEARING, HEARING | {"note": "-"}])},
        "/proceedings/0/hearings/1/startsAt",
        "hearing-twice",
    ),
    (
        {"proceedings": changed(PROCEEDING, hearings=[{"kind": "trial", "status": "held", "startsOn": "2020-01-21"}])},
        "/proceedings/0/hearings/0/startsOn",
        "date-order",
    ),
    (
        {"proceedings": changed(PROCEEDING, hearings=changed(HEARING, judgeIds=["J-014", "j-099"]))},
        "/proceedings/0/hearings/0/judgeIds/1",
        "not-in-the-panel",
    ),
    (
        {"proceedings": changed(PROCEEDING, formerPanel=[LEFT, LEFT])},
        "/proceedings/0/formerPanel/1/judgeId",
        "judge-twice",
    ),
    (
        {"proceedings": changed(PROCEEDING, formerPanel=[JUDGE | {"judgeId": "j-021", "from": "2019-06-01"}])},
        "/proceedings/0/formerPanel/0/to",
        "required",
    ),
    ({"charges": changed(CHARGE, decidedOn="2020-02-22")}, "/charges/0/decidedOn", "date-order"),
    ({"statements": [STATEMENT]}, "/statements", "not-a-prosecutor"),
]


async def test_what_a_row_brings_wrongly_is_told_where_it_stands(registry: ServiceUnderTest) -> None:
    rows = [a_whole_row(place, **wrong) for place, (wrong, _pointer, _code) in enumerate(WRONG, start=1)]
    report = await imported(registry, lines(*rows), dryRun="true")
    expected = [(place, None, pointer, code) for place, (_wrong, pointer, code) in enumerate(WRONG, start=1)]
    assert told(report) == expected


async def test_courts_bring_proceedings_and_prosecutors_their_registers(registry: ServiceUnderTest) -> None:
    row = a_row(
        status=None,
        statusOn=None,
        proceedings=[PROCEEDING],
        statements=[STATEMENT, STATEMENT | {"enteredOn": "2019-01-01"}],
    )
    report = await imported(registry, lines(row), caller=PROSECUTOR, dryRun="true")
    assert [each[2:] for each in told(report)] == [
        ("/proceedings", "not-a-court"),
        ("/statements/1/enteredOn", "before-the-opening"),
    ]


async def test_a_case_waits_once_at_an_instance(registry: ServiceUnderTest) -> None:
    waiting = {"level": "cassation", "enteredOn": "2019-08-01"}
    row = a_row(status=None, statusOn=None, statements=[waiting, STATEMENT, waiting])
    report = await imported(registry, lines(row), caller=PROSECUTOR, dryRun="true")
    assert [each[2:] for each in told(report)] == [("/statements/2/level", "already-registered")]


async def test_an_entry_of_another_office_is_brought_by_that_office(registry: ServiceUnderTest) -> None:
    entry = STATEMENT | {"office": "0102"}
    row = a_row(status=None, statusOn=None, statements=[entry])
    whole = at("ospp", "0101", holding=Holding(every=True))
    report = await imported(registry, lines(row), caller=whole)
    assert [each[2:] for each in told(report)] == [("/statements/0/office", "office")]
    assert counts(await imported(registry, lines(row), caller=at("ospp", "01")))[0] == "imported"


async def test_a_number_of_another_office_stands_in_one_row(registry: ServiceUnderTest) -> None:
    same = [NUMBER | {"number": "໑໑໔/ປກສ.ຈທ"}]
    report = await imported(
        registry, lines(a_whole_row(1, numbers=[NUMBER]), a_whole_row(2, numbers=same)), partial="true"
    )
    assert told(report) == [(2, None, "/numbers/0/number", "duplicate-number")]
    assert counts(await imported(registry, lines(a_whole_row(3, numbers=same)))) == ("imported", 1, 0, 0, 0)


async def test_what_others_say_of_a_number_neither_tells_of_a_case_nor_takes_it(registry: ServiceUnderTest) -> None:
    station, given = at("police", "0101"), {"number": "114/ປກສ.ຈທ", "openedOn": "2019-05-14"}
    said = {"by": {"member": "police", "office": "0101"}, "number": "114/ປກສ.ຈທ"}
    secret = (await opened(registry, station, restriction="stateSecret", **given))["caseId"]
    row = a_row(1, numbers=[said], status=None, statusOn=None)
    for number in (said, said | {"number": "115/ປກສ.ຈທ"}):
        tried = await imported(registry, lines(row | {"numbers": [number]}), caller=PROSECUTOR, dryRun="true")
        assert counts(tried)[0] == "checked", "no answer depends on cases out of sight"
    free = said | {"number": "115/ປກສ.ຈທ"}
    await imported(registry, lines(row | {"numbers": [free], "restriction": "stateSecret"}), caller=PROSECUTOR)
    own = (await opened(registry, station, **given | {"number": "115/ປກສ.ຈທ"}))["caseId"]
    assert own != secret
    await imported(registry, lines(a_row(2, numbers=[free], status=None, statusOn=None)), caller=PROSECUTOR)
    found = await registry.call("GET", "/cases", params={"number": "115/ປກສ.ຈທ"}, caller=PROSECUTOR)
    assert len(found.json()["items"]) == 3  # whoever looks the number up finds what was said of it


async def test_an_office_confirms_a_number_by_giving_it_itself(registry: ServiceUnderTest) -> None:
    said = NUMBER | {"by": {"member": "police", "office": "0101"}, "assignedOn": "2019-05-14"}
    report = await imported(registry, lines(a_row(1, numbers=[said], status=None, statusOn=None)))
    (row,) = (await registry.call("GET", f"/imports/{report['importId']}/rows", caller=COURT)).json()["items"]
    given = {"number": said["number"], "assignedOn": "2019-05-14"}
    station = at("police", "0101")
    await posted(registry, f"/cases/{row['caseId']}/numbers", given, station)
    kept = await registry.rows("select own from case_numbers where member = 'police'")
    assert [each["own"] for each in kept] == [True]
    second = (await opened(registry, station))["caseId"]
    assert (await refused(registry, f"/cases/{second}/numbers", given, station))[:2] == (409, "case-number-taken")


def files_of(figures: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Return cases whose register entries give the printed figures of new files; nothing in it was resolved."""
    rows: list[dict[str, Any]] = []
    for ref, name, entry in (
        ("I.2", "statements", {"level": "cassation"}),
        ("II.2", "calledUpFiles", {"level": "cassation", "basis": "petition"}),
    ):
        for month, count in enumerate(figures[ref], start=1):
            for _each in range(count):
                day = f"2018-{month:02}-10"
                row = a_row(len(rows) + 1, openedOn=day, status=None, statusOn=None, participants=None)
                rows.append(row | {name: [entry | {"enteredOn": day}]})
    return rows


async def test_the_register_of_an_earlier_year_comes_in_and_is_computed(registry: ServiceUnderTest) -> None:
    printed = figure_4()
    rows = files_of(printed)
    # and one of the year before, resolved in it, which no figure of this year counts
    rows.append(
        a_row(
            900,
            openedOn="2017-03-01",
            status=None,
            statusOn=None,
            statements=[STATEMENT | {"enteredOn": "2017-03-02", "resolvedOn": "2017-04-01"}],
        )
    )
    assert counts(await imported(registry, lines(*rows), caller=PROSECUTOR)) == ("imported", len(rows), 0, 0, 0)
    # the year is over and other entries follow, so that its empty months are known to be empty
    await imported(
        registry,
        lines(a_row(901, openedOn="2019-01-05", statements=[STATEMENT], status=None, statusOn=None)),
        caller=PROSECUTOR,
        source="later",
    )
    answer = await registry.call("GET", "/registers/monthly", caller=PROSECUTOR, params={"year": "2018"})
    computed = {row["row"]: {each["month"]: each["value"] for each in row["figures"]} for row in answer.json()["rows"]}
    for ref, figures in printed.items():
        assert [computed[ref][month] for month in range(1, 13)] == figures, ref


async def test_outcomes_of_past_years_are_computed_too(registry: ServiceUnderTest) -> None:
    row = a_row(status=None, statusOn=None, statements=[STATEMENT], calledUpFiles=[CALLED_UP], office="0101")
    report = await imported(registry, lines(row), caller=at("ospp", "01"))
    assert counts(report) == ("imported", 1, 0, 0, 0), report
    rows = await registry.rows("select office, section, outcome, ground from prosecutor_files order by section")
    assert [tuple(row.values()) for row in rows] == [
        ("0101", "I", "upholds", None),
        ("0101", "II", "refuse", "petition"),
    ]


async def test_a_number_of_a_decision_is_imported_once(registry: ServiceUnderTest) -> None:
    def decided(place: int, **other: Any) -> dict[str, Any]:
        decision = JUDGMENT | {"number": "31/ສອ"} | other
        return a_whole_row(place, proceedings=changed(PROCEEDING, decisions=[decision]))

    twice = lines(decided(1), decided(2))
    pointer, code = "/proceedings/0/decisions/0/number", "decision-number-taken"
    assert told(await imported(registry, twice)) == [(2, None, pointer, code)]
    assert counts(await imported(registry, lines(decided(1)))) == ("imported", 1, 0, 0, 0)
    assert told(await imported(registry, lines(decided(1), decided(2)))) == [(2, None, pointer, code)]
    others = lines(decided(1), decided(2, overrideReason="ປຶ້ມສອງຫົວ"), decided(3, decidedOn="2020-01-21", number="32/ສອ"))
    assert counts(await imported(registry, others)) == ("imported", 2, 1, 0, 0)


async def test_a_case_to_which_the_office_has_given_no_number_lives_as_any_other(registry: ServiceUnderTest) -> None:
    row = a_row(statusOn=None, status=None, numbers=[NUMBER | {"assignedOn": "2019-05-15"}])
    row.pop("number")
    case_id = await case_of(registry, await imported(registry, lines(row)))
    path = f"/cases/{case_id}"
    for read in (path, f"{path}/moves", f"{path}/corrections"):
        answer = await registry.call("GET", read, caller=COURT)
        assert answer.status_code == 200, answer.text
    number = {"number": "8/ສປຂ", "assignedOn": "2026-03-02"}
    assert (await posted(registry, f"{path}/numbers", number, COURT))["number"] == "8/ສປຂ"
    (version,) = await registry.rows("select version from cases")
    assert version["version"] == (await registry.rows("select max(position) as last from case_history"))[0]["last"]
