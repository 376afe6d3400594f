"""People of imported rows: the days of their roles, their custody and their claims come in, and go out again."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.national.justice.imported_case import ImportedCase
from contracts.seats import Seat
from services.case_registry.domain.history import replay
from services.case_registry.domain.imported_people import facts, people_faults
from services.case_registry.domain.named_people import participants_since
from services.case_registry.domain.participants import CHAIN
from services.case_registry.store import history
from tests.case_registry.builders import COURT, PROSECUTOR
from tests.case_registry.court_builders import valid
from tests.case_registry.imports import a_row, counts, imported, lines, told
from tests.case_registry.test_exports import emptied, exported
from tests.case_registry.test_imports_whole import CHARGE, a_whole_row
from tests.support.service import ServiceUnderTest

NAME: Final = {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}
OTHER: Final = {"use": "legal", "text": "ຄຳລາ ສີສະຫວັດ", "script": "lao"}
ORDER: Final = {"orderNumber": "12/ອຍ", "orderedOn": "2019-05-20"}
DETAINED: Final = ORDER | {"status": "detained", "since": "2019-05-21T08:00:00+07:00"}
FREED: Final = {"status": "free", "since": "2019-08-01T09:00:00+07:00"}
ROLES: Final = [
    {"role": "suspect", "from": "2019-05-02", "to": "2019-05-20"},
    {"role": "accused", "from": "2019-05-20", "to": "2019-06-01"},
    {"role": "defendant", "from": "2019-06-01"},
]
CONVICT: Final = {"role": "convict", "from": "2019-06-01"}
PERSON: Final[dict[str, Any]] = {"name": NAME, "role": "defendant", "roles": ROLES, "custody": [DETAINED, FREED]}
LATE: Final[dict[str, Any]] = {
    "name": OTHER,
    "role": "witness",
    "roles": [{"role": "witness", "from": "2019-07-01", "to": "2019-07-02"}],
}
CLAIM: Final[dict[str, Any]] = {
    "participantPlace": 1,
    "level": "firstInstance",
    "subject": "ຄ່າເສຍຫາຍ",
    "amount": "5000000",
    "currency": "LAK",
    "statedOn": "2019-06-05",
}
APPEAL: Final[dict[str, Any]] = {
    "office": {"member": "ospp", "office": "01"},
    "level": "appeal",
    "subject": "ຂໍປ່ຽນແປງຄຳຕັດສິນ",
    "statedOn": "2020-02-01",
}


def a_criminal_row(number: int = 1, **other: Any) -> dict[str, Any]:
    facts = {"category": "criminal", "status": None, "statusOn": None, "participants": [PERSON, LATE]}
    return a_row(number, **(facts | other))


async def the_case(registry: ServiceUnderTest) -> Any:
    (row,) = await registry.rows("select case_id from cases")
    case = (await registry.call("GET", f"/cases/{row['case_id']}", caller=COURT)).json()
    assert valid("case", case)
    return case


async def test_a_row_brings_the_days_of_roles_custody_and_claims(registry: ServiceUnderTest) -> None:
    row = a_criminal_row(
        claims=[CLAIM, APPEAL], defendantStatus="soldier", charges=[CHARGE | {"filedOn": "2019-05-21"}]
    )
    assert counts(await imported(registry, lines(row))) == ("imported", 1, 0, 0, 0)
    case = await the_case(registry)
    accused, witness = case["participants"]
    assert accused["roles"] == ROLES
    assert witness["roles"] == LATE["roles"]
    assert [(each["status"], each.get("orderNumber")) for each in accused["custody"]] == [
        ("detained", "12/ອຍ"),
        ("free", None),
    ]
    assert case["defendantStatus"] == "soldier"
    assert {each["level"]: each.get("participantId") for each in case["claims"]} == {
        "firstInstance": witness["participantId"],
        "appeal": None,
    }
    async with registry.units.open() as unit:
        state = await history.locked_state(unit, case["caseId"], sight=None)
        entries = await history.entries(unit, case["caseId"])
    assert replay(entries) == state
    assert [(entry.happened_on.isoformat(), entry.fact.kind) for entry in entries] == [
        ("2019-05-14", "opened"),
        ("2019-05-20", "roleTaken"),
        ("2019-05-21", "chargeImported"),
        ("2019-05-21", "custodyRecorded"),
        ("2019-06-01", "roleTaken"),
        ("2019-06-05", "claimStated"),
        ("2019-07-01", "participantJoined"),
        ("2019-07-02", "pursuitEnded"),
        ("2019-08-01", "custodyRecorded"),
        ("2020-01-20", "chargeDecided"),
        ("2020-02-01", "claimStated"),
    ]
    at = (
        await registry.call("GET", f"/cases/{case['caseId']}", caller=COURT, params={"at": case["recordedAt"]})
    ).json()
    assert at["participants"] == case["participants"]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"role": "accused", "roles": [ROLES[2]]}, "/role", "not-among-the-roles"),
    ({"roles": [ROLES[2], ROLES[2] | {"from": "2019-07-01"}]}, "/roles/1/from", "roles-overlap"),
    ({"roles": [ROLES[0] | {"to": "2019-07-01"}, ROLES[2]]}, "/roles/1/from", "roles-overlap"),
    ({"roles": [ROLES[2] | {"to": "2019-05-30"}]}, "/roles/0/to", "ends-before-it-begins"),
    ({"roles": [ROLES[2] | {"from": "2562-06-01"}]}, "/roles/0/from", "buddhist-era"),
    ({"custody": [FREED, DETAINED]}, "/custody/1/since", "before-the-last"),
    ({"custody": [DETAINED | {"until": "2019-05-21T08:00:00+07:00"}]}, "/custody/0/until", "ends-before-it-begins"),
    ({"custody": [DETAINED | {"since": "2562-05-21T08:00:00+07:00"}]}, "/custody/0/since", "buddhist-era"),
    ({"custody": [DETAINED | {"status": "hidden"}]}, "/custody/0/status", "x-codelist"),
    ({"role": "witness", "roles": None}, "/custody", "not-pursued"),
]


async def test_what_is_wrong_with_people_is_told_where_it_stands(registry: ServiceUnderTest) -> None:
    people = [{name: value for name, value in (PERSON | wrong).items() if value is not None} for wrong, *_ in WRONG]
    rows = [a_criminal_row(number, participants=[person]) for number, person in enumerate(people, start=1)]
    report = await imported(registry, lines(*rows), dryRun="true")
    expected = [(row, None, f"/participants/0{where}", code) for row, (_, where, code) in enumerate(WRONG, start=1)]
    assert told(report) == expected


async def test_an_old_book_names_no_guardian_and_who_goes_on_with_the_case_needs_one(
    registry: ServiceUnderTest,
) -> None:
    child = PERSON | {"birthDate": {"value": "2010", "precision": "year"}}
    report = await imported(registry, lines(a_criminal_row(1, participants=[child])))
    assert (report["imported"], told(report)) == (1, [])


async def test_the_same_person_twice_and_wrong_claims_stand_in_the_report(registry: ServiceUnderTest) -> None:
    born = {"birthDate": {"value": "1980-01-01", "precision": "day"}}
    twice = [PERSON | born, {"name": NAME, "role": "victim"} | born]
    claims = [CLAIM | {"participantPlace": 4}, APPEAL | {"office": {"member": "psc", "office": "hq"}}]
    report = await imported(registry, lines(a_criminal_row(participants=twice, claims=claims)), dryRun="true")
    assert sorted(each[2:] for each in told(report)) == [
        ("/claims/0/participantPlace", "not-in-the-case"),
        ("/claims/1/office/office", "x-directory-kind"),
        ("/participants/1", "same-person-twice"),
    ]
    said = [twice[0], twice[1] | {"overrideReason": "ຄົນລະຄົນ"}]
    assert counts(await imported(registry, lines(a_criminal_row(participants=said))))[0] == "imported"


async def test_what_was_exported_has_roles_custody_and_claims_again(registry: ServiceUnderTest) -> None:
    committed = {"value": "2019-04", "precision": "month"}
    guardian = {"name": OTHER, "role": "guardian", "age": "adult"}
    child = {"name": NAME, "role": "suspect", "age": "underAge", "representativePlaces": [1]}
    whole = a_whole_row(2, participants=[PERSON | {"role": "convict", "roles": [*ROLES[:2], CONVICT]}, LATE])
    rows = [
        a_criminal_row(1, claims=[CLAIM, APPEAL], defendantStatus="soldier", committedOn=committed),
        whole,
        a_criminal_row(3, participants=[child, guardian]),
    ]
    report = await imported(registry, lines(*rows))
    assert counts(report) == ("imported", 3, 0, 0, 0), report
    file = await exported(registry)
    accused, witness = file[0]["participants"]
    assert (accused["role"], accused["roles"], witness) == ("defendant", ROLES, LATE)
    assert [datetime.fromisoformat(each["since"]) for each in accused["custody"]] == [
        datetime.fromisoformat(each["since"]) for each in (DETAINED, FREED)
    ]
    assert file[0]["claims"] == [CLAIM, APPEAL]
    assert (file[0]["defendantStatus"], file[0]["committedOn"]) == ("soldier", committed)
    assert (file[2]["participants"], file[2]["restriction"]) == ([child, guardian], "juvenile")
    await emptied(registry)
    assert counts(await imported(registry, lines(*file))) == ("imported", 3, 0, 0, 0)
    assert await exported(registry) == file


async def test_an_imported_year_counts_who_was_in_custody(registry: ServiceUnderTest) -> None:
    waiting = {"status": "fileSentToProsecutor", "statusOn": "2019-05-20"}
    rows = [
        a_criminal_row(1, **waiting),
        a_criminal_row(2, participants=[PERSON | {"custody": [DETAINED]}], **waiting),
        a_criminal_row(3, participants=[{"name": NAME, "role": "suspect"}], **waiting),
    ]
    assert counts(await imported(registry, lines(*rows), caller=PROSECUTOR))[0] == "imported"
    asked = {"member": "ospp", "office": "hq"}
    answer = await registry.call("GET", "/registers/criminal-work", caller=PROSECUTOR, params=asked | {"year": "2019"})
    figures = {row["row"]: {each["month"]: each["value"] for each in row["figures"]} for row in answer.json()["rows"]}
    assert [figures["received"][5], figures["pending"][5]] == [3, 3]
    assert figures["inCustody"][5] == 2
    for day, held in (("2019-05-20", 0), ("2019-07-31", 2), ("2019-08-02", 1)):
        answer = await registry.call("GET", "/custody-lists", caller=PROSECUTOR, params=asked | {"on": day})
        assert len(answer.json()["people"]) == held, day
    expiries = await registry.call("GET", "/custody-expiries", caller=PROSECUTOR, params=asked)
    assert [each["orderNumber"] for each in expiries.json()["items"]] == ["12/ອຍ"]


async def test_an_order_of_custody_that_runs_is_due_from_the_import_on(registry: ServiceUnderTest) -> None:
    ending = DETAINED | {"until": "2019-07-21T08:00:00+07:00"}
    people = [PERSON | {"custody": [ending]}]
    await imported(registry, lines(a_criminal_row(1, participants=people)), caller=PROSECUTOR)
    assert (await the_case(registry))["dueOn"] == "2019-07-21"


days = st.dates(date(2019, 1, 1), date(2020, 12, 31))


@given(
    st.lists(
        st.tuples(st.sampled_from(["suspect", "accused", "victim", "witness"]), days, days | st.none()), max_size=5
    )
)
def test_roles_without_a_fault_are_held_one_at_a_time_and_each_leaves_a_fact(
    stated: list[tuple[str, date, date | None]],
) -> None:
    roles = [
        {"role": role, "from": begins.isoformat()} | ({} if ends is None else {"to": ends.isoformat()})
        for role, begins, ends in stated
    ]
    person = {"name": NAME, "role": stated[-1][0] if stated else "suspect"} | ({"roles": roles} if roles else {})
    row = ImportedCase.model_validate(a_criminal_row(participants=[person]))
    if list(people_faults(row, datetime(2026, 11, 29, tzinfo=UTC))):
        return
    (participant,) = participants_since(row.participants or (), row.opened_on, lambda prefix: f"{prefix}_{'0' * 26}")
    chain = [role for role in participant.roles if role.role in CHAIN]
    assert all(one.to is not None and one.to <= two.from_ for one, two in pairwise(chain))
    told_of = list(facts(participant, row.opened_on, Seat("psc", "hq")))
    kinds = [each.fact.kind for each in told_of]
    assert kinds.count("roleTaken") == len(participant.roles) - 1
    ended = [name for each in told_of for name in getattr(each.fact, "ended", ())]
    assert sorted(ended) == sorted(role.role for role in participant.roles if role.to is not None)


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"category": "criminal", "status": "inTrial"}, [("not-convicted", "/participants/0/role")]),
        ({"category": "criminal", "status": "final", "statusOn": "2020-02-20"}, []),
        (
            {"category": "civil", "status": "final", "statusOn": "2020-02-20"},
            [("role-of-another-way", "/participants/0/role")],
        ),
        (
            {
                "category": "criminal",
                "status": "final",
                "statusOn": "2020-02-20",
                "charges": [CHARGE | {"result": "acquitted", "sentence": None}],
            },
            [("not-convicted", "/participants/0/role")],
        ),
    ],
    ids=["before the judgment", "where an earlier system judged", "between parties", "against the verdict"],
)
async def test_a_convict_is_imported_with_a_conviction(
    registry: ServiceUnderTest, said: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    convict = {"name": NAME, "role": "convict"}
    charges = [{name: value for name, value in each.items() if value is not None} for each in said.get("charges", ())]
    row = a_row(1, **(said | {"participants": [convict], "charges": charges or None}))
    report = await imported(registry, lines(row))
    assert [(each["code"], each["pointer"]) for each in report.get("faults", ())] == faults, report
