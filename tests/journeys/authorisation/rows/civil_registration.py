"""Whom civil registration answers how, by its table of rights, operation by operation."""

from typing import Final

from tests.journeys.authorisation.derived import as_all, record
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, Row, Rows, Standing, at
from tests.support.sample_country import (
    ELSEWHERE,
    NDJSON,
    SEATS,
    SampleCountry,
    a_birth,
    a_death,
    an_old_entry,
    an_upload,
)


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


async def keep_mapping(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/import-mappings", json={"kind": "birth", "columns": {"no": "number"}})


async def import_events(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content = an_old_entry()
    return Call(IMPORTS, body=content, headers=an_upload(content, NDJSON))


async def an_import(country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content, path = an_old_entry(), f"/civil-registration/v1{IMPORTS}"
    headers = an_upload(content, NDJSON)
    made = await country.call("registrar", "POST", path, body=content, headers=headers, purpose="vitalRegistration")
    assert made.ok, made.body
    return Call(f"/imports/{made.json()['importId']}")


async def import_rows(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{(await an_import(country, kind, standing)).path}/rows")


IMPORTS: Final = "/imports?source=old-books&kind=birth"
BOOK: Final = "/register-books/2015-04?kind=birth&member={member}&office={office}"
STATISTICS: Final = "/statistics/vital?kind=birth&from=2015-01-01&to=2015-12-31"
OF_BOOKS: Final = {OWN: {"registrar": ("own", "")}}
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
    "registerEvent": record("civil_registration", "registerEvent", register_event, STANDINGS),
    "keepEventImportMapping": record("civil_registration", "keepEventImportMapping", keep_mapping, BEGUN),
    "importEvents": record("civil_registration", "importEvents", import_events, BEGUN),
    "eventImportById": record("civil_registration", "eventImportById", an_import, OF_BOOKS, done=200),
    "listEventImportRows": record("civil_registration", "listEventImportRows", import_rows, OF_BOOKS, done=200),
    # the keeper of the register reads everybody's
    "registerBook": Row(at(BOOK.format(**SEATS["registrar"])), {SHARED: {"registrar": 200, "registry": 200}}),
    # health summaries release figures, and say so
    "vitalStatistics": Row(at(STATISTICS), {NO_RECORD: {"registrar": 200, "registry": 200, "hospital": 403}}),
}
