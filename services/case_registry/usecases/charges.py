"""File, amend, withdraw, plead to, decide and list charges; every step is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from pydantic import BaseModel

from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.charge import Charge
from contracts.national.justice.charge_amendment import ChargeAmendment
from contracts.national.justice.charge_deciding import ChargeDeciding
from contracts.national.justice.charge_filing import ChargeFiling
from contracts.national.justice.charge_page import ChargePage
from contracts.national.justice.charge_withdrawal import ChargeWithdrawal
from contracts.national.justice.plea_entry import PleaEntry
from contracts.problems import NotFound
from services.case_registry.domain import charges as rules
from services.case_registry.domain import days
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.charges import (
    ChargeAmended,
    ChargeDecided,
    ChargeFiled,
    ChargeState,
    ChargeWithdrawn,
    PleaEntered,
)
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.days_in_order import must_be_in_the_judgment
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.proceedings import must_be_unjudged
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Instance
from services.case_registry.errors.charges import ChargedAlready
from services.case_registry.events import charges as events
from services.case_registry.store import charges as store
from services.case_registry.store import history, participants, proceedings
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.children import protect
from services.case_registry.usecases.known import charges_at
from services.case_registry.usecases.recording import acting_in, must_be_seen, record
from services.case_registry.wire.charges import ChargePosition, ChargeQuery

_DAYS: Final = {  # by the step of a charge: where its day is stated
    "filed": "/filedOn",
    "amended": "/amendedOn",
    "withdrawn": "/withdrawnOn",
    "pleaEntered": "/pleadedOn",
    "decided": "/decidedOn",
}


async def file_charge(unit: Unit, asker: Asker, case_id: str, filing: ChargeFiling) -> Charge:
    """Charge a participant and announce it; raise what `rules.must_be_fileable` raises."""
    actor, state = await acting_in(unit, asker, case_id, Act.FILE_CHARGE)
    days.must_have_come(filing.filed_on, unit.now, "/filedOn")
    people = await participants.people(unit, case_id)
    rules.must_be_fileable(people, filing, await _frame(unit, case_id), asker.code_lists)
    charge_id = unit.new_id("crg")
    sequence = rules.next_sequence(list((await store.states(unit, case_id)).values()))
    stated: dict[str, JSON] = {"article": _stated(filing.article), "text": filing.text, "count": filing.count or 1}
    await _must_be_new(unit, case_id, filing.participant_id, stated)
    filed = {"sequence": sequence, "participant_id": filing.participant_id, **stated}
    await store.add(unit, case_id, charge_id, filed, filed_on=filing.filed_on)
    fact = ChargeFiled(
        charge=charge_id,
        participant=filing.participant_id,
        edition=filing.article.edition,
        article=filing.article.article,
    )
    charge, now = await _step(unit, state, actor, fact, charge_id, "filed", filing.filed_on, stated)
    unit.announce(events.charge_filed(unit, charge))
    await protect(unit, now, actor)
    return charge


async def amend_charge(unit: Unit, asker: Asker, case_id: str, charge_id: str, amendment: ChargeAmendment) -> Charge:
    """Change what a charge says and announce it; raise what `rules.must_be_of` and `must_be_amendable` raise."""
    actor, state = await acting_in(unit, asker, case_id, Act.AMEND_CHARGE)
    days.must_have_come(amendment.amended_on, unit.now, "/amendedOn")
    before = await _charge_state(unit, case_id, charge_id)
    rules.must_be_of(before, state, actor)
    rules.must_be_amendable(before, amendment, await _frame(unit, case_id), asker.code_lists)
    changed = _stated(amendment, "article", "text", "count")
    await _must_be_new(unit, case_id, before.participant_id, changed, amended=charge_id)
    await store.change(unit, charge_id, **changed)
    stated = changed | {"reason": amendment.reason}
    fact = ChargeAmended(charge=charge_id)
    charge, now = await _step(unit, state, actor, fact, charge_id, "amended", amendment.amended_on, stated)
    unit.announce(events.charge_amended(unit, charge))
    await protect(unit, now, actor)
    return charge


async def withdraw_charge(
    unit: Unit, asker: Asker, case_id: str, charge_id: str, withdrawal: ChargeWithdrawal
) -> Charge:
    """Stop pursuing a charge and announce it; raise what `rules.must_be_of` raises, and `ChargeNotLive`."""
    actor, state = await acting_in(unit, asker, case_id, Act.WITHDRAW_CHARGE)
    days.must_have_come(withdrawal.withdrawn_on, unit.now, "/withdrawnOn")
    before = await _charge_state(unit, case_id, charge_id)
    rules.must_be_of(before, state, actor)
    rules.must_be_live(before, withdrawal.withdrawn_on, "/withdrawnOn")
    await store.change(unit, charge_id, state=rules.WITHDRAWN)
    stated: dict[str, JSON] = {"reason": withdrawal.reason}
    fact = ChargeWithdrawn(charge=charge_id)
    charge, _ = await _step(unit, state, actor, fact, charge_id, "withdrawn", withdrawal.withdrawn_on, stated)
    unit.announce(events.charge_withdrawn(unit, charge))
    return charge


async def enter_plea(unit: Unit, asker: Asker, case_id: str, charge_id: str, entry: PleaEntry) -> Charge:
    """Record the plea to a charge and announce that there is one; raise `ChargeNotLive`."""
    actor, state = await acting_in(unit, asker, case_id, Act.ENTER_PLEA)
    days.must_have_come(entry.pleaded_on, unit.now, "/pleadedOn")
    plea = code_of("plea", entry.plea, entry.pleaded_on, "/plea")
    rules.must_be_live(await _charge_state(unit, case_id, charge_id), entry.pleaded_on, "/pleadedOn")
    await store.change(unit, charge_id, plea=plea)
    fact = PleaEntered(charge=charge_id, plea=plea)
    charge, _ = await _step(unit, state, actor, fact, charge_id, "pleaEntered", entry.pleaded_on, {"plea": plea})
    unit.announce(events.plea_entered(unit, charge))
    return charge


async def decide_charge(unit: Unit, asker: Asker, case_id: str, charge_id: str, decision: ChargeDeciding) -> Charge:
    """Decide on a charge and announce that it has a result.

    Raises what `rules.must_be_decidable`, `must_be_in_the_judgment` and `rules.must_be_guarded` do, and `ChargeJudged`.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.DECIDE_CHARGE)
    days.must_have_come(decision.decided_on, unit.now, "/decidedOn")
    result = code_of("charge-result", decision.result, decision.decided_on, "/result")
    before = await _charge_state(unit, case_id, charge_id)
    rules.must_be_decidable(before, decision)
    level = PROCEDURE.level(state.status, decision.decided_on)
    instances = list((await proceedings.states(unit, case_id)).values())
    must_be_unjudged(level, actor, instances, has_result=before.state == rules.DECIDED)
    must_be_in_the_judgment(decision.decided_on, effective(await history.entries(unit, case_id)))
    if level is Instance.FIRST_INSTANCE:
        rules.must_be_guarded([before], await participants.people(unit, case_id), decision.decided_on)
    stated = _stated(decision, "result", "sentence")
    told = stated if level is None else stated | {"level": level.value}
    await store.change(
        unit,
        charge_id,
        state=rules.DECIDED,
        result=result,
        decided_on=decision.decided_on,
        sentence=stated.get("sentence"),
    )
    fact = ChargeDecided(charge=charge_id, result=result)
    charge, _ = await _step(unit, state, actor, fact, charge_id, "decided", decision.decided_on, told)
    unit.announce(events.charge_decided(unit, charge))
    return charge


async def list_charges(unit: Unit, asker: Asker, case_id: str, query: ChargeQuery) -> ChargePage:
    """Return one page of the charges of a case in their order; raise `NotFound` as `get_case` does."""
    await must_be_seen(unit, asker, case_id, Read.LIST_CHARGES, query.at)
    after = query.after.sequence if query.after else 0
    if query.at is None:
        charges = await store.page(unit, case_id, after=after, limit=query.with_one_more)
    else:
        charges = await charges_at(unit, asker, case_id, query.at, after=after, limit=query.with_one_more)
    items, following = query.page(charges, lambda charge: ChargePosition(sequence=charge.sequence))
    return ChargePage(items=items, next=following)


async def _frame(unit: Unit, case_id: str) -> rules.Frame:
    return rules.frame_of(effective(await history.entries(unit, case_id)))


async def _must_be_new(
    unit: Unit, case_id: str, participant_id: str, stated: Mapping[str, JSON], *, amended: str | None = None
) -> None:
    """Raise `ChargedAlready` where another charge says the same of the participant; the case is locked."""
    sequence = await store.twin(unit, case_id, participant_id, stated, amended=amended)
    if sequence is not None:
        raise ChargedAlready(sequence)


async def _charge_state(unit: Unit, case_id: str, charge_id: str) -> ChargeState:
    charge = (await store.states(unit, case_id)).get(charge_id)
    if charge is None:
        raise NotFound
    return charge


async def _step(
    unit: Unit,
    state: CaseState,
    actor: Actor,
    fact: Fact,
    charge_id: str,
    step: str,
    day: date,
    said: Mapping[str, JSON],
) -> tuple[Charge, CaseState]:
    """Write the step of the charge and the fact of its case; return the charge and the case as they are now."""
    await store.keep_step(unit, charge_id, step, actor.seat, happened_on=day, said=said)
    now, _ = await record(unit, state, fact, actor, happened_on=day, stated=_DAYS[step])
    return await store.one(unit, state.case_id, charge_id), now


def _stated(document: BaseModel, *only: str) -> dict[str, JSON]:
    return document.model_dump(mode="json", by_alias=True, exclude_none=True, include=set(only) or None)
