"""Data value sets as the tests state them: whole and valid, until a test says otherwise."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from contracts.national.health.data_value_set import DataValueSet
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat
from services.health_summaries.domain.data_value_sets import Element, Metadata, Scheme
from services.health_summaries.domain.org_units import Offices
from services.health_summaries.usecases import RIGHTS
from tests.support.service import ServiceUnderTest, a_caller

MOH = a_caller("moh", "health", purpose="healthReporting")
HQ = Seat("moh", "hq")
TODAY = date(2026, 11, 22)
ATTAPEU = "hRQsZhmvqgS"
SALAVAN = "DiszpKrYNg8"  # a facility of DHIS2's own samples, under which Salavan goes in these tests only
DATA = Path(__file__).parent / "data"
DENGUE_2010: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "cli" / "demo" / "data" / "dengue-2010.json").read_text("utf-8")
)


def sample(name: str) -> dict[str, Any]:
    """One of DHIS2's own sample payloads."""
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return found


def a_row(**other: Any) -> dict[str, Any]:
    facts = {"dataElement": "DENGUE_CASES", "period": "201001", "orgUnit": ATTAPEU, "value": "19"}
    return {name: value for name, value in (facts | other).items() if value is not None}


def a_set(*rows: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "UID", "dataValues": list(rows or [a_row()])} | other


def a_body(*rows: dict[str, Any], **other: Any) -> DataValueSet:
    return DataValueSet.model_validate(a_set(*rows, **other))


def an_element(value_type: str = "INTEGER_ZERO_OR_POSITIVE", period_type: str = "Monthly", **other: Any) -> Element:
    return Element("DENGUE_CASES", value_type, period_type, other.get("counted", False))


def known(element: Element | None = None) -> Metadata:
    """What values may be about: one element, one unit, the default combination."""
    one = element or an_element()
    return Metadata(
        elements={Scheme.UID: {"f7n9E0hX8qk": one}, Scheme.CODE: {one.code: one}},
        units={Scheme.UID: {ATTAPEU: "17", SALAVAN: "14"}, Scheme.CODE: {"17": "17", "ASILAO017": "17"}},
        combos={"": "default", "default": "default", "HllvX50cXC0": "default"},
    )


def the_offices(
    *offices: OfficeFacts, sender: Seat = HQ, may_send_for: Callable[[Seat], bool] = lambda _: True
) -> Offices:
    """The directory as a set is read with: nothing but these offices, for all of which the sender reports."""
    kinds = RIGHTS.kinds
    known = Organisations.of(1, [], offices)
    return Offices(known, kinds["place"], kinds["facility"], sender, (), may_send_for, TODAY)


async def sent(service: ServiceUnderTest, body: dict[str, Any], **params: str) -> dict[str, Any]:
    """Send a set over HTTP and return the web message."""
    answer = await service.call("POST", "/data-value-sets", json=body, params=params)
    message: dict[str, Any] = answer.json()
    assert answer.status_code == message["httpStatusCode"], answer.text
    return message


def counts(message: dict[str, Any]) -> tuple[int, int, int, int]:
    """Imported, updated, ignored, deleted."""
    count = message["response"]["importCount"]
    return count["imported"], count["updated"], count["ignored"], count["deleted"]


async def all_values(service: ServiceUnderTest, **params: str) -> list[dict[str, Any]]:
    """Every value of a list, page after page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await service.call("GET", "/data-values", params=params | cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if "next" not in page:
            return found
        cursor = {"cursor": page["next"]}
