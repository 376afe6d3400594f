"""The ledger's ASGI app: a guest in every gateway process, on the gateway's own database."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from chassis.http.app import Service, create_guest, guest_document
from chassis.tokens.tokens import KeySource
from chassis.unit.units import Units
from gateway.ledger.service.routes import ROUTERS
from gateway.ledger.tree.errors import NotYetInTree

NAME: Final = "ledger"
BASE_URL: Final = f"in-process:{NAME}"

SERVICE: Final = Service(
    name=NAME,
    title="Ledger",
    title_lo="ບັນຊີຫຼັກຖານ",
    summary="What proves an exchange, and what all of them tell the control tower.",
    description=(
        "Every exchange leaves entries in a tree that grows and never changes; their proofs are read here. Checkpoint, "
        "tiles and proofs of hashes are public. The reports count them, without personal data. "
        "ທຸກການແລກປ່ຽນມີຫຼັກຖານໃນຕົ້ນໄມ້ທີ່ເພີ່ມຂຶ້ນ ແລະ ບໍ່ມີການປ່ຽນແປງ; ຄູ່ກໍລະນີອ່ານຫຼັກຖານໄດ້ທີ່ນີ້."
    ),
    version="1.0.0",
    routers=ROUTERS,
    migrations="gateway.migrations",
    problems=(NotYetInTree,),
)


def build(units: Units, keys: KeySource, resources: Mapping[str, object] | None = None) -> FastAPI:
    """Return the app; the gateway opens its database, enters its lifespan and lends `bundles`."""
    return create_guest(SERVICE, units, keys, resources)


def document() -> dict[str, Any]:  # Any: an OpenAPI document
    """Return the OpenAPI document, as it is registered in the directory."""
    return guest_document(SERVICE)
