"""Write the corrected day of a hand-over, of a charge or of its result where registers and years are counted by it."""

from collections.abc import Sequence
from datetime import date

from chassis.unit.unit import Unit
from contracts.problems import InvalidInput
from services.case_registry.domain import corrected_days as rules
from services.case_registry.domain.charges import ChargeDecided, ChargeFiled
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hand_overs import HandedOver, TakenOver
from services.case_registry.domain.setting_aside import standing
from services.case_registry.errors.corrections import cannot_stand
from services.case_registry.store import charges, participants
from services.case_registry.store import corrected_days as store


async def follow(unit: Unit, case_id: str, entries: Sequence[Entry], right: Entry, member: str) -> None:
    """Write the day of the fact as it is right; of any other fact nothing is written.

    Raises `InvalidInput` for a charge before the act, against a dead person or in another case by now, and for a taking
    with which proceedings of another court ended.
    """
    match right.fact:
        case HandedOver() as sent:
            await store.sent_on(unit, sent.hand_over, right.happened_on)
        case TakenOver() as taken:
            if rules.ended_proceedings(entries, right):
                raise InvalidInput(faults=[cannot_stand(member)])
            await store.received_on(unit, taken.hand_over, right.happened_on)
        case ChargeFiled(charge=charge_id) | ChargeDecided(charge=charge_id):
            if charge_id not in await charges.states(unit, case_id):
                raise InvalidInput(faults=[cannot_stand(member)])
            await _correct_step(unit, case_id, charge_id, right, member)


async def _correct_step(unit: Unit, case_id: str, charge_id: str, right: Entry, member: str) -> None:
    charge = await charges.one(unit, case_id, charge_id)
    if isinstance(right.fact, ChargeFiled):
        person = (await participants.people(unit, case_id))[charge.participant_id]
        rules.must_be_a_day_of_filing(right.happened_on, charge, person, member)
        await charges.change(unit, charge_id, filed_on=right.happened_on)
    await store.step_on(unit, charge_id, right)
    now = await charges.one(unit, case_id, charge_id)
    stands = standing([step.model_dump(mode="json", by_alias=True, exclude_none=True) for step in now.history])
    if now.decided_on is not None and stands is not None:
        await charges.change(unit, charge_id, decided_on=date.fromisoformat(stands["happenedOn"]))
