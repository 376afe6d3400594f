"""Notices in FHIR: OpenCRVS's own samples with their placeholders filled, a hospital's, and a way to send them."""

import hashlib
import json
from base64 import b64encode
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import httpx2
import orjson

from contracts.voucher import Caller
from tests.civil_registration.builders import HOSPITAL
from tests.support.service import ServiceUnderTest

DATA: Final = Path(__file__).parent / "data"
OPENCRVS: Final = tuple(
    f"opencrvs_fhir_create_{kind}_notification_{size}" for kind in ("birth", "death") for size in ("max", "min")
)
FHIR_JSON: Final = "application/fhir+json"
PLACES: Final = "https://schemas.saphan.gov.la/codelists/places"
OFFICES: Final = "https://schemas.saphan.gov.la/directory/offices"
FILLED: Final = {
    "facilityId": "mahosot",
    "officeId": "chanthabuly",
    "districtId": "0101",
    "stateId": "01",
    "countryCode": "LA",
}


def sample(name: str, **filled: str) -> dict[str, Any]:
    """A bundle of the data folder, with its placeholders filled."""
    text = (DATA / f"{name}.json").read_text("utf-8")
    for placeholder, value in (FILLED | filled).items():
        text = text.replace("{{" + placeholder + "}}", value)
    bundle: dict[str, Any] = json.loads(text)
    return bundle


def a_location(place: str = "0101", **other: Any) -> dict[str, Any]:
    """A Location of that place, which the samples of OpenCRVS refer to and leave out."""
    identifier = [{"system": PLACES, "value": place}]
    return {"resourceType": "Location", "id": "mahosot", "identifier": identifier} | other


def placed(name: str, location: dict[str, Any] | None = None, **filled: str) -> dict[str, Any]:
    """A bundle of OpenCRVS with the place of its event."""
    bundle = sample(name, **filled)
    bundle["entry"].append({"fullUrl": "urn:uuid:location", "resource": location or a_location()})
    return bundle


def hospital_birth(identifier: str | None = None) -> dict[str, Any]:
    """The notice of a hospital, under an identifier of its own."""
    bundle = sample("hospital_birth")
    if identifier is not None:
        bundle["identifier"]["value"] = identifier
    return deepcopy(bundle)


def resource(bundle: dict[str, Any], kind: str, number: int = 0) -> dict[str, Any]:
    """The first resource of that type, or a later one."""
    found: list[dict[str, Any]] = [
        each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind
    ]
    return found[number]


async def sent(
    register: ServiceUnderTest,
    bundle: Any,
    *,
    caller: Caller = HOSPITAL,
    media: str = FHIR_JSON,
    headers: dict[str, str] | None = None,
    **how: Any,
) -> httpx2.Response:
    """Send a bundle, or bytes as they are, and return the answer."""
    content = bundle if isinstance(bundle, bytes) else orjson.dumps(bundle)
    digest = b64encode(hashlib.sha256(content).digest()).decode()
    stated = {"Content-Type": media, "Content-Digest": f"sha-256=:{digest}:"} | (headers or {})
    return await register.call("POST", "/notifications/fhir", content=content, headers=stated, caller=caller, **how)


def reasons(event: dict[str, Any], path: str = "") -> dict[str, str]:
    """What was not taken, with its reason, by paths that begin so."""
    return {each["path"]: each["reason"] for each in event["notMapped"] if each["path"].startswith(path)}
