"""The case registry put together: the one place that knows all of it."""

from typing import Final

from fastapi import FastAPI

from chassis.app import Service, create_app
from chassis.bus import Bus
from chassis.tokens import KeySource
from services.case_registry.consumers import CONSUMES
from services.case_registry.errors import PROBLEMS
from services.case_registry.routes import ROUTERS
from services.case_registry.settings import Settings

SERVICE: Final = Service(
    name="case-registry",
    title="Case registry",
    summary="One record of a case, shared by police, prosecutors, courts and justice.",
    description=(
        "Each agency keeps its own number and its own system; the registry keeps the case they share. "
        "ແຕ່ລະໜ່ວຍງານຮັກສາເລກ ແລະ ລະບົບຂອງຕົນ; ທະບຽນນີ້ຮັກສາຄະດີທີ່ໃຊ້ຮ່ວມກັນ."
    ),
    version="1.0.0",
    routers=ROUTERS,
    migrations="services.case_registry.migrations",
    problems=PROBLEMS,
    consumers=CONSUMES,
)


def build(settings: Settings, *, bus: Bus | None = None, voucher_keys: KeySource | None = None) -> FastAPI:
    """Return the case registry's app."""
    return create_app(SERVICE, settings, bus=bus, keys=voucher_keys)
