"""Parameters that are no national schemas."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.identifiers import is_id
from contracts.problems import InvalidCursor

ConsentId = Annotated[
    str,
    Path(
        alias="consentId",
        pattern="^cns_[0-9a-hjkmnp-tv-z]{26}$",
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


@dataclass(frozen=True, slots=True)
class ConsentQuery:
    """Which consents are asked for, and from where on."""

    subject: str | None
    recipient: str | None
    limit: int
    after: str | None  # the consent after which this page begins

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`; it fits this list and these filters only."""
        return encode_cursor({"consentId": last, "subject": self.subject, "recipient": self.recipient})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _consent_query(
    subject: _Subject = None, recipient: _Recipient = None, limit: Limit = 50, cursor: Cursor = None
) -> ConsentQuery:
    if cursor is None:
        return ConsentQuery(subject, recipient, limit, None)
    after = decode_cursor(cursor).get("consentId")
    query = ConsentQuery(subject, recipient, limit, after if isinstance(after, str) and is_id("cns", after) else None)
    if query.after is None or query.cursor(query.after) != cursor:
        raise InvalidCursor
    return query


AskedFor = Annotated[ConsentQuery, Depends(_consent_query)]
