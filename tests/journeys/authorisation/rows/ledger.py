"""Whom the ledger answers how: evidence to who took part, reports to the control tower."""

import asyncio
from typing import Final

from contracts.identifiers import new_id
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, Row, Rows, Standing, at
from tests.support.sample_country import SampleCountry

PROOF: Final = "/ledger/v1/proofs/inclusion?exchange="


async def get_evidence(country: SampleCountry, kind: str, standing: Standing) -> Call:
    """Ask for the evidence of an exchange of one's own, of anybody's, or of another office's."""
    member = kind if standing is OWN else "health"
    paths = {
        "registrar": f"/civil-registration/v1/events/{new_id('civ')}",
        "health": "/health-summaries/v1/data-values",
    }
    path = paths.get(member, "/case-registry/v1/cases")  # whatever comes of it: a refusal leaves an entry, too
    exchange = (await country.call(member, "GET", path)).headers["Exchange-Id"]
    async with asyncio.timeout(10):
        while (await country.session.get(f"{country.saphan.base_url}{PROOF}{exchange}")).status != 200:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    return Call(f"/entries/{exchange}")


ROWS: Final[Rows] = {
    "exchangeEvidence": Row(
        get_evidence,
        {
            OWN: {"police": 200, "court": 200, "registrar": 200},
            SHARED: {"authority": 200},
            FOREIGN: {"police": 404, "court": 404, "registrar": 404},
        },
    ),
} | {
    name: Row(at(f"/reports/{path}"), {NO_RECORD: {"authority": 200}})
    for name, path in (
        ("reportExchanges", "exchanges"),
        ("reportRefusals", "refusals"),
        ("reportSilence", "silent-offices"),
        ("reportMonth", "monthly"),
    )
}
