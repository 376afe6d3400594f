import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from chassis.tokens.tokens import SigningKey
from chassis.tokens.voucher_keys import KeySet, from_file, keep_fresh
from contracts.problems import Unavailable

KEY = SigningKey.generate()
JWKS = {"keys": [dict(KEY.public_jwk)]}


async def test_before_the_first_keys_nobody_can_be_believed_and_nobody_is_blamed() -> None:
    keys = KeySet()
    assert not await keys.arrived()
    with pytest.raises(Unavailable):
        keys.key(None, KEY.kid)


async def test_a_key_is_found_by_its_id_alone(tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_text(json.dumps(JWKS))
    keys = from_file(tmp_path / "jwks.json")
    key = keys.key(None, KEY.kid)
    assert key is not None
    assert key.thumbprint == KEY.kid
    assert keys.key(None, "another") is None


async def test_keys_are_fetched_as_soon_as_the_gateway_is_there(
    unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    keys = KeySet()
    fetching = asyncio.create_task(keep_fresh(keys, f"http://127.0.0.1:{unused_tcp_port}/jwks"))
    await asyncio.sleep(0.2)
    assert not await keys.arrived()

    async def serve(_: web.Request) -> web.Response:
        return web.json_response(JWKS)

    app = web.Application()
    app.router.add_get("/jwks", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    for _ in range(50):
        if await keys.arrived():
            break
        await asyncio.sleep(0.1)
    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)
    await runner.cleanup()
    assert keys.key(None, KEY.kid) is not None
    assert caplog.text.count("cannot be fetched") == 1
