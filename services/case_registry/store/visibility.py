"""Access to restricted cases: one SQL condition, which every read of the registry has, counts and relations included.

Two things count every case. The monthly register is the official statistics of the prosecution, by law of all its
cases. Whoever judged an earlier instance does not judge again, though the court may not see that case: the caller names
the judges itself, and hears of no other.
"""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, Text, bindparam, or_, select

from chassis.postgres.statements import table_of
from services.case_registry.domain.words import Restriction
from services.case_registry.models.cases import CaseRow

CASES: Final = table_of(CaseRow)
_OTHERS: Final = CASES.alias("others")


def _visible(cases: FromClause) -> ColumnElement[bool]:
    # A restricted case does not exist for a member without a role in it; to whom its file is on its way has one.
    return or_(
        cases.c.restriction == Restriction.NONE.value,
        bindparam("member", type_=Text) == cases.c.involved.any_(),
        cases.c.offered_member == bindparam("member", type_=Text),
    )


VISIBLE: Final = _visible(CASES)


def sees(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the member may see the case that a row of another table, or another case, names."""
    return select(_OTHERS.c.case_id).where(_OTHERS.c.case_id == case_id, _visible(_OTHERS)).exists()
