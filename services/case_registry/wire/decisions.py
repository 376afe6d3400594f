"""Parameters of decisions: the national identifier in the path, the cursor of the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Path

from chassis.http.pages import Cursor, Integer, Limit, PageQuery, Position
from contracts.calendar import YEARS
from services.case_registry.wire.corrections import At

IDENTIFIER: Final = "^ECLI:LA:[A-Z][A-Z0-9]{0,6}:(18|19|20)[0-9]{2}:[A-Z0-9.]{1,25}$"
FORM: Final = {
    "lo": f"ຕ້ອງເປັນເລກແຫ່ງຊາດ ເຊັ່ນ ECLI:LA:PSC:2026:0101.CR.123. {YEARS['lo']}",
    "en": f"Must be an identifier such as ECLI:LA:PSC:2026:0101.CR.123. {YEARS['en']}",
}

DecisionId = Annotated[
    str,
    Path(
        alias="decisionId",
        pattern=IDENTIFIER,
        description="National identifier of the decision.",
        examples=["ECLI:LA:PSC:2026:0101.C.123"],
        json_schema_extra={"x-message": FORM},
    ),
]


class DecisionPosition(Position):
    """The decision after which a page begins, by its position in the history of the case."""

    position: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionQuery(PageQuery[DecisionPosition]):
    """The page of the decisions in one case, as they were known at a moment or are now."""

    at: datetime | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _decision_query(at: At = None, limit: Limit = 50, cursor: Cursor = None) -> DecisionQuery:
    return DecisionQuery(limit=limit, at=at).continued(cursor, DecisionPosition)


DecisionQueryDep = Annotated[DecisionQuery, Depends(_decision_query)]
