"""Join a case with another one, and undo a joining that was a mistake."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.unit.unit import Unit
from contracts.national.justice.case_join import CaseJoin
from contracts.national.justice.case_joining import CaseJoining
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.correction import Correction
from contracts.national.justice.join_undoing import JoinUndoing
from contracts.problems import InvalidInput, NotFound
from services.case_registry.domain import acts, corrections, days
from services.case_registry.domain import joins as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.history import replay
from services.case_registry.domain.joins import CarriesOn, GivenBack, JoinedInto, JoinUndone
from services.case_registry.domain.known import known
from services.case_registry.domain.same_person import pairs
from services.case_registry.domain.splits import places, places_behind
from services.case_registry.domain.stays import told
from services.case_registry.domain.words import Relation, office_of
from services.case_registry.errors.splits import INTO_ITSELF, NO_SUCH_CASE, NOT_JOINED
from services.case_registry.events import splits as events
from services.case_registry.store import cases, charges, history, participants, splits, stays
from services.case_registry.store import corrections as store
from services.case_registry.usecases import transfers
from services.case_registry.usecases.asking import Asker, actor_of
from services.case_registry.usecases.claims import claims_of
from services.case_registry.usecases.deadlines import reckon
from services.case_registry.usecases.owed_corrections import owe
from services.case_registry.usecases.recording import locked_state, record
from services.case_registry.usecases.splits import look_anew


async def join_case(unit: Unit, asker: Asker, case_id: str, joining: CaseJoining) -> CaseJoin:
    """Let another case carry this one on, with its people and charges, and announce it.

    Its own proceedings end and its hearings to come are cancelled: the other one has, or opens, its own. Raises what
    `acts.must_be_allowed` does for either case, what `rules.must_be_joinable` does, and `InvalidInput` for itself, and
    for a case that is not in sight.
    """
    actor = actor_of(unit, asker)
    joined, into = await _both(unit, asker, case_id, joining.into_case_id)
    acts.must_be_allowed(joined, actor, Act.JOIN_CASE, days.today(unit.now))
    if into is None or joining.into_case_id == case_id:
        raise InvalidInput(faults=[NO_SUCH_CASE if into is None else INTO_ITSELF])
    acts.must_be_allowed(into, actor, Act.JOIN_CASE, days.today(unit.now))
    days.must_have_come(joining.joined_on, unit.now, "/joinedOn")
    rules.must_be_joinable(joined, into, actor, joining.joined_on)
    await _carry_on(unit, actor, joined, into, joining)
    people = await participants.everybody(unit, joining.into_case_id)
    join = CaseJoin(
        case_id=case_id,
        into_case_id=joining.into_case_id,
        joined_on=joining.joined_on,
        by=office_of(actor.seat),
        recorded_at=unit.now,
        same_persons=pairs(people, asker.code_lists) or None,
    )
    for event in events.case_joined(unit, join):
        unit.announce(event)
    return join


async def undo_join(unit: Unit, asker: Asker, case_id: str, undoing: JoinUndoing) -> Correction:
    """Give a case back what it was before it was joined with this one, and announce it.

    Raises what `acts.must_be_allowed` does for the one that carries on, and what `rules.to_be_undone` does.
    """
    actor = actor_of(unit, asker)
    officer = corrections.must_be_approved(undoing.approved_by, actor.officer)
    carrying, joined = await _both(unit, asker, case_id, undoing.undone_case_id)
    acts.must_be_allowed(carrying, actor, Act.UNDO_JOIN, days.today(unit.now))
    if joined is None:
        raise InvalidInput(faults=[NOT_JOINED])
    there = await history.entries(unit, case_id)
    was, carried = rules.to_be_undone(await history.entries(unit, undoing.undone_case_id), there)
    correction = Correction(
        correction_id=unit.new_id("cor"),
        case_id=case_id,
        undone_case_id=undoing.undone_case_id,
        reason=undoing.reason,
        basis=undoing.basis,
        recorded_by=officer,
        approved_by=undoing.approved_by,
        by=office_of(actor.seat),
        recorded_at=unit.now,
    )
    given_back = await _given_back(unit, carrying, there, carried, correction)
    await _give_back(unit, actor, (carrying, joined), was, given_back)
    await store.add(unit, correction, {})
    (since,) = (entry.recorded_at for entry in there if entry.fact is carried)
    await owe(unit, carrying, correction.correction_id, actor, known_since=since)
    for event in events.join_undone(unit, correction, undoing.undone_case_id):
        unit.announce(event)
    return correction


async def _both(unit: Unit, asker: Asker, case_id: str, other_id: str) -> tuple[CaseState, CaseState | None]:
    """Return both cases, their rows locked in the order of their ids, so that two joinings never wait for each other.

    Raises `NotFound` for the case in the path; the other one is None where it is not in sight.
    """
    found: dict[str, CaseState | None] = {}
    for each in sorted({case_id, other_id}):
        try:
            found[each] = await locked_state(unit, asker, each)
        except NotFound:
            if each == case_id:
                raise
            found[each] = None
    here = found[case_id]
    if here is None:
        raise NotFound
    return here, found[other_id]


async def _carry_on(unit: Unit, actor: Actor, joined: CaseState, into: CaseState, joining: CaseJoining) -> None:
    people = tuple(each.participant_id for each in await participants.everybody(unit, joined.case_id))
    leaving = places(await charges.states(unit, joined.case_id))
    there = await charges.states(unit, into.case_id)
    coming = places_behind(max((each.sequence for each in there.values()), default=0), leaving)
    claimed = await claims_of(unit, joined.case_id)
    open_ones = await transfers.open_in(unit, joined.case_id)
    joined = await transfers.cancel_hearings(unit, joined, actor, open_ones)
    ended = JoinedInto(
        other=into.case_id,
        participants=people,
        charges=leaving,
        claims=claimed,
        status=joined.status,
        previous=joined.previous,
        moved_on=joined.moved_on,
        proceedings=tuple(open_ones),
    )
    carries = CarriesOn(
        other=joined.case_id,
        participants=people,
        charges=coming,
        claims=claimed,
        involved=tuple(sorted(joined.involved)),
    )
    _, entry = await record(unit, joined, ended, actor, happened_on=joining.joined_on, stated="/joinedOn")
    await transfers.end_with(unit, joined.case_id, entry)
    together, _ = await record(unit, into, carries, actor, happened_on=joining.joined_on, stated="/joinedOn")
    await splits.move_people(unit, people, into.case_id)
    await splits.move_charges(unit, coming, into.case_id)
    await splits.move_claims(unit, claimed, into.case_id)
    await look_anew(unit, actor, together)
    await reckon(unit, joined.case_id, actor.code_lists, actor.organisations)
    for one, other in ((joined, into), (into, joined)):
        relation = CaseRelation(kind=Relation.JOINED_WITH, other_case_id=other.case_id)
        await cases.add_relation(unit, one.case_id, relation)


async def _given_back(
    unit: Unit, carrying: CaseState, entries: Sequence[Entry], carried: CarriesOn, correction: Correction
) -> GivenBack:
    """Return what the case gives back: people, charges, claims, and parts that offices have by the joining alone."""
    alone = carried.model_copy(update={"involved": ()})
    without = [replace(entry, fact=alone) if entry.fact is carried else entry for entry in entries]
    since = await claims_of(unit, carrying.case_id, carried.participants)  # a claim goes where whoever claims goes
    return GivenBack(
        other=carried.other,
        correction=correction.correction_id,
        participants=carried.participants,
        charges=carried.charges,
        claims=carried.claims | since,
        removed=tuple(sorted(carrying.involved - replay(without).involved)),
    )


async def _give_back(
    unit: Unit, actor: Actor, states: tuple[CaseState, CaseState], was: JoinedInto, given_back: GivenBack
) -> None:
    carrying, joined = states
    today = days.today(unit.now)
    undone = JoinUndone(
        other=carrying.case_id,
        correction=given_back.correction,
        participants=was.participants,
        charges=was.charges,
        claims=given_back.claims,
        status=was.status,
        previous=was.previous,
        moved_on=was.moved_on,
        proceedings=was.proceedings,
    )
    await record(unit, carrying, given_back, actor, happened_on=today)
    parted, _ = await record(unit, joined, undone, actor, happened_on=today)
    await splits.move_people(unit, was.participants, joined.case_id)
    await splits.move_charges(unit, was.charges, joined.case_id)
    await splits.move_claims(unit, given_back.claims, joined.case_id)
    await look_anew(unit, actor, parted)
    own = await history.entries(unit, joined.case_id)
    await stays.rewrite(unit, joined.case_id, told(own))
    await transfers.go_on(unit, joined.case_id, own)
    await reckon(unit, carrying.case_id, actor.code_lists, actor.organisations)
    for one, other in ((carrying, joined), (joined, carrying)):
        said = known(await history.entries(unit, one.case_id)).contents.relations
        if (Relation.JOINED_WITH, other.case_id) not in said:
            await cases.remove_relation(unit, one.case_id, Relation.JOINED_WITH, other.case_id)
