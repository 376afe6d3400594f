"""The register over a fresh database with a small country in it, called with real vouchers that name officers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chassis.postgres.database import create_engine
from chassis.unit.units import Units
from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from gateway.directory.enrol import enrol
from gateway.directory.load import load
from gateway.directory.organisations import Member
from gateway.directory.reference import Reference
from gateway.directory.register.app import build
from gateway.directory.snapshot import Snapshot
from gateway.directory.watch import Directory
from tests.support.directory import a_country
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running

SCHEMAS = "https://schemas.saphan.gov.la/directory/"


def tower(officer: str | None) -> Caller:
    return a_caller("control-tower", "authority", officer=officer, purpose="directoryKeeping")


def moic(officer: str = "somchai") -> Caller:
    return a_caller("moic", "ministry", officer=officer, purpose="directoryKeeping")


BOUNMY, KHAMLA = tower("bounmy"), tower("khamla")


class Register(ServiceUnderTest):
    """The running register, with the steps that every test takes."""

    async def propose(self, caller: Caller = BOUNMY, reason: str = "Because.", **content: Any) -> dict[str, Any]:
        answer = await self.call("POST", "/changes", caller=caller, json={"reason": reason, "content": content})
        assert answer.status_code == 201, answer.text
        return self.valid("change", answer.json())

    async def refused(self, method: str, path: str, caller: Caller = BOUNMY, **call: Any) -> str:
        answer = await self.call(method, path, caller=caller, **call)
        assert answer.status_code >= 400, answer.text
        return str(answer.json()["code"])

    async def refusal(self, caller: Caller = BOUNMY, **content: Any) -> str:
        """Return why a proposal is refused."""
        answer = await self.call(
            "POST",
            "/changes",
            caller=caller,
            json={"reason": "Because.", "content": content},
            headers={"Accept-Language": "en"},
        )
        assert answer.status_code == 409, answer.text
        return str(answer.json()["detail"])

    async def approve(self, change: dict[str, Any], caller: Caller = KHAMLA) -> dict[str, Any]:
        answer = await self.call("POST", f"/changes/{change['changeId']}/approvals", caller=caller)
        assert answer.status_code == 201, answer.text
        return self.valid("change", answer.json())

    async def make(self, **content: Any) -> dict[str, Any]:
        """Propose and approve."""
        return await self.approve(await self.propose(**content))

    async def read(self, path: str, schema: str, caller: Caller = BOUNMY, /, **params: str) -> dict[str, Any]:
        answer = await self.call("GET", path, caller=caller, params=params)
        assert answer.status_code == 200, answer.text
        return self.valid(schema, answer.json())

    async def snapshot(self) -> Snapshot:
        return await load(self.units.engine)

    def valid(self, schema: str, document: dict[str, Any]) -> dict[str, Any]:
        """Return the document, which is what the gateway would let pass."""
        assert Catalogue.load().validator(f"{SCHEMAS}{schema}/v1").faults(document) == ([], False)
        return document


@pytest.fixture
async def register(fresh_database: FreshDatabase) -> AsyncIterator[Register]:
    async with a_register(fresh_database("gateway.migrations")) as running_register:
        yield running_register


@asynccontextmanager
async def a_register(database_url: str) -> AsyncIterator[Register]:
    """Run the register on this migrated database, with the small country in it."""
    engine = create_engine(database_url)
    country = a_country()
    members = (
        *country.members,
        *(Member.model_validate({"id": i, "kind": k, "lo": "ລາວ", "en": i}) for i, k in TOWER_AND_MINISTRIES.items()),
    )
    async with engine.begin() as connection:
        await enrol(connection, country.model_copy(update={"members": members}))
    directory = Directory(engine)
    await directory.confirm()
    lent = {"reference": Reference(engine, lambda: directory.snapshot)}
    async with running(build(Units(engine), KEYS, lent), BOUNMY) as service:
        yield Register(service.app, service.client, service.service, service.caller)
    await engine.dispose()


TOWER_AND_MINISTRIES = {"control-tower": "authority", "moic": "ministry", "home-affairs": "registry"}


@pytest.fixture
def a_project() -> Callable[..., dict[str, Any]]:
    def make(**changes: Any) -> dict[str, Any]:
        facts = {"id": "e-land", "owner": "moic", "lo": "ທະບຽນທີ່ດິນ", "topics": ["ທະບຽນ\u200bທີ່ດິນ"], "status": "reported"}
        return facts | changes

    return make
