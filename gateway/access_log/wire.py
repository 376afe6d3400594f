"""Parameters of the access log, and an entry of the ledger as its subject gets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends
from pydantic import Field

from chassis.http.pages import PageQuery, Position, asked_for
from chassis.http.path_ids import path_id
from contracts.identifiers import pattern_of
from contracts.national.access.access import Access
from gateway.access_log.domain import Disclosure, outcome

LookUpId = Annotated[str, path_id("lku", "lookUpId", "Identifier of the look-up.")]
_DISCLOSED: Final = ("member", "onBehalfOf", "provider", "service", "operation", "purpose", "consent")


class AccessPosition(Position):
    """The exchange after which a page begins: they are listed newest first."""

    exchange_id: Annotated[str, Field(pattern=pattern_of("xch"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessQuery(PageQuery[AccessPosition]):
    """How many accesses are asked for, and from where on."""


AccessQueryDep = Annotated[AccessQuery, Depends(asked_for(AccessQuery, AccessPosition))]


def access(exchange: str, details: Mapping[str, Any], disclosure: Disclosure) -> Access:  # Any: JSON of our own making
    """Return an exchange as its subject gets it: who, what and why; nothing of the officer or the answer."""
    at = datetime.fromisoformat(details["at"])
    facts = {name: details[name] for name in _DISCLOSED if name in details}
    facts |= {"exchangeId": exchange, "at": at, "outcome": outcome(details)}
    if details.get("legalBasis"):
        facts["legalBasis"] = details["legalBasis"]
    if (day := disclosure.first_day(details["purpose"], at)) is not None:
        facts["disclosedFrom"] = day
    return Access.model_validate(facts)
