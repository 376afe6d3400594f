"""The pages in a real browser, which can reach nothing but this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI

from chassis.http import problems
from contracts.catalogue import Catalogue
from gateway.front.page_data import Counts
from gateway.front.reference.document import operations
from gateway.front.reference.documents import whole
from gateway.front.router import build_router
from tests.support.browser import IN_CHROMIUM, Browser, Page, a_browser
from tests.support.front_page import PageDataInMemory, a_directory, a_document, a_service, our_services

pytestmark = IN_CHROMIUM


@pytest.fixture
def page_data() -> PageDataInMemory:
    return PageDataInMemory()


@pytest.fixture
async def address(page_data: PageDataInMemory) -> AsyncIterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        problems.install(app)
        app.include_router(build_router(page_data, public_url=url, sandbox=True))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield url
        server.should_exit = True
        await serving


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as started:
        yield started


def stayed_here(page: Page, address: str) -> bool:
    return all(url.startswith((address, "data:", f"blob:{address}")) for url in page.requested)


async def test_the_start_page_renders_and_keeps_its_numbers_fresh(
    browser: Browser, address: str, page_data: PageDataInMemory
) -> None:
    page = await browser.page()
    await page.open(f"{address}/?lang=lo")
    await page.wait_for("document.querySelector('[data-count=exchanges]')?.textContent === '1\\u202f234'")
    assert await page.evaluate("document.documentElement.lang") == "lo"
    await page.wait_for("getComputedStyle(document.querySelector('.hero')).backgroundImage !== 'none'")
    page_data.counted = Counts(exchanges=1_234_567, events=57)
    await page.wait_for("document.querySelector('[data-count=exchanges]').textContent === '1\\u202f234\\u202f567'")
    assert page.complaints == []
    assert stayed_here(page, address)


async def test_the_start_page_fits_a_telephone(browser: Browser, address: str) -> None:
    page = await browser.page()
    await page.open(address)
    await page.picture(width=360, height=740)
    await page.wait_for("document.querySelector('.steps')")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_swagger_ui_shows_the_operations_without_network(browser: Browser, address: str) -> None:
    page = await browser.page()
    await page.open(f"{address}/docs")
    await page.wait_for("document.querySelectorAll('.opblock').length === 6")  # one of the service, five of the tokens
    shown = await page.evaluate("[...document.querySelectorAll('.opblock')].map(e => e.textContent).join()")
    assert "/case-registry/v1/cases" in shown.replace("\u200b", "")
    assert await page.evaluate("document.querySelector('.try-out') === null")
    assert page.complaints == []
    assert stayed_here(page, address)


async def test_the_reference_shows_every_operation_of_our_own_services(
    browser: Browser, address: str, page_data: PageDataInMemory
) -> None:
    page_data.shown = a_directory(*our_services(), version=2)
    document = whole(page_data.shown.services, public_url=address, catalogue=Catalogue.load())
    wanted = [operation["operationId"] for *_, operation in operations(document)]
    swagger = await browser.page()
    await swagger.open(f"{address}/docs")
    await swagger.wait_for(f"document.querySelectorAll('.opblock').length === {len(wanted)}")
    shown = await swagger.evaluate(
        "[...document.querySelectorAll('.opblock-summary-operation-id')].map(e => e.textContent)"
    )
    assert sorted(operation_id.replace("\u200b", "") for operation_id in shown) == sorted(wanted)
    assert swagger.complaints == []
    redoc = await browser.page()
    await redoc.open(f"{address}/redoc")
    await redoc.wait_for(f"document.querySelectorAll('[data-section-id*=operation]').length >= {len(wanted)}")
    assert not await redoc.evaluate("document.body.textContent.includes('Something went wrong')")
    assert await redoc.evaluate("document.body.textContent.includes('ເລກຄະດີຂອງສະມາຊິກ')")
    samples = "[...document.querySelectorAll('[role=tab]')].filter(e => e.textContent === 'TypeScript').length"
    assert await redoc.evaluate(samples) == sum("x-codeSamples" in operation for *_, operation in operations(document))


async def test_swagger_ui_lists_every_operation_however_many_there_are(
    browser: Browser, address: str, page_data: PageDataInMemory
) -> None:
    paths = {
        f"/registers/{number}/entries": {
            "post": {
                "operationId": f"enter{number}",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}}}},
                "responses": {"201": {"description": "The entry as it was recorded."}},
            }
        }
        for number in range(200)  # alone more than Swagger UI's 150, from which it would show those on the screen only
    }
    page_data.shown = a_directory(*our_services(), a_service("busy-office", a_document("Busy office", paths=paths)))
    document = whole(page_data.shown.services, public_url=address, catalogue=Catalogue.load())
    page = await browser.page()
    await page.open(f"{address}/docs#/Busy%20office/enter199")  # deepLinking: the last one is opened and scrolled to
    await page.wait_for(f"document.querySelectorAll('.opblock').length === {len(list(operations(document)))}")
    await page.wait_for("document.querySelector('.opblock.is-open').textContent.includes('enter199')")
    await page.wait_for("document.querySelector('.opblock.is-open').getBoundingClientRect().top < innerHeight")
    await page.evaluate("ui.layoutActions.updateFilter('Busy office')")
    await page.wait_for("document.querySelectorAll('.opblock').length === 200")
    assert page.complaints == []


async def test_redoc_shows_the_operations_without_network(browser: Browser, address: str) -> None:
    page = await browser.page()
    await page.open(f"{address}/redoc")
    await page.wait_for("document.body.textContent.includes('Open a case and announce it.')")
    assert await page.evaluate("document.body.textContent.includes('/case-registry/v1/cases')")
    # Redoc asks another host for its logo; our policy stops that before it leaves (vendor/PROVENANCE.md)
    assert all("logo-mini.svg" in complaint or complaint.strip() == "csp" for complaint in page.complaints)
