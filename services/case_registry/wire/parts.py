"""The ids of the parts of a case in paths, and which part of a list is asked for."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.problems import InvalidCursor

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


@dataclass(frozen=True, slots=True)
class PartQuery:
    """Which part of the parts of one case is asked for."""

    limit: int
    after: str = ""  # the part after which this page begins, as its list sorts


def part_cursor(last: str) -> str:
    """Return the cursor of the page behind this part."""
    return encode_cursor({"after": last})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _part_query(limit: Limit = 50, cursor: Cursor = None) -> PartQuery:
    if cursor is None:
        return PartQuery(limit)
    after = decode_cursor(cursor).get("after")
    if not isinstance(after, str) or not after or part_cursor(after) != cursor:
        raise InvalidCursor
    return PartQuery(limit, after)


PartsAskedFor = Annotated[PartQuery, Depends(_part_query)]
