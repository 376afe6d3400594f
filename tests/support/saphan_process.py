"""`saphan run` as a process in a data folder of its own, with clients for the outside systems that call it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import aiohttp
import psutil

from chassis.client.exchange_client import Credentials, ExchangeClient
from cli.ports import free_port

HOST: Final = "127.0.0.1"
READY_S: Final = 240.0  # a start takes seconds; on a machine that does ten other things, minutes
STOP_S: Final = 60.0


class SaphanProcess:
    """One `saphan run`: started, watched, stopped or killed as an operator or a power cut would."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port(HOST)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def said(self) -> str:
        """Everything the process has printed, from all its starts."""
        return (self.folder.parent / f"{self.folder.name}.out").read_text(encoding="utf-8")

    def start(
        self, *options: str, crash_at: str | None = None, environment: Mapping[str, str] | None = None
    ) -> "SaphanProcess":
        """Start the process with more options of `run`; with `crash_at` it kills itself at that step."""
        armed = {"SAPHAN_TEST": "1", "SAPHAN_CRASH_AT": crash_at} if crash_at else {}
        command = [sys.executable, "-m", "cli.main", "run", "--data", str(self.folder), "--port", str(self.port)]
        command += options
        with (self.folder.parent / f"{self.folder.name}.out").open("ab") as out:
            self.process = subprocess.Popen(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **armed, **(environment or {})},
                start_new_session=True,
            )
        return self

    async def ready(self) -> "SaphanProcess":
        """Wait until it is ready; fail with what it said when it ends instead."""
        deadline = time.monotonic() + READY_S
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < deadline:
                assert self.process is not None
                assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.said}"
                try:
                    async with session.get(f"{self.base_url}/healthz") as answer:
                        if answer.ok:
                            return self
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(f"not ready:\n{self.said}")

    async def greeted(self) -> "SaphanProcess":
        """Wait until it has also printed its greeting, behind which it says nothing of itself."""
        await self.ready()
        await self.until_said("Ctrl-C stops it.")
        return self

    async def ended(self) -> int:
        """Wait until the process has ended, and return how (negative: by that signal)."""
        assert self.process is not None
        return await asyncio.to_thread(self.process.wait, STOP_S)

    async def stop(self) -> int:
        """Ask it to stop, as an operator does, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """Cut the power."""
        assert self.process is not None
        self.process.kill()
        await self.ended()

    def client(self, system: str, session: aiohttp.ClientSession) -> ExchangeClient:
        """Return an outside system with its sandbox credentials."""
        return ExchangeClient(Credentials.read(self.folder / "sandbox" / f"{system}.json"), session)

    def database_server(self) -> psutil.Process:
        """Return the postmaster of its embedded PostgreSQL."""
        pid_file = self.folder / "postgres" / "cluster" / "postmaster.pid"
        return psutil.Process(int(pid_file.read_text().splitlines()[0]))

    def database_server_lives(self) -> bool:
        """Tell whether a PostgreSQL still works in the folder."""
        cluster = str(self.folder / "postgres" / "cluster")
        named = (each for each in psutil.process_iter(["name", "cwd"]) if each.info["name"] == "postgres")
        return any(each.info["cwd"] == cluster for each in named)

    async def until_said(self, words: str) -> None:
        """Wait until the process has printed the words."""
        async with asyncio.timeout(READY_S):
            while words not in self.said:  # noqa: ASYNC110 - another process speaks
                await asyncio.sleep(0.01)

    def clean_up(self) -> None:
        """Leave no process behind, whatever the test did."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(STOP_S)
        try:
            self.database_server().kill()
        except (OSError, psutil.Error, ValueError, IndexError):
            return
