"""Calls to services over TLS: who is not known is not called, and who does not know us has seen nothing."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from chassis.process.tls_files import TlsContext, TlsFiles
from gateway.exchange.direct import Direct
from gateway.exchange.upstream import Unreached, UpstreamRequest
from tests.support.authority import Authority
from tests.support.tls_served import TlsServed, served_over_tls


class Register:
    """A service that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(f"{scope['method']} {scope['path']}")
        await receive()
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})


@asynccontextmanager
async def called(files: TlsFiles) -> AsyncIterator[tuple[Direct, TlsContext]]:
    context = TlsContext(files, server=False, what="towards services")
    direct = Direct(tls=lambda: context.current, shows_certificate=files.certificate is not None)
    await direct.open()
    yield direct, context
    await direct.close()


async def post(direct: Direct, there: TlsServed) -> int:
    request = UpstreamRequest("POST", f"https://127.0.0.1:{there.port}", "/cases", [], b"{}")
    answer = await direct.call(request)
    await answer.read(100)
    await answer.close()
    return answer.status


async def test_the_gateway_shows_its_certificate_and_keeps_the_connection(tmp_path: Path) -> None:
    authority, register = Authority(tmp_path), Register()
    async with served_over_tls(register, authority, clients=authority.path) as there:
        async with called(TlsFiles(*authority.files("gateway", "gateway"), authority.path)) as (direct, _):
            assert [await post(direct, there), await post(direct, there)] == [201, 201]
            assert len(there.limit._all) == 1
        assert register.asked == ["POST /cases"] * 2


@pytest.mark.parametrize("shown", ["nothing", "of a stranger", "too old"])
async def test_who_is_not_let_in_has_reached_nothing(
    tmp_path: Path, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    authority, register = Authority(tmp_path), Register()
    (tmp_path / "stranger").mkdir()
    stranger = Authority(tmp_path / "stranger", "Stranger")
    files = {
        "nothing": TlsFiles(authorities=authority.path),
        "of a stranger": TlsFiles(*stranger.files("gateway", "gateway"), authority.path),
        "too old": TlsFiles(*authority.files("gateway", "gateway", days=-1), authority.path),
    }[shown]
    async with served_over_tls(register, authority, clients=authority.path) as there, called(files) as (direct, _):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - which of two is asked below
            await post(direct, there)
    # a gateway without a certificate asks nobody first: its call was written, and nobody can say that it was not read
    assert isinstance(refused.value, Unreached) is (shown != "nothing")
    assert register.asked == []
    if shown != "nothing":
        assert "a service does not let us in" in caplog.messages


@pytest.mark.parametrize("wrong", ["another authority", "another name", "too old"])
async def test_a_service_that_is_not_the_one_is_not_called(
    tmp_path: Path, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    authority, register = Authority(tmp_path), Register()
    believed = Authority(tmp_path, "Another") if wrong == "another authority" else authority
    names = ("service.example",) if wrong == "another name" else ("127.0.0.1",)
    days = -1 if wrong == "too old" else 10
    async with (
        served_over_tls(register, authority, names=names, days=days) as there,
        called(TlsFiles(authorities=believed.path)) as (direct, _),
    ):
        with pytest.raises(Unreached):
            await post(direct, there)
    assert register.asked == []
    assert "a service's certificate is refused" in caplog.messages


async def test_a_new_certificate_of_the_gateway_is_shown_without_a_restart(tmp_path: Path) -> None:
    authority, register = Authority(tmp_path), Register()
    (tmp_path / "old").mkdir()
    old = Authority(tmp_path / "old", "Old")
    certificate, key = old.files("gateway", "gateway")
    async with (
        served_over_tls(register, authority, clients=authority.path) as there,
        called(TlsFiles(certificate, key, authority.path)) as (direct, context),
    ):
        with pytest.raises(Unreached):
            await post(direct, there)
        for path, new in zip((certificate, key), authority.files("new", "gateway"), strict=True):
            path.write_bytes(new.read_bytes())
        context._looked_at -= 2
        assert await post(direct, there) == 201
