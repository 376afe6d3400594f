"""Parameters of proceedings: the id in the path, the cursor of the list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from pydantic import Field

from chassis.http.pages import PageQuery, Position, asked_for
from chassis.http.path_ids import path_id
from contracts.identifiers import pattern_of

ProceedingId = Annotated[str, path_id("pro", "proceedingId", "Id of the proceedings.")]


class ProceedingPosition(Position):
    """The proceedings after which a page begins: they are listed oldest first."""

    proceeding_id: Annotated[str, Field(pattern=pattern_of("pro"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingQuery(PageQuery[ProceedingPosition]):
    """The page of the proceedings of one case."""


ProceedingQueryDep = Annotated[ProceedingQuery, Depends(asked_for(ProceedingQuery, ProceedingPosition))]
