"""Parameter of participants: the id in the path."""

from typing import Annotated

from chassis.http.path_ids import path_id

_MARKS = {"x-subject": "record", "x-data-class": "specific"}
ParticipantId = Annotated[str, path_id("ptc", "participantId", "Id of the participant.", _MARKS)]
