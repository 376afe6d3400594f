"""Whom the register of consents answers how, operation by operation."""

from typing import Final

from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, Row, Rows, Standing
from tests.support.sample_country import SampleCountry, a_consent


async def record_consent(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/consents", json=a_consent("home-affairs"))


async def list_consents(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/consents")


async def a_reference(country: SampleCountry, kind: str, standing: Standing) -> str:
    recorder = "hospital" if kind == "registrar" else "registrar"
    if standing is OWN and kind != "registry":  # the registry's own are those that it may use
        recorder = kind
    return await country.consent(recorder, to="registry" if standing is OWN else "justice")


async def get_consent(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/consents/{await a_reference(country, kind, standing)}")


async def withdraw_consent(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/consents/{await a_reference(country, kind, standing)}/withdrawal")


ROWS: Final[Rows] = {
    "recordConsent": Row(record_consent, {NO_RECORD: {"hospital": 201, "registrar": 201}}),
    "listConsents": Row(
        list_consents, {NO_RECORD: {"hospital": 200, "registrar": 200, "registry": 200, "authority": 200}}
    ),
    "consentById": Row(
        get_consent,
        {
            OWN: {"hospital": 200, "registrar": 200, "registry": 200},
            SHARED: {"authority": 200},
            FOREIGN: {"hospital": 404, "registrar": 404, "registry": 404},
        },
    ),
    "withdrawConsent": Row(
        withdraw_consent, {OWN: {"hospital": 200, "registrar": 200}, FOREIGN: {"hospital": 404, "registrar": 404}}
    ),
}
