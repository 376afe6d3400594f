"""`saphan run` as an operator meets it: started, asked, stopped, started again."""

import asyncio
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from chassis.client.exchange_client import Credentials
from evidence.digests import content_digest
from tests.support import sample_records as records
from tests.support.saphan_process import HOST, SaphanProcess
from tests.support.story import CASES, Story

pytestmark = pytest.mark.slow

MIB = 1024 * 1024
SYSTEMS = (
    "police-case-system",
    "ospp-case-system",
    "psc-case-system",
    "moj-case-system",
    "moj-case-registry",
    "hospital-records",
    "moh-dhis2",
    "registrar-desk",
    "home-affairs-ecrvs",
    "home-affairs-civil-registration",
    "moic-office",
    "control-tower-console",
)


def saphan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={**os.environ, **environment},
    )


async def test_it_says_where_it_is_and_what_to_try(shared: SaphanProcess) -> None:
    await shared.greeted()
    said = shared.said
    assert shared.base_url in said
    assert f"{shared.base_url}/docs" in said
    assert str(shared.folder / "sandbox") in said
    assert "saphan call --as" in said
    assert "NOT FOR PRODUCTION" in said
    assert "ບໍ່ແມ່ນລະບົບຈິງ" in said


@pytest.mark.parametrize("system", SYSTEMS)
async def test_every_sandbox_system_has_credentials_that_only_its_owner_reads(
    shared: SaphanProcess, system: str
) -> None:
    await shared.ready()
    path = shared.folder / "sandbox" / f"{system}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = json.loads(path.read_text())
    assert written["clientId"] == system == f"{written['member']}-{written['system']}"
    assert written["privateJwk"]["kty"] == "EC"
    assert written["issuer"] == written["baseUrl"] == shared.base_url
    assert written["tokenEndpoint"] == f"{shared.base_url}/oauth/token"
    assert written["purposes"]


@pytest.mark.parametrize(
    "path", ["/healthz", "/livez", "/docs", "/redoc", "/openapi.json", "/", "/.well-known/jwks.json"]
)
async def test_what_it_prints_and_promises_answers(
    shared: SaphanProcess, session: aiohttp.ClientSession, path: str
) -> None:
    await shared.ready()
    async with session.get(shared.base_url + path) as answer:
        assert answer.status == 200


async def test_the_first_exchange_is_one_line(shared: SaphanProcess, tmp_path: Path) -> None:
    await shared.ready()
    body = tmp_path / "case.json"
    body.write_text(json.dumps(records.case_opening(900)))
    credentials = shared.folder / "sandbox" / "police-case-system.json"
    told = await asyncio.to_thread(saphan, "call", "--as", str(credentials), "POST", CASES, "--body", str(body))
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["caseId"].startswith("cas_")
    assert "Idempotency-Key: " in told.stderr
    assert "201 Created" in told.stderr
    assert "exchange-id: xch_" in told.stderr.lower()


async def test_localhost_is_the_same_house(shared: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await shared.ready()
    async with session.get(f"http://localhost:{shared.port}/healthz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("port", [0, None], ids=["another port", "the same port"])
async def test_a_second_start_on_the_folder_is_refused_in_one_sentence(shared: SaphanProcess, port: int | None) -> None:
    await shared.ready()
    second = await asyncio.to_thread(
        saphan, "run", "--data", str(shared.folder), "--port", str(shared.port if port is None else port)
    )
    assert second.returncode == 3
    assert str(shared.folder) in second.stderr
    assert "Traceback" not in second.stderr


async def test_a_taken_port_is_named(own: SaphanProcess) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, own.port))
        taken.listen()
        told = await asyncio.to_thread(saphan, "run", "--data", str(own.folder), "--port", str(own.port))
    assert told.returncode == 1
    assert f"Port {own.port} on {HOST} is taken" in told.stderr
    assert "ຖືກໃຊ້ແລ້ວ" in told.stderr
    assert not own.folder.exists(), "nothing was begun"


async def test_a_second_start_finds_everything_again(own: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await own.start().ready()
    story = Story(own, session, "again")
    assert await story.tell()
    key = Credentials.read(own.folder / "sandbox" / "police-case-system.json").private_jwk
    assert await own.stop() == 0

    elsewhere = SaphanProcess(own.folder)
    try:
        await elsewhere.start().ready()
        kept = Credentials.read(own.folder / "sandbox" / "police-case-system.json")
        assert kept.private_jwk == key, "the sample systems keep their keys"
        assert kept.base_url == elsewhere.base_url, "the files say where it is now"
        again = Story(elsewhere, session, "again", dict(story.acknowledged), story.opening, story.birth)
        assert await again.tell()
        assert await again.cases() == 1
        assert await elsewhere.stop() == 0
    finally:
        elsewhere.clean_up()


async def test_sigterm_lets_a_request_in_flight_end(own: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await own.start().ready()
    content = b"certificate,district,hs,kilograms\n" + b"x" * MIB
    half = asyncio.Event()

    async def slowly() -> object:
        yield content[: len(content) // 2]
        half.set()
        await asyncio.sleep(1.0)
        yield content[len(content) // 2 :]

    client = own.client("moic-office", session)
    path = "/document-exchange/v1/uploads"
    proven = await client.prove("POST", path)
    headers = {
        **proven.headers(),
        "Idempotency-Key": "drained",
        "Content-Type": "text/csv",
        "Content-Digest": content_digest(content),
    }

    async def upload() -> int:
        async with session.post(own.base_url + path, data=slowly(), headers=headers) as answer:
            return answer.status

    sending = asyncio.create_task(upload())
    await half.wait()
    stopping = asyncio.create_task(own.stop())
    assert await sending == 201
    assert await stopping == 0
    assert not own.database_server_lives()


async def test_sigterm_while_starting_leaves_nothing_behind(own: SaphanProcess) -> None:
    own.start()
    await own.until_said("database")
    assert await own.stop() == 0
    assert not own.database_server_lives()
