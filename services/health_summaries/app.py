"""Composition root of health summaries: routes and consumers become one FastAPI app."""

from typing import Final

from fastapi import FastAPI

from chassis.bus.port import Bus
from chassis.http.app import Service, create_app
from chassis.http.refusals import refusals_in
from chassis.process.clock import Clock
from chassis.reference.keeper import Keeper, Opened
from chassis.tokens.tokens import KeySource
from services.health_summaries import errors
from services.health_summaries.consumers import CONSUMES
from services.health_summaries.retention import kept
from services.health_summaries.routes import ROUTER
from services.health_summaries.settings import Settings

SERVICE: Final = Service(
    name="health-summaries",
    title="Health summaries",
    title_lo="ຂໍ້ມູນສະຫຼຸບສາທາລະນະສຸກ",
    summary="Aggregate values of the health sector, in the shapes that DHIS2 speaks.",
    description=(
        "Values arrive in DHIS2's JSON shape and are answered with its import summary; registered births and deaths "
        "are counted beside them. "
        "ຮັບຂໍ້ມູນສະຫຼຸບສາທາລະນະສຸກໃນຮູບແບບ DHIS2 ແລະ ນັບການເກີດ ແລະ ການເສຍຊີວິດທີ່ຈົດທະບຽນແລ້ວຄຽງຄູ່ກັນ."
    ),
    version="1.0.0",
    routers=[ROUTER],
    migrations="services.health_summaries.migrations",
    problems=refusals_in(errors),
    consumers=CONSUMES,
)


def build(
    settings: Settings,
    *,
    bus: Bus | None = None,
    voucher_keys: KeySource | None = None,
    clock: Clock | None = None,
    directory: Opened | None = None,
) -> FastAPI:
    """Return health summaries' app, to be served alone or within the one process of `saphan run`."""
    keeper = Keeper.of(SERVICE.name, settings, directory)
    return create_app(
        SERVICE,
        settings,
        resources={"organisations": keeper.held},
        bus=bus,
        keys=voucher_keys,
        clock=clock,
        kept=kept(settings),
        beside=[keeper],
    )
