"""Every kind of failure, with names and numbers in everything that is sent: no process says one of them.

Not in its log, not at its Prometheus endpoint, and not to a collector.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import asyncpg
import orjson
import pytest

from cli.ports import free_port
from tests.support import sample_records as records
from tests.support.full_disk import no_room_for
from tests.support.otlp import Collector, collecting
from tests.support.sample_country import SampleCountry, a_case, a_death, an_upload
from tests.support.saphan_process import HOST, SaphanProcess
from tests.support.scraping import parsed, scrape
from tests.support.telemetry_page import contradicted, documented

pytestmark = pytest.mark.slow

GIVEN, FAMILY, NUMBER, FILE = "ສົມສະໄໝທົດລອງ", "ນາມລັບສຸດ", "77-31-994177", "zephyrine-dossier.pdf"
FAMILY_IN_ASCII = "quetzalina"
SEEDED = (GIVEN, FAMILY, NUMBER, FILE.partition(".")[0], FAMILY_IN_ASCII)
CASES = "/case-registry/v1/cases"
# Whatever is written to this table fails with everything that was to be written, as a trigger of an office may.
QUOTING = """
create function quoting() returns trigger language plpgsql as
  $$ begin raise exception 'no room for %', new using detail = new::text, hint = new::text; end $$;
create trigger quoting before insert on {table} for each row execute function quoting()
"""


def a_case_about_somebody() -> dict[str, Any]:
    somebody = {
        "role": "suspect",
        "name": records.lao_name(GIVEN, FAMILY),
        "identifiers": [{"type": "citizenId", "value": NUMBER}],
    }
    return a_case("police") | {"title": f"{GIVEN} {FAMILY} {NUMBER}", "participants": [somebody]}


class Trouble:
    """A country in which things go wrong around two calls: a search for a name, and a case with that name in it."""

    def __init__(self, country: SampleCountry, saphan: SaphanProcess, *options: str) -> None:
        self.country, self.saphan, self.options = country, saphan, options

    @asynccontextmanager
    async def database(self, name: str) -> AsyncIterator[asyncpg.Pool]:
        sockets = self.saphan.folder / "postgres" / "socket"
        async with asyncpg.create_pool(f"postgresql://postgres@/{name}?host={sockets}", min_size=1, max_size=3) as pool:
            yield pool

    async def search(self) -> int:
        return (await self.country.call("police", "GET", f"{CASES}?participantName={quote(GIVEN)}")).status

    async def opening(self) -> int:
        return (await self.country.call("police", "POST", CASES, json=a_case_about_somebody())).status

    async def both(self) -> set[int]:
        return set(await asyncio.gather(self.search(), self.opening()))

    async def over(self) -> None:
        """Wait until everything goes well."""
        async with asyncio.timeout(60):
            while await self.both() != {200, 201}:  # noqa: ASYNC110 - another process mends itself
                await asyncio.sleep(0.5)

    @asynccontextmanager
    async def locked(self, pool: asyncpg.Pool, table: str) -> AsyncIterator[None]:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(f"lock table {table} in access exclusive mode")
            yield

    async def cancelled(self) -> None:
        async with self.database("case_registry") as pool, self.locked(pool, "cases"):
            calls = asyncio.create_task(self.both())
            cancel = "select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
            while not calls.done():
                await pool.fetch(cancel)
                await asyncio.sleep(0.1)
        assert max(await calls) == 503  # not now: nothing of it is done

    async def waited_for_in_vain(self) -> None:
        async with self.database("case_registry") as pool:
            await pool.execute("alter database case_registry set lock_timeout = '200ms'")
            await pool.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid() and application_name = 'saphan'"
            )
            await self.both()  # connections that were cut are a failure of their own
            async with self.locked(pool, "cases"):
                assert max(await self.both()) >= 500
            await pool.execute("alter database case_registry reset lock_timeout")

    async def too_slow(self) -> None:
        async with self.database("case_registry") as pool, self.locked(pool, "cases"):
            assert await self.search() >= 500

    async def refused_by_a_trigger(self) -> None:
        async with self.database("case_registry") as pool:
            await pool.execute(QUOTING.format(table="participants"))
            assert await self.opening() >= 500
            await pool.execute("drop function quoting cascade")
            await pool.execute("alter table cases add constraint nobody check (title = '') not valid")
            assert await self.opening() >= 500
            await pool.execute("alter table cases drop constraint nobody")

    async def without_room(self) -> None:
        async with self.database("case_registry") as pool, no_room_for(pool, "import_rows"):
            assert (await self.imported(a_case_about_somebody())).status >= 400

    async def imported(self, *rows: dict[str, Any]) -> Any:
        content = b"".join(orjson.dumps(row) + b"\n" for row in rows)
        headers = an_upload(content, "application/x-ndjson") | {"Content-Disposition": f'attachment; filename="{FILE}"'}
        path = "/case-registry/v1/imports?source=old-register"
        return await self.country.call("police", "POST", path, body=content, headers=headers, purpose="caseManagement")

    async def bad_bodies(self) -> None:
        odd = a_case_about_somebody()
        odd["participants"][0] |= {GIVEN: NUMBER, "sex": GIVEN, "birthDate": {"value": NUMBER, "precision": FAMILY}}
        for body in (b'{"' + GIVEN.encode() + b'": ', orjson.dumps(odd), orjson.dumps([GIVEN, NUMBER])):
            answer = await self.country.call(
                "police", "POST", CASES, body=body, headers={"Content-Type": "application/json"}
            )
            assert 400 <= answer.status < 500
        for query in (f"{quote(GIVEN)}={NUMBER}", f"cursor={NUMBER}", f"number={quote(GIVEN)}&limit={NUMBER}"):
            await self.country.call("police", "GET", f"{CASES}?{query}")
        await self.country.call("police", "GET", f"{CASES}/{NUMBER}")
        await self.country.call("police", "GET", f"/{NUMBER}/v1/{quote(GIVEN)}")
        await self.imported(odd, {"number": GIVEN, NUMBER: FAMILY})

    async def refused_at_the_door(self) -> None:
        shown = {
            "Authorization": f"DPoP {NUMBER}",
            "DPoP": NUMBER,
            "Cookie": NUMBER,
            "User-Agent": NUMBER,
            "X-Person": quote(GIVEN),
            "traceparent": NUMBER,
            "tracestate": f"{FAMILY_IN_ASCII}={NUMBER}",
            "baggage": f"name={FAMILY_IN_ASCII}",
        }
        traced = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
        form = {"grant_type": "client_credentials", "client_id": NUMBER, "client_assertion": GIVEN, "purpose": FAMILY}
        async with aiohttp.ClientSession() as session:
            for path in (f"{CASES}/{NUMBER}?participantName={quote(GIVEN)}", f"/{quote(GIVEN)}", f"/docs/{NUMBER}"):
                for headers in (
                    shown,
                    shown | traced,
                    shown | {"Host": f"{NUMBER}.example"},
                    shown | {"Content-Length": NUMBER},
                ):
                    with_it = session.get(self.saphan.base_url + path, headers=headers)
                    await (await with_it).read()
            await (await session.post(f"{self.saphan.base_url}/oauth/token", data=form, headers=shown)).read()
        for text in (
            f"{NUMBER}\r\n\r\n",
            f"GET /{NUMBER} HTTP/9.9\r\n\r\n",
            f"GET {NUMBER} HTTP/1.1\r\nHost: x\r\n\r\n",
        ):
            reader, writer = await asyncio.open_connection(HOST, self.saphan.port)
            writer.write(text.encode())
            await reader.read()
            writer.close()

    async def events_that_fail(self) -> None:
        death = a_death()
        death["deceased"] |= {"name": records.lao_name(GIVEN, FAMILY)}
        async with self.database("health_summaries") as pool:
            await pool.execute(QUOTING.format(table="data_values"))
            declared = await self.country.call("hospital", "POST", "/civil-registration/v1/deaths", json=death)
            path = f"/civil-registration/v1/events/{declared.json()['eventId']}/registration"
            version = {"If-Match": declared.headers["ETag"]}
            answer = await self.country.call("registrar", "POST", path, json={}, headers=version, sign=True)
            assert answer.ok, answer.body
            await self.saphan.until_said("dead letter")
            await pool.execute("drop function quoting cascade")

    async def crashed(self) -> None:
        calls = asyncio.create_task(self.both())
        await asyncio.sleep(0.02)
        self.saphan.database_server().kill()
        await asyncio.gather(calls, return_exceptions=True)
        calls = asyncio.create_task(self.both())
        await asyncio.sleep(0.02)
        await self.saphan.kill()
        await asyncio.gather(calls, return_exceptions=True)
        await self.saphan.start(*self.options, environment=LOUD).ready()


# One trace: a registered death, as far as its effect in another service.
WAY = [
    ("gateway", "SERVER"),
    ("civil-registration", "SERVER"),
    ("health-summaries", "CONSUMER"),
    ("health-summaries", "INTERNAL"),
]
SELDOM = {  # only where something is wrong
    "saphan_ledger_alarm",
    "saphan_exchange_breaches_total",
    "saphan_alarm",
    "saphan_codes_unknown_total",
}
LOUD = {"SAPHAN_LOG_LEVEL": "debug"}


def spellings(seeded: str) -> set[str]:
    """Return how a text may stand in a log: as it is, as JSON, as a URL and as Python escape it."""
    escaped = seeded.encode("unicode-escape").decode()
    return {seeded, quote(seeded), quote(seeded).lower(), escaped, repr(seeded.encode())[2:-1]}


def written_by_everybody(folder: Path) -> dict[str, str]:
    """Return what was written outside the databases: the processes' output and PostgreSQL's own log."""
    logs = [*folder.parent.glob(f"{folder.name}.out"), *folder.rglob("log"), *folder.rglob("*.log")]
    return {str(log.name): log.read_text(errors="replace") for log in logs if log.is_file()}


def told_to(collector: Collector) -> str:
    """Return everything that was exported, as text: protobuf writes texts as they are."""
    return b"".join(collector.raw).decode(errors="replace")


async def test_nothing_repeats_what_was_sent(own: SaphanProcess, session: aiohttp.ClientSession) -> None:
    metrics_port, scraped = free_port(HOST), ""
    async with collecting() as collector:
        measured = ("--metrics-port", str(metrics_port), "--otlp-endpoint", collector.url)
        await own.start(*measured, environment=LOUD).ready()
        trouble = Trouble(SampleCountry(own, session), own, *measured)
        await trouble.over()
        every: tuple[Callable[[], Awaitable[None]], ...] = (
            trouble.without_room,
            trouble.cancelled,
            trouble.waited_for_in_vain,
            trouble.too_slow,
            trouble.refused_by_a_trigger,
            trouble.bad_bodies,
            trouble.refused_at_the_door,
            trouble.events_that_fail,
            trouble.crashed,
        )
        for goes_wrong in every:
            if goes_wrong == trouble.crashed:
                await collector.until(lambda found: WAY in map(found.way_to, found.spans))
                await collector.until(lambda found: "saphan.exchange.refusals" in found.metrics)
            scraped += (await scrape(metrics_port)).text
            await goes_wrong()
        await trouble.over()
        last = (await scrape(metrics_port)).text
        scraped += last
        assert await own.stop() == 0
    written = written_by_everybody(own.folder)
    assert set(written) == {f"{own.folder.name}.out", "log"}
    for kind in ("RaiseError", "CheckViolationError"):  # a lock not had in time is 503, and so is what was cancelled
        assert kind in own.said, "that it failed, and how, is said"
    assert "dead letter" in own.said
    assert {span.kind for span in collector.spans} >= {"SERVER", "PRODUCER", "CONSUMER", "INTERNAL"}
    assert "saphan.exchange.refusals" in collector.metrics
    assert 'code="not-authenticated"' in scraped
    assert not contradicted(parsed(last))
    assert {line.prometheus for line in documented() if line.prometheus not in scraped} <= SELDOM
    everything = written | {"/metrics": scraped, "OTLP": told_to(collector)}
    said = {
        (name, seeded)
        for name, text in everything.items()
        for seeded in SEEDED
        if any(s in text for s in spellings(seeded))
    }
    assert not said
