"""The UIN of a registered child is asked of an identity system; its answer is in the record, and a person decides."""

from datetime import date, timedelta
from typing import Any, Final

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.client.exchange_client import Answer
from contracts.codelists import CodeLists
from contracts.reference_data import ReferenceData
from services.civil_registration.domain.actions import Act, Action, State
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.uin_requests import (
    LIST,
    Owed,
    Question,
    Statement,
    Uin,
    asking,
    folded,
    owed,
    service_in,
    statement_of,
    uin_of,
)
from tests.civil_registration.builders import (
    CHILD_NAME,
    NOON,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    UNNAMED,
    a_deceased,
    act_on,
    an_author,
    birth_facts,
    death_facts,
    declared_death,
    declared_event,
    organisations,
    register_event,
)
from tests.civil_registration.test_corrections import NAME, asked, decided, registered_birth, the_event
from tests.civil_registration.test_roads import ANNULLED, EVENT, example
from tests.support.code_lists import a_code_list
from tests.support.events import eventually
from tests.support.fake_gateway import FakeGateway
from tests.support.identity_system import NAME as SERVICE
from tests.support.identity_system import PATH, IdentitySystem, a_problem
from tests.support.service import CODE_LISTS, ServiceUnderTest

ROW: Final = {"events": ["birth", "death"], "service": SERVICE, "law": "A test.", "verified": False}
AGAIN: Final = {"outcome": "askAgain", "reason": "ຖາມໃໝ່"}


def in_force(first: date | None = None, last: date | None = None, **other: Any) -> CodeLists:
    """The national list with one row, in force between these days."""
    days = {"validFrom": first and first.isoformat(), "validTo": last and last.isoformat()}
    code = {"code": "ofTheTest", "lo": "ແຖວ", "en": "Row", **ROW, **other}
    attributes = dict(CODE_LISTS.lists[LIST].attributes)
    told = {name: value for name, value in days.items() if value is not None}
    return CodeLists.of([a_code_list(LIST, code | told, attributes=attributes)])


def takes(register: ServiceUnderTest, lists: CodeLists) -> None:
    """Let the service hold these national lists."""
    register.app.state.resources["organisations"].take(ReferenceData(organisations=organisations(), code_lists=lists))


@pytest.fixture
def identity(case_registry: FakeGateway) -> IdentitySystem:
    """An identity system behind the gateway of the service."""
    peer = IdentitySystem()

    def answer(question: Any) -> Answer:
        peer.requests.append(question)
        if peer.mood == "protesting":
            return Answer(409, {}, orjson.dumps(a_problem()), 0.0)
        return Answer(200, {"Exchange-Id": "xch_1"}, orjson.dumps(peer.answered(question)), 0.0)

    case_registry.peers[PATH] = answer
    return peer


@pytest.fixture
def asking_register(register: ServiceUnderTest, identity: IdentitySystem) -> ServiceUnderTest:
    """Civil registration, in whose country an identity system is asked from today on."""
    del identity
    takes(register, in_force(TODAY))
    return register


async def until(register: ServiceUnderTest, event_id: str, state: str) -> dict[str, Any]:
    """Wait until what was asked stands so, and return the event."""

    async def stands() -> Any:
        return (await the_event(register, event_id)).get("uinRequest", {}).get("state")

    await eventually(stands, state)
    event = await the_event(register, event_id)
    assert EVENT.faults(event) == ([], False)
    return event


async def decide(register: ServiceUnderTest, event_id: str, outcome: str, **how: Any) -> Any:
    return await act_on(register, event_id, "uin-decision", {"outcome": outcome, "reason": "ຕັດສິນ"}, **how)


def acts(event: dict[str, Any]) -> list[str]:
    return [each["action"] for each in event["actions"]]


async def listed(register: ServiceUnderTest, **params: str) -> list[str]:
    answer = await register.call("GET", "/events", params=params, caller=REGISTRAR)
    return [each["eventId"] for each in answer.json()["items"]]


# --- a birth


async def test_a_registered_child_waits_for_its_uin_and_has_it_then(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    register, identity.pending = asking_register, 1
    event_id = await registered_birth(register)
    assert await listed(register, flag="awaitingUin") == [event_id]
    await eventually(lambda: _count(identity), 1)
    assert (await the_event(register, event_id))["flags"] == ["awaitingUin"], "not decided yet"
    event = await until(register, event_id, "confirmed")
    assert acts(event) == ["declare", "register", "requestUin", "confirmUin"]
    request, answer = event["actions"][2:]
    assert (request["causedBy"], request["question"]) == (2, "request")
    assert request["requestId"] == answer["requestId"]
    (uin,) = event["birth"]["child"]["identifiers"]
    assert (uin, event["flags"]) == ({"type": "uin", "value": "0123-000001", "verified": True}, [])
    assert await listed(register, identifier="0123000001") == [event_id]
    child = identity.requests[0]["child"]
    assert (child["name"], child["sex"]) == (CHILD_NAME, "female")
    assert len({each["requestId"] for each in identity.requests}) == 1
    assert await register.rows("select 1 from requests_out") == []
    assert [kind for kind in await register.announced() if "corrected" in kind] == [], "a UIN is no correction"


async def _count(identity: IdentitySystem) -> int:
    return min(len(identity.requests), 1)


@pytest.mark.parametrize(
    "lists",
    [
        CodeLists(),
        in_force(TODAY + timedelta(days=1)),
        in_force(TODAY - timedelta(days=9), TODAY - timedelta(days=1)),
        in_force(TODAY, events=["death"]),
    ],
)
async def test_where_nobody_is_asked_nothing_is_owed_and_nothing_flagged(
    register: ServiceUnderTest, lists: CodeLists
) -> None:
    takes(register, lists)
    event = await the_event(register, await registered_birth(register))
    assert (event["flags"], acts(event), "uinRequest" in event) == ([], ["declare", "register"], False)
    assert await register.rows("select 1 from requests_out") == []
    refused = await decide(register, event["eventId"], "askAgain")
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing-to-ask")


async def test_the_samples_of_the_distribution_ask_nobody() -> None:
    assert {kind: service_in(CODE_LISTS, kind, [TODAY]) for kind in EventKind} == dict.fromkeys(EventKind)
    assert all(code.attributes["sample"] for code in CODE_LISTS.codes(LIST).values())


async def test_a_birth_from_before_the_list_is_asked_about_by_a_person_alone(
    register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    event_id = await registered_birth(register)
    await register.rows("select 1")
    takes(register, in_force(TODAY))
    async with register.units.open() as unit:
        await unit.connection.exec_driver_sql("alter table civil_event_actions disable trigger user")
        await unit.connection.exec_driver_sql(
            'update civil_event_actions set content = content || \'{"registeredOn": "2020-01-01"}\' '
            "where kind = 'register'"
        )
    await decided(register, await asked(register, event_id, NAME))
    assert "requestUin" not in acts(await the_event(register, event_id))
    assert (await decide(register, event_id, "askAgain")).status_code == 201
    assert acts(await until(register, event_id, "confirmed"))[-3:] == ["decideUin", "requestUin", "confirmUin"]
    assert identity.questions() == ["request"]


async def test_a_refusal_says_why_in_the_record_and_the_work_list_and_is_asked_again_by_a_person(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    register, identity.mood = asking_register, "protesting"
    event_id = await registered_birth(register)
    event = await until(register, event_id, "refused")
    message = {"lo": "ບໍ່ຮູ້ຈັກເດັກຄົນນີ້.", "en": "This child is not known."}
    assert event["uinRequest"]["reason"] == event["uinRefusal"] == {"code": "child-unknown", "message": message}
    assert event["flags"] == ["uinRefused"]
    answer = await register.call("GET", "/events", params={"flag": "uinRefused", "order": "due"}, caller=REGISTRAR)
    (shown,) = answer.json()["items"]
    assert shown["uinRefusal"]["message"] == message
    queues = (await register.call("GET", "/queues", caller=REGISTRAR)).json()
    assert {"flag": "uinRefused", "count": 1} in queues["flags"]

    identity.mood = "well"
    version = f'"{len(event["actions"])}"'
    stale = await decide(register, event_id, "askAgain", version='"1"')
    assert stale.status_code == 412
    assert (await decide(register, event_id, "askAgain", version=version)).json()["flags"] == ["awaitingUin"]
    event = await until(register, event_id, "confirmed")
    assert (event["flags"], "uinRefusal" in event, uin_of(event["birth"], "child")) == ([], False, "0123-000001")
    assert len({each["requestId"] for each in identity.requests}) == 2, "a new question is a new request"


async def test_a_child_without_a_name_is_refused_and_asked_about_again_once_it_has_one(
    asking_register: ServiceUnderTest, identity: IdentitySystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.civil_registration.domain.rules.needed_to_register", lambda *_: [])
    event_id = await registered_birth(asking_register, child=UNNAMED)
    event = await until(asking_register, event_id, "refused")
    assert event["uinRefusal"]["code"] == "name-missing"
    named = {
        **NAME,
        "was": {"birth": {"child": {"notYetNamed": "custom"}}},
        "now": {"birth": {"child": {"name": CHILD_NAME}}},
        "members": ["/child/name", "/child/notYetNamed"],
    }
    assert (await decided(asking_register, await asked(asking_register, event_id, named))).status_code == 201
    await until(asking_register, event_id, "confirmed")
    assert identity.questions() == ["request", "request"]


async def test_corrections_and_cancellations_are_told_also_those_that_came_while_a_request_waited(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    register, identity.pending = asking_register, 10_000
    event_id = await registered_birth(register)
    await decided(register, await asked(register, event_id, NAME))
    assert acts(await the_event(register, event_id)).count("requestUin") == 1, "one request at a time"
    identity.pending = 0
    await decide(register, event_id, "askAgain")  # at once: its pauses have grown

    async def told() -> list[str]:
        return identity.questions()

    await eventually(told, ["request", "update"])
    assert identity.requests[-1]["child"]["name"] == NAME["now"]["birth"]["child"]["name"]
    await until(register, event_id, "confirmed")
    await act_on(register, event_id, "cancellation", ANNULLED)
    await eventually(told, ["request", "update", "withdraw"])
    await until(register, event_id, "confirmed")
    assert identity.ended == {"0123-000001"}
    await act_on(register, event_id, "reinstatement", ANNULLED)
    await eventually(told, ["request", "update", "withdraw", "reopen"])
    await until(register, event_id, "confirmed")
    assert identity.ended == set()
    assert {each["uin"] for each in identity.requests if "uin" in each} == {"0123-000001"}


async def test_a_change_of_name_is_told(asking_register: ServiceUnderTest, identity: IdentitySystem) -> None:
    birth = await until(asking_register, await registered_birth(asking_register), "confirmed")
    renamed = {**CHILD_NAME, "text": "ດາລາ ພົມມະຈັນ", "given": "ດາລາ"}
    person = {
        "name": birth["birth"]["child"]["name"],
        "birthDate": {"value": birth["occurredOn"], "precision": "day"},
        "birthNumber": birth["registrationNumber"],
    }
    body = example("name-change", person=person, newName=renamed, registrar=None, occurredOn=TODAY.isoformat())
    change = await declared_event(asking_register, "name-changes", body)
    answer = await register_event(asking_register, change["eventId"])
    assert answer.status_code == 201, answer.text
    event = await until(asking_register, birth["eventId"], "confirmed")
    assert acts(event)[-3:] == ["annotate", "requestUin", "confirmUin"]
    told = identity.requests[-1]
    assert (told["question"], told["child"]["name"], told["uin"]) == ("update", renamed, "0123-000001")


async def test_what_changes_nothing_that_was_told_asks_nothing(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    event_id = await registered_birth(asking_register)
    await until(asking_register, event_id, "confirmed")
    attendant = {
        **NAME,
        "members": ["/attendant"],
        "was": {"birth": {"attendant": "midwife"}},
        "now": {"birth": {"attendant": "physician"}},
    }
    assert (await decided(asking_register, await asked(asking_register, event_id, attendant))).status_code == 201
    assert acts(await the_event(asking_register, event_id))[-1] == "correct"
    assert identity.questions() == ["request"]
    refused = await decide(asking_register, event_id, "askAgain")
    assert refused.json()["code"] == "nothing-to-ask"


# --- what a person decides


async def test_a_uin_that_another_child_has_is_given_to_nobody_before_a_person_decides(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    register, identity.same = asking_register, "0123-000009"
    first = await registered_birth(register)
    await until(register, first, "confirmed")
    second = await registered_birth(register)
    event = await until(register, second, "conflict")
    assert (event["uinRequest"]["conflictsWith"], event["flags"]) == ([first], ["uinConflict"])
    assert uin_of(event["birth"], "child") is None
    refused = await decide(register, second, "accept")
    assert (refused.status_code, refused.json()["code"]) == (409, "uin-is-anothers")

    await act_on(register, first, "cancellation", ANNULLED)  # it was the same child
    accepted = (await decide(register, second, "accept")).json()
    assert (uin_of(accepted["birth"], "child"), accepted["flags"]) == ("0123-000009", [])
    assert (await decide(register, second, "accept")).json()["code"] == "no-uin-conflict"


async def test_a_registrar_rejects_anothers_uin_and_asks_again(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    register, identity.same = asking_register, "0123-000009"
    await until(register, await registered_birth(register), "confirmed")
    second = await registered_birth(register)
    await until(register, second, "conflict")
    rejected = (await decide(register, second, "reject")).json()
    assert (rejected["flags"], rejected["uinRefusal"]["code"]) == (["uinRefused"], "uin-rejected")
    identity.same = "0123-000010"
    await decide(register, second, "askAgain")
    assert uin_of((await until(register, second, "confirmed"))["birth"], "child") == "0123-000010"


async def test_only_a_person_gives_a_request_up_and_nothing_that_comes_late_is_lost(
    asking_register: ServiceUnderTest, identity: IdentitySystem, case_registry: FakeGateway
) -> None:
    register, well = asking_register, case_registry.peers.pop(PATH)
    event_id = await registered_birth(register)
    given = (await decide(register, event_id, "giveUp")).json()
    assert (given["uinRequest"]["state"], given["flags"]) == ("givenUp", [])
    assert await register.rows("select 1 from requests_out") == []
    assert (await decide(register, event_id, "giveUp")).json()["code"] == "no-request-waits"
    case_registry.peers[PATH] = well
    await decide(register, event_id, "askAgain")
    assert uin_of((await until(register, event_id, "confirmed"))["birth"], "child") == "0123-000001"
    assert identity.questions() == ["request"]


async def test_only_the_registering_office_decides(asking_register: ServiceUnderTest, identity: IdentitySystem) -> None:
    identity.pending = 100
    event_id = await registered_birth(asking_register)
    assert (await decide(asking_register, event_id, "giveUp", caller=OTHER_REGISTRAR)).status_code == 404


# --- a death


async def test_a_registered_death_closes_the_uin_and_its_cancellation_opens_it_again(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    register = asking_register
    deceased = a_deceased(identifiers=[{"type": "uin", "value": "0123-000007"}])
    event_id = (await declared_death(register, deceased=deceased))["eventId"]
    await register_event(register, event_id)
    event = await until(register, event_id, "confirmed")
    assert (event["uinRequest"]["question"], identity.ended, event["flags"]) == ("close", {"0123-000007"}, [])
    assert identity.requests[0]["diedOn"] == {"value": event["occurredOn"], "precision": "day"}
    await act_on(register, event_id, "cancellation", ANNULLED)
    await until(register, event_id, "confirmed")

    async def told() -> list[str]:
        return identity.questions()

    await eventually(told, ["close", "reopen"])
    assert identity.ended == set()


async def test_a_death_that_cites_a_birth_closes_the_uin_of_that_child(
    asking_register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    birth = await until(asking_register, await registered_birth(asking_register), "confirmed")
    deceased = a_deceased(identifiers=[], birthNumber=birth["registrationNumber"])
    event_id = (await declared_death(asking_register, deceased=deceased))["eventId"]
    await register_event(asking_register, event_id)
    await until(asking_register, event_id, "confirmed")
    assert identity.ended == {"0123-000001"}


async def test_a_death_of_somebody_without_a_uin_asks_nothing(asking_register: ServiceUnderTest) -> None:
    event_id = (await declared_death(asking_register))["eventId"]
    assert "uinRequest" not in (await register_event(asking_register, event_id)).json()


# --- rules

BIRTHS: Final = [birth_facts(child={"name": CHILD_NAME, "sex": sex}) for sex in ("female", "male")]
DEATHS: Final = [
    death_facts(deceased=a_deceased(identifiers=[{"type": "uin", "value": number}])) for number in ("1", "2")
]
WORLDS: Final = st.tuples(st.sampled_from([State.REGISTERED, State.CANCELLED]), st.integers(0, 1))


class Peer:
    """What an identity system knows after it has confirmed what it was asked: each number that is open, and of whom."""

    def __init__(self) -> None:
        self.open: dict[str, Any] = {}

    def confirms(self, owing: Owed, kind: EventKind) -> str:
        number = owing.number or "7"
        if owing.question in {Question.CLOSE, Question.WITHDRAW}:
            self.open.pop(number, None)
        else:
            self.open[number] = owing.statement if kind is EventKind.BIRTH else True
        return number


@given(st.sampled_from([EventKind.BIRTH, EventKind.DEATH]), st.lists(WORLDS, min_size=1, max_size=8), st.data())
def test_however_things_change_the_identity_system_knows_in_the_end_what_the_register_says(
    kind: EventKind, worlds: list[tuple[State, int]], data: st.DataObject
) -> None:
    peer, uin = Peer(), None
    if kind is EventKind.DEATH:
        peer.open = {"1": True, "2": True}
    waiting: Owed | None = None
    names = list[dict[str, Any]]([])
    facts: Any = {}
    for state, which in worlds:
        given_number = uin_of(facts, "child") if kind is EventKind.BIRTH and facts else None
        facts = dict((BIRTHS if kind is EventKind.BIRTH else DEATHS)[which])
        if given_number is not None:
            number = [{"type": "uin", "value": given_number}]
            facts = {**facts, "child": {**facts["child"], "identifiers": number}}
        now = statement_of(kind, state, facts)
        if waiting is None:
            uin, waiting = _ask(kind, facts, now, uin)
        if waiting is not None and data.draw(st.booleans()):
            uin, facts, waiting = _confirm(peer, kind, facts, now, uin, waiting)
    while waiting is not None:
        uin, facts, waiting = _confirm(peer, kind, facts, now, uin, waiting)
        names.append(facts)
        assert len(names) < 5, "it comes to an end"
    if kind is EventKind.BIRTH:
        assert peer.open == ({} if now is None else {"7": now})
    else:
        closed = set() if now is None else {now["uin"]}
        assert set(peer.open) == {"1", "2"} - closed


def _ask(kind: EventKind, facts: Any, now: Statement | None, uin: Uin | None) -> tuple[Uin | None, Owed | None]:
    owing = owed(kind, facts, now, uin)
    if owing is None:
        return uin, None
    action = Action(Act.REQUEST_UIN, an_author(at=NOON), asking(owing, "rqo_1", SERVICE))
    return folded(uin, facts, action)[0], owing


def _confirm(
    peer: Peer, kind: EventKind, facts: Any, now: Statement | None, uin: Uin | None, waiting: Owed
) -> tuple[Uin | None, Any, Owed | None]:
    number = peer.confirms(waiting, kind)
    content = {"requestId": "rqo_1", "question": waiting.question.value, "uin": number}
    uin, facts = folded(uin, facts, Action(Act.CONFIRM_UIN, an_author(at=NOON), content))
    uin, waiting_now = _ask(kind, facts, now, uin)
    return uin, facts, waiting_now


def test_a_child_that_was_declared_with_a_uin_is_not_given_another() -> None:
    facts = birth_facts(child={"name": CHILD_NAME, "sex": "male", "identifiers": [{"type": "uin", "value": "5"}]})
    assert owed(EventKind.BIRTH, facts, statement_of(EventKind.BIRTH, State.REGISTERED, facts), None) is None


def test_a_date_that_is_not_known_to_the_day_is_told_as_far_as_it_is() -> None:
    facts = birth_facts(occurredOnPrecision="month")
    told = statement_of(EventKind.BIRTH, State.REGISTERED, facts)
    assert told is not None
    assert told["child"]["birthDate"] == {"value": "2026-11", "precision": "month"}


def types_of_certificates() -> Any:
    """Two types of birth certificate that show the UIN: one needs it, one says that it is not known."""
    told = CODE_LISTS.code("certificate-types", "birthCertificate")
    assert told is not None
    rows = [*told.attributes["rows"], {"of": "/child/identifiers", "lo": "ເລກປະຈຳຕົວ", "en": "UIN"}]
    plain = {**told.attributes, "rows": rows, "lo": "ໃບ", "en": "Certificate"}
    codes = ({**plain, "code": "withUin", "needsUin": True}, {**plain, "code": "plain"})
    return a_code_list("certificate-types", *codes, attributes=dict(CODE_LISTS.lists["certificate-types"].attributes))


async def test_a_certificate_that_needs_the_uin_waits_for_it_and_one_that_lacked_it_is_superseded(
    register: ServiceUnderTest, identity: IdentitySystem
) -> None:
    takes(register, CodeLists.of([*in_force(TODAY).lists.values(), types_of_certificates()]))
    identity.mood = "protesting"
    event_id = await registered_birth(register)
    await until(register, event_id, "refused")
    refused = await act_on(register, event_id, "certificates", {"type": "withUin"})
    assert [fault["code"] for fault in refused.json()["errors"]] == ["uin-needed"]
    without = await act_on(register, event_id, "certificates", {"type": "plain"})
    assert without.json()["rows"][-1]["value"]["en"] == "not known"
    identity.mood = ""
    assert (await act_on(register, event_id, "uin-decision", AGAIN)).status_code == 201
    await until(register, event_id, "confirmed")
    printed = await act_on(register, event_id, "certificates", {"type": "withUin"})
    assert printed.status_code == 201, printed.text
    assert printed.json()["rows"][-1]["value"]["en"] == "0123-000001"
    listed = (await register.call("GET", f"/events/{event_id}/certificates", caller=REGISTRAR)).json()["items"]
    assert [each["status"] for each in listed] == ["superseded", "valid"]
