"""Open proceedings before a court with their panel, replace judges, list proceedings."""

from chassis.unit.unit import Unit
from contracts.national.justice.panel_change import PanelChange
from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from contracts.national.justice.proceeding_opening import ProceedingOpening
from contracts.national.justice.proceeding_page import ProceedingPage
from contracts.problems import NotFound
from services.case_registry.domain import chambers, days
from services.case_registry.domain import proceedings as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.proceedings import PanelChanged, ProceedingOpened
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import office_of
from services.case_registry.events import proceedings as events
from services.case_registry.store import proceedings as store
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.competence import must_be_of_the_instance
from services.case_registry.usecases.hearings import sit_instead
from services.case_registry.usecases.known import proceedings_at
from services.case_registry.usecases.recording import acting_in, must_be_seen, record
from services.case_registry.usecases.transfers import cancel_hearings
from services.case_registry.wire.proceedings import ProceedingPosition, ProceedingQuery


async def open_proceeding(unit: Unit, asker: Asker, case_id: str, opening: ProceedingOpening) -> Proceeding:
    """Open the proceedings of the instance at which the case stands, and announce them.

    Those of another instance end with it. Raises `ChamberMissing`, `CourtDesignated`, `CourtNotAbove`,
    `ProceedingOpen`, `JudgeRecused`, `JudgeSatEarlier`, and `InvalidInput` for a panel that cannot sit.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.OPEN_PROCEEDING)
    day = opening.started_on
    days.must_have_come(day, unit.now, "/startedOn")
    chambers.must_be_open(actor.seat, actor.organisations, day, "/startedOn")
    chambers.must_have_the_chamber(actor.seat, state.category, actor.code_lists, actor.organisations, day)
    await must_be_of_the_instance(unit, actor, state, actor.seat)
    own = await store.states(unit, case_id)
    level = rules.must_be_openable(state, opening.level, actor, list(own.values()), day)
    rules.must_be_a_panel(opening.panel, level, day)
    for position, judge in enumerate(opening.panel):
        code_of("panel-role", judge.role, day, f"/panel/{position}/role")
    judges = [judge.judge_id for judge in opening.panel]
    earlier_instances = await store.states(unit, case_id, with_predecessors=True)
    rules.must_not_be_recused(judges, actor.seat, earlier_instances.values())
    rules.must_not_have_sat(judges, actor.seat, list(earlier_instances.values()))
    done = [each.proceeding_id for each in own.values() if each.ended_on is None]
    for proceeding_id in done:
        await store.end(unit, proceeding_id, day)
    state = await cancel_hearings(unit, state, actor, done)
    proceeding = Proceeding(
        proceeding_id=unit.new_id("pro"),
        case_id=case_id,
        level=level,
        court=office_of(actor.seat),
        started_on=day,
        number=opening.number,
        panel=[PanelSeat(**judge.model_dump(), from_=day) for judge in opening.panel],
        clerk=opening.clerk,
    )
    await store.add(unit, proceeding)
    fact = ProceedingOpened(proceeding=proceeding.proceeding_id, level=level, judges=tuple(judges))
    now, _ = await record(unit, state, fact, actor, happened_on=day, stated="/startedOn")
    unit.announce(events.proceeding_opened(unit, proceeding))
    return proceeding.model_copy(update={"position": now.version})


async def change_panel(unit: Unit, asker: Asker, case_id: str, proceeding_id: str, change: PanelChange) -> Proceeding:
    """Replace a judge of a panel, who may be recused, and announce it.

    Hearings to come go with it. Raises `JudgeRecused`, `JudgeSatEarlier`, `HearingClash`, and as `seat_left`.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.CHANGE_PANEL)
    days.must_have_come(change.changed_on, unit.now, "/changedOn")
    proceedings = await store.states(unit, case_id, with_predecessors=True)
    proceeding = proceedings.pop(proceeding_id, None)
    if proceeding is None or not actor.is_own(proceeding.court):
        raise NotFound
    if change.left_for is not None:
        code_of("panel-change-reason", change.left_for, change.changed_on, "/leftFor")
    left = rules.seat_left(proceeding, change)
    rules.must_not_be_recused([change.joining_judge.judge_id], actor.seat, [proceeding, *proceedings.values()])
    rules.must_not_have_sat([change.joining_judge.judge_id], actor.seat, list(proceedings.values()))
    await store.leave_seat(unit, proceeding_id, left, change)
    await store.take_seat(unit, proceeding_id, change.joining_judge, change.changed_on)
    await sit_instead(unit, actor, case_id, proceeding_id, change)
    fact = PanelChanged(
        proceeding=proceeding_id,
        left=left.judge_id,
        joined=change.joining_judge.judge_id,
        reason=change.reason,
        cause=change.left_for,
    )
    await record(unit, state, fact, actor, happened_on=change.changed_on, stated="/changedOn")
    unit.announce(events.panel_changed(unit, case_id, proceeding_id))
    return await store.one(unit, proceeding_id)


async def list_proceedings(unit: Unit, asker: Asker, case_id: str, query: ProceedingQuery) -> ProceedingPage:
    """Return one page of the proceedings of a case, oldest first; raise `NotFound` as `get_case` does."""
    await must_be_seen(unit, asker, case_id, Read.LIST_PROCEEDINGS, query.at)
    after = query.after.proceeding_id if query.after else ""
    if query.at is None:
        proceedings = await store.page(unit, case_id, after=after, limit=query.with_one_more)
    else:
        known = await proceedings_at(unit, case_id, query.at)
        proceedings = [each for each in known if each.proceeding_id > after]
    items, following = query.page(
        proceedings, lambda proceeding: ProceedingPosition(proceeding_id=proceeding.proceeding_id)
    )
    return ProceedingPage(items=items, next=following)
