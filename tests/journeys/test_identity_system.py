"""A UIN is asked of a real identity system through the gateway, and registration never waits for it."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import aiohttp
import pytest

from chassis.events.requests_out import LEASE_S
from tests.support import sample_records as records
from tests.support.identity_system import NAME, IdentitySystem, document
from tests.support.newcomers import BASIS, BIRTHS, EVENTS, PATIENCE_S, Country
from tests.support.saphan_process import SaphanProcess
from tests.support.sockets import served

pytestmark = pytest.mark.slow


def a_member(port: int) -> dict[str, Any]:
    """What the control tower enters for an identity system: its member, its service, and who may ask it."""
    named = {"lo": "ສຳນັກງານເລກປະຈຳຕົວ", "en": "Identity office"}
    agreement = {
        "id": "agr_home-affairs-identity",
        "member": "home-affairs",
        "service": NAME,
        "operations": ["takeUinRequest"],
        "purposes": ["vitalRegistration"],
        "legalBasis": BASIS,
        "dataClasses": ["general", "specific"],
        "validFrom": "2026-01-01T00:00:00+07:00",
    }
    service = {"name": NAME, "member": "identity", "baseUrl": f"http://127.0.0.1:{port}", "document": document()}
    return {
        "members": [{"id": "identity", "kind": "ministry", "names": [named]}],
        "services": [service],
        "agreements": [agreement],
    }


def a_row(day: date) -> dict[str, Any]:
    """The row of the national list by which it is asked about births and deaths."""
    told = {"events": ["birth", "death"], "service": NAME, "law": "A test.", "verified": False}
    named = {"lo": "ລະບົບເລກປະຈຳຕົວ", "en": "Identity system"}
    return {"codeList": "uin-requests", "code": "ofTheTest", **named, "validFrom": day.isoformat(), "attributes": told}


@pytest.fixture
async def identity() -> AsyncIterator[tuple[IdentitySystem, int]]:
    peer = IdentitySystem()
    async with served(peer) as port:
        yield peer, port


class Register:
    """Births and deaths, declared and registered in the small sandbox, and read again until they say something."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.saphan = country.saphan

    async def call(self, system: str, method: str, path: str, **how: Any) -> Any:
        answer = await self.country.call(system, method, path, purpose="vitalRegistration", **how)
        assert answer.ok, answer.body
        return answer.json()

    async def registered(self, kind: str, facts: dict[str, Any]) -> dict[str, Any]:
        """Declare an event as the hospital does, and register it as the registrar does."""
        path = {"birth": BIRTHS, "death": BIRTHS.replace("births", "deaths")}[kind]
        event = await self.call("hospital-records", "POST", path, json=facts)
        return await self.act(event, "registration", {})

    async def act(self, event: dict[str, Any], what: str, body: dict[str, Any], **how: Any) -> dict[str, Any]:
        """Do something to an event as it was read last."""
        path, headers = f"{EVENTS}/{event['eventId']}", {"If-Match": f'"{len(event["actions"])}"'}
        answer = await self.call(
            "registrar-desk", "POST", f"{path}/{what}", json=body, headers=headers, sign=True, **how
        )
        return dict(answer)

    async def read(self, event: dict[str, Any]) -> dict[str, Any]:
        return dict(await self.call("registrar-desk", "GET", f"{EVENTS}/{event['eventId']}"))

    async def until(
        self, event: dict[str, Any], says: Callable[[dict[str, Any]], bool], within_s: float = PATIENCE_S
    ) -> dict[str, Any]:
        """Read the event until it says so."""
        async with asyncio.timeout(within_s):
            while not says(found := await self.read(event)):  # noqa: ASYNC110 - another process asks
                await asyncio.sleep(0.1)
        return found


def stands(state: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event.get("uinRequest", {}).get("state") == state


def uins(event: dict[str, Any]) -> list[str]:
    return [each["value"] for each in event["birth"]["child"].get("identifiers", []) if each["type"] == "uin"]


async def a_register(saphan: SaphanProcess, session: aiohttp.ClientSession, port: int) -> Register:
    """The sandbox, in which an identity system stands in the directory and is asked from today on."""
    country = Country(saphan, session)
    # at first the directory's keeper may have no reference data: this call waits
    await country.call("control-tower-console", "GET", "/directory/v1/members", purpose="directoryKeeping")
    await country.decided(a_member(port))
    await country.decided({"codes": [a_row(records.today())]})
    register = Register(country)
    async with asyncio.timeout(PATIENCE_S):  # services hear of a list some two seconds after the gateway
        while True:
            async with session.get(f"{saphan.base_url}/directory/v1/code-lists/uin-requests") as answer:
                if "ofTheTest" in await answer.text():
                    break
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    return register


async def test_a_birth_is_registered_at_once_and_has_its_uin_a_moment_later(
    own: SaphanProcess, session: aiohttp.ClientSession, identity: tuple[IdentitySystem, int]
) -> None:
    peer, port = identity
    await own.start().ready()
    register = await a_register(own, session, port)
    peer.mood = "slow"
    began = time.monotonic()
    event = await register.registered("birth", records.birth_declaration())
    assert time.monotonic() - began < 2, "the identity system takes five seconds"
    assert (event["state"], "awaitingUin" in event["flags"]) == ("registered", True)
    peer.mood = "well"
    event = await register.until(event, stands("confirmed"))
    assert (uins(event), event["flags"]) == (["0123-000001"], [])
    listed = await register.call("registrar-desk", "GET", f"{EVENTS}?identifier=0123000001")
    assert [each["eventId"] for each in listed["items"]] == [event["eventId"]]
    assert len(set(peer.keys)) == 1, "sent again under the same key"
    actions = [each["action"] for each in event["actions"]]
    assert actions[-3:] == ["register", "requestUin", "confirmUin"]
    for mood in ("garbage", "broken"):
        await an_odd_answer(register, peer, mood)
    await a_refusal(register, peer)
    await a_death(register, peer, uins(event)[0])
    assert await own.stop() == 0


async def an_odd_answer(register: Register, peer: IdentitySystem, mood: str) -> None:
    """What is no answer decides nothing, and is asked again."""
    peer.mood = mood
    event = await register.registered("birth", records.birth_declaration())
    before = len(peer.requests)
    async with asyncio.timeout(PATIENCE_S):
        while len(peer.requests) < before + 2:  # noqa: ASYNC110 - another process asks
            await asyncio.sleep(0.1)
    assert stands("requested")(await register.read(event))
    peer.mood = "well"
    assert len(uins(await register.until(event, stands("confirmed")))) == 1


async def a_refusal(register: Register, peer: IdentitySystem) -> None:
    """What is refused is asked again by a person alone."""
    peer.mood = "protesting"
    event = await register.registered("birth", records.birth_declaration())
    event = await register.until(event, stands("refused"))
    assert (event["flags"], event["uinRefusal"]["code"]) == (["uinRefused"], "child-unknown")
    peer.mood = "well"
    event = await register.act(event, "uin-decision", {"outcome": "askAgain", "reason": "ຖາມໃໝ່"})
    assert len(uins(await register.until(event, stands("confirmed")))) == 1


async def a_death(register: Register, peer: IdentitySystem, number: str) -> None:
    """A registered death closes the UIN of the deceased."""
    deceased = {
        "name": records.lao_name("ດາວ", "ພົມມະຈັນ"),
        "sex": "female",
        "birthDate": {"value": "2020", "precision": "year"},
        "identifiers": [{"type": "uin", "value": number}],
    }
    facts = {"occurredOn": records.yesterday().isoformat(), "place": "0101", "deceased": deceased}
    event = await register.registered("death", facts)
    await register.until(event, stands("confirmed"))
    assert peer.ended == {number}


async def test_a_kill_between_the_answer_and_its_commit_gives_one_uin(
    own: SaphanProcess, session: aiohttp.ClientSession, identity: tuple[IdentitySystem, int]
) -> None:
    peer, port = identity
    await own.start(crash_at="answered").ready()
    register = await a_register(own, session, port)
    event = await register.registered("birth", records.birth_declaration())
    assert await own.ended() == -signal.SIGKILL
    assert (len(peer.requests), peer.numbers) == (1, {event["eventId"]: "0123-000001"})

    await own.start().ready()
    register = Register(Country(own, session))
    event = await register.until(event, stands("confirmed"), LEASE_S + PATIENCE_S)
    assert (uins(event), len(set(peer.keys)), len(peer.requests)) == (["0123-000001"], 1, 2)
    assert await own.stop() == 0
