"""SQL of who may be a child: births, roles and days of acts in a case, and victims who stand in no list."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import Date, Text, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.shared.partial_date import PartialDate
from services.case_registry.domain.children import Acts, Somebody
from services.case_registry.models.charges import ChargeRow
from services.case_registry.models.participants import ParticipantRoleRow
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.visibility import CASES

_ROLES: Final = table_of(ParticipantRoleRow)
_CHARGES: Final = table_of(ChargeRow)
_roles = (
    select(func.array_agg(_ROLES.c.role, type_=ARRAY(Text)))
    .where(_ROLES.c.participant_id == PARTICIPANTS.c.participant_id)
    .correlate(PARTICIPANTS)
)
_PEOPLE: Final = select(
    PARTICIPANTS.c.participant_id,
    PARTICIPANTS.c.birth_date,
    PARTICIPANTS.c.age,
    _roles.scalar_subquery().label("roles"),
).where(PARTICIPANTS.c.case_id == bindparam("of_case"))
_OPENED: Final = select(CASES.c.opened_on, CASES.c.committed_on).where(CASES.c.case_id == bindparam("of_case"))
# of an act of which only the month or the year is known, the first day of that
_first_day = func.left(_CHARGES.c.article["committedOn"]["value"].astext + "-01-01", 10)
_CHARGED: Final = (
    select(_CHARGES.c.participant_id, func.min(cast(_first_day, Date)).label("first_on"))
    .where(_CHARGES.c.case_id == bindparam("of_case"))
    .group_by(_CHARGES.c.participant_id)
)
_in_no_list = PARTICIPANTS.c.participant_id == bindparam("children", type_=ARRAY(Text)).any_()
_UNLIST: Final = (
    update(PARTICIPANTS)
    .where(PARTICIPANTS.c.case_id == bindparam("of_case"), PARTICIPANTS.c.unlisted != _in_no_list)
    .values(unlisted=_in_no_list)
)


async def people(unit: Unit, case_id: str) -> list[Somebody]:
    """Return the people of a case with all roles that they have or had."""
    rows = await unit.connection.execute(_PEOPLE, {"of_case": case_id})
    return [
        Somebody(
            participant_id=row.participant_id,
            roles=frozenset(row.roles or ()),
            birth_date=PartialDate.model_validate(row.birth_date) if row.birth_date else None,
            age=row.age,
        )
        for row in rows
    ]


async def acts(unit: Unit, case_id: str) -> Acts:
    """Return what is known of the days of the acts that the case is about."""
    opened = (await unit.connection.execute(_OPENED, {"of_case": case_id})).one()
    charged: dict[str, date] = {
        row.participant_id: row.first_on for row in await unit.connection.execute(_CHARGED, {"of_case": case_id})
    }
    committed_on = PartialDate.model_validate(opened.committed_on) if opened.committed_on else None
    return Acts(opened.opened_on, committed_on, charged)


async def unlist(unit: Unit, case_id: str, children: Collection[str]) -> None:
    """Write which participants of the case stand in no list: these, and no others."""
    await unit.connection.execute(_UNLIST, {"of_case": case_id, "children": sorted(children)})
