"""Correct what is listed of a case or a participant, and what its opening stated of the act and the category."""

from collections.abc import Mapping

from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.assigned_prosecutor import AssignedProsecutor
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.claim import Claim
from contracts.national.justice.participant import Participant
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import corrected_lists as rules
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.cases import category_of
from services.case_registry.domain.categories import possible_for
from services.case_registry.domain.charges import WITHDRAWN, is_guilty
from services.case_registry.domain.claims import corrected_faults
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.corrections import Change
from services.case_registry.domain.deaths import ParticipantDied, followed
from services.case_registry.domain.participants import must_be_of_the_way, role_of
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import BY_THEMSELVES, office_of, seat_of
from services.case_registry.errors.corrections import CATEGORY_USED, another_category, cannot_stand
from services.case_registry.events.deaths import participant_deceased
from services.case_registry.store import cases, charges, participants
from services.case_registry.store import corrected_lists as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.recording import record


async def listed(unit: Unit, asker: Asker, case_id: str, changes: Mapping[str, Change]) -> dict[str, JSON]:
    """Return what stands of the case beside its history, as whoever asks reads it."""
    stated = await cases.stated(unit, case_id)
    if not rules.OF_CASE.intersection(changes):
        return stated
    case = await cases.case(unit, case_id, sight=sight_of(unit, asker, Read.CASE_BY_ID))
    document = {} if case is None else case.model_dump(mode="json", by_alias=True, exclude_none=True)
    return stated | {name: document.get(name) for name in rules.OF_CASE}


async def of_a_death(
    unit: Unit, state: CaseState, participant_id: str, changes: Mapping[str, Change]
) -> dict[str, Change]:
    """Return what of a death follows these changes of a participant: a death of another number is confirmed anew."""
    everybody = await participants.everybody(unit, state.case_id)
    person = next((each for each in everybody if each.participant_id == participant_id), None)
    return {} if person is None else followed(changes, person)


async def tell_death(unit: Unit, actor: Actor, state: CaseState, wrong: Participant, right: Participant) -> None:
    """Record a death that was confirmed, as one that needs no confirmation, and announce it."""
    if right.deceased is None or right.deceased == wrong.deceased:
        return
    fact = ParticipantDied(participant=right.participant_id, event=right.deceased.event_id)
    now, _ = await record(unit, state, fact, actor, happened_on=right.deceased.on)
    unit.announce(participant_deceased(unit, now.case_id, fact, office_of(now.responsible)))


async def correct_person(
    unit: Unit, actor: Actor, state: CaseState, right: Participant, changes: Mapping[str, Change]
) -> None:
    """Write roles and custody of a participant as they are right; raise `InvalidInput` for what cannot stand."""
    kept = {name: rules.places(name, changes[name]) for name in rules.OF_PERSON.intersection(changes)}
    if "roles" in kept:
        for place, role in enumerate(right.roles):
            must_be_of_the_way(role.role, actor.way_of(state), f"/members/roles/now/{place}/role")
        await _must_be_roles(unit, state, right)
        await store.keep_roles(unit, right.participant_id, right.roles, kept["roles"])
    if "custody" in kept:
        records = right.custody or []
        for place, each in enumerate(records):
            pointer = f"/members/custody/now/{place}"
            began = days.today(each.since)
            days.must_have_come(began, unit.now, f"{pointer}/since")
            if each.ordered_on is not None:
                days.must_have_come(each.ordered_on, unit.now, f"{pointer}/orderedOn")
            code_of("custody-status", each.status, began, f"{pointer}/status")
        _refuse(rules.custody_right(records))
        await store.keep_custody(unit, state.case_id, right.participant_id, records, kept["custody"])


async def correct_lists(unit: Unit, actor: Actor, state: CaseState, changes: Mapping[str, Change]) -> None:
    """Write the lists of a case as they are right; raise `InvalidInput` for what is not withdrawn or cannot stand."""
    for name in sorted(rules.OF_CASE.intersection(changes)):
        change = changes[name]
        kept = rules.places(name, change)
        rules.must_stay_the_same(name, change, kept)
        gone = rules.withdrawn(change, kept)
        match name:
            case "numbers":
                await _withdraw_numbers(unit, actor, state, change, gone)
            case "relations":
                await _withdraw_relations(unit, state, gone)
            case "claims":
                await _correct_claims(unit, state, change, gone)
            case _:
                await _correct_prosecutors(unit, actor, state, change, gone)


async def must_be_open_to_it(unit: Unit, actor: Actor, state: CaseState, code: str) -> None:
    """Raise `InvalidInput` for a category that a case like this cannot have, or of which something depends already."""
    category = category_of(code, actor.code_lists)
    faults: list[Fault] = []
    if not category.is_possible_for(actor.way_of(state), state.restriction):
        faults.append(another_category(possible_for(actor.way_of(state), state.restriction, actor.code_lists)))
    elif await store.depends_on_the_category(unit, state.case_id):
        faults.append(CATEGORY_USED)
    _refuse(faults)


async def _must_be_roles(unit: Unit, state: CaseState, right: Participant) -> None:
    own = [
        each
        for each in (await charges.states(unit, state.case_id)).values()
        if each.participant_id == right.participant_id and each.state != WITHDRAWN
    ]
    for place, role in enumerate(right.roles):
        pointer = f"/members/roles/now/{place}"
        role_of(role.role, role.from_, f"{pointer}/role")
        days.must_have_come(role.to or role.from_, unit.now, f"{pointer}/from")
    speaks = await store.speaks(unit, right.participant_id)
    _refuse(rules.roles_right(right.roles, charged=bool(own), convicted=any(map(is_guilty, own)), speaks=speaks))


async def _withdraw_numbers(
    unit: Unit, actor: Actor, state: CaseState, change: Change, gone: list[rules.Document]
) -> None:
    """Withdraw numbers that the office gave itself; one stays, and the number is free again."""
    if not change.now:
        raise InvalidInput(faults=[cannot_stand("numbers")])
    for each in gone:
        number = CaseNumber.model_validate(each)
        by = seat_of(number.by)
        is_its_own = by in {actor.seat, *actor.standing.succeeds}
        if not is_its_own or not await store.withdraw_number(
            unit, state.case_id, by, number.number, number.assigned_on
        ):
            raise InvalidInput(faults=[cannot_stand("numbers")])


async def _withdraw_relations(unit: Unit, state: CaseState, gone: list[rules.Document]) -> None:
    for each in gone:
        if each["kind"] in BY_THEMSELVES:
            raise InvalidInput(faults=[cannot_stand("relations")])
        await cases.remove_relation(unit, state.case_id, each["kind"], each["otherCaseId"])


async def _correct_claims(unit: Unit, state: CaseState, change: Change, gone: list[rules.Document]) -> None:
    stood = list(change.was or ())
    right = {place: Claim.model_validate(each) for place, each in enumerate(change.now or ()) if each not in stood}
    _refuse(corrected_faults(right, await participants.people(unit, state.case_id)))
    for each in gone:
        await store.withdraw_claim(unit, each["claimId"])
    for place, claim in right.items():
        if claim.stated_on is not None:
            days.must_have_come(claim.stated_on, unit.now, f"/members/claims/now/{place}/statedOn")
        await store.keep_claim(unit, claim)


async def _correct_prosecutors(
    unit: Unit, actor: Actor, state: CaseState, change: Change, gone: list[rules.Document]
) -> None:
    """Write officers and days as they are right: of the office's own, all of whom stay."""
    right = [AssignedProsecutor.model_validate(each) for each in change.now or ()]
    was = [AssignedProsecutor.model_validate(each) for each in change.was or ()]
    changed = [new for old, new in zip(was, right, strict=False) if old != new]
    others = any(not actor.is_own(Seat(each.office.member, each.office.office)) for each in changed)
    if gone or others:
        raise InvalidInput(faults=[cannot_stand("prosecutors")])
    _refuse(rules.prosecutors_right(right))
    for place, each in enumerate(right):
        days.must_have_come(each.relieved_on or each.assigned_on, unit.now, f"/members/prosecutors/now/{place}")
        await store.keep_prosecutor(unit, state.case_id, place, each.officer, each.assigned_on, each.relieved_on)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults=faults)
