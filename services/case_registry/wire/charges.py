"""Parameters of charges: the id in the path, the cursor of the list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from chassis.http.pages import Integer, PageQuery, Position, asked_for
from chassis.http.path_ids import path_id

ChargeId = Annotated[str, path_id("crg", "chargeId", "Id of the charge.")]


class ChargePosition(Position):
    """The charge after which a page begins."""

    sequence: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeQuery(PageQuery[ChargePosition]):
    """The page of the charges of one case."""


ChargeQueryDep = Annotated[ChargeQuery, Depends(asked_for(ChargeQuery, ChargePosition))]
