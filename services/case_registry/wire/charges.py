"""Which charge is meant, and which part of their list is asked for."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path

from chassis.http.pages import Integer, PageQuery, Position, asked_for

_ID: Final = "[0-9a-hjkmnp-tv-z]{26}$"
ChargeId = Annotated[str, Path(alias="chargeId", pattern=f"^chg_{_ID}", description="Id of the charge.")]


class ChargePosition(Position):
    """The charge after which a page begins."""

    sequence: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeQuery(PageQuery[ChargePosition]):
    """Which part of the charges of one case is asked for."""


ChargesAskedFor = Annotated[ChargeQuery, Depends(asked_for(ChargeQuery, ChargePosition))]
