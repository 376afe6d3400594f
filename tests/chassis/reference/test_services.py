"""A service that has members in its table works without the directory; one that has none refuses, and says so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import orjson
import pytest

from chassis.bus.port import Bus
from chassis.reference import held
from chassis.reference.sources import Called
from cli.components import SERVICES, Component
from contracts.identifiers import new_id
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.reference_data import ReferenceData, digest_of, document_of
from contracts.seats import Seat
from tests.support.organisations import keep
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, running, secret_files

READS: Final = {
    "case-registry": "/cases",
    "civil-registration": f"/events/{new_id('cev')}",
    "document-exchange": "/inbox",
    "health-summaries": "/data-values",
}
HQ: Final = OfficeFacts(Seat("police", "hq"), "police-station", "central", "ກົມ", "Department")
COUNTRY: Final = Organisations.of(3, [MemberFacts("police", "police", "ຕຳຫຼວດ", "Police")], [HQ])


@asynccontextmanager
async def a_service(
    component: Component, url: str, bus: Bus, folder: Path, directory: Called
) -> AsyncIterator[ServiceUnderTest]:
    kind = component.settings_class()
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in", **secret_files(kind)}
    if "files_url" in kind.model_fields:
        told["files_url"] = folder.as_uri()
    app = component.build(kind.model_validate(told), bus=bus, voucher_keys=KEYS, directory=directory)
    async with running(app) as service:
        yield service


@pytest.mark.parametrize("component", SERVICES, ids=lambda component: component.name)
async def test_what_nobody_can_decide_is_refused_until_the_members_are_there(
    component: Component, fresh_database: FreshDatabase, bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "_FIRST_WITHIN_S", 0.05)
    url, directory, path = fresh_database(component.migrations), Called(), READS[component.name]
    async with a_service(component, url, bus, tmp_path, directory) as service:
        for refused in [await service.call("GET", path) for _ in range(2)]:
            told = refused.json()
            assert (refused.status_code, told["code"], told["effect"]) == (503, "unavailable", "none")
            assert refused.headers["retry-after"] == "5"
        ready = await service.client.get("/healthz")
        assert (ready.status_code, ready.json()["checks"]["reference"]) == (503, False)
        assert (await service.client.request("GET", f"/{component.name}/v1{path}")).status_code == 401, (
            "first, who asks"
        )

        monkeypatch.setattr(directory, "directory", the_directory)
        async with asyncio.timeout(10):
            while (await service.call("GET", path)).status_code == 503:  # noqa: ASYNC110 - it has no event of its own
                await asyncio.sleep(0.05)
        assert (await service.client.get("/healthz")).json()["checks"]["reference"]


async def test_a_call_right_after_a_start_waits_for_the_table_and_needs_no_directory(
    fresh_database: FreshDatabase, bus: Bus, tmp_path: Path
) -> None:
    component = SERVICES[0]
    url, directory = fresh_database(component.migrations), Called()
    await keep(url, COUNTRY, age="7 days")
    async with a_service(component, url, bus, tmp_path, directory) as service:
        assert (await service.call("GET", READS[component.name])).status_code == 200
        ready = (await service.client.get("/healthz")).json()
        assert (ready["checks"]["reference"], list(ready["alarms"])) == (True, ["reference-data-old"])


KNOWN = ReferenceData(COUNTRY.version, COUNTRY)


async def the_directory(_since: int | None) -> bytes:
    return orjson.dumps(document_of(KNOWN, digest_of(KNOWN)))
