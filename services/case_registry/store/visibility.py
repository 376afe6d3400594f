"""Who may see a case: one condition, which every read of the registry carries."""

from typing import Final

from sqlalchemy import ColumnElement, Text, bindparam, or_

from chassis.statements import table_of
from services.case_registry.domain.words import Restriction
from services.case_registry.models import CaseRow

CASES: Final = table_of(CaseRow)

# A restricted case does not exist for a member without a role in it; to whom its file is on its way has one.
VISIBLE: Final[ColumnElement[bool]] = or_(
    CASES.c.restriction == Restriction.NONE.value,
    bindparam("member", type_=Text) == CASES.c.involved.any_(),
    CASES.c.offered_member == bindparam("member", type_=Text),
)
