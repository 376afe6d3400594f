"""Parameters that are no national schemas, and how an entry of the ledger is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Path

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.identifiers import is_id
from contracts.national.access.access import Access
from contracts.problems import InvalidCursor
from gateway.access_log.domain import Disclosure, outcome

LookUpId = Annotated[
    str, Path(alias="lookUpId", pattern="^lku_[0-9a-hjkmnp-tv-z]{26}$", description="Identifier of the look-up.")
]
_TOLD: Final = ("member", "onBehalfOf", "provider", "service", "operation", "purpose", "consent")


@dataclass(frozen=True, slots=True)
class AccessQuery:
    """How many accesses are asked for, and from where on."""

    limit: int
    after: str | None  # the exchange after which this page begins

    def cursor(self, last: str) -> str:
        """Return the cursor of the page behind `last`."""
        return encode_cursor({"exchangeId": last})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _access_query(limit: Limit = 50, cursor: Cursor = None) -> AccessQuery:
    if cursor is None:
        return AccessQuery(limit, None)
    after = decode_cursor(cursor).get("exchangeId")
    if not isinstance(after, str) or not is_id("xch", after):
        raise InvalidCursor
    return AccessQuery(limit, after)


Asked = Annotated[AccessQuery, Depends(_access_query)]


def access(exchange: str, details: Mapping[str, Any], disclosure: Disclosure) -> Access:  # Any: JSON of our own making
    """Return an exchange as its subject is told of it: who and why, and nothing of the officer or the answer."""
    at = datetime.fromisoformat(details["at"])
    told = {name: details[name] for name in _TOLD if name in details}
    told |= {"exchangeId": exchange, "at": at, "outcome": outcome(details)}
    if details.get("legalBasis"):
        told["legalBasis"] = details["legalBasis"]
    if (day := disclosure.first_day(details["purpose"], at)) is not None:
        told["disclosedFrom"] = day
    return Access.model_validate(told)
