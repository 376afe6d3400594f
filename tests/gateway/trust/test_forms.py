"""The form at the token endpoint, before anybody is known: short, soon, and no page of log when somebody hangs up."""

import asyncio
import logging
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.types import Message

from chassis.http import problems
from chassis.process.clock import SystemClock
from chassis.tokens.tokens import SigningKey
from gateway.directory.snapshot import Snapshot
from gateway.trust import routes
from gateway.trust.keys import GatewayKeys
from gateway.trust.proofs import Proofs
from gateway.trust.revocation import RevokedTokens
from gateway.trust.spent import SpentTokens
from gateway.trust.token_endpoint import TokenEndpoint
from tests.support.gateway_under_test import PUBLIC_URL, Directory, a_scope


@pytest.fixture
def app() -> FastAPI:
    engine = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1/none")  # nobody comes so far
    spent, revoked = SpentTokens(engine), RevokedTokens(engine)
    nobody = Directory(Snapshot(1, {}, {}, {}))
    keys = GatewayKeys(PUBLIC_URL, [SigningKey.generate()])
    endpoint = TokenEndpoint(keys, Proofs(PUBLIC_URL), spent, nobody, SystemClock(), revoked, certificates=False)
    built = FastAPI()
    problems.install(built)
    built.include_router(routes.router(endpoint))
    return built


async def asked(app: FastAPI, path: str, *messages: Message, pause_s: float = 0.0) -> tuple[int, str]:
    """Send the messages, the last one again and again; return status and code."""
    waiting, said = list(messages), dict[str, Any]()

    async def receive() -> Message:
        await asyncio.sleep(pause_s)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    async def send(message: Message) -> None:
        said.update(message)

    headers = [(b"content-type", routes.FORM.encode()), (b"host", b"127.0.0.1")]
    await asyncio.wait_for(app(a_scope("POST", path, "", headers), receive, send), 5)
    return said.get("status", 0), orjson.loads(said["body"])["code"] if said else ""


def some(body: bytes) -> Message:
    return {"type": "http.request", "body": body, "more_body": True}


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
async def test_a_form_has_an_end(app: FastAPI, path: str) -> None:
    assert await asked(app, path, some(b"x" * 5_000)) == (413, "body-too-large")


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
async def test_a_form_that_drips_is_not_waited_for(app: FastAPI, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "FORM_WITHIN_S", 0.3)
    assert await asked(app, path, some(b"x"), pause_s=0.05) == (408, "body-too-slow")


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
async def test_whoever_hangs_up_in_the_middle_is_no_fault_of_ours(
    app: FastAPI, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert await asked(app, path, some(b"x"), {"type": "http.disconnect"}) == (400, "request-incomplete")
    assert not [line for line in caplog.records if line.levelno >= logging.ERROR]
