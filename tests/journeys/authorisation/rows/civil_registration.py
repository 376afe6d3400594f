"""Whom civil registration answers how, operation by operation."""

from typing import Final

from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, Row, Rows, Standing
from tests.support.sample_country import ELSEWHERE, SampleCountry, a_birth, a_death


async def declare_birth(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/births", json=a_birth())


async def declare_death(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/deaths", json=a_death())


async def an_event(country: SampleCountry, kind: str, standing: Standing) -> str:
    if standing is OWN:
        # a registrar's own are those that it registers, whoever declared them
        return await country.birth("hospital")
    if standing is SHARED and kind == "justice":
        return await country.registered_death()  # all that concerns cases
    return await country.birth("registrar" if kind == "hospital" else "hospital", registrar=ELSEWHERE)


async def get_event(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/events/{await an_event(country, kind, standing)}")


async def register_event(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/events/{await an_event(country, kind, standing)}/registration", json={"bookNumber": "12/0101"})


ROWS: Final[Rows] = {
    "declareBirth": Row(declare_birth, {NO_RECORD: {"hospital": 201, "registrar": 201}}),
    "declareDeath": Row(declare_death, {NO_RECORD: {"hospital": 201, "registrar": 201}}),
    "getEvent": Row(
        get_event,
        {
            OWN: {"hospital": 200, "registrar": 200},
            SHARED: {"registry/vitalRegistration": 200, "justice": 200},
            # without the consent that an extract rests on, the register's keeper is refused like everybody
            FOREIGN: {
                **dict.fromkeys(("hospital", "registrar", "authority", "justice"), 404),
                "registry/officialCorrespondence": 403,
            },
        },
    ),
    "registerEvent": Row(register_event, {OWN: {"registrar": 201}, FOREIGN: {"registrar": 404}}),
}
