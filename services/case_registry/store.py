"""The cases in PostgreSQL: the only SQL of the case registry."""

from typing import Final

from sqlalchemy import bindparam, func, or_, select

from chassis.statements import array_of, insert_all, table_of
from chassis.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_summary import CaseSummary
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.participant import Participant
from contracts.official_numbers import normal_number
from services.case_registry.domain import Restriction, search_keys
from services.case_registry.models import CaseNumberRow, CaseRow, ParticipantRoleRow, ParticipantRow

_CASES: Final = table_of(CaseRow)
_NUMBERS: Final = table_of(CaseNumberRow)
_PARTICIPANTS: Final = table_of(ParticipantRow)
_ROLES: Final = table_of(ParticipantRoleRow)

# One statement, one round trip. Foreign keys are checked at its end; a number that is taken leaves nothing to count,
# and the caller's refusal rolls the rest back.
_numbered = insert_all(_NUMBERS).on_conflict_do_nothing().returning(_NUMBERS.c.case_id).cte("numbered")
_OPEN: Final = (
    select(func.count())
    .select_from(_numbered)
    .add_cte(*(insert_all(table).cte(f"new_{table.name}") for table in (_CASES, _PARTICIPANTS, _ROLES)))
)

_numbers = array_of(
    _NUMBERS,
    _NUMBERS.c.assigned_on,
    {"member": _NUMBERS.c.member, "number": _NUMBERS.c.printed, "assignedOn": _NUMBERS.c.assigned_on},
).where(_NUMBERS.c.case_id == _CASES.c.case_id)
_roles = array_of(
    _ROLES, _ROLES.c.held_from, {"role": _ROLES.c.role, "from": _ROLES.c.held_from, "to": _ROLES.c.held_to}
).where(_ROLES.c.participant_id == _PARTICIPANTS.c.participant_id)
_participants = array_of(
    _PARTICIPANTS,
    _PARTICIPANTS.c.position,
    {
        "participantId": _PARTICIPANTS.c.participant_id,
        "name": _PARTICIPANTS.c.name,
        "otherNames": _PARTICIPANTS.c.other_names,
        "organisation": _PARTICIPANTS.c.organisation,
        "roles": _roles.correlate(_PARTICIPANTS).scalar_subquery(),
        "identifiers": _PARTICIPANTS.c.identifiers,
    },
).where(_PARTICIPANTS.c.case_id == _CASES.c.case_id)

# A restricted case does not exist for a member without a role in it.
_visible = or_(_CASES.c.restriction == Restriction.NONE.value, bindparam("member") == _CASES.c.involved.any_())
_SUMMARIES: Final = select(
    *(each for each in _CASES.columns if each.name not in {"opened_at", "involved"}),
    _numbers.correlate(_CASES).scalar_subquery().label("numbers"),
).where(_visible)
_WHOLE: Final = _SUMMARIES.add_columns(
    _CASES.c.opened_at, _participants.correlate(_CASES).scalar_subquery().label("participants")
).where(_CASES.c.case_id == bindparam("case_id"))


async def add_case(unit: Unit, case: Case, office: str | None) -> bool:
    """Write a new case; return False when the office has given its number to a case of that year already."""
    people = case.participants or []
    rows = {
        _CASES.name: [_case_row(case)],
        _NUMBERS.name: [_number_row(case, number, office) for number in case.numbers],
        _PARTICIPANTS.name: [_participant_row(case, position, each) for position, each in enumerate(people)],
        _ROLES.name: [_role_row(each, role) for each in people for role in each.roles],
    }
    return await unit.connection.scalar(_OPEN, rows) == 1


def _case_row(case: Case) -> dict[str, JSON]:
    facts = case.model_dump(mode="json", exclude={"numbers", "participants"})
    return facts | {"involved": [case.opened_by]}


def _number_row(case: Case, number: CaseNumber, office: str | None) -> dict[str, JSON]:
    return {
        "case_id": case.case_id,
        "member": number.member,
        "office": office or "",
        "printed": number.number,
        "normal": normal_number(number.number),
        "year": number.assigned_on.year,
        "assigned_on": number.assigned_on.isoformat(),
    }


def _participant_row(case: Case, position: int, participant: Participant) -> dict[str, JSON]:
    facts: dict[str, JSON] = participant.model_dump(mode="json", by_alias=True, exclude_none=True)
    names = [each.text for each in (participant.name, *(participant.other_names or ())) if each is not None]
    return {
        "participant_id": participant.participant_id,
        "case_id": case.case_id,
        "position": position,
        "name": facts.get("name"),
        "other_names": facts.get("otherNames"),
        "organisation": participant.organisation,
        "identifiers": facts.get("identifiers"),
        "search_keys": search_keys(names or [participant.organisation or ""]),
    }


def _role_row(participant: Participant, role: DatedRole) -> dict[str, JSON]:
    return {
        "participant_id": participant.participant_id,
        "role": role.role,
        "held_from": role.from_.isoformat(),
        "held_to": role.to.isoformat() if role.to else None,
    }


async def case(unit: Unit, case_id: str, *, visible_to: str) -> Case | None:
    """Return the case with its participants, or None when there is none that this member may see."""
    found = (await unit.connection.execute(_WHOLE, {"case_id": case_id, "member": visible_to})).mappings().first()
    return None if found is None else Case.model_validate(found)


async def cases(
    unit: Unit, *, visible_to: str, category: str | None, normal_number: str | None, after: str | None, limit: int
) -> list[CaseSummary]:
    """Return the newest cases that this member may see; `after` is the case behind which they begin."""
    query = _SUMMARIES.order_by(_CASES.c.case_id.desc()).limit(limit)
    if category is not None:
        query = query.where(_CASES.c.category == category)
    if normal_number is not None:
        numbered = select(_NUMBERS.c.case_id).where(_NUMBERS.c.normal == normal_number)
        query = query.where(_CASES.c.case_id.in_(numbered))
    if after is not None:
        query = query.where(_CASES.c.case_id < after)
    found = await unit.connection.execute(query, {"member": visible_to})
    return [CaseSummary.model_validate(row) for row in found.mappings()]
