"""A file goes to the prosecutor: its document travels in one service, its hand-over in another, and both agree."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chassis.bus.port import Bus
from services.case_registry import app as registry_app
from services.case_registry.settings import Settings as RegistrySettings
from services.document_exchange import app as exchange_app
from services.document_exchange.settings import Settings as ExchangeSettings
from tests.case_registry import builders as cases
from tests.document_exchange import builders as letters
from tests.support.events import eventually
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running, secret_files

BUS = {"bus": "postgres", "bus_url": "handed in"}


@pytest.fixture
async def registry(fresh_database: FreshDatabase, bus: Bus) -> AsyncIterator[ServiceUnderTest]:
    told: dict[str, object] = {"database_url": fresh_database("services.case_registry.migrations"), **BUS}
    settings = RegistrySettings.model_validate(told | secret_files(RegistrySettings))
    async with running(registry_app.build(settings, bus=bus, voucher_keys=KEYS), cases.POLICE) as service:
        yield service


@pytest.fixture
async def exchange(fresh_database: FreshDatabase, bus: Bus, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    told: dict[str, object] = {"database_url": fresh_database("services.document_exchange.migrations"), **BUS}
    settings = ExchangeSettings.model_validate(told | {"files_url": (tmp_path / "files").as_uri()})
    police = a_caller("police", "police", **letters.LETTERS)
    async with running(exchange_app.build(settings, bus=bus, voucher_keys=KEYS), police) as service:
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
    hand_over = await cases.sent(registry, case_id, cases.PROSECUTOR, cases.POLICE, files=[named])
    assert "deliveries" not in hand_over

    path = f"/documents/{document['documentId']}/dispatch"
    (delivery,) = (await exchange.call("POST", path, json=letters.an_order("ospp"))).json()["deliveries"]
    of_this = {"documentId": document["documentId"], "deliveryId": delivery["deliveryId"]}
    delivered = of_this | {"status": "delivered", "at": delivery["deliveredAt"]}
    await eventually(lambda: shown(registry, cases.POLICE), [delivered])

    prosecutor = a_caller("ospp", "prosecutor", **letters.LETTERS)
    opened = await letters.opened(exchange, delivery, prosecutor)
    read = of_this | {"status": "opened", "at": opened["openedAt"]}
    for side in (cases.POLICE, cases.PROSECUTOR):
        await eventually(partial(shown, registry, side), [read])


async def shown(registry: ServiceUnderTest, caller: Any) -> Any:
    answer = await registry.call("GET", "/hand-overs", caller=caller)
    (hand_over,) = answer.json()["items"]
    return hand_over.get("deliveries")
