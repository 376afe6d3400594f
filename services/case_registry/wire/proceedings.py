"""Which proceedings are meant, and which part of their list is asked for."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path
from pydantic import Field

from chassis.http.pages import PageQuery, Position, asked_for

_ID: Final = "[0-9a-hjkmnp-tv-z]{26}$"
ProceedingId = Annotated[str, Path(alias="proceedingId", pattern=f"^pro_{_ID}", description="Id of the proceedings.")]


class ProceedingPosition(Position):
    """The proceedings after which a page begins: they are listed oldest first."""

    proceeding_id: Annotated[str, Field(pattern=f"^pro_{_ID}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingQuery(PageQuery[ProceedingPosition]):
    """Which part of the proceedings of one case is asked for."""


ProceedingsAskedFor = Annotated[ProceedingQuery, Depends(asked_for(ProceedingQuery, ProceedingPosition))]
