"""Path and query parameters of the consents, and their cursor."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position

_CONSENT: Final = "^cns_[0-9a-hjkmnp-tv-z]{26}$"
ConsentId = Annotated[
    str,
    Path(
        alias="consentId",
        pattern=_CONSENT,
        description="Reference of the consent.",
        json_schema_extra={"x-subject": "record"},
    ),
]
_Recipient = Annotated[str | None, Query(max_length=64, description="Only consents that this member may use.")]
# Who may not see whose consent it is may not find it by that either.
_Subject = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=64,
        description="Only consents of the person with this number.",
        json_schema_extra={"x-field-group": "subjects", "x-data-class": "specific", "x-subject": "identifier"},
    ),
]


class ConsentPosition(Position):
    """The consent after which a page begins: they are listed newest first."""

    consent_id: Annotated[str, Field(pattern=_CONSENT)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentQuery(PageQuery[ConsentPosition]):
    """Which consents are asked for, and from where on."""

    subject: str | None
    recipient: str | None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _consent_query(
    subject: _Subject = None, recipient: _Recipient = None, limit: Limit = 50, cursor: Cursor = None
) -> ConsentQuery:
    return ConsentQuery(subject=subject, recipient=recipient, limit=limit).continued(cursor, ConsentPosition)


ConsentQueryDep = Annotated[ConsentQuery, Depends(_consent_query)]
