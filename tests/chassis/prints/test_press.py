"""A press prints beside the event loop for a route of a service, and outlives a document that takes too long."""

import asyncio
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import active_children
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, Response

from chassis.http.renderings import as_pdf
from chassis.http.resources import resource
from chassis.prints.pdf import NotPrintable, Press, TemplateFault
from tests.support.prints import AT, HEAD, certificate, printed


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    """A press that the tests share: its process takes a second to start."""
    made = Press("tests.support.prints", cpu_s=2)
    yield made
    made.close()


async def test_a_route_answers_with_a_page_and_the_loop_goes_on_meanwhile(press: Press) -> None:
    app, ticks = FastAPI(), 0
    app.state.resources = {"press": press}

    @app.get("/certificates/{number}")
    async def read_certificate(number: str, to_print: Annotated[Press, resource(Press)]) -> Response:
        return as_pdf(await to_print.printed("certificate.typ", HEAD, certificate(), AT), f"{number}.pdf")

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service.example") as client:
        answer = await client.get("/certificates/7")
    ticking.cancel()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content == printed("certificate.typ", certificate()), "the same in another process"
    assert ticks > 1


async def test_what_takes_too_long_is_stopped_and_the_next_is_printed(press: Press) -> None:
    with pytest.raises(BrokenProcessPool):
        await press.printed("endless.typ", HEAD, {}, AT)
    assert await press.printed("certificate.typ", HEAD, certificate(), AT) == printed("certificate.typ", certificate())


async def test_what_is_wrong_is_told_where_it_was_asked_for(press: Press) -> None:
    with pytest.raises(TemplateFault, match=r"certificate\.typ:4"):
        await press.printed("certificate.typ", HEAD, {}, AT)
    with pytest.raises(NotPrintable, match=r"U\+738B"):
        await press.printed("certificate.typ", HEAD, certificate("王"), AT)


async def test_a_press_is_closed_with_its_service() -> None:
    press, others = Press("tests.support.prints"), set(active_children())
    held = asyncio.create_task(press.close_at_the_end(None))
    assert (await press.printed("certificate.typ", HEAD, certificate(), AT)).startswith(b"%PDF")
    assert len(set(active_children()) - others) == 1
    held.cancel()
    with suppress(asyncio.CancelledError):
        await held
    assert set(active_children()) - others == set()
