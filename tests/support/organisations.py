"""The members and offices of the sandbox, and a small country with everything that can be wrong with a name."""

from datetime import date
from typing import Any, Final

import asyncpg
import orjson

from cli.sandbox.country import Sandbox
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.reference_data import ReferenceData, digest_of, document_of
from contracts.seats import Seat


def _sandbox() -> Organisations:
    country = Sandbox.load()
    return Organisations.of(
        1,
        [MemberFacts(member.id, member.kind, member.lo, member.en, member.dissolved_on) for member in country.members],
        [
            OfficeFacts(Seat(office.member, office.code), "court", office.level, office.lo, office.en, office.place)
            for office in country.offices
        ],
    )


SANDBOX: Final = _sandbox()


def an_office(member: str, code: str, kind: str = "court", level: str = "zone", **more: Any) -> OfficeFacts:
    return OfficeFacts(Seat(member, code), kind, level, f"ຫ້ອງການ {code}", f"Office {code}", **more)


COUNTRY: Final = Organisations.of(
    1,
    [
        MemberFacts("psc", "court", "ສານ", "Court"),
        MemberFacts("police", "police", "ຕຳຫຼວດ", "Police"),
        MemberFacts("interior", "ministry", "ພາຍໃນ", "Interior", date(2025, 3, 31), "affairs"),
        MemberFacts("affairs", "ministry", "ກິດຈະການ", "Affairs", date(2026, 6, 30), "home"),
        MemberFacts("home", "registry", "ທະບຽນ", "Home"),
        MemberFacts("lost", "ministry", "ຫາຍ", "Lost", date(2020, 1, 1)),
    ],
    [
        an_office("psc", "hq", level="central"),
        an_office("psc", "Z1", ends=date(2026, 1, 31), successor=Seat("psc", "Z2"), informed=(Seat("psc", "0001"),)),
        an_office("psc", "Z2"),
        an_office("psc", "Z3", begins=date(2099, 1, 1)),
        an_office("psc", "Z4", ends=date(2026, 1, 31)),
        an_office("police", "hq", "police-headquarters", "central"),
        an_office("police", "S9", "police-station", "district"),
        an_office("interior", "01", "ministry-office", successor=Seat("home", "02")),
        an_office("interior", "03", "ministry-office"),
        an_office("home", "02", "registrar"),
        *(an_office("psc", f"{number:04}") for number in range(1, 61)),
    ],
)


async def keep(url: str, organisations: Organisations, *, age: str = "0 s") -> None:
    """Write members and offices into a service's table, as it kept them when the directory last answered."""
    known = ReferenceData(organisations.version, organisations)
    digest = digest_of(known)
    document = orjson.dumps(document_of(known, digest)).decode()
    connection = await asyncpg.connect(url)
    try:
        into = "insert into reference_data values (1, $1, $2, $3, now() - $4::text::interval)"
        await connection.execute(into, organisations.version, digest, document, age)
    finally:
        await connection.close()
