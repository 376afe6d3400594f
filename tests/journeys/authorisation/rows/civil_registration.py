"""Whom civil registration answers how, by its table of rights, operation by operation."""

from typing import Final

from tests.journeys.authorisation.derived import as_all, listed, record
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, Rows, Standing, at
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


BEGUN: Final = {NO_RECORD: as_all("own")}  # there is no record yet
STANDINGS: Final = {
    # a registrar's own are those that it registers, whoever declared them
    OWN: {"hospital": ("role: declarer", ""), "registrar": ("own", "")},
    SHARED: {"justice": ("another member", "registeredDeath"), "registry": ("another member", "")},
    FOREIGN: as_all("another member"),
}
# without the consent that an extract rests on, the register's keeper is refused like everybody
WITHOUT_CONSENT: Final = {"registry/officialCorrespondence": 403}
ROWS: Final[Rows] = {
    "declareBirth": record("civil_registration", "declareBirth", declare_birth, BEGUN),
    "declareDeath": record("civil_registration", "declareDeath", declare_death, BEGUN),
    "eventById": record("civil_registration", "eventById", get_event, STANDINGS, done=200, instead=WITHOUT_CONSENT),
    "listEvents": listed(at("/events")),
    "listQueues": listed(at("/queues")),
    "listEventChanges": listed(at("/event-changes")),
    "listRequirements": listed(at("/requirements")),
    "registerEvent": record("civil_registration", "registerEvent", register_event, STANDINGS),
}
