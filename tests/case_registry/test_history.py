"""A case is the sum of its facts: replaying them, from the database too, gives the same case."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import NoneType
from typing import Any, get_args

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Numbered, Opened, Related
from services.case_registry.domain.fact_kinds import FACTS
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.hand_overs import HandedOver, Recalled, SentBack, TakenOver
from services.case_registry.domain.history import HistoryBroken, next_state, replay
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.moves import Moved, moves_of
from services.case_registry.domain.participants import ParticipantJoined
from services.case_registry.domain.table import TABLE, Need
from services.case_registry.domain.words import Kind, Relation, Restriction, Status
from services.case_registry.store import history as store
from tests.case_registry.builders import COURT, JUSTICE, POLICE, PROSECUTOR, moved, opened, sent
from tests.case_registry.country import CATEGORIES, an_actor
from tests.case_registry.readiness import made_ready
from tests.support.service import ServiceUnderTest

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MEMBERS = {Kind.POLICE: POLICE, Kind.PROSECUTOR: PROSECUTOR, Kind.COURT: COURT, Kind.JUSTICE: JUSTICE}
KIND_OF = {caller.member: kind for kind, caller in MEMBERS.items()}


def seat_of(kind: Kind) -> Seat:
    return Seat(MEMBERS[kind].member, "hq")


def an_entry(fact: Fact, position: int, by: Seat) -> Entry:
    return Entry(position, fact, DAY, AT, by)


def an_opening(category: str) -> Entry:
    opener, status = (
        (Kind.POLICE, Status.REPORTED) if category in {"criminal", "military"} else (Kind.COURT, Status.FILED_IN_COURT)
    )
    fact = Opened(
        case="cas_1",
        category=category,
        restriction=Restriction.NONE,
        status=status,
        number="1",
        by_court=opener is Kind.COURT,
    )
    return an_entry(fact, 1, seat_of(opener))


def next_facts(state: CaseState) -> list[tuple[Seat, Fact]]:
    """Return everything that may happen to the case next, each with who does it."""
    if state.offered_to is not None:
        by_court = KIND_OF[state.offered_to.member] is Kind.COURT
        return [
            (state.offered_to, TakenOver(hand_over="hov_1", by_court=by_court)),
            (state.offered_to, SentBack(hand_over="hov_1", reason="ບໍ່ຄົບ")),
            (state.responsible, Recalled(hand_over="hov_1", reason="ມອບຜິດຫ້ອງການ")),
        ]
    found: list[tuple[Seat, Fact]] = []
    for kind in MEMBERS:
        actor = an_actor(seat_of(kind), kind.value)
        for row in moves_of(state, actor, DAY):
            if row.office.is_met(state, actor) and not row.reverses:
                court = Seat("psc", "0101") if Need.COURT in row.needs else None
                found.append((actor.seat, Moved(source=state.status, target=row.target, court=court)))
    holder = KIND_OF[state.responsible.member]
    for kind in MEMBERS:
        if kind is not holder and TABLE.ways(holder, kind, state.status, state.previous):
            fact = HandedOver(hand_over="hov_1", to=seat_of(kind), sender_kind=holder)
            found.append((state.responsible, fact))
    return found


IMPORTS = st.builds(
    lambda status, court: Imported(source=Status.REPORTED, target=status, court=court, system="psc-cms-2011"),
    st.sampled_from(Status),
    st.none() | st.just(Seat("psc", "0101")),
)


@given(st.sampled_from(CATEGORIES), st.none() | IMPORTS, st.randoms(use_true_random=False), st.integers(0, 40))
def test_replaying_a_history_rebuilds_the_same_case(
    category: str, imported: Imported | None, chance: random.Random, steps: int
) -> None:
    history = [an_opening(category)]
    state = next_state(None, history[0])
    if imported is not None:
        history.append(an_entry(imported, 2, state.responsible))
        state = next_state(state, history[-1])
    for _ in range(steps):
        by, fact = chance.choice([*next_facts(state), *beside(state)])
        history.append(an_entry(fact, state.version + 1, by))
        state = next_state(state, history[-1])
    assert replay(history) == state
    assert replay(as_kept(history)) == state
    assert state.version == len(history)


def as_kept(history: list[Entry]) -> list[Entry]:
    """Return the history as it comes back from JSON."""
    found = []
    for entry in history:
        kept = orjson.loads(orjson.dumps(entry.fact.model_dump(mode="json", exclude_none=True)))
        fact = FACTS[entry.fact.kind].model_validate(kept)
        found.append(Entry(entry.position, fact, entry.happened_on, entry.recorded_at, entry.by))
    return found


def beside(state: CaseState) -> list[tuple[Seat, Fact]]:
    """Return what may happen to a case at any time without moving it: somebody's number, a relation, a person."""
    return [
        (Seat("moj", "hq"), Numbered(number="9/ຍຕ")),
        (state.responsible, Related(relation=Relation.JOINED_WITH, other="cas_2")),
        (state.responsible, ParticipantJoined(participant=Role(participant="ptc_1", role="witness"))),
    ]


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the model and those of its members, however they are nested."""
    yield model
    for field in model.model_fields.values():
        types = [field.annotation]
        for each in types:
            types.extend(get_args(each))
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from models_in(each)


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_what_a_fact_may_lack_it_need_not_state(fact: type[Fact]) -> None:
    """Members without a value are not stored: one that is required would be read by nobody again."""
    for model in models_in(fact):
        for name, field in model.model_fields.items():
            assert not (field.is_required() and NoneType in get_args(field.annotation)), f"{model.__name__}.{name}"


def test_a_history_begins_with_the_opening_and_lacks_nothing() -> None:
    opening = an_opening("criminal")
    move = an_entry(Moved(source=Status.REPORTED, target=Status.UNDER_INVESTIGATION), 3, Seat("police", "hq"))
    for broken in ([], [move], [opening, opening], [opening, move]):
        with pytest.raises(HistoryBroken):
            replay(broken)


@pytest.mark.parametrize("seed", range(4))
async def test_a_case_in_the_database_is_the_sum_of_its_history(registry: ServiceUnderTest, seed: int) -> None:
    chance = random.Random(seed)
    case_id = (await opened(registry))["caseId"]
    for _ in range(12):
        if not (facts := next_facts(await state(registry, case_id))):
            break
        await act(registry, case_id, *chance.choice(facts), chance)
    kept = await history(registry, case_id)
    assert replay(kept) == await state(registry, case_id)
    assert [entry.position for entry in kept] == list(range(1, len(kept) + 1))


async def act(registry: ServiceUnderTest, case_id: str, by: Seat, fact: Fact, chance: random.Random) -> None:
    caller = MEMBERS[KIND_OF[by.member]]
    match fact:
        case Moved(target=target, court=court):
            now, actor = await state(registry, case_id), an_actor(by, KIND_OF[by.member].value)
            row = next(row for row in moves_of(now, actor, DAY) if row.target is target)
            more = await made_ready(registry, case_id, row, MEMBERS, str(DAY))
            if court is not None:
                more["court"] = {"member": court.member, "office": court.office}
            await moved(registry, case_id, target.value, caller, on=str(DAY), **more)
        case HandedOver(to=to):
            await sent(registry, case_id, MEMBERS[KIND_OF[to.member]], caller)
        case _:
            page = (await registry.call("GET", "/hand-overs", params={"status": "sent"}, caller=caller)).json()
            path = f"/cases/{case_id}/hand-overs/{page['items'][0]['handOverId']}"
            number = {"number": f"{chance.random()}", "assignedOn": str(DAY)}
            assert (await registry.call("POST", f"/cases/{case_id}/numbers", json=number, caller=caller)).is_success
            body: dict[str, Any] = {"received": []} if isinstance(fact, TakenOver) else {"reason": "ບໍ່ຄົບ"}
            act = {TakenOver: "acceptance", SentBack: "refusal", Recalled: "recall"}[type(fact)]
            assert (await registry.call("POST", f"{path}/{act}", json=body, caller=caller)).is_success


async def state(registry: ServiceUnderTest, case_id: str) -> CaseState:
    async with registry.connection() as connection:
        found = await store.locked_state(Unit(connection, AT), case_id, sight=None)
    assert found is not None
    return found


async def history(registry: ServiceUnderTest, case_id: str) -> list[Entry]:
    async with registry.connection() as connection:
        return await store.entries(Unit(connection, AT), case_id)


async def test_a_day_later_is_recorded_as_the_day_it_happened(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    later = str(DAY + timedelta(days=3))
    await moved(registry, case_id, "underInvestigation", POLICE, on=later)
    (_, entry) = await history(registry, case_id)
    assert (str(entry.happened_on), entry.by, entry.recorded_at > AT) == (later, Seat("police", "hq"), True)


async def test_the_history_tells_by_whose_exchange_a_fact_came(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await registry.call(
        "POST",
        f"/cases/{case_id}/numbers",
        json={"number": "9/ອຍກ", "assignedOn": str(DAY)},
        caller=PROSECUTOR,
        headers={"Exchange-Id": "xch_01k9s0zt4r7q2v5x8y1a3b6c9d"},
    )
    (row,) = await registry.rows("select exchange_id from case_history where kind = 'numbered'")
    assert row["exchange_id"] == "xch_01k9s0zt4r7q2v5x8y1a3b6c9d"
