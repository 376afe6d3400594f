"""Parameter of the front page: which court."""

from typing import Annotated

from fastapi import Query

CourtParameter = Annotated[
    str | None,
    Query(
        alias="court",
        max_length=105,
        pattern="^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        description="`psc` for all courts of a member, `psc-0101` for one; all courts of the country without it.",
    ),
]
