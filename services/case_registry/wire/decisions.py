"""Parameters of decisions: the national identifier in the path, the cursor of the list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path

from chassis.http.pages import Integer, PageQuery, Position, asked_for

DecisionId = Annotated[
    str,
    Path(
        alias="decisionId",
        pattern="^ECLI:LA:[A-Z][A-Z0-9]{0,6}:[0-9]{4}:[A-Z0-9.]{1,25}$",
        description="National identifier of the decision.",
        examples=["ECLI:LA:PSC:2026:0101.C.123"],
    ),
]


class DecisionPosition(Position):
    """The decision after which a page begins, by its position in the history of the case."""

    position: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionQuery(PageQuery[DecisionPosition]):
    """The page of the decisions in one case."""


DecisionQueryDep = Annotated[DecisionQuery, Depends(asked_for(DecisionQuery, DecisionPosition))]
