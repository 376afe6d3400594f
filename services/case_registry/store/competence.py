"""SQL of what a court's competence depends on: the place of a case, and the offences charged in it."""

from typing import Final

from sqlalchemy import bindparam, select

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.charges import WITHDRAWN
from services.case_registry.models.charges import ChargeRow
from services.case_registry.store.visibility import CASES

_CHARGES: Final = table_of(ChargeRow)
_PLACE: Final = select(CASES.c.place).where(CASES.c.case_id == bindparam("case"))
_ARTICLES: Final = select(
    _CHARGES.c.article["edition"].astext.label("edition"), _CHARGES.c.article["article"].astext.label("article")
).where(_CHARGES.c.case_id == bindparam("case"), _CHARGES.c.state != WITHDRAWN)


async def place_of(unit: Unit, case_id: str) -> str:
    """Return the place of a case, which must exist."""
    return str(await unit.connection.scalar(_PLACE, {"case": case_id}))


async def articles(unit: Unit, case_id: str) -> list[tuple[str, str]]:
    """Return edition and article of each charge that has not been withdrawn."""
    rows = await unit.connection.execute(_ARTICLES, {"case": case_id})
    return [(row.edition, row.article) for row in rows]
