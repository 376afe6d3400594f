"""Standard OAuth clients, each with its library's defaults, get a token of a running Saphan and call it."""

import json
import os
from pathlib import Path

import aiohttp
import pytest

from chassis.tokens.tokens import SigningKey
from tests.support import standard_clients
from tests.support.newcomers import CASES, Country
from tests.support.saphan_process import SaphanProcess
from tests.support.standard_clients import CLIENTS, StandardClient

pytestmark = pytest.mark.slow
BY_NAME = {client.package: client for client in CLIENTS}


def fetched(client: StandardClient) -> StandardClient:
    """Return the client with its libraries; where a tool is missing the test says so, and in CI it fails."""
    if why := standard_clients.missing(client.registry):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    standard_clients.fetch(client.registry)
    return client


async def credentials(shared: SaphanProcess, session: aiohttp.ClientSession) -> Path:
    """Return the police's credentials, once what they call answers: a service that has just begun says 503."""
    await shared.ready()
    listed = await Country(shared, session).call("police-case-system", "GET", CASES)
    assert listed.ok, listed.body
    return shared.folder / "sandbox" / "police-case-system.json"


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.package)
async def test_a_standard_client_gets_a_token_and_calls(
    shared: SaphanProcess, session: aiohttp.ClientSession, client: StandardClient
) -> None:
    done = fetched(client).run(await credentials(shared, session))
    assert (done.returncode, done.stdout[:4]) == (0, "200 "), done.stdout + done.stderr
    assert "items" in done.stdout


async def test_the_audience_that_authlib_sends_by_default_is_refused_and_the_right_one_named(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    client, changed = fetched(BY_NAME["Authlib"]), tmp_path / "by_default.py"
    text, told = client.path.read_text("utf-8"), 'PrivateKeyJWT(mine["issuer"], '
    assert told in text
    changed.write_text(text.replace(told, "PrivateKeyJWT("), "utf-8")
    done = client.run(await credentials(shared, session), changed)
    assert done.returncode == 1
    assert (
        f"invalid_client: The client assertion was not accepted: assertion-audience-not-expected. Set aud to "
        f"{shared.base_url} and nothing else" in done.stderr
    )


@pytest.mark.parametrize("package", ["oauth4webapi", "openid-client"])
async def test_a_client_with_a_wrong_key_reads_why_and_not_a_challenge(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path, package: str
) -> None:
    mine = json.loads((await credentials(shared, session)).read_text("utf-8"))
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(mine | {"privateJwk": SigningKey.generate().private_jwk()}), "utf-8")
    done = fetched(BY_NAME[package]).run(wrong)
    assert done.returncode == 1
    assert "error: 'invalid_client'" in done.stderr
    assert "assertion-key-not-found" in done.stderr
    assert "CHALLENGE" not in done.stderr
