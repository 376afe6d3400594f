"""Composition root of the access log: a guest in every gateway process, on the gateway's own database."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from chassis.http.app import Service, create_guest, guest_document
from chassis.reference.refusals import PurposeWithoutRight
from chassis.tokens.tokens import KeySource
from chassis.unit.units import Units
from gateway.access_log.errors import LookUpOver
from gateway.access_log.routes import ROUTER
from gateway.errors.guests import OfficerRequired

NAME: Final = "access-log"
BASE_URL: Final = f"in-process:{NAME}"

SERVICE: Final = Service(
    name=NAME,
    title="Access log",
    title_lo="ບັນທຶກການເຂົ້າເຖິງ",
    summary="Who looked at a person's data, when and why: told at the person's request.",
    description=(
        "Every exchange leaves pseudonyms of the people it was about. At a person's request an office looks up which "
        "members exchanged data about them, for which purpose, on which legal basis, with which outcome. "
        "ເມື່ອເຈົ້າຂອງຂໍ້ມູນຮ້ອງຂໍ ຫ້ອງການຄົ້ນຫາໄດ້ວ່າ ໜ່ວຍງານໃດໄດ້ແລກປ່ຽນຂໍ້ມູນກ່ຽວກັບຜູ້ກ່ຽວ, ເມື່ອໃດ, ເພື່ອຫຍັງ ແລະ ອີງໃສ່ກົດໝາຍໃດ."
    ),
    version="1.0.0",
    routers=(ROUTER,),
    migrations="gateway.migrations",
    problems=(LookUpOver, OfficerRequired, PurposeWithoutRight),
)


def build(units: Units, keys: KeySource, resources: Mapping[str, object] | None = None) -> FastAPI:
    """Return the app; the gateway opens its database, enters its lifespan and lends epochs, alarms and seals."""
    return create_guest(SERVICE, units, keys, resources)


def document() -> dict[str, Any]:  # Any: an OpenAPI document
    """Return the OpenAPI document, as it is registered in the directory."""
    return guest_document(SERVICE)
