"""The register called through the gateway: tokens, agreements and schemas hold for it as for everybody."""

import asyncio
import base64
import re
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.client.exchange_client import Credentials, ExchangeClient, TokenRefused
from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from contracts.calendar import VIENTIANE
from contracts.identifiers import new_id
from gateway.app import build
from gateway.directory.content import DirectoryContent, Service, System
from gateway.directory.enact import enact
from gateway.directory.enrol import enrol
from gateway.directory.officers import Officer
from gateway.directory.organisations import Member, Office, OfficeOf
from gateway.directory.register import app as register
from gateway.settings import Settings
from gateway.trust.keys import GatewayKeys
from tests.support.directory import BEGIN, an_agreement
from tests.support.postgres import FreshDatabase
from tests.support.sockets import served

GUESTS = 2  # connections of what lives in the gateway
OPERATIONS = ["listMembers", "serviceByName", "proposeChange"]


@dataclass
class CallerThroughGateway:
    """A system of the control tower with its client, and the database of the gateway that it calls."""

    engine: AsyncEngine
    client: ExchangeClient
    system: System
    newcomer: ExchangeClient  # the same system, without a token yet


@pytest.fixture
async def caller(fresh_database: FreshDatabase) -> AsyncIterator[CallerThroughGateway]:
    url, key = fresh_database("gateway.migrations"), SigningKey.generate()
    engine = create_engine(url, pool_size=1)
    system = System(member="control-tower", name="console", keys=(dict(key.public_jwk),))
    content = DirectoryContent(
        members=(
            Member.model_validate({"id": "control-tower", "kind": "authority", "lo": "ສູນຄວບຄຸມ", "en": "Control tower"}),
        ),
        systems=(system,),
        services=(
            Service(
                name=register.NAME, member="control-tower", base_url=register.BASE_URL, document=register.document()
            ),
        ),
        agreements=(
            an_agreement(
                id="agr_tower",
                member="control-tower",
                service=register.NAME,
                operations=OPERATIONS,
                purposes=["directoryKeeping"],
                data_classes=["general", "specific"],
            ),
        ),
    )
    async with engine.begin() as connection:
        await enrol(connection, content)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(database_url=url, public_url=public_url, pool_size=GUESTS)
        app = build(settings, keys=GatewayKeys(public_url, [SigningKey.generate()]))
        credentials = Credentials(
            member="control-tower",
            system="console",
            client_id="control-tower-console",
            private_jwk=key.private_jwk(),
            issuer=public_url,
            token_endpoint=f"{public_url}/oauth/token",
            base_url=public_url,
            purposes=("directoryKeeping",),
        )
        async with app.router.lifespan_context(app), served(app, listening), aiohttp.ClientSession() as session:
            client, newcomer = ExchangeClient(credentials, session), ExchangeClient(credentials, session)
            yield CallerThroughGateway(engine, client, system, newcomer)
    await engine.dispose()


async def test_the_register_is_read_as_every_service_is(caller: CallerThroughGateway) -> None:
    members = await caller.client.request("GET", "/directory/v1/members?search=tower&limit=5")
    assert (members.status, [each["id"] for each in members.json()["items"]]) == (200, ["control-tower"])
    assert members.headers["Exchange-Id"].startswith("xch_")
    service = await caller.client.request("GET", "/directory/v1/services/directory")
    assert (service.status, service.json()["document"]["info"]["title"]) == (200, "Directory")


async def test_what_no_agreement_names_is_refused_here_too(caller: CallerThroughGateway) -> None:
    refused = await caller.client.request("GET", "/directory/v1/agreements")
    assert (refused.status, refused.json()["code"]) == (403, "no-agreement")


async def test_what_the_schema_forbids_does_not_reach_the_register(caller: CallerThroughGateway) -> None:
    body = {"reason": "", "content": {"people": []}}
    refused = await caller.client.request("POST", "/directory/v1/changes", json=body, idempotency_key="k")
    assert refused.status == 400
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/reason", "/content/people"}


async def test_a_system_without_an_officer_proposes_nothing(caller: CallerThroughGateway) -> None:
    member = {"id": "moic", "kind": "ministry", "names": [{"lo": "ກະຊວງ", "en": "Ministry"}]}
    body = {"reason": "Because.", "content": {"members": [member]}}
    refused = await caller.client.request("POST", "/directory/v1/changes", json=body, idempotency_key="k")
    assert (refused.status, refused.json()["code"], refused.json()["effect"]) == (403, "officer-required", "none")


async def test_guests_that_hold_every_connection_stop_neither_tokens_nor_the_gateway(
    caller: CallerThroughGateway,
) -> None:
    assert (await caller.client.request("GET", "/directory/v1/members")).ok
    async with caller.engine.connect() as locking, locking.begin():
        await locking.execute(text("lock table directory_entries in access exclusive mode"))
        stuck = [asyncio.create_task(caller.client.request("GET", "/directory/v1/members")) for _ in range(GUESTS)]
        waiting = text("select count(*) from pg_locks where not granted")
        while await locking.scalar(waiting) < GUESTS:
            assert not any(task.done() for task in stuck)
            await asyncio.sleep(0.01)
        assert await caller.newcomer.token("directoryKeeping")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{caller.client.credentials.base_url}/healthz") as healthy,
        ):
            assert (healthy.status, (await healthy.json())["status"]) == (200, "ready")
    assert all(answer.ok for answer in await asyncio.gather(*stuck))


async def changed(caller: CallerThroughGateway, content: DirectoryContent) -> None:
    async with caller.engine.begin() as connection:
        await enact(connection, content, at=BEGIN, change=new_id("dch"))


async def within_two_seconds(seen: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(2):
        while True:
            if await seen():
                break
            await asyncio.sleep(0.05)


async def test_an_officer_who_left_acts_no_more_within_two_seconds(caller: CallerThroughGateway) -> None:
    async def code(officer: str) -> str | None:
        answer = await caller.client.request("GET", "/directory/v1/members", officer=officer)
        return None if answer.ok else str(answer.json()["code"])

    assert await code("Khamla") is None, "a member without officers in the register goes on as ever"
    hq = Office(member="control-tower", code="hq", kind="other", lo="ສູນ", en="Centre", level="central")
    khamla, bounmy = (
        Officer(member="control-tower", id=id_, post="Officer", office="hq", from_=BEGIN.date())
        for id_ in ("khamla", "bounmy")
    )
    await changed(caller, DirectoryContent(offices=(hq,), officers=(khamla, bounmy)))

    async def unknown() -> bool:
        try:
            await caller.newcomer.token("directoryKeeping", f"stranger{time.monotonic()}")
        except TokenRefused as refusal:
            return bool(refusal.answer.json()["code"] == "officer-not-in-office")
        return False

    await within_two_seconds(unknown)
    assert await code("Khamla") is None
    left = khamla.model_copy(update={"to": datetime.now(VIENTIANE).date() - timedelta(days=1)})
    await changed(caller, DirectoryContent(officers=(left,)))

    async def gone() -> bool:
        return await code("Khamla") == "officer-not-in-office"

    await within_two_seconds(gone)
    with pytest.raises(TokenRefused, match="khamla is not in office at control-tower today") as refused:
        await caller.newcomer.token("directoryKeeping", "khamla")
    assert refused.value.answer.status == 403
    assert await code("bounmy") is None
    assert await caller.newcomer.token("directoryKeeping"), "who names no officer is not concerned"


async def test_a_dissolved_ministry_goes_on_under_its_successor_with_keys_and_client_ids(
    caller: CallerThroughGateway,
) -> None:
    old, new = (
        Member.model_validate({"id": id_, "kind": "ministry", "lo": "ກະຊວງ", "en": id_})
        for id_ in ("moha", "home-affairs")
    )
    office = Office(member="moha", code="0101", kind="registrar-office", lo="ຫ້ອງ", en="Registrar", level="district")
    system = System(member="moha", name="desk", office="0101", keys=caller.system.keys)
    agreement = an_agreement(
        id="agr_moha", member="moha", service=register.NAME, operations=OPERATIONS, purposes=["directoryKeeping"]
    )
    await changed(
        caller, DirectoryContent(members=(old, new), offices=(office,), systems=(system,), agreements=(agreement,))
    )
    credentials = caller.client.credentials.model_copy(update={"client_id": "moha-desk", "member": "moha"})
    async with aiohttp.ClientSession() as session:
        desk = ExchangeClient(credentials, session)
        said: list[str] = []

        async def read() -> str:
            answer = await desk.request("GET", "/directory/v1/members")
            parts = re.split(r"[.~]", answer.receipt or "")[1:2]
            said.append("".join(base64.urlsafe_b64decode(part + "==").decode() for part in parts).replace("\\", ""))
            return str(answer.json().get("code", "ok"))

        async def known() -> bool:
            try:
                return await read() == "ok"
            except TokenRefused:
                return False

        await within_two_seconds(known)
        assert '"member":"moha"' in said[-1]
        held = await desk.token("directoryKeeping")
        last = datetime.now(VIENTIANE).date() - timedelta(days=1)
        successor = OfficeOf(member="home-affairs", office="0101")
        await changed(
            caller,
            DirectoryContent(
                members=(old.model_copy(update={"dissolved_on": last, "successor": "home-affairs"}),),
                offices=(
                    office.model_copy(update={"to": last, "successor": successor}),
                    office.model_copy(update={"member": "home-affairs"}),
                ),
                systems=(system.model_copy(update={"member": "home-affairs", "kept_id": "moha-desk"}),),
                agreements=(agreement.model_copy(update={"member": "home-affairs"}),),
            ),
        )

        async def ended() -> bool:
            proven = await desk.prove("GET", "/directory/v1/members", token=held)
            return (await desk.send("GET", "/directory/v1/members", proven)).status == 401

        await within_two_seconds(ended)
        assert await read() == "ok", "the same keys, under the same client id"
        assert '"member":"home-affairs"' in said[-1]
        assert '"system":"moha-desk"' in said[-1]
        assert '"member":"moha"' in said[0], "what was receipted keeps the old name"
    filed = await caller.client.request("GET", "/directory/v1/members?search=moha")
    assert [each["successor"] for each in filed.json()["items"]] == ["home-affairs"]


async def test_a_suspended_system_is_out_within_two_seconds_whatever_was_cached(caller: CallerThroughGateway) -> None:
    assert (await caller.client.request("GET", "/directory/v1/members")).ok
    suspended = caller.system.model_copy(update={"suspended": True})
    async with caller.engine.begin() as connection:
        await enact(connection, DirectoryContent(systems=(suspended,)), at=BEGIN, change=new_id("dch"))
    began = time.monotonic()
    while True:
        try:
            if not (await caller.client.request("GET", "/directory/v1/members")).ok:
                break
        except TokenRefused:
            break
        await asyncio.sleep(0.05)
    assert time.monotonic() - began < 2
