"""Firefox and WebKit, the engine of Safari: each opens a page and tells what a script of it returns, like Chromium."""

import asyncio
import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientConnectorError, ClientSession, ClientWebSocketResponse

from cli.ports import free_port
from tests.support.browser import whether

HOST: Final = "127.0.0.1"
PATIENCE_S: Final = 60.0
WEBKIT_BROWSERS: Final = "/usr/lib"  # Debian keeps its small browser below the folder of the machine's kind
PACKAGES: Final = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}

Call = Callable[..., Awaitable[Any]]  # Any: JSON


class Window:
    """One page: opened by its address, asked by expressions."""

    def __init__(self, go: Call, value: Call) -> None:
        self._go = go
        self._value = value

    async def open(self, url: str) -> None:
        """Open the page and return when it is loaded."""
        await self._go(url)

    async def evaluate(self, expression: str) -> Any:  # Any: whatever the page's script returns
        """Return the value of an expression, awaited where it is a promise."""
        return json.loads(await self._value(expression))

    async def wait_for(self, expression: str) -> None:
        """Wait until the expression is true in the page."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self.evaluate(whether(expression)):  # noqa: ASYNC110 - the page cannot set an event
                await asyncio.sleep(0.1)


def missing(name: str) -> str | None:
    """Return which packages of Debian a browser needs that are not installed, or None."""
    there = shutil.which("firefox-esr") if name == "firefox" else _webkit() and shutil.which("xvfb-run")
    return None if there else PACKAGES[name]


@asynccontextmanager
async def window(name: str) -> AsyncIterator[Window]:
    """Start the browser with an empty profile and no window on a screen, and stop it."""
    opened = {"firefox": _firefox, "webkit": _webkit_window}[name]
    async with opened() as found:
        yield found


@asynccontextmanager
async def _firefox() -> AsyncIterator[Window]:
    """Firefox by WebDriver BiDi (W3C), which it speaks by itself."""
    async with AsyncExitStack() as stack:
        profile = stack.enter_context(tempfile.TemporaryDirectory(prefix="saphan-firefox-", ignore_cleanup_errors=True))
        process = await stack.enter_async_context(
            _running("firefox-esr", "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile)
        )
        address = await _said(process, re.compile(r"BiDi listening on (\S+)"))
        session = await stack.enter_async_context(ClientSession())
        socket = await stack.enter_async_context(session.ws_connect(f"{address}/session", max_msg_size=0))
        await _bidi(socket, "session.new", capabilities={})
        place = (await _bidi(socket, "browsingContext.getTree"))["contexts"][0]["context"]

        async def go(url: str) -> None:
            await _bidi(socket, "browsingContext.navigate", context=place, url=url, wait="complete")

        async def value(expression: str) -> str:
            asked = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
            told = await _bidi(
                socket, "script.evaluate", expression=asked, target={"context": place}, awaitPromise=True
            )
            if told["type"] != "success":
                raise RuntimeError(told["exceptionDetails"]["text"])
            return str(told["result"]["value"])

        yield Window(go, value)


async def _bidi(socket: ClientWebSocketResponse, method: str, **params: Any) -> Any:  # Any: JSON
    await socket.send_json({"id": 1, "method": method, "params": params})
    while (message := json.loads(await socket.receive_str(timeout=PATIENCE_S))).get("id") != 1:
        pass  # an event
    if message["type"] == "error":
        raise RuntimeError(message["message"])
    return message["result"]


@asynccontextmanager
async def _webkit_window() -> AsyncIterator[Window]:
    """WebKit's small browser by WebDriver (W3C), on a screen that only memory has."""
    port = free_port(HOST)
    driver = ("xvfb-run", "-a", "WebKitWebDriver", f"--host={HOST}", f"--port={port}")
    options = {"binary": str(_webkit()), "args": ["--automation"]}
    async with _running(*driver), ClientSession(f"http://{HOST}:{port}") as session:
        body = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        started = await _posted(session, "/session", body)
        here = f"/session/{started['sessionId']}"
        try:

            async def go(url: str) -> None:
                await _posted(session, f"{here}/url", {"url": url})

            async def value(expression: str) -> str:
                asked = f"return Promise.resolve({expression}).then(told => JSON.stringify(told ?? null))"
                return str(await _posted(session, f"{here}/execute/sync", {"script": asked, "args": []}))

            yield Window(go, value)
        finally:
            await session.delete(here)


async def _posted(session: ClientSession, path: str, body: Any) -> Any:  # Any: JSON
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                async with session.post(path, data=BytesIO(json.dumps(body).encode())) as answer:
                    told = (await answer.json())["value"]
            except ClientConnectorError:  # the driver starts
                await asyncio.sleep(0.1)
                continue
            if answer.status != 200:
                raise RuntimeError(told)
            return told


def _webkit() -> Path | None:
    if shutil.which("WebKitWebDriver") is None:
        return None
    return next(Path(WEBKIT_BROWSERS).glob("*/webkit2gtk-*/MiniBrowser"), None)


@asynccontextmanager
async def _running(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # what it has started, too
        await process.wait()


async def _said(process: asyncio.subprocess.Process, words: re.Pattern[str]) -> str:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
        async for line in process.stderr:
            if found := words.search(line.decode()):
                return found[1]
    raise RuntimeError("the browser ended before it said its address")
