"""A file goes to the prosecutor: its document travels in one service, its hand-over in another, and both agree.

Each is a process of its own, and Kafka is between them. What the registry asks goes through a gateway of the test's.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from cli.components import component
from services.case_registry import app as registry_app
from services.case_registry.settings import Settings as RegistrySettings
from services.document_exchange import app as exchange_app
from services.document_exchange.settings import Settings as ExchangeSettings
from tests.case_registry import builders as cases
from tests.case_registry.country import COUNTRY
from tests.document_exchange import builders as letters
from tests.support.events import eventually
from tests.support.kafka import Broker
from tests.support.postgres import FreshDatabase
from tests.support.service import ServiceUnderTest, a_caller, secret_files
from tests.support.service_process import serving
from tests.support.token_peer import TokenPeer, listening

pytestmark = [pytest.mark.slow, pytest.mark.kafka]


REGISTRY = a_caller("moj", "justice")


@pytest.fixture
async def emptied(real_kafka: Broker) -> Broker:
    await real_kafka.emptied()
    return real_kafka


@dataclass
class Asking(TokenPeer):
    """A gateway that hands questions on to the document exchange, as the registry's system asks them."""

    exchange: ServiceUnderTest | None = None

    async def operation(self, request: web.Request) -> web.Response:
        await super().operation(request)  # which holds the proofs against the request
        assert self.exchange is not None
        path = request.path.removeprefix("/document-exchange/v1")
        answer = await self.exchange.call(request.method, path, json=await request.json(), caller=REGISTRY)
        return web.json_response(answer.json(), status=answer.status_code)


@pytest.fixture
async def registry(
    fresh_database: FreshDatabase, emptied: Broker, exchange: ServiceUnderTest, tmp_path: Path
) -> AsyncIterator[ServiceUnderTest]:
    told = {
        "DATABASE_URL": fresh_database("services.case_registry.migrations"),
        **emptied.environment("case-registry", ""),
    }
    told |= {name.upper(): str(path) for name, path in secret_files(RegistrySettings).items()}
    async with listening(Asking(exchange=exchange)) as gateway:
        credentials = tmp_path / "credentials.json"
        credentials.touch(mode=0o600)
        credentials.write_text(gateway.credentials().model_dump_json(by_alias=True))
        told["CREDENTIALS_FILE"] = str(credentials)
        app = registry_app.build(RegistrySettings.model_validate({name.lower(): value for name, value in told.items()}))
        async with serving(component("case-registry"), app, cases.POLICE, told, tmp_path, COUNTRY) as service:
            yield service


@pytest.fixture
async def exchange(fresh_database: FreshDatabase, emptied: Broker, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    told = {
        "DATABASE_URL": fresh_database("services.document_exchange.migrations"),
        "FILES_URL": (tmp_path / "files").as_uri(),
        **emptied.environment("document-exchange", ""),
    }
    app = exchange_app.build(ExchangeSettings.model_validate({name.lower(): value for name, value in told.items()}))
    police = a_caller("police", "police", **letters.LETTERS)
    async with serving(component("document-exchange"), app, police, told, tmp_path) as service:
        yield service


async def test_the_progress_of_a_delivery_returns_to_the_case(
    registry: ServiceUnderTest, exchange: ServiceUnderTest
) -> None:
    document = await letters.drafted(exchange, caller=exchange.caller)
    (file,) = document["files"]
    case_id = (await cases.opened(registry))["caseId"]
    await cases.moved(registry, case_id, "underInvestigation", cases.POLICE)
    await cases.moved(registry, case_id, "fileSentToProsecutor", cases.POLICE)
    named = {
        "documentId": document["documentId"],
        "sha256": file["digest"],
        "sizeBytes": file["size"],
        "mediaType": file["mediaType"],
    }
    hand_over = await cases.sent(registry, case_id, cases.PROSECUTOR, cases.POLICE, documents=[named])
    assert "deliveries" not in hand_over

    path = f"/documents/{document['documentId']}/dispatch"
    (delivery,) = (await exchange.call("POST", path, json=letters.an_order("ospp"))).json()["deliveries"]
    of_this = {"documentId": document["documentId"], "deliveryId": delivery["deliveryId"]}
    delivered = of_this | {"status": "delivered", "since": delivery["deliveredAt"]}
    await eventually(lambda: shown(registry, cases.POLICE), [delivered])

    prosecutor = a_caller("ospp", "prosecutor", **letters.LETTERS)
    opened = await letters.opened(exchange, delivery, prosecutor)
    read = of_this | {"status": "opened", "since": opened["openedAt"]}
    for side in (cases.POLICE, cases.PROSECUTOR):
        await eventually(partial(shown, registry, side), [read])


async def shown(registry: ServiceUnderTest, caller: Any) -> Any:
    answer = await registry.call("GET", "/hand-overs", caller=caller)
    (hand_over,) = answer.json()["items"]
    return hand_over.get("deliveries")
