"""A real API server of Kubernetes over a real etcd, without nodes: it takes objects as a cluster's own would."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cli.ports import free_port

_TOKEN: Final = "nobody-else-reaches-this-port"
_READY_S: Final = 120
_STOP_S: Final = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What the server said to one object."""

    status: int
    message: str
    warnings: tuple[str, ...]


@dataclass(slots=True)
class ApiServer:
    """Client of the server: applies objects by server-side apply, with strict fields."""

    session: aiohttp.ClientSession
    url: str
    _plurals: dict[str, dict[str, tuple[str, bool]]] = field(default_factory=dict)  # by group, then kind

    async def apply(self, content: Mapping[str, Any]) -> Taken:  # Any: YAML
        """Apply one object; a refusal has its reason in the message."""
        group = self._path(str(content["apiVersion"]))
        plural, namespaced = (await self._kinds(group))[str(content["kind"])]
        metadata = content["metadata"]
        inside = f"namespaces/{metadata['namespace']}/" if namespaced else ""
        async with self.session.patch(
            f"{self.url}/{group}/{inside}{plural}/{metadata['name']}",
            params={"fieldManager": "test", "fieldValidation": "Strict"},
            data=json.dumps(content),
            headers={"Content-Type": "application/apply-patch+yaml"},
        ) as answer:
            body = await answer.json()
            return Taken(answer.status, str(body.get("message", "")), tuple(answer.headers.getall("Warning", ())))

    async def serves(self, version: str, kind: str) -> bool:
        """Tell whether the server knows the kind: a definition that it took is served a moment later."""
        self._plurals.clear()
        return kind in await self._kinds(self._path(version))

    @staticmethod
    def _path(version: str) -> str:
        return f"apis/{version}" if "/" in version else f"api/{version}"

    async def _kinds(self, group: str) -> dict[str, tuple[str, bool]]:
        if group not in self._plurals:
            async with self.session.get(f"{self.url}/{group}") as answer:
                if answer.status != 200:  # a group whose definitions it has taken but does not serve yet
                    return {}
                listed = (await answer.json())["resources"]
            self._plurals[group] = {
                each["kind"]: (each["name"], each["namespaced"]) for each in listed if "/" not in each["name"]
            }
        return self._plurals[group]


@asynccontextmanager
async def api_server(tools: Path, folder: Path) -> AsyncIterator[ApiServer]:
    """Start etcd and kube-apiserver from the folder of tools, wait until they answer, and stop them in the end."""
    store, peer, port = (free_port("127.0.0.1") for _ in range(3))
    key = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "accounts.key").write_bytes(key)
    (folder / "tokens.csv").write_text(f"{_TOKEN},test,test,system:masters\n")
    etcd = [f"--data-dir={folder / 'etcd'}", f"--listen-client-urls=http://127.0.0.1:{store}"]
    etcd += [f"--advertise-client-urls=http://127.0.0.1:{store}", f"--listen-peer-urls=http://127.0.0.1:{peer}"]
    server = [f"--etcd-servers=http://127.0.0.1:{store}", f"--cert-dir={folder}", f"--secure-port={port}"]
    server += ["--bind-address=127.0.0.1", "--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=AlwaysAllow"]
    server += [f"--service-account-{name}-file={folder / 'accounts.key'}" for name in ("key", "signing-key")]
    server += ["--service-account-issuer=https://accounts.example", f"--token-auth-file={folder / 'tokens.csv'}"]
    async with AsyncExitStack() as stack:
        for name, flags in (("etcd", etcd), ("kube-apiserver", server)):
            await stack.enter_async_context(_running(tools / name, flags, folder / f"{name}.log"))
        context = ssl.create_default_context(cafile=None)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its certificate is of its own making
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=context), headers={"Authorization": f"Bearer {_TOKEN}"}
        )
        await stack.enter_async_context(session)
        started = ApiServer(session, f"https://127.0.0.1:{port}")
        await _ready(started)
        yield started


@asynccontextmanager
async def _running(program: Path, flags: list[str], log: Path) -> AsyncIterator[None]:
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(program, *flags, stdout=out, stderr=out)
    try:
        yield
    finally:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _ready(server: ApiServer) -> None:
    async with asyncio.timeout(_READY_S):
        while True:
            try:
                async with server.session.get(f"{server.url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.2)
