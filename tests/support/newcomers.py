"""Agencies that join a running Saphan by data: member, offices, officers, system and agreements, and what they do."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.tokens.tokens import SigningKey
from contracts.identifiers import new_id
from evidence.digests import content_digest
from tests.support import four_eyes
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess

LOOKS_AGAIN_S: Final = 0.1  # a loop without a rest has used its agreement's rate up in half a second on a fast machine
PATIENCE_S: Final = 60.0  # a change is known everywhere within 2 s; a machine that does ten other things takes longer
CASES: Final = "/case-registry/v1/cases"
DOCUMENTS: Final = "/document-exchange/v1"
BIRTHS: Final = "/civil-registration/v1/births"
EVENTS: Final = "/civil-registration/v1/events"
HEALTH: Final = "/health-summaries/v1"
BASIS: Final = [{"law": "A test.", "verified": False}]
HEADQUARTERS: Final = {"member": "moic", "office": "hq"}


@dataclass
class Newcomer:
    """An agency that was in no file: its id, its offices, and a client for its system, which is enrolled for both."""

    member: str
    kind: str
    office_kind: str
    number: int
    key: SigningKey = field(default_factory=SigningKey.generate)
    further: tuple[Mapping[str, str], ...] = ()  # offices beside its headquarters and its station: code, kind and so on

    @property
    def system(self) -> str:
        return f"{self.member}-desk"

    def seat(self, office: str) -> dict[str, str]:
        return {"member": self.member, "office": office}

    def content(self, agreements: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what the control tower enters: everything that makes an agency able to act."""
        named = {"lo": f"ໜ່ວຍງານໃໝ່ {self.number}", "en": f"Newcomer {self.number}"}
        office = {"member": self.member, "kind": self.office_kind, **named}
        officer = {"member": self.member, "post": "ຫົວໜ້າ", "office": "hq", "from": "2026-01-01"}
        return {
            "members": [{"id": self.member, "kind": self.kind, "names": [named]}],
            "offices": [
                {**office, "code": "hq", "level": "central"},
                {**office, "code": "0101", "level": "district", "place": "0101", "parent": "hq"},
                *({**office, "level": "district", "parent": "hq", **each} for each in self.further),
            ],
            "officers": [
                {**officer, "id": "keo.s", "lo": "ແກ້ວ", "en": "Keo", "powers": ["records"]},
                {**officer, "id": "noy.p", "lo": "ນ້ອຍ", "en": "Noy", "powers": ["directory"]},
                {**officer, "id": "dao.v", "lo": "ດາວ", "en": "Dao", "powers": ["directory"]},
            ],
            "systems": [
                {
                    "member": self.member,
                    "name": "desk",
                    "offices": {"below": "hq"},
                    "keys": [dict(self.key.public_jwk)],
                }
            ],
            "agreements": [
                {
                    "id": f"agr_{self.member}-{agreement['service']}",
                    "member": self.member,
                    "legalBasis": BASIS,
                    "dataClasses": ["general", "specific"],
                    "validFrom": "2026-01-01T00:00:00+07:00",
                    **agreement,
                }
                for agreement in agreements
            ],
        }


LETTERS: Final = {
    "service": "document-exchange",
    "operations": ["uploadFile", "draftDocument", "documentById", "dispatchDocument", "listInbox", "openDelivery"],
    "purposes": ["officialCorrespondence"],
}


@dataclass
class Country:
    """The running Saphan, its systems of the small sandbox, and those that came by data."""

    saphan: SaphanProcess
    session: aiohttp.ClientSession
    clients: dict[str, ExchangeClient] = field(default_factory=dict)

    def client(self, system: str) -> ExchangeClient:
        if system not in self.clients:
            self.clients[system] = self.saphan.client(system, self.session)
        return self.clients[system]

    async def call(self, system: str, method: str, path: str, **how: Any) -> Answer:
        """Make an exchange; a POST is one of its own.

        A 503 says that nothing was done, and when to come again: services hear of a newcomer later than the gateway.
        """
        how |= {"idempotency_key": new_id("tst") if method == "POST" else None}
        answer = await self.client(system).request(method, path, **how)
        for _ in range(int(PATIENCE_S)):
            if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            await asyncio.sleep(float(answer.headers["Retry-After"]))
            answer = await self.client(system).request(method, path, **how)
        return answer

    async def made(self, system: str, path: str, json: object = None, **how: Any) -> Any:
        """Make something, and return the JSON of the answer."""
        answer = await self.call(system, "POST", path, json=json, **how)
        assert answer.ok, answer.body
        return answer.json()

    async def join(self, newcomer: Newcomer, agreements: list[dict[str, Any]]) -> None:
        """Enter the newcomer in the directory, and wait until its system gets a token."""
        await self.decided(newcomer.content(agreements))
        url = self.saphan.base_url
        credentials = Credentials(
            member=newcomer.member,
            system="desk",
            client_id=newcomer.system,
            private_jwk=newcomer.key.private_jwk(),
            issuer=url,
            token_endpoint=f"{url}/oauth/token",
            base_url=url,
            purposes=tuple(agreements[0]["purposes"]),
        )
        self.clients[newcomer.system] = ExchangeClient(credentials, self.session)
        await self.known(newcomer, agreements[0]["purposes"][0])

    async def decided(self, content: Mapping[str, Any]) -> None:
        """Change the directory by two officers of the control tower."""
        await four_eyes.decided(self.client("control-tower-console"), content)

    async def known(self, newcomer: Newcomer, purpose: str) -> None:
        """Wait until the gateway grants the newcomer's system its first token, for an officer at her office."""
        named: dict[str, Any] = {"office": "0101", "officer": "keo.s"}
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with suppress(TokenRefused):
                    await self.client(newcomer.system).token(purpose, **named)
                    return
                await asyncio.sleep(LOOKS_AGAIN_S)  # another process looks every second whether there is a new version


async def letter(country: Country, system: str, number: str, to: Mapping[str, str], **how: Any) -> str:
    """Write and send a letter, and return the delivery."""
    how |= {"purpose": "officialCorrespondence"}
    uploads = []
    for name in ("letter", "annex"):
        content = f"{name} {number}".encode()
        headers = {"Content-Type": "text/plain", "Content-Digest": content_digest(content)}
        upload = await country.made(system, f"{DOCUMENTS}/uploads", body=content, headers=headers, **how)
        uploads.append(upload["uploadId"])
    draft = records.document_draft(*uploads) | {"number": number}
    document = await country.made(system, f"{DOCUMENTS}/documents", draft, **how)
    order = {"recipients": [{"to": dict(to), "purpose": "action"}]}
    dispatch = f"{DOCUMENTS}/documents/{document['documentId']}/dispatch"
    sent = await country.made(system, dispatch, order, **how)
    return str(sent["deliveries"][0]["deliveryId"])


async def inbox(country: Country, system: str, **how: Any) -> dict[str, dict[str, Any]]:
    """Return the inbox of that office, by delivery."""
    answer = await country.call(system, "GET", f"{DOCUMENTS}/inbox?limit=200", purpose="officialCorrespondence", **how)
    assert answer.ok, answer.body
    return {item["delivery"]["deliveryId"]: item for item in answer.json()["items"]}
