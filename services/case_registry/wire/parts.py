"""The ids of the parts of a case in paths, and which part of a list is asked for."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path
from pydantic import Field

from chassis.http.pages import Integer, PageQuery, Position, asked_for

_ID: Final = "[0-9a-hjkmnp-tv-z]{26}$"
ParticipantId = Annotated[
    str,
    Path(
        alias="participantId",
        pattern=f"^ptc_{_ID}",
        description="Id of the participant.",
        json_schema_extra={"x-subject": "record", "x-data-class": "specific"},
    ),
]
ChargeId = Annotated[str, Path(alias="chargeId", pattern=f"^chg_{_ID}", description="Id of the charge.")]
ProceedingId = Annotated[str, Path(alias="proceedingId", pattern=f"^pro_{_ID}", description="Id of the proceedings.")]
HearingId = Annotated[str, Path(alias="hearingId", pattern=f"^hrg_{_ID}", description="Id of the hearing.")]

DecisionId = Annotated[
    str,
    Path(
        alias="decisionId",
        pattern="^ECLI:LA:[A-Z][A-Z0-9]{0,6}:[0-9]{4}:[A-Z0-9.]{1,25}$",
        description="National identifier of the decision.",
    ),
]


class ChargePosition(Position):
    """The charge after which a page begins."""

    sequence: Integer


class ProceedingPosition(Position):
    """The proceedings after which a page begins: they are listed oldest first."""

    proceeding_id: Annotated[str, Field(pattern=f"^pro_{_ID}")]


class DecisionPosition(Position):
    """The decision after which a page begins, by its position in the history of the case."""

    position: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeQuery(PageQuery[ChargePosition]):
    """Which part of the charges of one case is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingQuery(PageQuery[ProceedingPosition]):
    """Which part of the proceedings of one case is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionQuery(PageQuery[DecisionPosition]):
    """Which part of the decisions in one case is asked for."""


ChargesAskedFor = Annotated[ChargeQuery, Depends(asked_for(ChargeQuery, ChargePosition))]
ProceedingsAskedFor = Annotated[ProceedingQuery, Depends(asked_for(ProceedingQuery, ProceedingPosition))]
DecisionsAskedFor = Annotated[DecisionQuery, Depends(asked_for(DecisionQuery, DecisionPosition))]
