"""The work list: what an office's events are found by, in which order, who sees which, and how many wait."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.reference_data import ReferenceData
from contracts.seats import Holding
from contracts.voucher import Caller
from tests.civil_registration.builders import (
    CITIZEN_ID,
    HERE,
    HOME_AFFAIRS,
    HOSPITAL,
    MOTHER_NAME,
    OTHER_REGISTRAR,
    REGISTRAR,
    THERE,
    TODAY,
    UNNAMED,
    a_birth,
    a_mother,
    a_registrar,
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
)
from tests.civil_registration.test_seats import PROVINCE, SUPERVISOR, under_the_province
from tests.support.service import ServiceUnderTest, a_caller

IN_A_WEEK = (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
NEXT = a_caller("registrar", "registrar", purpose="vitalRegistration", office="0101", officer="ນ. ບຸນມີ")


async def listed(register: ServiceUnderTest, caller: Caller = REGISTRAR, **params: Any) -> list[str]:
    """Return the ids of the events that the list shows."""
    return [each["eventId"] for each in await shown(register, caller, **params)]


async def shown(register: ServiceUnderTest, caller: Caller = REGISTRAR, **params: Any) -> list[dict[str, Any]]:
    answer = await register.call("GET", "/events", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def counted(register: ServiceUnderTest, caller: Caller = REGISTRAR, **params: Any) -> dict[str, Any]:
    answer = await register.call("GET", "/queues", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    told["states"] = {each["state"]: each["count"] for each in told["states"]}
    told["flags"] = {each["flag"]: each["count"] for each in told["flags"]}
    return told


async def test_events_are_shown_as_they_are_newest_first(register: ServiceUnderTest) -> None:
    event = await declared_birth(register)
    later = await declared_death(register)
    [death, birth] = await shown(register)
    assert death["eventId"] == later["eventId"]
    assert birth == {name: value for name, value in event.items() if name in birth}
    assert set(birth) >= {"trackingId", "subjects", "occurredOn", "district", "declaredAt", "dueOn", "changedAt"}
    registered = (await register_event(register, event["eventId"], bookNumber="12/ທບ")).json()
    [_, birth] = await shown(register)
    assert birth == {name: value for name, value in registered.items() if name in birth}
    assert {"registrationNumber", "bookNumber", "registeredBy", "registeredOn"} <= set(birth)


async def test_by_state_kind_flag_and_days(register: ServiceUnderTest) -> None:
    long_ago = (TODAY - timedelta(days=200)).isoformat()
    birth = (await declared_birth(register))["eventId"]
    late = (await declared_birth(register, occurredOn=long_ago))["eventId"]
    death = (await declared_death(register))["eventId"]
    notice = (await declared_event(register, "notifications", {"birth": {"place": "0101"}}))["eventId"]
    assert await listed(register, state="declared") == [death, late, birth]
    assert await listed(register, state="notified") == [notice]
    assert await listed(register, kind="death") == [death]
    assert await listed(register, flag="late") == [late]
    assert await listed(register, flag="incomplete") == [notice]
    that_day: dict[str, Any] = {"from": long_ago, "to": long_ago}
    assert await listed(register, **that_day) == [late]
    assert await listed(register, dueBy=TODAY.isoformat()) == [late]
    assert [each["flags"] for each in await shown(register, flag="late")] == [["late"]]
    assert (await register_event(register, late, lateReason="ຢູ່ໄກ")).status_code == 201
    assert await listed(register, flag="late", state="registered") == [late], "it was registered late"
    assert await listed(register, dueBy=TODAY.isoformat()) == []


async def test_what_waits_is_listed_by_the_day_on_which_it_is_due_page_by_page(register: ServiceUnderTest) -> None:
    days = {n: (TODAY - timedelta(days=n)).isoformat() for n in (1, 9, 5, 3)}
    events = {n: (await declared_birth(register, occurredOn=day))["eventId"] for n, day in days.items()}
    never = (await declared_event(register, "notifications", {"birth": {"place": "0101"}}))["eventId"]
    done = (await declared_birth(register, occurredOn=days[9]))["eventId"]
    assert (await register_event(register, done)).status_code == 201
    found, cursor = list[str](), dict[str, str]()
    for _ in range(9):
        answer = await register.call(
            "GET", "/events", params={"order": "due", "limit": "2", **cursor}, caller=REGISTRAR
        )
        page = answer.json()
        found += [each["eventId"] for each in page["items"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert found == [events[9], events[5], events[3], events[1], never]
    assert await listed(register, order="due", kind="birth", state="notified") == [never]


async def test_pages_are_stable_while_events_come_in(register: ServiceUnderTest) -> None:
    one, two, three = [(await declared_birth(register))["eventId"] for _ in range(3)]
    first = (await register.call("GET", "/events", params={"limit": "2"}, caller=REGISTRAR)).json()
    await declared_birth(register)
    params = {"limit": "2", "cursor": first["next"]}
    second = (await register.call("GET", "/events", params=params, caller=REGISTRAR)).json()
    assert [each["eventId"] for each in (*first["items"], *second["items"])] == [three, two, one]
    assert "next" not in second
    odd = await register.call("GET", "/events", params=params | {"order": "due"}, caller=REGISTRAR)
    assert (odd.status_code, odd.json()["code"]) == (400, "invalid-cursor")


async def test_an_event_is_found_by_its_numbers_and_by_those_of_its_persons(register: ServiceUnderTest) -> None:
    birth = await declared_birth(register, ownNumber="ຮໝ-7/2026", mother=a_mother(identifiers=[CITIZEN_ID]))
    event_id = birth["eventId"]
    await declared_birth(register)
    number = (await register_event(register, event_id, bookNumber="໑໒/ທບ")).json()["registrationNumber"]
    for name, value in (
        ("trackingId", birth["trackingId"].lower()),
        ("number", "ຮໝ7/2026"),
        ("number", number.lower()),
        ("number", " 12/ທບ"),
        ("identifier", "010345/2011"),
    ):
        asked: dict[str, Any] = {name: value}
        assert await listed(register, **asked) == [event_id], asked
    assert await listed(register, number=CITIZEN_ID["value"]) == [], "a person's number is none of the event"
    assert await listed(register, identifier=number) == []
    assert await listed(register, OTHER_REGISTRAR, identifier=CITIZEN_ID["value"]) == [], "in sight of others alone"
    assert await listed(register, HOME_AFFAIRS, identifier=CITIZEN_ID["value"]) == [event_id]


async def test_an_event_is_found_by_the_beginning_of_a_name_of_any_of_its_persons(register: ServiceUnderTest) -> None:
    mother = a_mother(name=MOTHER_NAME)
    event_id = (await declared_birth(register, mother=mother))["eventId"]
    unnamed = (await declared_birth(register, child=UNNAMED, mother=mother))["eventId"]
    for name in ("ດາວ", "ດາວອນ ພົມມະຈັນ", "ນາງ ດາວອນ", "ດາ ວອນ"):
        assert await listed(register, name=name) == [event_id], name
    assert await listed(register, name="ແກ້ວມະນີ") == [unnamed, event_id], "the mother's"
    assert await listed(register, name="ພົມມະຈັນ", kind="birth", state="declared") == [unnamed, event_id]
    assert await listed(register, name="ດາວອນ", state="registered") == []
    assert await listed(register, OTHER_REGISTRAR, name="ດາວອນ") == []
    assert await listed(register, HOME_AFFAIRS, name="ດາວອນ") == [event_id], "who keeps the register looks everywhere"


async def test_who_works_on_what_is_asked_by_officer_until_the_assignment_is_over(register: ServiceUnderTest) -> None:
    mine, hers, nobodys = [(await declared_birth(register))["eventId"] for _ in range(3)]
    assert (await act_on(register, mine, "assignment", {"officer": "ນ. ຄຳຫຼ້າ"})).status_code == 201
    for officer, more in (("ນ. ບຸນມີ", {}), ("ທ. ສົມພອນ", {"deputy": True, "until": IN_A_WEEK})):
        assert (await act_on(register, hers, "assignment", {"officer": officer, **more})).status_code == 201
    assert await listed(register, mine="true") == [mine]
    assert await listed(register, unassigned="true") == [nobodys]
    assert await listed(register, assignedTo="ທ. ສົມພອນ") == [hers]
    assert await listed(register, NEXT, mine="true") == [], "a deputy stands in"
    assert (await counted(register))["mine"] == 1
    async with register.units.open() as unit:  # the deputy's time runs out
        await unit.connection.exec_driver_sql(
            "update civil_events set assigned_until = now() where assigned_until is not null"
        )
    assert await listed(register, assignedTo="ທ. ສົມພອນ") == []
    [event] = await shown(register, NEXT, mine="true")
    assert (event["eventId"], event["assignedTo"], event.get("assignedUntil")) == (hers, "ນ. ບຸນມີ", None)
    assert await listed(register, unassigned="true") == [nobodys]
    assert (await counted(register))["unassigned"] == 1


async def test_an_office_sees_its_own_and_who_supervises_asks_for_those_below(register: ServiceUnderTest) -> None:
    register.app.state.resources["organisations"].take(
        ReferenceData(organisations=under_the_province(a_registrar(THERE)))
    )
    event_id = (await declared_birth(register))["eventId"]
    draft = (await declared_event(register, "drafts", {"birth": a_birth()}, HOSPITAL))["eventId"]
    assert await listed(register) == [event_id], "a draft is its office's own"
    assert await listed(register, HOSPITAL) == [draft, event_id]
    assert await listed(register, HOSPITAL, part="registrar") == []
    assert await listed(register, OTHER_REGISTRAR) == []
    assert await listed(register, SUPERVISOR) == []
    assert await listed(register, SUPERVISOR, below="true") == [event_id]
    assert await listed(register, SUPERVISOR, office=HERE.office) == [event_id]
    assert await listed(register, SUPERVISOR, office=PROVINCE.office, below="true", order="due") == [event_id]
    assert await listed(register, OTHER_REGISTRAR, member=HERE.member, office=HERE.office) == [], "not in its sight"
    assert await listed(register, HOME_AFFAIRS) == [event_id]
    assert await listed(register, HOME_AFFAIRS, member=HERE.member, office=HERE.office) == [event_id]
    assert await listed(register, HOME_AFFAIRS, member=THERE.member, office=THERE.office) == []
    desk = a_caller("registrar", "registrar", office=None, holding=Holding(codes=("0101", "0102")))
    assert await listed(register, desk) == [event_id], "all that its system is enrolled for"
    assert (await counted(register, SUPERVISOR))["total"] == 0
    assert (await counted(register, SUPERVISOR, below="true"))["total"] == 1
    assert (await counted(register, HOSPITAL))["states"] == {"draft": 1, "declared": 1}
    assert (await counted(register, HOME_AFFAIRS))["states"] == {"declared": 1}


async def test_a_queue_counts_each_event_once_by_state_and_by_each_of_its_flags(register: ServiceUnderTest) -> None:
    nothing = await counted(register)
    del nothing["asOf"]
    assert nothing == {"total": 0, "unassigned": 0, "mine": 0, "states": {}, "flags": {}}
    long_ago = (TODAY - timedelta(days=200)).isoformat()
    await declared_birth(register, REGISTRAR, occurredOn=long_ago)  # declared and registered by one office
    await declared_event(register, "notifications", {"birth": {"place": "0101"}})
    done = (await declared_death(register))["eventId"]
    assert (await register_event(register, done)).status_code == 201
    told = await counted(register)
    assert told["states"] == {"declared": 1, "notified": 1}
    assert told["flags"] == {"late": 1, "incomplete": 1}
    assert (told["total"], told["unassigned"], told["mine"]) == (2, 2, 0)
    assert "mine" not in await counted(register, HOSPITAL), "its token names no officer"


@pytest.mark.parametrize(
    ("params", "faults"),
    [
        ({"name": "ດ"}, [("minLength", "name")]),
        ({"office": "9999"}, [("no-such-office", "office")]),
        ({"member": "registrar"}, [("required", "office")]),
        ({"from": "2026-02-01", "to": "2026-01-01"}, [("range", "from"), ("range", "to")]),
        ({"mine": "true", "unassigned": "true"}, [("one-too-many", "assignedTo")]),
        ({"from": "2569-01-01"}, None),
        ({"order": "oldest"}, None),
        ({"cursor": "x"}, None),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    register: ServiceUnderTest, params: dict[str, str], faults: list[tuple[str, str]] | None
) -> None:
    answer = await register.call("GET", "/events", params=params, caller=REGISTRAR)
    assert answer.status_code == 400, answer.text
    if faults is not None:
        assert [(fault["code"], fault["name"]) for fault in answer.json()["errors"]] == faults


async def test_my_own_work_needs_an_officer_in_the_token(register: ServiceUnderTest) -> None:
    answer = await register.call("GET", "/events", params={"mine": "true"}, caller=HOSPITAL)
    assert [each["code"] for each in answer.json()["errors"]] == ["officer-needed"]


async def test_odd_texts_find_nothing_and_break_nothing(register: ServiceUnderTest) -> None:
    await declared_birth(register)
    for name in ("%%%", "___", "\U0001f600\U0001f600", "ກກກ" * 60, "' or 1=1 --"):
        answer = await register.call("GET", "/events", params={"name": name}, caller=REGISTRAR)
        assert answer.status_code in {200, 400}, (name, answer.text)
        assert answer.json().get("items", []) == [], name


async def test_a_name_is_found_at_the_office_that_has_the_event_now(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    assert await listed(register, name="ດາວອນ") == [event_id]
    to = {"to": THERE.to_document(), "reason": "ຍ້າຍ"}
    assert (await act_on(register, event_id, "hand-over", to)).status_code == 201
    assert await listed(register, name="ດາວອນ") == []
    assert await listed(register, OTHER_REGISTRAR, name="ດາວອນ") == [event_id]
    assert await listed(register, HOSPITAL, name="ດາວອນ") == [event_id], "who declared it finds it, too"


async def test_what_a_name_or_a_day_finds_comes_page_by_page(register: ServiceUnderTest) -> None:
    day = (TODAY - timedelta(days=3)).isoformat()
    events = [(await declared_birth(register, occurredOn=day))["eventId"] for _ in range(5)]
    other = (await declared_birth(register, occurredOn=TODAY.isoformat()))["eventId"]
    asked: list[tuple[dict[str, str], list[str]]] = [
        ({"name": "ດາວອນ"}, [other, *reversed(events)]),
        ({"name": "ດາວອນ", "order": "due"}, [*events, other]),
        ({"from": day, "to": day}, list(reversed(events))),
        ({"name": "ດາວອນ", "to": day, "kind": "birth"}, list(reversed(events))),
    ]
    for params, expected in asked:
        found, cursor = list[str](), dict[str, str]()
        while True:
            page = {"limit": "2", **params, **cursor}
            answer = (await register.call("GET", "/events", params=page, caller=REGISTRAR)).json()
            found += [each["eventId"] for each in answer["items"]]
            if "next" not in answer:
                break
            cursor = {"cursor": answer["next"]}
        assert found == expected, params
