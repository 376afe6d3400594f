"""The ledger's reports put together: a guest in every gateway process, on the gateway's own database."""

from typing import Any, Final

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.app import Service, create_guest
from chassis.tokens import KeySource
from chassis.unit import Units
from chassis.voucher_keys import KeySet
from gateway.reports.routes import ROUTER

NAME: Final = "ledger"
BASE_URL: Final = f"in-process:{NAME}"

SERVICE: Final = Service(
    name=NAME,
    title="Ledger",
    summary="What the record of exchanges tells the control tower.",
    description=(
        "Who exchanges what with whom, what is refused and why, and which offices are silent: counted from the ledger, "
        "without personal data. "
        "ລາຍງານຈາກບັນທຶກ: ໃຜແລກປ່ຽນຫຍັງກັບໃຜ, ຫຍັງຖືກປະຕິເສດຍ້ອນຫຍັງ ແລະ ຫ້ອງການໃດງຽບ; ບໍ່ມີຂໍ້ມູນສ່ວນບຸກຄົນ."
    ),
    version="1.0.0",
    routers=(ROUTER,),
    migrations="gateway.migrations",
)


def build(units: Units, keys: KeySource) -> FastAPI:
    """Return the app; the gateway opens its database and enters its lifespan."""
    return create_guest(SERVICE, units, keys)


def document() -> dict[str, Any]:  # Any: an OpenAPI document
    """Return the OpenAPI document, as it is registered in the directory."""
    unused = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1/none")  # never connected to
    found: dict[str, Any] = build(Units(unused), KeySet({"keys": []})).openapi()
    return found
