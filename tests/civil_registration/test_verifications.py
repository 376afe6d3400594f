"""Facts verified over HTTP: yes or no by what is registered now, one answer to every guess, and limits on guessing."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event as of_engine

from contracts.codelists import Code, CodeLists
from contracts.official_numbers import dashless_number
from contracts.reference_data import ReferenceData
from contracts.seats import Holding, Seat
from contracts.voucher import Caller
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.verifications import (
    Count,
    Counts,
    counted,
    growth,
    limits_of,
    question_of,
)
from tests.civil_registration.builders import (
    CHILD_NAME,
    CITIZEN_ID,
    HERE,
    HOSPITAL,
    LISTS,
    REGISTRAR,
    TODAY,
    a_deceased,
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    organisations,
    register_event,
)
from tests.civil_registration.test_corrections import CHIEF, NAME, RIGHT
from tests.civil_registration.test_links import NEW_NAME, a_registered_birth, citing, registered
from tests.support.service import ServiceUnderTest, a_caller

JUSTICE: Final = a_caller("moj", "justice")
POLICE: Final = a_caller("police", "police", office="0101")
OTHER_STATION: Final = a_caller("police", "police", office="0102")
BORN: Final = {"value": "1961-05-20", "precision": "day"}
DEATH: Final = {"kind": "death", "identifier": CITIZEN_ID, "birthDate": BORN}
NO: Final = {"verified": False}


async def asked(register: ServiceUnderTest, body: Any, caller: Caller = JUSTICE, **other: Any) -> httpx2.Response:
    return await register.call("POST", "/verifications", json=body, caller=caller, **other)


async def verified(register: ServiceUnderTest, body: Any, caller: Caller = JUSTICE) -> dict[str, Any]:
    answer = await asked(register, body, caller)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def a_registered_death(register: ServiceUnderTest, **other: Any) -> dict[str, Any]:
    return await registered(register, await declared_death(register, **other))


@contextmanager
def statements(register: ServiceUnderTest) -> Iterator[list[str]]:
    """Yield what the database is asked meanwhile, statement by statement."""
    told = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(re.sub(r"\s+", " ", statement))

    engine = register.units.engine.sync_engine
    of_engine.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        of_engine.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def later(register: ServiceUnderTest, by: timedelta) -> AsyncIterator[None]:
    """Let every window have ended so much earlier."""
    async with register.units.open() as unit:
        await unit.connection.exec_driver_sql("update civil_guess_counts set ends_at = ends_at - $1::interval", (by,))
    yield


async def test_a_number_and_one_more_fact_are_answered_with_yes(register: ServiceUnderTest) -> None:
    death = await a_registered_death(register)
    for body in (
        DEATH,
        DEATH | {"name": "ທ່ານ ບຸນມີ ແກ້ວມະນີ"},
        {"kind": "death", "registrationNumber": death["registrationNumber"], "name": "ບຸນມີ ແກ້ວມະນີ"},
        DEATH | {"identifier": {"type": "deathRegistration", "value": death["registrationNumber"]}},
        DEATH | {"identifier": CITIZEN_ID | {"value": "໐໑ 0345/2011"}},
    ):
        told = await verified(register, body)
        assert (told["verified"], told["eventId"]) == (True, death["eventId"]), body
    assert told["registeredBy"] == HERE.to_document()
    assert (told["sex"], told["birthDate"], told["identifiers"]) == ("male", BORN, [CITIZEN_ID])


@pytest.mark.parametrize(
    ("known", "precision", "asked_for", "known_to"),
    [
        ("1998-04", "month", "1998-04-09", "month"),
        ("1998-04", "month", "1998-04-30", "month"),
        ("1998-04", "month", "1998-04", "month"),
        ("1998-04", "month", "1998-05-01", None),
        ("1998-04", "month", "1998", None),
        ("1998", "year", "1998-04-09", "year"),
        ("1998", "year", "1998-12", "year"),
        ("1998", "year", "1999", None),
        ("1998-04-09", "day", "1998-04-09", "day"),
        ("1998-04-09", "day", "1998-04", None),
    ],
)
async def test_a_date_agrees_as_far_as_the_register_knows_it_and_never_by_less(
    register: ServiceUnderTest, known: str, precision: str, asked_for: str, known_to: str | None
) -> None:
    await a_registered_death(register, deceased=a_deceased(birthDate={"value": known, "precision": precision}))
    stated = {"value": asked_for, "precision": {4: "year", 7: "month", 10: "day"}[len(asked_for)]}
    told = await verified(register, DEATH | {"birthDate": stated})
    assert (told["verified"], told.get("birthKnownTo")) == (known_to is not None, known_to)
    if known_to is not None:
        by_name = {"kind": "death", "identifier": CITIZEN_ID, "name": "ບຸນມີ ແກ້ວມະນີ"}
        assert "birthKnownTo" not in await verified(register, by_name), "a name says nothing of a date"


async def test_nothing_and_another_fact_are_one_answer(register: ServiceUnderTest) -> None:
    waiting = a_deceased(identifiers=[{"type": "citizenId", "value": "9"}])
    await a_registered_death(register)
    await declared_death(register, deceased=waiting)
    answers = [
        await asked(register, body)
        for body in (
            DEATH | {"birthDate": BORN | {"value": "1961-05-21"}},
            DEATH | {"birthDate": {"value": "1961", "precision": "year"}},
            DEATH | {"name": "ບຸນມີ"},
            DEATH | {"identifier": {"type": "citizenId", "value": "of nobody"}},
            DEATH | {"identifier": {"type": "uin", "value": CITIZEN_ID["value"]}},
            DEATH | {"identifier": {"type": "citizenId", "value": "9"}},
            DEATH | {"kind": "birth"},
        )
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"verified":false}')}
    headers = [sorted(answer.headers) for answer in answers]
    assert all(each == headers[0] for each in headers)


async def test_a_guess_costs_the_same_work_whatever_the_register_has(register: ServiceUnderTest) -> None:
    await a_registered_death(register)
    await verified(register, DEATH, POLICE)  # every statement is prepared
    work = list[list[str]]()
    for body in (
        DEATH | {"birthDate": BORN | {"value": "1961-05-21"}},
        DEATH | {"identifier": {"type": "citizenId", "value": "of nobody"}},
    ):
        with statements(register) as told:
            assert await verified(register, body) == NO
        # what goes on beside requests (the sweep, requests out) is nobody's guess
        work.append([each for each in told if "civil_" in each or "idempotency" in each])
    assert work[0] == work[1]
    assert len(work[0]) >= 4


async def test_a_thousand_guesses_find_nothing_more_than_a_few_do(register: ServiceUnderTest) -> None:
    await a_registered_death(register)
    first = date(1960, 1, 1)
    answers = [
        await asked(register, DEATH | {"birthDate": BORN | {"value": str(first + timedelta(days=n))}})
        for n in range(1000)
    ]
    let_through = [answer for answer in answers if answer.status_code == 200]
    assert len(let_through) == 5
    assert all(answer.json() == NO for answer in let_through)
    refused = answers[-1]
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-guesses")
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    sentences = [
        (await asked(register, DEATH, headers={"Accept-Language": language})).json()["detail"]
        for language in ("lo", "en")
    ]
    assert "24 ຊົ່ວໂມງ" in sentences[0]
    assert "24 hours" in sentences[1]
    # whoever has the right fact waits, too: else a refusal would say that the guess was wrong
    assert (await asked(register, DEATH)).status_code == 429
    assert (await verified(register, DEATH, POLICE))["verified"], "who guesses closes a number for nobody else"
    async with later(register, timedelta(days=1)):
        assert (await verified(register, DEATH))["verified"]


async def test_numbers_in_a_row_are_limited_by_office_and_by_member(register: ServiceUnderTest) -> None:
    def guess(n: int) -> dict[str, Any]:
        return DEATH | {"identifier": {"type": "citizenId", "value": f"1-{n}"}}

    statuses = [(await asked(register, guess(n), POLICE)).status_code for n in range(1000)]
    assert statuses == [200] * 20 + [429] * 980
    assert (await asked(register, guess(0), OTHER_STATION)).status_code == 200
    assert (await asked(register, guess(0), JUSTICE)).status_code == 200
    rows = await register.rows("select counted, guesses from civil_guess_counts where limit_code = 'memberDay'")
    assert {row["counted"]: row["guesses"] for row in rows} == {"police": 21, "moj": 1}


async def test_a_number_is_one_count_under_every_type_and_spelling(register: ServiceUnderTest) -> None:
    spelt = [("citizenId", "01-0345/2011"), ("uin", "01 0345/2011"), ("passport", "໐໑0345/2011")]
    for n in range(5):
        type_, value = spelt[n % 3]
        assert await verified(register, DEATH | {"identifier": {"type": type_, "value": value}}) == NO
    assert (await asked(register, DEATH | {"identifier": {"type": "uin", "value": "010345/2011"}})).status_code == 429
    number = {"kind": "death", "registrationNumber": "01-0345/2011", "birthDate": BORN}
    assert (await asked(register, number)).status_code == 429
    stored = await register.rows("select counted from civil_guess_counts where limit_code like 'number%'")
    assert stored
    assert dashless_number("01-0345/2011") not in str(stored), "nobody has to have a number that was guessed"


async def test_a_hit_pays_for_no_guess(register: ServiceUnderTest) -> None:
    await a_registered_death(register)
    wrong = DEATH | {"birthDate": BORN | {"value": "1961-05-21"}}
    for _ in range(5):
        assert (await verified(register, DEATH))["verified"]
        assert await verified(register, wrong) == NO
    assert (await asked(register, DEATH)).status_code == 429


async def test_fifty_guesses_at_once_are_no_more_than_fifty_in_a_row(register: ServiceUnderTest) -> None:
    wrong = DEATH | {"birthDate": BORN | {"value": "1961-05-21"}}
    answers = await asyncio.gather(*(asked(register, wrong, (JUSTICE, POLICE)[n % 2]) for n in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 10 + [429] * 40
    rows = await register.rows("select guesses from civil_guess_counts where limit_code = 'numberMembersDay'")
    assert sorted(row["guesses"] for row in rows) == [2, 5, 5], "two members, and five guesses of each"


def members_at_a_number(register: ServiceUnderTest, most: int, each: int = 5) -> None:
    """Let the list have limits at numbers alone: so many guesses of a member, and so many members."""
    limits, codes = LISTS.lists["verification-limits"], dict[str, Code]()
    for name, guesses in (("numberMemberDay", each), ("numberMembersDay", most)):
        code = limits.codes[name]
        codes[name] = replace(code, attributes={**code.attributes, "guesses": guesses})
    lists = CodeLists({**LISTS.lists, "verification-limits": replace(limits, codes=codes)})
    register.app.state.resources["organisations"].take(ReferenceData(organisations=organisations(), code_lists=lists))


async def test_many_members_that_guess_at_one_number_close_it_for_further_ones(register: ServiceUnderTest) -> None:
    members_at_a_number(register, 3)
    await a_registered_death(register)
    wrong = DEATH | {"birthDate": BORN | {"value": "1961-05-21"}}
    guessing = [a_caller(f"ministry-{n}", "justice") for n in range(12)]
    answers = await asyncio.gather(*(asked(register, wrong, caller) for caller in guessing for _ in range(2)))
    told = dict[str, list[int]]()
    for caller, answer in zip([caller for caller in guessing for _ in range(2)], answers, strict=True):
        told.setdefault(caller.member, []).append(answer.status_code)
    assert sorted(told.values()) == [[200, 200]] * 3 + [[429, 429]] * 9
    (counted_there,) = [caller for caller in guessing if told[caller.member] == [200, 200]][:1]
    assert (await verified(register, DEATH, counted_there))["verified"], "a member that is counted goes on"
    assert (await asked(register, DEATH, JUSTICE)).status_code == 429
    other = DEATH | {"identifier": {"type": "citizenId", "value": "another"}}
    assert await verified(register, other, JUSTICE) == NO
    async with later(register, timedelta(days=1)):
        assert (await verified(register, DEATH))["verified"]


@pytest.mark.parametrize("most", [1, 2, 3])
async def test_one_member_alone_never_closes_a_number_for_the_others(register: ServiceUnderTest, most: int) -> None:
    members_at_a_number(register, most, each=1000)
    await a_registered_death(register)
    wrong = DEATH | {"birthDate": BORN | {"value": "1961-05-21"}}
    for body, hours in [(DEATH, 12), (wrong, 13), (DEATH, 5), (wrong, 11), (wrong, 13), (wrong, 12), (wrong, 1)]:
        await verified(register, body)
        rows = await register.rows(
            "select guesses from civil_guess_counts where limit_code = 'numberMembersDay' and counted not like '%/%'"
        )
        assert [row["guesses"] for row in rows] in ([0], [1]), "a member is counted once, whenever its window began"
        async with later(register, timedelta(hours=hours)):
            pass
    assert (await verified(register, DEATH, POLICE))["verified"]


async def test_a_repeated_call_is_its_first_answer_and_no_guess(register: ServiceUnderTest) -> None:
    wrong = DEATH | {"birthDate": BORN | {"value": "1961-05-21"}}
    for _ in range(30):
        assert (await asked(register, wrong, key="the-same")).json() == NO
    rows = await register.rows("select guesses from civil_guess_counts where limit_code = 'numberMemberDay'")
    assert rows == [{"guesses": 1}]


async def test_what_is_registered_now_is_compared_and_told(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    question = {"kind": "birth", "registrationNumber": birth["registrationNumber"]}
    old, right = question | {"name": CHILD_NAME["text"]}, question | {"name": RIGHT["text"]}
    assert (await verified(register, old))["verified"]
    correction = await act_on(register, birth["eventId"], "corrections", NAME)
    where = f"corrections/{correction.json()['correctionId']}/decision"
    assert (await act_on(register, birth["eventId"], where, {"outcome": "approve"}, CHIEF)).status_code == 201
    assert await verified(register, old) == NO
    assert (await verified(register, right))["name"] == RIGHT
    owed = await register.call("GET", "/corrections-owed", caller=JUSTICE)
    assert [each["eventId"] for each in owed.json()["items"]] == [birth["eventId"]], "it was told what was wrong"
    first = birth | {"birth": {"child": {"name": RIGHT}}}
    change = await declared_event(register, "name-changes", citing("name-change", "person", first, newName=NEW_NAME))
    await registered(register, change)
    assert await verified(register, right) == NO
    told = await verified(register, question | {"name": NEW_NAME["text"]})
    assert told["name"] == NEW_NAME
    assert RIGHT["text"] not in str(told), "the former name is not told"


async def test_what_was_cancelled_or_closed_is_not_there(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    question = {"kind": "birth", "registrationNumber": birth["registrationNumber"], "name": CHILD_NAME["text"]}
    adoption = await declared_event(register, "adoptions", citing("adoption", "child", birth))
    adoption = await registered(register, adoption)
    assert await verified(register, question) == NO
    new = {"kind": "adoption", "registrationNumber": adoption["registrationNumber"], "name": CHILD_NAME["text"]}
    assert (await verified(register, new))["eventId"] == adoption["eventId"]
    decision = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": TODAY.isoformat()}, "reason": "ຜິດ"}
    assert (await act_on(register, adoption["eventId"], "cancellation", decision)).status_code == 201
    assert (await verified(register, question))["verified"]
    assert await verified(register, new) == NO


def of_birth(birth: dict[str, Any], kind: str, **fact: Any) -> dict[str, Any]:
    number = {"type": "birthRegistration", "value": birth["registrationNumber"]}
    return {"kind": kind, "identifier": number, **fact}


async def test_the_number_of_a_closed_first_record_finds_nothing_whichever_event_cites_it(
    register: ServiceUnderTest,
) -> None:
    birth = await a_registered_birth(register)
    for folder, person in (("guardianship", "ward"), ("recognition", "child")):
        await registered(register, await declared_event(register, f"{folder}s", citing(folder, person, birth)))
    old = {"name": CHILD_NAME["text"]}
    assert (await verified(register, of_birth(birth, "guardianship", **old)))["verified"]
    assert (await verified(register, of_birth(birth, "recognition", **old)))["verified"]
    facts = citing("adoption", "child", birth, newName=NEW_NAME)
    facts["child"]["identifiers"] = [CITIZEN_ID]
    adoption = await registered(register, await declared_event(register, "adoptions", facts))
    for kind, fact in (("birth", old), ("guardianship", old), ("recognition", old), ("adoption", old)):
        assert await verified(register, of_birth(birth, kind, **fact)) == NO, (kind, fact)
    assert await verified(register, of_birth(birth, "adoption", name=NEW_NAME["text"]), POLICE) == NO
    question = {"kind": "adoption", "identifier": CITIZEN_ID}
    told = await verified(register, question | {"name": NEW_NAME["text"]}, OTHER_STATION)
    assert (told["eventId"], told["name"], told["identifiers"]) == (adoption["eventId"], NEW_NAME, [CITIZEN_ID])
    assert birth["registrationNumber"] not in str(told), "it would say whose first record this was"
    assert await verified(register, question | old, OTHER_STATION) == NO


@pytest.mark.parametrize(
    ("folder", "person", "kind"),
    [
        ("name-change", "person", "nameChange"),
        ("adoption", "child", "adoption"),
        ("recognition", "child", "recognition"),
    ],
)
async def test_whom_an_event_renames_has_the_new_name_there(
    register: ServiceUnderTest, folder: str, person: str, kind: str
) -> None:
    birth = await a_registered_birth(register)
    event = await declared_event(register, f"{folder}s", citing(folder, person, birth, newName=NEW_NAME))
    event = await registered(register, event)
    question = {"kind": kind, "registrationNumber": event["registrationNumber"]}
    assert (await verified(register, question | {"name": NEW_NAME["text"]}))["name"] == NEW_NAME
    assert await verified(register, question | {"name": CHILD_NAME["text"]}) == NO
    if kind == "adoption":
        return
    later = await declared_event(register, "name-changes", citing("name-change", "person", birth, newName=RIGHT))
    await registered(register, later)
    assert (await verified(register, question | {"name": RIGHT["text"]}, POLICE))["name"] == RIGHT, "overtaken"
    assert await verified(register, question | {"name": NEW_NAME["text"]}, POLICE) == NO


async def test_the_name_in_latin_letters_is_the_persons_too(register: ServiceUnderTest) -> None:
    others = [
        {"use": use, "text": text, "script": "latin"}
        for use, text in (("alias", "Kham"), ("former", "Khamla Saiyavong"), ("latin", "Bounmy Keomany"))
    ]
    birth = await a_registered_birth(register, child={"name": CHILD_NAME, "sex": "female", "otherNames": others})
    question = {"kind": "birth", "registrationNumber": birth["registrationNumber"]}
    for name in (CHILD_NAME["text"], "Bounmy Keomany", "bounmi  KEOMANI"):
        assert (await verified(register, question | {"name": name}))["verified"], name
    for name in ("Kham", "Khamla Saiyavong", "Keomany"):
        assert await verified(register, question | {"name": name}) == NO, name
    cited = citing("name-change", "person", birth, newName=NEW_NAME)
    await registered(register, await declared_event(register, "name-changes", cited))
    assert await verified(register, question | {"name": "Bounmy Keomany"}, POLICE) == NO, "of the former name"


async def test_a_registering_office_is_no_reader_of_its_own(register: ServiceUnderTest) -> None:
    await a_registered_death(register)
    for caller in (REGISTRAR, JUSTICE, POLICE):
        assert (await verified(register, DEATH, caller))["verified"]
    rows = await register.rows("select member from civil_event_readers order by member")
    assert [row["member"] for row in rows] == ["moj", "police"]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"identifier": {"type": "familyBook", "value": "7"}}, "not-of-one-person", "/identifier/type"),
        ({"kind": "fetalDeath"}, "no-person", "/kind"),
        ({"birthDate": {"value": "2026-02-31", "precision": "day"}}, "format", "/birthDate/value"),
        ({"name": "...."}, "minLength", "/name"),
        ({"birthDate": None}, "number-alone", ""),
        ({"identifier": None}, "one-number", ""),
        ({"registrationNumber": "0101-D-2026-000001"}, "one-number", ""),
    ],
)
async def test_what_cannot_be_verified_is_refused(
    register: ServiceUnderTest, body: dict[str, Any], code: str, pointer: str
) -> None:
    stated = {name: value for name, value in (DEATH | body).items() if value is not None}
    answer = await asked(register, stated)
    assert answer.status_code == 400, answer.text
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["pointer"]) == (code, pointer)
    assert await register.rows("select * from civil_guess_counts") == []


async def test_who_has_named_no_office_is_asked_for_one(register: ServiceUnderTest) -> None:
    holding = Holding(codes=("0101",))
    answer = await asked(register, DEATH, a_caller("registrar", "registrar", office=None, holding=holding))
    assert (answer.status_code, answer.json()["code"]) == (403, "office-needed")


async def test_without_a_limit_in_force_nothing_is_verified(register: ServiceUnderTest) -> None:
    ended = replace(LISTS.lists["verification-limits"], codes={})
    lists = CodeLists({"verification-limits": ended})
    register.app.state.resources["organisations"].take(ReferenceData(organisations=organisations(), code_lists=lists))
    answer = await asked(register, DEATH)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3600"


@given(st.text(min_size=1, max_size=20), st.sampled_from(["uin", "citizenId", "passport", None]))
def test_a_number_is_counted_by_what_it_is_looked_up_by(number: str, type_: str | None) -> None:
    question = question_of(EventKind.DEATH, type_, number, LISTS)
    limits = limits_of(LISTS, TODAY)
    counts = counted(limits, Seat("moj", "hq"), [question.key, dashless_number(number)])
    of_the_member = {
        count.of: times for count, times in counts.items() if count.limit.counts is Counts.NUMBER_OF_MEMBER
    }
    assert of_the_member == {question.key: 2}
    members = [times for count, times in counts.items() if count.limit.counts is Counts.MEMBERS_OF_NUMBER]
    assert sorted(members) == [1, 2], "one member, and its two guesses"
    assert len(limits) == 4


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("12"), st.booleans()), max_size=60))
def test_members_of_a_number_are_those_that_guessed_at_it(asked: list[tuple[str, str, bool]]) -> None:
    (limit,) = [each for each in limits_of(LISTS, TODAY) if each.counts is Counts.MEMBERS_OF_NUMBER]
    held, guessed = Counter[Count](), set[tuple[str, str]]()
    for member, number, is_guess in asked:
        counts = counted([limit], Seat(member, "hq"), [number])
        if is_guess:
            guessed.add((number, member))
            held.update(growth(counts, held))
    of_numbers = {count.of: members for count, members in held.items() if count.by is None and members}
    assert of_numbers == Counter(number for number, _ in guessed)


async def test_the_hospital_that_declared_asks_like_everybody(register: ServiceUnderTest) -> None:
    birth = await declared_birth(register)
    assert (await register_event(register, birth["eventId"])).status_code == 201
    born = {"value": birth["occurredOn"], "precision": "day"}
    number = (await register.call("GET", f"/events/{birth['eventId']}")).json()["registrationNumber"]
    told = await verified(register, {"kind": "birth", "registrationNumber": number, "birthDate": born}, HOSPITAL)
    assert told["verified"]
    assert datetime.now(UTC).date().year - int(told["birthDate"]["value"][:4]) <= 1
