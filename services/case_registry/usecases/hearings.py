"""Schedule hearings where judges and room are free, conclude them, and list the schedule."""

from functools import partial

from chassis.unit.unit import Unit
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.hearing_outcome import HearingOutcome
from contracts.national.justice.hearing_page import HearingPage
from contracts.national.justice.hearing_scheduling import HearingScheduling
from contracts.national.justice.panel_change import PanelChange
from contracts.problems import InvalidInput, NotFound
from services.case_registry.domain import days
from services.case_registry.domain import hearings as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.courts import must_be_a_court
from services.case_registry.domain.hearings import Clash, HearingConcluded, HearingScheduled
from services.case_registry.domain.known import must_have_come
from services.case_registry.domain.proceedings import must_go_on
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import office_of, seat_of
from services.case_registry.errors.hearings import NOBODY_SITS
from services.case_registry.errors.proceedings import NO_SUCH_PROCEEDING
from services.case_registry.events import hearings as events
from services.case_registry.store import hearings as store
from services.case_registry.store import proceedings, transfers
from services.case_registry.usecases import readers
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.recording import acting_in, record
from services.case_registry.wire.hearings import HearingPosition, ScheduleQuery


async def schedule_hearing(unit: Unit, asker: Asker, case_id: str, wanted: HearingScheduling) -> Hearing:
    """Set time and room of a hearing before the panel of that day, and announce it.

    Raises `HearingClash` when a judge or the room is taken and no reason is given; the reason is kept.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.SCHEDULE_HEARING)
    proceeding = (await proceedings.states(unit, case_id)).get(wanted.proceeding_id)
    if proceeding is None or not actor.is_own(proceeding.court):
        raise InvalidInput(faults=[NO_SUCH_PROCEEDING])
    must_go_on(proceeding)
    today, day = days.today(unit.now), days.today(wanted.starts_at)
    rules.must_be_a_time(wanted.starts_at, wanted.ends_at, proceeding, day, today)
    kind = code_of("hearing-kind", wanted.kind, day, "/kind")
    judges = proceeding.judges_on(day)
    if not judges:
        raise InvalidInput(faults=[NOBODY_SITS])
    claims = rules.claims_of(actor.seat, wanted.room, judges)
    # what a closed court had set before this one took it over is still to be heard
    taken_over = (claim for seat in actor.standing.succeeds for claim in rules.claims_of(seat, wanted.room, judges))
    asked = {claim.key: claim for claim in (*taken_over, *claims)}  # a judge of both is one
    clashes = await store.clashes(unit, list(asked.values()), wanted.starts_at, wanted.ends_at)
    rules.must_be_free(clashes, wanted.override_reason)
    hearing = Hearing(
        hearing_id=unit.new_id("hrg"),
        case_id=case_id,
        proceeding_id=proceeding.proceeding_id,
        court=office_of(actor.seat),
        kind=kind,
        status=rules.SCHEDULED,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        room=wanted.room,
        judge_ids=judges,
        override_reason=wanted.override_reason,
    )
    await store.add(unit, hearing, claims)
    fact = HearingScheduled(hearing=hearing.hearing_id, proceeding=proceeding.proceeding_id)
    await record(unit, state, fact, actor, happened_on=today)
    unit.announce(events.hearing_scheduled(unit, hearing))
    return hearing


async def sit_instead(unit: Unit, actor: Actor, case_id: str, proceeding_id: str, change: PanelChange) -> None:
    """Let the judge who joins a panel sit in its hearings to come, and free the one who leaves.

    Raises `HearingClash` where the one who joins sits elsewhere at that time: another hearing is moved first.
    """
    of_panel = await transfers.scheduled(unit, case_id, [proceeding_id])
    ahead = [each for each in of_panel if rules.is_to_be_held(each, change.changed_on, unit.now)]
    joins, clashes = change.joining_judge.judge_id, list[Clash]()
    for hearing in ahead:
        court = seat_of(hearing.court)
        joining = {
            claim.key: claim
            for claim in (rules.judge_claim(seat, joins) for seat in (court, actor.seat, *actor.standing.succeeds))
        }
        times = rules.beginning_of(hearing), rules.end_of(hearing)
        clashes += await store.clashes(unit, [*joining.values()], *times)
        judges = [joins if judge.root == change.leaving_judge_id else judge.root for judge in hearing.judge_ids or ()]
        freed, taken = (rules.judge_claim(court, judge) for judge in (change.leaving_judge_id, joins))
        await store.replace_judge(unit, hearing, sorted(judges), freed, taken)
    rules.must_be_free(clashes, None)


async def conclude_hearing(unit: Unit, asker: Asker, case_id: str, hearing_id: str, outcome: HearingOutcome) -> Hearing:
    """Record the outcome of a hearing and announce it; raise `NotFound`, and `HearingOver` the second time."""
    actor, state = await acting_in(unit, asker, case_id, Act.CONCLUDE_HEARING)
    hearing = await store.one(unit, case_id, hearing_id)
    if hearing is None:
        raise NotFound
    today = days.today(unit.now)
    status = code_of("hearing-status", outcome.status, today, "/status")
    rules.must_be_concludable(hearing.status, rules.beginning_of(hearing), status, unit.now)
    await store.conclude(unit, hearing_id, outcome)
    await record(unit, state, HearingConcluded(hearing=hearing_id, status=status), actor, happened_on=today)
    ended = hearing.model_copy(update={"status": status, "note": outcome.note, "record": outcome.record})
    unit.announce(events.hearing_concluded(unit, ended))
    return ended


async def show_schedule(unit: Unit, asker: Asker, query: ScheduleQuery) -> HearingPage:
    """Return one page of the hearings of cases that the caller may see, in their order; refuse what is no court."""
    must_be_a_court(query.court.member, query.court.office, asker.organisations)
    if query.at is not None:
        must_have_come(query.at, unit.now)
    sight, court = sight_of(unit, asker, Read.SHOW_SCHEDULE), query.court.wanted(asker.organisations)
    read = partial(store.schedule, unit, query, court, sight=sight, limit=query.with_one_more)
    hearings = await readers.listed(unit, asker, read, lambda hearing: hearing.case_id)
    items, following = query.page(
        hearings, lambda hearing: HearingPosition(starts_at=rules.beginning_of(hearing), hearing_id=hearing.hearing_id)
    )
    return HearingPage(items=items, next=following)
