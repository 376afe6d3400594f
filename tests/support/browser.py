"""Debian's Chromium over its debugging protocol: opens pages with no network but loopback, and tells what it saw."""

import asyncio
import base64
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    # whatever is not on this machine cannot be found: a page that needs the network fails here as in the data centre
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)


PATIENCE_S: Final = 120.0  # a page that draws for seconds draws for a minute on a machine that does ten other things


def chromium() -> str | None:
    """Return where Chromium is installed, or None."""
    return shutil.which("chromium")


# of a module whose tests open it
IN_CHROMIUM: Final = [
    pytest.mark.browser,
    pytest.mark.skipif(
        chromium() is None and os.environ.get("CI") != "true",
        reason="Chromium is not installed (Debian: apt-get install chromium); in CI this is a failure",
    ),
]


def whether(expression: str) -> str:
    """Return an expression that tells whether this one is true: a page that is still loading has no body to ask."""
    return f"(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()"


@dataclass
class Page:
    """One tab: commands go out, answers and events come in on one socket."""

    socket: ClientWebSocketResponse
    session: str
    complaints: list[str] = field(default_factory=list)  # console errors, exceptions, refused and foreign requests
    requested: list[str] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command and return its result; events that arrive meanwhile are noted."""
        number = next(self._numbers)
        await self.socket.send_json({"id": number, "method": method, "params": params, "sessionId": self.session})
        while True:
            message = json.loads(await self.socket.receive_str(timeout=PATIENCE_S))
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(message["error"])
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    async def open(self, url: str) -> None:
        """Open the page, noting everything it asks for and everything it complains about."""
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.command(f"{domain}.enable")
        await self.command("Page.navigate", url=url)

    async def evaluate(self, expression: str) -> Any:  # Any: whatever the page's script returns
        """Return the value of an expression in the page."""
        result = await self.command("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    async def wait_for(self, expression: str, *, within_s: float = 60) -> None:
        """Wait until the expression is true in the page."""
        async with asyncio.timeout(within_s):
            while not await self.evaluate(whether(expression)):  # noqa: ASYNC110 - the page cannot set an event
                await asyncio.sleep(0.1)

    async def picture(self, *, width: int, height: int, dark: bool = False, whole: bool = False) -> bytes:
        """Return a PNG of the page at that width, in the reader's light or dark scheme."""
        await self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.command("Emulation.setEmulatedMedia", features=[scheme])
        shot = await self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requested.append(params["request"]["url"])
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.complaints.append(params["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(params["exceptionDetails"]))
            case "Network.loadingFailed" if not params.get("canceled"):
                self.complaints.append(f"{params['errorText']} {params.get('blockedReason', '')}")
            case "Runtime.consoleAPICalled" if params["type"] in {"error", "assert"}:
                self.complaints.append(str([argument.get("value") for argument in params["args"]]))
            case _:
                pass


@asynccontextmanager
async def a_browser(*more: str) -> AsyncIterator["Browser"]:
    """Start Chromium with an empty profile and more flags, and stop it."""
    path = chromium()
    assert path is not None
    profile = Path(tempfile.mkdtemp(prefix="saphan-chromium-"))
    process = await asyncio.create_subprocess_exec(
        path,
        *FLAGS,
        *more,
        f"--user-data-dir={profile}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        address = await asyncio.to_thread(_address, profile / "DevToolsActivePort")
        async with ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
            yield Browser(socket)
            await socket.send_json({"id": 0, "method": "Browser.close"})
    finally:
        await _end(process)
        shutil.rmtree(profile, ignore_errors=True)


@dataclass
class Browser:
    """A running Chromium."""

    socket: ClientWebSocketResponse

    async def page(self) -> Page:
        """Open an empty tab."""
        await self.socket.send_json({"id": 1, "method": "Target.createTarget", "params": {"url": "about:blank"}})
        target = await self._result(1)
        attach = {"targetId": target["targetId"], "flatten": True}
        await self.socket.send_json({"id": 2, "method": "Target.attachToTarget", "params": attach})
        return Page(self.socket, (await self._result(2))["sessionId"])

    async def _result(self, number: int) -> dict[str, Any]:
        while True:
            message = json.loads(await self.socket.receive_str(timeout=PATIENCE_S))
            if message.get("id") == number and "sessionId" not in message:
                result: dict[str, Any] = message["result"]
                return result


def _address(written: Path) -> str:
    deadline = time.monotonic() + 60
    while not (written.exists() and written.read_text().count("\n")):
        if time.monotonic() > deadline:
            msg = "Chromium did not start within a minute"
            raise TimeoutError(msg)
        time.sleep(0.05)
    port, path = written.read_text().splitlines()[:2]
    return f"ws://127.0.0.1:{port}{path}"


async def _end(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        process.kill()
        await process.wait()


async def take_picture(url: str, file: Path) -> None:
    """Save a picture of a page, as wide as a README shows one."""
    async with a_browser() as browser:
        page = await browser.page()
        await page.open(url)
        await page.wait_for("document.readyState === 'complete'")
        picture = await page.picture(width=1200, height=960)
    await asyncio.to_thread(file.write_bytes, picture)


if __name__ == "__main__":
    asyncio.run(take_picture(sys.argv[1], Path(sys.argv[2])))
