"""The id of a participant in a path."""

from typing import Annotated, Final

from fastapi import Path

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
