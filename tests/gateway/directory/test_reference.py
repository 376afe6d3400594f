"""Members and offices for everybody, through a whole gateway, and in a service that asks it over HTTP."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from chassis.reference.keeper import Keeper
from chassis.reference.sources import OverHttp
from chassis.tokens.tokens import SigningKey
from contracts.reference_data import ReferenceData, followed_by
from contracts.seats import Seat
from gateway.app import build
from gateway.directory.content import DirectoryContent, Service
from gateway.directory.enrol import enrol
from gateway.directory.organisations import Member, Office
from gateway.directory.register import app as register
from gateway.settings import Settings
from gateway.trust.keys import GatewayKeys
from tests.support.gateway_under_test import PUBLIC_URL, Answer, asgi
from tests.support.postgres import FreshDatabase
from tests.support.sockets import served

HOST = (b"host", b"127.0.0.1:8080")
PATH = "/directory/v1/reference"


def offices(codes: Iterable[str], en: str = "District") -> tuple[Office, ...]:
    tower = {"member": "control-tower", "kind": "other", "level": "district"}
    return tuple(Office.model_validate({**tower, "code": code, "lo": "ເມືອງ", "en": en}) for code in codes)


@dataclass
class Country:
    """A gateway and its database, in which offices are enrolled."""

    app: FastAPI
    engine: AsyncEngine

    async def enrol(self, *changed: Office) -> int:
        content = DirectoryContent(
            members=(Member.model_validate({"id": "control-tower", "kind": "authority", "lo": "ສູນ", "en": "Tower"}),),
            offices=changed,
            services=(
                Service(
                    name=register.NAME,
                    member="control-tower",
                    base_url=register.BASE_URL,
                    document=register.document(),
                ),
            ),
        )
        async with self.engine.begin() as connection:
            return await enrol(connection, content)

    async def get(self, query: str = "", *more: tuple[bytes, bytes]) -> Answer:
        return await asgi(self.app, "GET", PATH + query, [HOST, *more])

    async def until(self, version: int) -> Answer:
        """Ask until the gateway tells of that version."""
        async with asyncio.timeout(10):
            while (answer := await self.get()).status != 200 or answer.json["version"] < version:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return answer


@asynccontextmanager
async def a_country(url: str, *enrolled: Office) -> AsyncIterator[Country]:
    engine = create_engine(url, pool_size=1)
    keys = GatewayKeys(PUBLIC_URL, [SigningKey.generate()])
    made = Country(build(Settings(database_url=url, public_url=PUBLIC_URL), keys=keys), engine)
    try:
        if enrolled:
            await made.enrol(*enrolled)
        async with made.app.router.lifespan_context(made.app):
            yield made
    finally:
        await engine.dispose()


@pytest.fixture
async def country(fresh_database: FreshDatabase) -> AsyncIterator[Country]:
    async with a_country(fresh_database("gateway.migrations"), *offices(["hq", "01"])) as made:
        yield made


def codes(document: dict[str, Any]) -> list[str]:
    return [office["code"] for office in document["offices"]]


async def test_everybody_reads_all_of_it_or_what_has_changed(country: Country) -> None:
    whole = await country.get()
    assert (whole.status, whole.headers["cache-control"]) == (200, "public, max-age=1")
    assert codes(whole.json) == ["01", "hq"]
    first = whole.json["version"]
    held, _ = followed_by(ReferenceData(), whole.json)

    unchanged = await country.get("", (b"if-none-match", whole.headers["etag"].encode()))
    assert (unchanged.status, unchanged.body) == (304, b"")
    nothing = (await country.get(f"?since={first}")).json
    assert (nothing["since"], nothing["members"], nothing["offices"]) == (first, [], [])

    version = await country.enrol(*offices(["hq"]), *offices(["01"], "Renamed"), *offices(["02"]))
    await country.until(version)
    change = (await country.get(f"?since={first}")).json
    assert (codes(change), change["members"], change["version"]) == (["01", "02"], [], version)
    made, _ = followed_by(held, change)
    assert made.organisations.offices[Seat("control-tower", "01")].name_en == "Renamed"

    for unknown in ("?since=0", f"?since={version + 1}", ""):
        assert "since" not in (await country.get(unknown)).json
        assert codes((await country.get(unknown)).json) == ["01", "02", "hq"]
    assert (await country.get("?since=-1")).code == "invalid-input"
    assert (await country.get("?since=9007199254740992")).code == "invalid-input"
    assert (await asgi(country.app, "GET", "/directory/v1/members", [HOST])).status == 401


async def test_it_is_packed(country: Country) -> None:
    version = await country.enrol(*offices(f"{n:04}" for n in range(100)))
    plain = await country.until(version)
    packed = await country.get("", (b"accept-encoding", b"gzip"))
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 5


async def test_the_public_operations_are_told_as_such(country: Country) -> None:
    document = (await asgi(country.app, "GET", "/openapi.json", [HOST])).json
    assert document["paths"][PATH]["get"]["security"] == []
    assert "security" not in document["paths"]["/directory/v1/members"]["get"]


async def test_a_service_has_a_change_within_two_seconds(fresh_database: FreshDatabase) -> None:
    own = fresh_database("services.civil_registration.migrations")
    async with a_country(fresh_database("gateway.migrations")) as country, served(country.app) as port:
        keeper = Keeper("civil", own, OverHttp(f"http://127.0.0.1:{port}{PATH}"))
        keeping = asyncio.create_task(keeper.run())
        try:
            # nobody is enrolled: services are, by the documents that they serve, and must not wait for themselves
            assert (await country.get()).code == "directory-empty"
            async with asyncio.timeout(10):
                while not await keeper.checks()["reference"]():  # noqa: ASYNC110 - as below
                    await asyncio.sleep(0.01)
            await _holds(keeper, await country.enrol(*offices(["01"])))
            version = await country.enrol(*offices(["02"]))
            began = time.monotonic()
            await _holds(keeper, version)
            assert time.monotonic() - began < 2.5, "two seconds, and what a busy machine adds"
            assert Seat("control-tower", "02") in keeper.held.current.offices
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)


async def _holds(keeper: Keeper, version: int) -> None:
    async with asyncio.timeout(10):
        while keeper.held.version < version:  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
