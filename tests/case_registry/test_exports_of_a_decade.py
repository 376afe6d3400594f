"""An export is an import's mirror, tried on the decade that the benchmark makes: hundreds of cases at every stage."""

from typing import Any

import pytest

from bench import decade
from bench.books import Books
from chassis.reference.held import HeldOrganisations
from contracts.organisations import Organisations
from services.case_registry.models.base import Base
from tests.case_registry.country import MEMBERS, OFFICES, an_office, at
from tests.case_registry.imports import counts, imported, lines, told
from tests.case_registry.test_exports import emptied, exported
from tests.support.service import ServiceUnderTest

CASES = 120
TOWNS = [
    an_office(member, code, "district", "hq")
    for member in ("police", "ospp", "psc", "moj")
    for code in Books().offices
    if code not in {"0101", "0102"}
]
THE_COUNTRY = Organisations.of(1, MEMBERS, [*OFFICES, *TOWNS])


@pytest.fixture
def held() -> HeldOrganisations:
    return HeldOrganisations(THE_COUNTRY)


async def filled(registry: ServiceUnderTest) -> None:
    async with registry.connection() as connection:
        for rows in decade.batches(CASES):
            for table in Base.metadata.sorted_tables:
                if given := rows.tables.get(table.name):
                    members = {name for row in given for name in row}
                    stated: list[dict[str, Any]] = [dict.fromkeys(members) | row for row in given]
                    await connection.execute(table.insert(), stated)
        await connection.commit()


@pytest.mark.parametrize("member", ["police", "ospp", "psc"])
async def test_what_a_member_took_out_of_a_decade_comes_in_and_goes_out_the_same(
    registry: ServiceUnderTest, member: str
) -> None:
    await filled(registry)
    caller = at(member, "hq", THE_COUNTRY)
    rows = await exported(registry, caller)
    assert len(rows) > CASES / 3
    again = await imported(registry, lines(*rows), caller=caller, source="again")
    assert counts(again) == ("imported", 0, len(rows), 0, 0), told(again)
    await emptied(registry)
    report = await imported(registry, lines(*rows), caller=caller)
    assert counts(report) == ("imported", len(rows), 0, 0, 0), told(report)
    assert await exported(registry, caller) == rows
