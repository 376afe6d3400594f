"""A service as the gateway sees it: its ASGI app over a fresh, migrated database, called with real vouchers."""

import re
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import httpx2
from fastapi import FastAPI
from pydantic_settings import BaseSettings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.client.exchange_client import Credentials
from chassis.tokens.certificate_keys import CertificateKey, CertificateKeys
from chassis.tokens.tokens import SigningKey
from chassis.tokens.voucher_keys import KeySet
from chassis.unit.units import Units
from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.purposes import rights_of
from contracts.seats import Seat, Standing
from contracts.subject_keys import SubjectKeys
from contracts.voucher import Caller

SUBJECT_KEYS = SubjectKeys(bytes(range(32)))
GATEWAY_KEY = SigningKey.generate()
KEYS = KeySet({"keys": [dict(GATEWAY_KEY.public_jwk)]})


@cache
def subject_key_file() -> Path:
    """Return a file with the key of `SUBJECT_KEYS`, as an operator keeps it."""
    path = Path(tempfile.mkdtemp()) / "subjects.key"
    path.touch(mode=0o600)
    path.write_text(bytes(range(32)).hex())
    return path


@cache
def credentials_file() -> Path:
    """Return the credentials of a system that calls a gateway where none listens."""
    path = subject_key_file().with_name("credentials.json")
    path.touch(mode=0o600)
    nowhere = "http://127.0.0.1:9"
    known = Credentials(
        member="moj",
        system="case-registry",
        client_id="moj-case-registry",
        private_jwk=GATEWAY_KEY.private_jwk(),
        issuer=nowhere,
        token_endpoint=f"{nowhere}/oauth/token",
        base_url=nowhere,
        purposes=("caseManagement",),
    )
    path.write_text(known.model_dump_json(by_alias=True))
    return path


@cache
def certificate_keys_file() -> Path:
    """Return a file with a key by which certificates are signed: it began yesterday and counts for three years."""
    path = subject_key_file().with_name("certificates.json")
    path.touch(mode=0o600)
    begins_at = int(time.time()) - 86_400
    key = CertificateKey(SigningKey.generate(), CERTIFICATE_ISSUER, begins_at, begins_at + 3 * 365 * 86_400)
    path.write_bytes(CertificateKeys([key]).private_document())
    return path


CERTIFICATE_ISSUER: Final = "https://civil.example.la"
OFFICE: Final = "hq"
# What kind of office a member of that kind has; of others, one that is called as the member is.
OFFICE_KINDS: Final = {"police": "police-station", "prosecutor": "prosecutor-office"}
CODE_LISTS: Final = Catalogue.load().code_lists
# The others' refusals name no office but to who keeps the directory, by the code that it writes.
_NAMES_OFFICES: Final = frozenset({"case-registry", "civil-registration"})
# A seat as codes of member and office, of the members that tests know.
_SEAT: Final = re.compile(r"\b(?:police|ospp|psc|moj|registrar|home-affairs|hospital|moh)/[a-z0-9]")
_QUARTER_S: Final = 15  # of a minute, which a voucher lives


def secret_files(settings: type[BaseSettings]) -> dict[str, Path]:
    """Return the files with secrets that a service of these settings asks for."""
    files = {
        "subject_key_file": subject_key_file(),
        "credentials_file": credentials_file(),
        "certificate_keys_file": certificate_keys_file(),
    }
    return {name: path for name, path in files.items() if name in settings.model_fields}


def a_caller(member: str = "police", kind: str = "police", *, office: str | None = OFFICE, **other: Any) -> Caller:
    """Return a caller who acts from the office of that code, one without any above; None: it has named none."""
    facts: dict[str, Any] = {
        "standing": office and Standing(Seat(member, office), OFFICE_KINDS.get(kind, kind), "central"),
        "system": f"{member}-system",
        "officer": None,
        "purpose": "caseManagement",
        "agreement": "agr_test",
    }
    facts |= other
    # as the gateway vouches for the purpose
    return Caller(member=member, kind=kind, rights=rights_of(facts["purpose"], CODE_LISTS), **facts)


def a_voucher(caller: Caller, service: str, *, at: float | None = None) -> str:
    now = int(time.time() if at is None else at)
    claims = {"aud": service, "iat": now, "exp": now + 60, "jti": new_id("vch"), **caller.to_claims()}
    return GATEWAY_KEY.sign({"typ": "voucher+jwt"}, claims)


@lru_cache(maxsize=1024)  # signing takes as long as a third of a call
def _kept_voucher(caller: Caller, service: str, quarter: int) -> str:
    return a_voucher(caller, service, at=quarter * _QUARTER_S)


@dataclass
class ServiceUnderTest:
    """The running app, an HTTP client into it, and a look at its database."""

    app: FastAPI
    client: httpx2.AsyncClient
    service: str
    caller: Caller = field(default_factory=a_caller)

    @property
    def units(self) -> Units:
        units: Units = self.app.state.units
        return units

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        caller: Caller | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """Call `/<service>/v1<path>` with a voucher; a POST gets an Idempotency-Key and every call an Exchange-Id."""
        quarter = int(self.units.clock.now().timestamp() // _QUARTER_S)
        sent = {
            "Voucher": _kept_voucher(caller or self.caller, self.service, quarter),
            "Exchange-Id": new_id("xch"),
        }
        if method == "POST":
            sent["Idempotency-Key"] = key or new_id("key")
        sent |= headers or {}
        answer = await self.client.request(
            method, f"/{self.service}/v1{path}", json=json, content=content, headers=sent, params=params
        )
        is_refused = answer.headers.get("content-type") == "application/problem+json"
        if is_refused and answer.content and self.service in _NAMES_OFFICES:
            lao = [fault["message"]["lo"] for fault in answer.json()["errors"]]
            assert not [sentence for sentence in lao if _SEAT.search(sentence)], "Lao names an office by its name"
        return answer

    async def rows(self, query: str, **values: Any) -> list[Mapping[str, Any]]:
        """Return what the database holds."""
        async with self.units.engine.connect() as connection:
            return [dict(row._mapping) for row in await connection.execute(text(query), values)]

    async def announced(self) -> list[str]:
        """Return the types of the events in the outbox, in order."""
        return [row["type"] for row in await self.rows("select type from outbox order by position")]

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection whose changes are rolled back."""
        async with self.units.engine.connect() as connection:
            yield connection


@asynccontextmanager
async def running(app: FastAPI, caller: Caller | None = None) -> AsyncIterator[ServiceUnderTest]:
    """Run the app's lifespan and yield it with a client; relay and consumers work as they do in production."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://service.test") as client,
    ):
        yield ServiceUnderTest(app, client, app.state.service.name, caller or a_caller())
