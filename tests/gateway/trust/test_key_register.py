"""Keys that change while everybody calls: two gateways, one database, a service that knows the long-lived key alone."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from starlette.types import Receive, Scope, Send

from chassis.http.caller import Vouchers
from chassis.process.clock import SystemClock
from chassis.tokens.key_statements import state
from chassis.tokens.tokens import SigningKey, TokenRefused
from chassis.tokens.voucher_keys import KeySet
from contracts.problems import VoucherRefused
from gateway.trust import key_register
from gateway.trust.key_register import KeyRegister
from gateway.trust.keys import GatewayKeys
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest, a_gateway_under_test
from tests.support.land_register import LandRegister
from tests.support.postgres import FreshDatabase

PARCEL = "/land-register/v1/parcels/p1"
PSEUDONYM_KEY = bytes(32)


@dataclass
class StrictRegister(LandRegister):
    """The land register as a service in a process of its own: it believes vouchers by the published long-lived keys."""

    vouchers: Vouchers | None = None
    refused: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        assert self.vouchers is not None
        try:
            self.vouchers.caller(headers["voucher"], headers.get("voucher-key"))
        except VoucherRefused:
            self.refused.append(headers["voucher"])
        await super().__call__(scope, receive, send)


@dataclass
class Pair:
    """Two gateway processes, as far as one test process can have two."""

    gateways: list[GatewayUnderTest]
    registers: list[KeyRegister]
    published: KeySet
    roots: list[SigningKey]


@asynccontextmanager
async def two_gateways(url: str, published: KeySet, roots: list[SigningKey]) -> AsyncIterator[Pair]:
    system_key = SigningKey.generate()
    async with AsyncExitStack() as stack:
        gateways = []
        for _ in range(2):
            register = StrictRegister(vouchers=Vouchers("land-register", published, SystemClock()))
            keys = GatewayKeys(PUBLIC_URL, roots, PSEUDONYM_KEY)
            gateways.append(
                await stack.enter_async_context(a_gateway_under_test(url, register=register, keys=keys, key=system_key))
            )
        registers = [gateway.gateway.key_register for gateway in gateways]
        for register_of_keys in registers:
            await register_of_keys.open()
        yield Pair(gateways, registers, published, roots)


@pytest.fixture
async def pair(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pair]:
    monkeypatch.setattr(key_register, "ANNOUNCED_S", 0.2)
    monkeypatch.setattr(key_register, "EVERY_S", 0.05)
    roots = [SigningKey.generate()]
    published = KeySet({"keys": [root.public_jwk for root in roots]})
    async with two_gateways(fresh_database("gateway.migrations"), published, roots) as built:
        yield built


async def exchanged(of: GatewayUnderTest, with_token_of: GatewayUnderTest) -> int:
    """Make one exchange at a gateway with a token that the other has just made."""
    token = with_token_of.token()
    return (await of.call("GET", PARCEL, headers=dict(of.headers("GET", PARCEL, token=token)))).status


def refused(pair: Pair) -> list[str]:
    return [voucher for gateway in pair.gateways for voucher in gateway.register.refused]  # type: ignore[attr-defined]  # a StrictRegister


async def test_each_process_signs_with_a_key_of_its_own_that_the_other_believes_at_once(pair: Pair) -> None:
    one, two = pair.gateways
    assert len({one.keys.signing.kid, two.keys.signing.kid, pair.roots[0].kid}) == 3
    assert await exchanged(one, two) == 200
    assert await exchanged(two, one) == 200
    assert refused(pair) == []


async def test_keys_change_under_load_without_a_failed_exchange(pair: Pair) -> None:
    running = [asyncio.create_task(register.run()) for register in pair.registers]
    before = {gateway.keys.signing.kid for gateway in pair.gateways}
    statuses: list[int] = []
    over = asyncio.Event()

    async def load(of: GatewayUnderTest, with_token_of: GatewayUnderTest) -> None:
        while not over.is_set():
            statuses.append(await exchanged(of, with_token_of))

    one, two = pair.gateways
    loads = [asyncio.create_task(load(*both)) for both in ((one, two), (two, one), (one, one), (two, two))]
    for _ in range(3):
        await asyncio.gather(*(register._renew() for register in pair.registers))
    new_root = SigningKey.generate()  # and the long-lived key, as docs/operations.md says
    pair.published.replace({"keys": [pair.roots[0].public_jwk, new_root.public_jwk]})
    for gateway in pair.gateways:
        gateway.keys.take_roots([new_root, *pair.roots])
    async with asyncio.timeout(10):
        while not all(gateway.keys.certified_by_the_first for gateway in pair.gateways):  # noqa: ASYNC110 - by run()
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    over.set()
    await asyncio.gather(*loads)
    for task in running:
        task.cancel()
    assert before.isdisjoint({gateway.keys.signing.kid for gateway in pair.gateways})
    assert len(statuses) > 50
    assert set(statuses) == {200}
    assert refused(pair) == []


async def test_a_key_is_renewed_before_its_day_ends(pair: Pair) -> None:
    gateway, register = pair.gateways[0], pair.registers[0]
    short = gateway.keys.prepare(now=time.time() - 80, life_s=90)
    gateway.keys.switch(short)
    register._life_s = 90
    await register.tend()
    assert gateway.keys.signing.kid != short.signing.kid
    assert gateway.keys.key(PUBLIC_URL, short.signing.kid) is not None  # what it signed is good to its end


async def test_what_a_dropped_long_lived_key_has_certified_is_worth_nothing(pair: Pair) -> None:
    one, two = pair.gateways
    stolen, new_root = one.token(), SigningKey.generate()
    one.keys.take_roots([new_root])
    await pair.registers[0].tend()
    answer = await one.call("GET", PARCEL, headers=dict(one.headers("GET", PARCEL, token=stolen)))
    assert answer.json["params"]["reason"] == "token-key-unknown"
    assert await exchanged(one, one) == 200
    assert two.keys.signing.kid not in {jwk["kid"] for jwk in one.keys.jwks()["keys"]}


async def test_whoever_writes_into_the_database_makes_no_key(pair: Pair, caplog: pytest.LogCaptureFixture) -> None:
    thief, own_root = SigningKey.generate(), SigningKey.generate()
    one = pair.gateways[0]
    forged = [
        state(own_root, PUBLIC_URL, thief.verifying, now=time.time()).statement,
        state(one.keys.signing, PUBLIC_URL, thief.verifying, now=time.time()).statement,  # a day's key certifies nobody
        "nonsense",
    ]
    for number, statement in enumerate(forged):
        await one.pool.execute(
            "insert into gateway_keys values ($1, $2, now() + interval '1 hour')", f"k{number}", statement
        )
    await pair.registers[0].look()
    assert one.keys.key(PUBLIC_URL, thief.kid) is None
    assert len([line for line in caplog.records if "not ours" in line.message]) == 3


async def test_tokens_of_nobody_do_not_become_queries(pair: Pair) -> None:
    one = pair.gateways[0]
    await pair.registers[0].look()
    thief = replace(one, keys=GatewayKeys(PUBLIC_URL, [SigningKey.generate()]))
    asked = 0
    look = pair.registers[0].look

    async def counted() -> None:
        nonlocal asked
        asked += 1
        await look()

    pair.registers[0].look = counted  # type: ignore[method-assign]  # counts
    assert set(await asyncio.gather(*(exchanged(one, thief) for _ in range(50)))) == {401}
    assert asked <= 3


async def test_the_published_set_says_who_vouches_for_each_key_of_the_day(pair: Pair) -> None:
    one, two = pair.gateways
    await pair.registers[0].look()
    listed = {jwk["kid"]: jwk for jwk in one.keys.jwks()["keys"]}
    assert "certification" not in listed[pair.roots[0].kid]
    for gateway in (one, two):
        statement = listed[gateway.keys.signing.kid]["certification"]
        assert isinstance(statement, str)
        GatewayKeys(PUBLIC_URL, pair.roots).learn(statement, now=time.time())
    with pytest.raises(TokenRefused):
        GatewayKeys(PUBLIC_URL, [SigningKey.generate()]).learn(str(statement), now=time.time())


@dataclass
class Ahead:
    """The machine's clock, set wrong."""

    s: float = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.s, UTC)


@pytest.mark.parametrize("hours", [26, -26])
async def test_a_clock_beyond_the_day_of_the_key_costs_one_look_and_back_again_one_more(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    monkeypatch.setattr(key_register, "ANNOUNCED_S", 60.0)  # nobody waits so long
    clocks = [Ahead(), Ahead()]
    for register, clock in zip(pair.registers, clocks, strict=True):
        register._clock = clock
    one, two = (gateway.keys for gateway in pair.gateways)
    for wrong_s in (hours * 3600, 0):
        for clock in clocks:
            clock.s = wrong_s
        for register in pair.registers:
            await register.tend()
        await pair.registers[0].look()
        now = clocks[0].now().timestamp()
        for own in (one.own, two.own):
            assert own is not None
            GatewayKeys(PUBLIC_URL, pair.roots).learn(own.statement, now=now)  # everybody believes it at that time
        assert one.key(PUBLIC_URL, two.signing.kid) is not None
        assert two.key(PUBLIC_URL, one.signing.kid) is not None


async def test_a_process_whose_clock_was_wrong_alone_believes_the_others_keys_again(pair: Pair) -> None:
    clock = Ahead(26 * 3600)
    one, two = (gateway.keys for gateway in pair.gateways)
    pair.registers[0]._clock = clock
    await pair.registers[0].tend()
    assert one.key(PUBLIC_URL, two.signing.kid) is None
    clock.s = 0
    await pair.registers[1].tend()  # had its own key been deleted for old, it would announce it again
    await pair.registers[0].tend()
    assert one.key(PUBLIC_URL, two.signing.kid) is not None
    assert await exchanged(*pair.gateways) == 200


async def test_a_key_that_was_refused_by_the_clock_is_believed_when_the_clock_is_right(pair: Pair) -> None:
    clock = Ahead(-26 * 3600)
    one, two = (gateway.keys for gateway in pair.gateways)
    late = KeyRegister(fresh := GatewayKeys(PUBLIC_URL, pair.roots, PSEUDONYM_KEY), pair.gateways[0].pool, clock)
    await late.look()
    assert fresh.key(PUBLIC_URL, two.signing.kid) is None
    clock.s = 0
    await late.look()
    assert fresh.key(PUBLIC_URL, two.signing.kid) is not None
    assert fresh.key(PUBLIC_URL, one.signing.kid) is not None
