"""Composition root of the consents: a guest in every gateway process, on the gateway's own database."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from chassis.http.app import Service, create_guest, guest_document
from chassis.tokens.tokens import KeySource
from chassis.unit.units import Units
from gateway.consent.errors import ConsentEndsTooSoon
from gateway.consent.routes import ROUTER

NAME: Final = "consent"
BASE_URL: Final = f"in-process:{NAME}"

SERVICE: Final = Service(
    name=NAME,
    title="Consents",
    title_lo="ການຍິນຍອມ",
    summary="Who may use whose data, for which purpose, until when.",
    description=(
        "Offices record what people have agreed to, and record its withdrawal; an agreement that rests on consent lets "
        "an exchange through only while the consent it names is in force. "
        "ຫ້ອງການບັນທຶກການຍິນຍອມ ແລະ ການຖອນ; ຂໍ້ຕົກລົງທີ່ອີງໃສ່ການຍິນຍອມ ໃຊ້ໄດ້ພຽງແຕ່ເມື່ອການຍິນຍອມນັ້ນຍັງມີຜົນ."
    ),
    version="1.0.0",
    routers=(ROUTER,),
    migrations="gateway.migrations",
    problems=(ConsentEndsTooSoon,),
)


def build(units: Units, keys: KeySource, resources: Mapping[str, object] | None = None) -> FastAPI:
    """Return the app; the gateway opens its database, enters its lifespan and lends `resources`."""
    return create_guest(SERVICE, units, keys, resources)


def document() -> dict[str, Any]:  # Any: an OpenAPI document
    """Return the OpenAPI document, as it is registered in the directory."""
    return guest_document(SERVICE)
