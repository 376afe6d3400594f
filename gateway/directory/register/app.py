"""The register's ASGI app: a service that lives in the gateway, on its database, behind its own pipeline."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from chassis.http.app import Service, create_guest, guest_document
from chassis.tokens.tokens import KeySource
from chassis.unit.units import Units
from gateway.directory.register.errors import (
    ChangeDecided,
    ChangeOutdated,
    ChangeRefused,
    DataClassesMissing,
    DecisionNotYours,
    EntryNotYours,
    NothingToChange,
    OfficersNotYours,
    PowerMissing,
    SameOfficer,
    TooManyChanges,
)
from gateway.directory.register.routes import ROUTERS
from gateway.directory.register.routes.turns import Turns
from gateway.errors.guests import OfficerRequired

NAME: Final = "directory"
BASE_URL: Final = f"in-process:{NAME}"

SERVICE: Final = Service(
    name=NAME,
    title="Directory",
    title_lo="ສາລະບານ",
    summary="Members, systems, services, schemas and agreements; ICT projects and the inventory of equipment.",
    description=(
        "What the control tower keeps: who is a member, which systems it has, who may call what, and what the state "
        "builds and owns. One officer proposes, another decides. "
        "ສູນຄວບຄຸມຮັກສາສາລະບານ: ໃຜເປັນສະມາຊິກ, ໃຜເອີ້ນໃຊ້ຫຍັງໄດ້; ພະນັກງານຜູ້ໜຶ່ງສະເໜີ, ອີກຜູ້ໜຶ່ງຕັດສິນ."
    ),
    version="1.0.0",
    routers=ROUTERS,
    migrations="gateway.migrations",
    problems=(
        OfficerRequired,
        SameOfficer,
        DecisionNotYours,
        EntryNotYours,
        OfficersNotYours,
        PowerMissing,
        ChangeDecided,
        ChangeOutdated,
        ChangeRefused,
        DataClassesMissing,
        NothingToChange,
        TooManyChanges,
    ),
)


def build(units: Units, keys: KeySource, resources: Mapping[str, object] | None = None) -> FastAPI:
    """Return the app; the gateway opens its database, enters its lifespan and lends `resources`."""
    return create_guest(SERVICE, units, keys, {**(resources or {}), "turns": Turns()})


def document() -> dict[str, Any]:  # Any: an OpenAPI document
    """Return the register's OpenAPI document, as it is registered in the directory itself."""
    return guest_document(SERVICE)
