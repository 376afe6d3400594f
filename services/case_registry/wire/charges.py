"""Parameters of charges: the id in the path, the cursor of the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends

from chassis.http.pages import Cursor, Integer, Limit, PageQuery, Position
from chassis.http.path_ids import path_id
from services.case_registry.wire.corrections import At

ChargeId = Annotated[str, path_id("crg", "chargeId", "Id of the charge.")]


class ChargePosition(Position):
    """The charge after which a page begins."""

    sequence: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeQuery(PageQuery[ChargePosition]):
    """The page of the charges of one case, as they were known at a moment or are now."""

    at: datetime | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _charge_query(at: At = None, limit: Limit = 50, cursor: Cursor = None) -> ChargeQuery:
    return ChargeQuery(limit=limit, at=at).continued(cursor, ChargePosition)


ChargeQueryDep = Annotated[ChargeQuery, Depends(_charge_query)]
