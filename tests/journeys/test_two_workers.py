"""`saphan serve gateway --workers 2`: whichever worker a call comes in at, it is one gateway."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import psutil
import pytest

from chassis.client.client_tokens import ASSERTION_TYPE, client_assertion, dpop_proof
from chassis.client.exchange_client import AccessToken, Answer, Credentials, ExchangeClient
from chassis.postgres.database import driver_url
from chassis.postgres.embedded import EmbeddedPostgres
from chassis.tokens.tokens import SigningKey
from cli.components import GATEWAY, Component
from tests.journeys import test_code_samples as code_samples
from tests.support import sample_records as records
from tests.support.pair import HOST, PATIENCE_S, READY_S, REGISTRY, Pair
from tests.support.story import CASES

pytestmark = pytest.mark.slow

POLICE, OTHERS, THIRD = "police-case-system", "psc-case-system", "ospp-case-system"
BURST, BODIES = 60, 4
LENGTH = 2000  # of a body that is begun


class TwoWorkers(Pair):
    """A pair whose gateway has two workers, with limits that a test can reach."""

    def environment(self, component: Component) -> Mapping[str, str]:
        told = dict(super().environment(component))
        if component is GATEWAY:
            told |= {
                "SAPHAN_GATEWAY_WORKERS": "2",
                "SAPHAN_GATEWAY_SYSTEM_BURST": str(BURST),
                "SAPHAN_GATEWAY_SYSTEM_RATE_PER_S": "0.01",
                "SAPHAN_GATEWAY_BODIES_PER_SYSTEM": str(BODIES),
                "SAPHAN_GATEWAY_DPOP_NONCES": "true",
            }
        return told

    @property
    def supervisor(self) -> psutil.Process:
        return psutil.Process(self.processes[GATEWAY.name].pid)

    def workers(self) -> list[psutil.Process]:
        """Return the workers that listen."""
        return [child for child in self.supervisor.children() if self._listens(child)]

    def _listens(self, process: psutil.Process) -> bool:
        found = (each for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
        return any(each.laddr.port == self.ports[GATEWAY.name] for each in found)

    def called_from(self) -> set[int]:
        """Return the ports of this test from which the gateway is called."""
        mine = psutil.Process().net_connections("tcp")
        return {each.laddr.port for each in mine if each.raddr and each.raddr.port == self.ports[GATEWAY.name]}

    async def both_listen(self) -> list[psutil.Process]:
        async with asyncio.timeout(READY_S):
            while len(found := self.workers()) < 2:  # noqa: ASYNC110 - other processes
                await asyncio.sleep(0.05)
        return found


class At:
    """Callers at one worker."""

    def __init__(self, country: TwoWorkers, worker: psutil.Process, session: aiohttp.ClientSession) -> None:
        self.country, self.worker, self.session = country, worker, session

    def system(self, name: str) -> ExchangeClient:
        return self.country.system(name, self.session)

    def took(self, port: int) -> bool:
        """Tell whether the worker has the connection that comes from this port."""
        return port in {each.raddr.port for each in self.worker.net_connections("tcp") if each.raddr}

    async def another_connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection to the worker: some are tried until the kernel gives one to it."""
        for _ in range(64):
            reader, writer = await asyncio.open_connection(HOST, self.country.ports[GATEWAY.name])
            writer.write(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            await reader.readuntil(b"alive")
            await reader.readexactly(2)
            if self.took(writer.get_extra_info("sockname")[1]):
                return reader, writer
            writer.close()
        raise AssertionError("the kernel gives every connection to the other worker")


@asynccontextmanager
async def connected_to(country: TwoWorkers, worker: psutil.Process) -> AsyncIterator[At]:
    """Yield callers whose every request goes over one connection to this worker."""
    for _ in range(64):
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
            at = At(country, worker, session)
            before = country.called_from()
            async with session.get(f"{country.url(GATEWAY)}/livez"):
                mine = at.took(*(country.called_from() - before))
            if mine:
                yield at
                return
    raise AssertionError("the kernel gives every connection to the other worker")


@pytest.fixture
def country(data_folder: Path, postgres_server: EmbeddedPostgres) -> Iterator[TwoWorkers]:
    made = TwoWorkers(data_folder, postgres_server)
    yield made
    made.clean_up()


async def test_two_workers_are_one_gateway(country: TwoWorkers, session: aiohttp.ClientSession, tmp_path: Path) -> None:
    """One start for all of it: a gateway and a service take seconds."""
    await country.bring_up(session)
    first, second = await country.both_listen()
    async with connected_to(country, first) as one, connected_to(country, second) as other:
        await vouchers_and_nonces_of_both_are_good(one, other)
        await the_keys_of_both_are_published(country, session)
        await a_proof_is_used_once(one, other)
        await an_assertion_is_used_once(one, other)
        await samples_put_the_nonce_into_their_proofs(country, tmp_path)
        await a_call_is_repeated_at_the_other_worker(one, other)
        await bodies_are_counted_together(country, one, other)
        await a_rate_is_spent_together(one, other)
        await a_right_is_withdrawn_at_both(country, one, other)
    await a_killed_worker_is_replaced(country, first, second, session)
    assert {titled(each) for each in country.supervisor.children()} == {"worker 0", "worker 1"}
    workers = country.workers()
    assert await asyncio.to_thread(country.end, GATEWAY, REGISTRY) == [0, 0]
    assert not any(each.is_running() for each in workers)


def titled(worker: psutil.Process) -> str:
    return " ".join(worker.cmdline()).partition(": ")[2].strip()


async def vouchers_and_nonces_of_both_are_good(one: At, other: At) -> None:
    """Each signs tokens, nonces and vouchers with a key of its own; a token of one is used at the other."""
    for there, elsewhere in ((one, other), (other, one)):
        token = await there.system(POLICE).token("caseManagement", expires_in=60)
        for at in (there, elsewhere):
            assert (await read(at.system(POLICE), CASES, token)).status == 200


async def read(caller: ExchangeClient, path: str, token: AccessToken | None = None) -> Answer:
    """Return an answer that is neither a demand for a nonce nor that of a machine that has too much to do."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            answer = await caller.send("GET", path, await caller.prove("GET", path, token=token))
            if answer.status != 503 and "proof-nonce-missing" not in answer.body.decode():
                return answer


async def the_keys_of_both_are_published(country: TwoWorkers, session: aiohttp.ClientSession) -> None:
    """Each learns the other's within seconds, or sooner when somebody comes with a token of it."""
    async with asyncio.timeout(PATIENCE_S):
        while len(await certified_keys(country, session)) != 2:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


async def certified_keys(country: TwoWorkers, session: aiohttp.ClientSession) -> list[Mapping[str, Any]]:
    async with session.get(f"{country.url(GATEWAY)}/.well-known/jwks.json") as answer:
        return [key for key in (await answer.json())["keys"] if "certification" in key]


async def a_proof_is_used_once(one: At, other: At) -> None:
    """A proof of a read, of a call that is refused, and of one that nothing is recorded of: none is good twice."""
    for path, status in ((CASES, 200), (f"{CASES}/cas_nobody", 400), ("/case-registry/v1/nothing-here", 404)):
        for there, elsewhere in ((one, other), (other, one)):
            caller = there.system(OTHERS)
            assert (await read(caller, path)).status == status  # and the nonce is learnt
            proven = await caller.prove("GET", path)
            assert (await caller.send("GET", path, proven)).status == status
            again = await elsewhere.system(OTHERS).send("GET", path, proven)
            assert (again.status, again.json()["params"]["reason"]) == (401, "proof-replayed")


async def an_assertion_is_used_once(one: At, other: At) -> None:
    credentials = one.system(OTHERS).credentials
    key = SigningKey.from_jwk(credentials.private_jwk)
    assertion = client_assertion(key, credentials.client_id, credentials.issuer, now=int(time.time()))
    answers = [await asked(at, assertion, key, credentials) for at in (one, other)]
    assert [status for status, _ in answers] == [200, 401]
    assert answers[1][1]["params"]["reason"] == "assertion-replayed"


async def asked(at: At, assertion: str, key: SigningKey, credentials: Credentials) -> tuple[int, Any]:
    """Ask for a token with this assertion and a proof of its own; the first proof has no nonce, and learns it."""
    form = {"grant_type": "client_credentials", "purpose": credentials.purposes[0]}
    form |= {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    nonce: str | None = None
    while True:
        proof = dpop_proof(key, "POST", credentials.token_endpoint, now=int(time.time()), nonce=nonce)
        async with at.session.post(credentials.token_endpoint, data=form, headers={"DPoP": proof}) as answer:
            told = await answer.json()
            if nonce is not None or "DPoP-Nonce" not in answer.headers:
                return answer.status, told
            nonce = answer.headers["DPoP-Nonce"]


async def samples_put_the_nonce_into_their_proofs(country: TwoWorkers, folder: Path) -> None:
    """Those of the reference that need no compiler; the others are tried at night, with them."""
    mine = str(country.folder / "sandbox" / f"{OTHERS}.json")
    for label, suffix, command in code_samples.QUICK:
        file = await asyncio.to_thread(code_samples.copied, folder, country.url(GATEWAY), "listCases", label, suffix)
        told = await asyncio.to_thread(code_samples.run, folder, command, file.name, SAPHAN_CREDENTIALS=mine)
        assert '"items":' in told, label


async def a_call_is_repeated_at_the_other_worker(one: At, other: At) -> None:
    opening = records.case_opening(4711)
    answers = [
        await at.system(POLICE).request("POST", CASES, json=opening, idempotency_key="two-workers")
        for at in (one, other)
    ]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].body == answers[1].body


async def bodies_are_counted_together(country: TwoWorkers, one: At, other: At) -> None:
    """Half of the system's bodies begin at one worker and half at the other; both then refuse one more."""
    begun = [await BegunBody.of(country, at) for at in (one, one, other, other)]
    assert [b" 100 " in await each.answered() for each in begun] == [True] * BODIES
    for at in (one, other):
        one_more = await BegunBody.of(country, at)
        answer = await one_more.answered(to=b"bodies-at-once")
        assert b"HTTP/1.1 429 " in answer, answer
        one_more.close()
    assert [await each.ended() for each in begun] == [400] * BODIES


class BegunBody:
    """A case that the police begin to send, and do not end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def of(cls, country: TwoWorkers, at: At) -> "BegunBody":
        """Begin it at this worker, and return once that has read the head."""
        caller = at.system(POLICE)
        await read(caller, CASES)  # learns the nonce
        proven = await caller.prove("POST", CASES)
        fields = {
            **proven.headers(),
            "Content-Type": "application/json",
            "Idempotency-Key": "never",
            "Expect": "100-continue",
        }
        head = [f"POST {CASES} HTTP/1.1", f"Host: {HOST}:{country.ports[GATEWAY.name]}", f"Content-Length: {LENGTH}"]
        head += [f"{name}: {value}" for name, value in fields.items()]
        begun = cls(*await at.another_connection())
        begun._writer.write("\r\n".join([*head, "", ""]).encode())
        return begun

    async def answered(self, *, to: bytes = b" 100 ") -> bytes:
        """Return what came back as far as these words: that the body may come, or a refusal."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._reader.readuntil(to)

    async def ended(self) -> int:
        """Send the rest, which is no case, and return the final status."""
        self._writer.write(b" " * LENGTH)
        status = int((await self.answered(to=b"HTTP/1.1 4") + await self._reader.readexactly(2))[-3:])
        self.close()
        return status

    def close(self) -> None:
        self._writer.close()


async def a_rate_is_spent_together(one: At, other: At) -> None:
    callers = [one.system(THIRD), other.system(THIRD)]

    async def some(caller: ExchangeClient) -> list[int]:
        return [(await caller.request("GET", CASES)).status for _ in range(BURST)]

    statuses = [status for each in await asyncio.gather(*map(some, callers)) for status in each]
    assert statuses.count(429) == BURST, statuses
    assert statuses.count(200) == BURST, statuses


async def a_right_is_withdrawn_at_both(country: TwoWorkers, one: At, other: At) -> None:
    callers = [at.system(OTHERS) for at in (one, other)]
    assert [(await read(caller, CASES)).status for caller in callers] == [200, 200]
    connection = await asyncpg.connect(driver_url(country.server.url(country.database(GATEWAY))))
    async with connection.transaction():
        await connection.execute("update systems set suspended = now() where client_id = $1", OTHERS)
        await connection.execute("update directory_version set version = version + 1, changed_at = now()")
    await connection.close()
    withdrawn_at = time.monotonic()
    async with asyncio.timeout(PATIENCE_S):
        for caller in callers:
            while (await read(caller, CASES)).status == 200:
                assert time.monotonic() - withdrawn_at < 2.0
                await asyncio.sleep(0.05)


async def a_killed_worker_is_replaced(
    country: TwoWorkers, killed: psutil.Process, other: psutil.Process, session: aiohttp.ClientSession
) -> None:
    """The other one goes on meanwhile, and what the dead one held is free: as many bodies as before may begin."""
    async with connected_to(country, killed) as at:
        begun = [await BegunBody.of(country, at) for _ in range(BODIES)]
        assert [b" 100 " in await each.answered() for each in begun] == [True] * BODIES
        killed.kill()
        for each in begun:
            each.close()
        # until it is gone the kernel may give it a connection, which is then reset
        await asyncio.to_thread(killed.wait, PATIENCE_S)
    async with connected_to(country, other) as at:
        assert (await read(at.system(POLICE), CASES)).status == 200
    async with asyncio.timeout(PATIENCE_S):
        while killed in (found := await country.both_listen()):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    assert other in found
    (replaced,) = set(found) - {other}
    async with connected_to(country, replaced) as at:
        begun = [await BegunBody.of(country, at) for _ in range(BODIES)]
        assert [await each.ended() for each in begun] == [400] * BODIES
