"""What was wrong is corrected: what was known stays on record, who used it hears of it, old values are for the few."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.corrections import Change, Corrected, effective, must_be_approved
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.history import replay
from services.case_registry.domain.known import known, known_at, recorded_until
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.stays import told
from services.case_registry.domain.words import Restriction, Status
from tests.case_registry.builders import (
    COURT,
    JUSTICE,
    POLICE,
    PROSECUTOR,
    a_suspect,
    filed,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.court_builders import a_person, charged, posted, refused, valid
from tests.case_registry.test_history import history, state
from tests.case_registry.test_splits import read
from tests.support.service import ServiceUnderTest, a_caller

WHY: dict[str, Any] = {"reason": "ພິມຜິດ", "basis": "ບັດປະຈຳຕົວ", "approvedBy": "ofc-2"}
RIGHT: dict[str, Any] = {"use": "legal", "text": "ບຸນມາ ແກ້ວມະນີ", "given": "ບຸນມາ", "family": "ແກ້ວມະນີ", "script": "lao"}


def of_person(participant_id: str, **members: Any) -> dict[str, Any]:
    return {"participantId": participant_id, "members": members} | WHY


def of_fact(position: int, **members: Any) -> dict[str, Any]:
    return {"position": position, "members": members} | WHY


async def corrected(registry: ServiceUnderTest, case_id: str, body: dict[str, Any], caller: Caller = POLICE) -> Any:
    return await posted(registry, f"/cases/{case_id}/corrections", body, caller)


@pytest.fixture
async def a_case(registry: ServiceUnderTest) -> dict[str, Any]:
    return await opened(registry)


async def test_a_name_is_corrected_and_what_was_known_stays_for_who_approves(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id, (person,) = a_case["caseId"], a_case["participants"]
    body = of_person(person["participantId"], name={"was": person["name"], "now": RIGHT})
    correction = await corrected(registry, case_id, body)
    assert valid("correction", correction)
    now = await read(registry, case_id)
    assert now["participants"][0]["name"] == RIGHT
    assert now["version"] == 2
    for name, found in (("ບຸນມາ", [case_id]), ("ບຸນມີ", [])):
        listed = await registry.call("GET", "/cases", params={"participantName": name})
        assert [each["caseId"] for each in listed.json()["items"]] == found
    assert (await registry.announced())[-1] == "la.gov.justice.case.corrected.v1"
    (row,) = await registry.rows("select fact::text from case_history where kind = 'corrected'")
    assert "ບຸນ" not in row["fact"]  # people stand beside the history
    assert await read(registry, case_id, at=a_case["recordedAt"]) == a_case
    then = await read(registry, case_id, caller=COURT, at=a_case["recordedAt"])
    (other,) = then["participants"]
    assert (other.get("name"), other["correctedMembers"]) == (None, ["name"])
    assert valid("case", then)
    answer = await registry.call("GET", f"/cases/{case_id}/corrections", caller=POLICE)
    assert answer.json()["items"] == [correction]
    assert (await registry.call("GET", f"/cases/{case_id}/corrections", caller=COURT)).status_code == 404
    earlier = {"at": "2020-01-01T00:00:00Z"}
    assert (await registry.call("GET", f"/cases/{case_id}", params=earlier)).status_code == 404
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def test_a_corrected_value_is_corrected_again(registry: ServiceUnderTest, a_case: dict[str, Any]) -> None:
    case_id, (person,) = a_case["caseId"], a_case["participants"]
    third = RIGHT | {"text": "ບຸນມາລີ ແກ້ວມະນີ"}
    first = await corrected(
        registry, case_id, of_person(person["participantId"], name={"was": person["name"], "now": RIGHT})
    )
    stale = of_person(person["participantId"], name={"was": person["name"], "now": third})
    assert await refused(registry, f"/cases/{case_id}/corrections", stale, POLICE) == (412, "value-not-in-force", [])
    await corrected(registry, case_id, of_person(person["participantId"], name={"was": RIGHT, "now": third}))
    assert (await read(registry, case_id))["participants"][0]["name"] == third
    between = await read(registry, case_id, at=first["recordedAt"])
    assert between["participants"][0]["name"] == RIGHT
    assert await read(registry, case_id, at=a_case["recordedAt"]) == a_case


async def test_the_day_of_a_move_is_corrected_and_the_case_is_the_sum_of_what_is_right(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id = a_case["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE, on="2026-03-20")
    before = (await registry.call("GET", f"/cases/{case_id}/moves")).json()["items"]
    body = of_fact(2, happenedOn={"was": "2026-03-20", "now": "2026-03-05"}, decisionNumber={"now": "12/ປກສ"})
    correction = await corrected(registry, case_id, body)
    moves = (await registry.call("GET", f"/cases/{case_id}/moves")).json()["items"]
    assert (moves[1]["happenedOn"], moves[1]["decisionNumber"]) == ("2026-03-05", "12/ປກສ")
    assert (await state(registry, case_id)).moved_on == date(2026, 3, 5)
    assert replay(await history(registry, case_id)) == await state(registry, case_id)
    at = datetime.fromisoformat(correction["recordedAt"]) - timedelta(microseconds=1)
    then = await registry.call("GET", f"/cases/{case_id}/moves", params={"at": at.isoformat()})
    assert then.json()["items"] == before
    await moved(registry, case_id, "fileSentToProsecutor", POLICE, on="2026-03-06")


async def test_title_place_and_day_of_the_opening_are_corrected(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id = a_case["caseId"]
    title = {"was": a_case["title"], "now": "ຄະດີລັກຊັບ ຢູ່ບ້ານໂພນທັນ"}
    body = of_fact(
        1, title=title, openedOn={"was": "2026-03-02", "now": "2026-03-01"}, place={"was": "0101", "now": "0102"}
    )
    await corrected(registry, case_id, body)
    now = await read(registry, case_id)
    assert (now["title"], now["openedOn"], now["place"]) == (title["now"], "2026-03-01", "0102")
    assert await read(registry, case_id, at=a_case["recordedAt"]) == a_case
    others = await read(registry, case_id, caller=COURT, at=a_case["recordedAt"])
    assert (others["title"], others["place"], others["openedOn"]) == ("…", "0101", "2026-03-02")


async def test_who_turns_out_to_have_been_a_child_closes_the_case(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id, (person,) = a_case["caseId"], a_case["participants"]
    assert a_case["restriction"] == "none"
    body = of_person(person["participantId"], birthDate={"now": {"value": "2010", "precision": "year"}})
    await corrected(registry, case_id, body)
    assert (await read(registry, case_id))["restriction"] == "juvenile"
    assert replay(await history(registry, case_id)) == await state(registry, case_id)
    assert "la.gov.justice.case.restriction-changed.v1" in await registry.announced()


async def test_what_is_due_and_what_is_counted_follow_the_day_that_is_right(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR, on="2026-03-20")
    wrong = {"was": "2026-03-20", "now": "2026-03-25"}
    position = (await read(registry, case_id))["version"]
    await corrected(registry, case_id, of_fact(position, happenedOn=wrong), PROSECUTOR)
    entries = await history(registry, case_id)
    kept = await registry.rows(f"select began_on, ended_on, exit from case_stays where case_id = '{case_id}'")
    assert [tuple(row.values()) for row in kept] == [
        (stay.began_on, stay.ended_on, stay.exit and stay.exit.value) for stay in told(entries)
    ]
    assert [stay.ended_on for stay in told(entries)] == [date(2026, 3, 25)]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (of_fact(2, happenedOn={"was": "2026-03-20", "now": "2026-03-01"}), (400, "invalid-input", ["cannot-stand"])),
        (of_fact(2, happenedOn={"was": "2026-03-20"}), (400, "invalid-input", ["cannot-stand"])),
        (of_fact(2, happenedOn={"was": "2026-03-20", "now": "2569-03-20"}), (400, "invalid-input", ["buddhist-era"])),
        (of_fact(2, title={"was": "ຄະດີ", "now": "ຄະດີໃໝ່"}), (400, "invalid-input", ["not-corrected"])),
        (of_fact(2, outcome={"was": "upholds", "now": "changes"}), (400, "invalid-input", ["not-corrected"])),
        (of_fact(9, happenedOn={"was": "2026-03-20", "now": "2026-03-05"}), (400, "invalid-input", ["no-such-fact"])),
        (of_fact(2, note={"was": "ກ", "now": "ກ"}), (400, "invalid-input", ["changes-nothing"])),
        (of_fact(2), (400, "invalid-input", ["required"])),
        (of_fact(2, note={"was": "ກ", "now": "ຂ"}), (412, "value-not-in-force", [])),
        (of_fact(1, title={"was": "ຄະດີລັກຊັບ ຢູ່ບ້ານໂພນໄຊ"}), (400, "invalid-input", ["cannot-stand"])),
        (
            of_person("ptc_01k9s0zt4r7q2v5x8y1a3b6c9d", name={"now": RIGHT}),
            (400, "invalid-input", ["no-such-participant"]),
        ),
    ],
    ids=[
        *("before the move before", "no day at all", "in the Buddhist era", "of another fact", "what was decided"),
        *("no fact", "to the same", "nothing", "another value stands there", "no title at all", "of nobody"),
    ],
)
async def test_what_is_not_corrected(
    registry: ServiceUnderTest, a_case: dict[str, Any], body: dict[str, Any], refusal: tuple[int, str, list[str]]
) -> None:
    case_id = a_case["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE, on="2026-03-20")
    assert await refused(registry, f"/cases/{case_id}/corrections", body, POLICE) == refusal
    assert (await read(registry, case_id))["version"] == 2


async def test_a_corrected_day_stays_before_what_was_done_since(registry: ServiceUnderTest) -> None:
    case_id, _ = await charged(registry)  # on 20 March, with the prosecutor since the 2nd
    later = of_fact(3, happenedOn={"was": "2026-03-02", "now": "2026-03-21"})
    refusal = await refused(registry, f"/cases/{case_id}/corrections", later, PROSECUTOR)
    assert refusal == (400, "invalid-input", ["cannot-stand"])
    await corrected(registry, case_id, of_fact(3, happenedOn={"was": "2026-03-02", "now": "2026-03-20"}), PROSECUTOR)


async def test_who_approves_is_somebody_else_and_corrects_only_with_the_file(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id, (person,) = a_case["caseId"], a_case["participants"]
    path = f"/cases/{case_id}/corrections"
    body = of_person(person["participantId"], name={"was": person["name"], "now": RIGHT})
    assert await refused(registry, path, body, COURT) == (409, "file-elsewhere", [])
    nobody = of_person(person["participantId"], name={"was": person["name"]})
    assert await refused(registry, path, nobody, POLICE) == (400, "invalid-input", ["cannot-stand"])
    born_late = of_person(person["participantId"], birthDate={"now": {"value": "2026-05", "precision": "month"}})
    assert await refused(registry, path, born_late, POLICE) == (400, "invalid-input", ["before-birth"])


async def test_a_correction_is_owed_to_every_office_that_took_part_until_it_has_heard(
    registry: ServiceUnderTest,
) -> None:
    case_id, charge = await charged(registry)
    person = charge["participantId"]
    before = (await read(registry, case_id))["participants"][0]
    body = of_person(person, name={"was": before["name"], "now": RIGHT})
    correction = await corrected(registry, case_id, body, PROSECUTOR)
    owed = (await registry.call("GET", "/corrections-owed", params={"pending": "true"}, caller=POLICE)).json()["items"]
    assert valid("owed-correction", owed[0])
    assert [(each["correctionId"], each["correctedMembers"], each["participantId"]) for each in owed] == [
        (correction["correctionId"], ["name"], person)
    ]
    for nobody in (JUSTICE, COURT):
        assert (await registry.call("GET", "/corrections-owed", caller=nobody)).json()["items"] == []
    path = f"/cases/{case_id}/corrections/{correction['correctionId']}/acknowledgement"
    heard = await posted(registry, path, {"note": "ແກ້ໃນລະບົບແລ້ວ"}, POLICE)
    assert heard["acknowledgedAt"]
    assert (await posted(registry, path, {}, POLICE))["acknowledgedAt"] == heard["acknowledgedAt"]
    assert await refused(registry, path, {}, COURT) == (404, "not-found", [])
    pending = await registry.call("GET", "/corrections-owed", params={"pending": "true"}, caller=POLICE)
    assert pending.json()["items"] == []
    assert len((await registry.call("GET", "/corrections-owed", caller=POLICE)).json()["items"]) == 1
    note = of_fact(2, note={"now": "ໝາຍເຫດ"})
    await corrected(registry, case_id, note, PROSECUTOR)  # matters to nobody
    assert len((await registry.call("GET", "/corrections-owed", caller=POLICE)).json()["items"]) == 1


async def test_pages_of_corrections_follow_each_other(registry: ServiceUnderTest, a_case: dict[str, Any]) -> None:
    case_id, title = a_case["caseId"], a_case["title"]
    for number in range(3):
        await corrected(registry, case_id, of_fact(1, title={"was": title, "now": f"ຄະດີ {number}"}))
        title = f"ຄະດີ {number}"
    for path in (f"/cases/{case_id}/corrections", "/corrections-owed"):
        first = (await registry.call("GET", path, params={"limit": "2"})).json()
        second = (await registry.call("GET", path, params={"limit": "2", "cursor": first["next"]})).json()
        ids = [each["correctionId"] for each in (*first["items"], *second["items"])]
        assert (len(ids), ids, "next" in second) == (3, sorted(set(ids)), False)


# --- roles, representatives and custody at a moment; the end of a representation; the same person twice


async def test_what_was_recorded_later_of_a_person_was_not_known_before(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id, (suspect,) = a_case["caseId"], a_case["participants"]
    path = f"/cases/{case_id}/participants"
    lawyer = (await posted(registry, path, a_person("lawyer"), POLICE))["participantId"]
    own, known_then = f"{path}/{suspect['participantId']}", [await read(registry, case_id)]
    acts = (
        ("representatives", {"representativeId": lawyer, "from": "2026-03-05"}),
        ("roles", {"role": "accused", "from": "2026-03-06"}),
        ("custody", {"status": "free", "since": "2026-03-07T08:00:00+07:00"}),
        ("representation-ends", {"representativeId": lawyer, "to": "2026-03-08", "reason": "ຖອນຕົວ"}),
    )
    for below, body in acts:
        await posted(registry, f"{own}/{below}", body, POLICE)
        known_then.append(await read(registry, case_id))
    ended = known_then[-1]["participants"][0]["representatives"]
    assert ended == [{"representativeId": lawyer, "role": "lawyer", "from": "2026-03-05", "to": "2026-03-08"}]
    moments = [entry.recorded_at.isoformat() for entry in await history(registry, case_id)][1:]
    assert [await read(registry, case_id, at=moment) for moment in moments] == known_then
    assert (await registry.announced())[-1] == "la.gov.justice.case.representation-ended.v1"
    assert await refused(registry, f"{own}/representation-ends", acts[-1][1], POLICE) == (409, "not-represented", [])


async def test_a_guardian_does_not_leave_a_juvenile_who_is_pursued(registry: ServiceUnderTest) -> None:
    youth = a_suspect(birthDate={"value": "2010", "precision": "year"}, representativePlaces=[1])
    case = await opened(registry, participants=[youth, a_suspect(role="guardian")])
    child, guardian = (each["participantId"] for each in case["participants"])
    path = f"/cases/{case['caseId']}/participants/{child}/representation-ends"
    ending = {"representativeId": guardian, "to": "2026-03-08", "reason": "ຖອນຕົວ"}
    assert await refused(registry, path, ending, POLICE) == (400, "invalid-input", ["guardian-required"])
    early = ending | {"to": "2026-03-01"}
    assert await refused(registry, path, early, POLICE) == (400, "invalid-input", ["ends-before-it-begins"])
    assert (await read(registry, case["caseId"]))["participants"] == case["participants"]


async def test_the_same_person_is_not_in_a_case_twice_unless_somebody_says_why(registry: ServiceUnderTest) -> None:
    number: dict[str, Any] = {"identifiers": [{"type": "citizenId", "value": "0102-345"}]}
    born: dict[str, Any] = {"birthDate": {"value": "1990-05-01", "precision": "day"}}
    case = await opened(registry, participants=[a_suspect(**number, **born)])
    (suspect,) = case["participants"]
    path = f"/cases/{case['caseId']}/participants"
    by_name = a_person(name=suspect["name"] | {"text": "ທ້າວ ບຸນມີ ແກ້ວມະນີ"}, **born)
    for twice in (a_person(**number), by_name):
        answer = await registry.call("POST", path, json=twice, caller=POLICE)
        assert (answer.status_code, answer.json()["code"]) == (409, "same-person-twice")
        assert answer.json()["params"] == {"participantId": suspect["participantId"]}
    await posted(registry, path, by_name | {"overrideReason": "ຄົນລະຄົນ, ຊື່ດຽວກັນ"}, POLICE)
    await posted(registry, path, a_person(name=suspect["name"]), POLICE)  # a name alone tells nothing
    # corrected to the same number is told, as the office knows best who is who; once, not with each correction after it
    other = await posted(registry, path, a_person(), POLICE)
    told = {"participantId": suspect["participantId"], "otherParticipantId": other["participantId"]}
    body = of_person(other["participantId"], identifiers={"now": number["identifiers"]})
    correction = await corrected(registry, case["caseId"], body)
    assert (valid("correction", correction), correction["samePersons"]) == (True, [told])
    aged = of_person(other["participantId"], birthDate={"now": {"value": "1990", "precision": "year"}})
    assert "samePersons" not in await corrected(registry, case["caseId"], aged)


# --- properties: no later correction changes what was known, and histories replay

SEAT = Seat("police", "hq")
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


def a_history(chance: random.Random, steps: int) -> list[Entry]:
    opening = Opened(
        case="cas_1",
        category="criminal",
        restriction=Restriction.NONE,
        status=Status.REPORTED,
        number="1",
        by_court=False,
    )
    entries = [Entry(1, opening, date(2026, 3, 2), BEGAN, SEAT)]
    for position in range(2, steps + 2):
        day = date(2026, 3, 2) + timedelta(days=chance.randint(0, 60))
        moves = [entry.position for entry in entries if isinstance(entry.fact, Moved)]
        fact: Fact = Moved(source=Status.SUSPENDED, target=chance.choice(list(Status)))
        if moves and chance.random() < 0.6:
            change = {"happenedOn": Change(was="2026-03-02", now=day.isoformat())}
            fact = Corrected(correction="cor_1", position=chance.choice(moves), members=("happenedOn",), changes=change)
        entries.append(Entry(position, fact, day, BEGAN + timedelta(minutes=chance.randint(0, 3) + position), SEAT))
    return entries


@given(st.randoms(use_true_random=False), st.integers(0, 30), st.integers(0, 40))
def test_no_later_correction_changes_what_was_known(chance: random.Random, steps: int, minute: int) -> None:
    entries = a_history(chance, steps)
    at = BEGAN + timedelta(minutes=minute)
    until = recorded_until(entries, at)
    was = known_at(until, at)
    assert was is not None
    assert was.state == replay(until)
    for length in range(len(until), len(entries) + 1):  # whatever is recorded afterwards
        later = known_at(entries[:length], at)
        assert later is not None
        assert (later.state, later.contents) == (was.state, was.contents)


@given(st.randoms(use_true_random=False), st.integers(0, 30))
def test_a_correction_never_changes_where_a_case_stands_and_replays(chance: random.Random, steps: int) -> None:
    entries = a_history(chance, steps)
    state_, plain = replay(entries), [entry for entry in entries if not isinstance(entry.fact, Corrected)]
    targets = [entry.fact.target for entry in plain if isinstance(entry.fact, Moved)]
    assert state_.status == (targets[-1] if targets else Status.REPORTED)
    assert replay(entries) == known(entries).state == state_
    right = {entry.position: entry.happened_on for entry in effective(entries)}
    for entry in entries:
        if isinstance(entry.fact, Corrected):
            last = [e for e in entries if isinstance(e.fact, Corrected) and e.fact.position == entry.fact.position][-1]
            assert isinstance(last.fact, Corrected)
            assert str(right[last.fact.position or 0]) == last.fact.changes["happenedOn"].now


# --- entries in a register: what was reported and what is right, side by side


async def test_a_register_tells_what_was_known_when_it_was_reported_beside_what_is_right(
    registry: ServiceUnderTest,
) -> None:
    case_id = await with_the_prosecutor(registry)
    entry = {"enteredOn": "2026-03-10", "level": "cassation"}
    statement = await posted(registry, f"/cases/{case_id}/prosecutor-statements", entry, PROSECUTOR)
    outcome = {"outcome": "upholds", "resolvedOn": "2026-03-20", "decisionNumber": "31/ອຍສ"}
    path = f"/cases/{case_id}/prosecutor-statements/{statement['statementId']}/outcome"
    await posted(registry, path, outcome, PROSECUTOR)
    figures = [{"row": "I.2", "month": month, "value": 1 if month == 3 else 0} for month in (3, 4)]
    await posted(registry, "/registers/monthly/reports", {"year": 2026, "figures": figures}, PROSECUTOR)
    position = (await history(registry, case_id))[-1].position
    entered = of_fact(position - 1, happenedOn={"was": "2026-03-10", "now": "2026-04-10"})
    early = await refused(registry, f"/cases/{case_id}/corrections", entered, PROSECUTOR)
    assert early == (400, "invalid-input", ["cannot-stand"])  # it would be resolved before it was entered
    resolved = of_fact(
        position,
        happenedOn={"was": "2026-03-20", "now": "2026-04-20"},
        outcome={"was": "upholds", "now": "changes"},
    )
    others = await registry.call("POST", f"/cases/{case_id}/corrections", json=resolved, caller=POLICE)
    assert others.json()["code"] == "another-office"
    await corrected(registry, case_id, resolved, PROSECUTOR)
    await corrected(registry, case_id, entered, PROSECUTOR)
    asked = {"member": "ospp", "office": "hq", "year": "2026"}
    register = (await registry.call("GET", "/registers/monthly", params=asked, caller=PROSECUTOR)).json()
    assert valid("monthly-register", register)
    cells = {
        (row["row"], each["month"]): (each["value"], each["asReported"])
        for row in register["rows"]
        for each in row["figures"]
    }
    new, upheld, changed = ([cells[ref, month] for month in (3, 4)] for ref in ("I.2", "I.4.a", "I.4.b"))
    assert (new, upheld, changed) == ([(0, 1), (1, 0)], [(0, 1), (0, 0)], [(0, 0), (1, 0)])
    table, page = [
        await registry.call(
            "GET", "/registers/monthly", params=asked, caller=PROSECUTOR, headers={"Accept": media_type}
        )
        for media_type in ("text/csv", "text/html")
    ]
    lines = {line["ref"]: line for line in csv.DictReader(StringIO(table.content.decode("utf-8-sig")))}
    columns = ("m03", "reported_m03", "m04", "reported_m04")
    assert [lines["I.2"][column] for column in columns] == ["0", "1", "1", "0"]
    assert [lines["I.4.b"][column] for column in columns] == ["0", "0", "1", "0"]
    assert (lines["I.2"]["m12"], lines["I.2"]["reported_m12"]) == ("", "")
    assert '<td class="n">0 (1)</td><td class="n">1 (0)</td>' in page.text  # what is right, and what was reported
    assert "ຕົວເລກໃນວົງເລັບ" in page.text
    everybody = (await registry.call("GET", "/registers/monthly", params={"year": "2026"}, caller=PROSECUTOR)).json()
    assert all("asReported" not in each for row in everybody["rows"] for each in row["figures"])
    assert replay(await history(registry, case_id)) == await state(registry, case_id)
    odd = of_fact(position, outcome={"was": "changes", "now": "refuse"})
    found = await refused(registry, f"/cases/{case_id}/corrections", odd, PROSECUTOR)
    assert found == (400, "invalid-input", ["cannot-stand"])


async def test_a_day_in_another_year_takes_the_number_along_or_is_refused(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    earlier = await opened(registry, openedOn="2025-03-02")  # with the same number
    case_id = a_case["caseId"]
    body = of_fact(1, openedOn={"was": "2026-03-02", "now": "2025-03-02"})
    found = await refused(registry, f"/cases/{case_id}/corrections", body, POLICE)
    assert found == (409, "case-number-taken", [])
    await corrected(registry, case_id, body | {"members": {"openedOn": {"was": "2026-03-02", "now": "2024-03-02"}}})
    assert (await read(registry, case_id))["numbers"][0]["assignedOn"] == "2024-03-02"
    assert await read(registry, case_id, at=a_case["recordedAt"]) == a_case
    await opened(registry)  # the number is free in the year in which it never was
    assert earlier["numbers"][0]["number"] == a_case["numbers"][0]["number"]


@pytest.mark.parametrize("approver", ["clerk.a", "CLERK.A", "clerk.a.", "clerk..a", "clerk.a-"])
def test_who_records_does_not_approve_however_the_id_is_written(approver: str) -> None:
    with pytest.raises(InvalidInput) as found:
        must_be_approved(approver, "clerk.a")
    assert [fault.code for fault in found.value.faults] == ["approved-by-oneself"]
    assert must_be_approved("clerk.b", "clerk.a") == "clerk.a"


async def test_who_recorded_and_who_approved_are_two_officers_on_record(
    registry: ServiceUnderTest, a_case: dict[str, Any]
) -> None:
    case_id = a_case["caseId"]
    body = of_fact(1, title={"was": a_case["title"], "now": "ຄະດີລັກຊັບ"})
    unnamed = a_caller("police", "police")
    assert await refused(registry, f"/cases/{case_id}/corrections", body, unnamed) == (403, "officer-needed", [])
    undoing = {"undoneCaseId": case_id, "reason": "ລວມຜິດ", "basis": "ສຳນວນ", "approvedBy": "ofc-2"}
    assert await refused(registry, f"/cases/{case_id}/join-undoings", undoing, unnamed) == (403, "officer-needed", [])
    oneself = body | {"approvedBy": "OFC-1."}
    found = await refused(registry, f"/cases/{case_id}/corrections", oneself, POLICE)
    assert found == (400, "invalid-input", ["approved-by-oneself"])
    correction = await corrected(registry, case_id, body)
    assert (correction["recordedBy"], correction["approvedBy"]) == ("ofc-1", "ofc-2")
    listed = (await registry.call("GET", f"/cases/{case_id}/corrections", caller=POLICE)).json()["items"]
    assert listed == [correction]
    assert not valid("case-correcting", body | {"approvedBy": "ທ່ານ ບໍ່ມີ ໃຜ"})
