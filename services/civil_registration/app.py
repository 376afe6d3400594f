"""Composition root of civil registration: routes, limits and keys become one FastAPI app."""

from typing import Final

from fastapi import FastAPI

from chassis.bus.port import Bus
from chassis.http.app import Service, create_app
from chassis.http.refusals import refusals_in
from chassis.process.clock import Clock
from chassis.process.secret_files import read_key
from chassis.reference.keeper import Keeper, Opened
from chassis.tokens.tokens import KeySource
from contracts.subject_keys import SubjectKeys
from services.civil_registration import errors
from services.civil_registration.domain.facts import Limits
from services.civil_registration.retention import kept
from services.civil_registration.routes import ROUTER
from services.civil_registration.settings import Settings

SERVICE: Final = Service(
    name="civil-registration",
    title="Civil registration",
    title_lo="ທະບຽນພົນລະເມືອງ",
    summary="Births and deaths from the first notice to the registration number.",
    description=(
        "Hospitals and registrars declare births and deaths; the registering office of each registers it. "
        "A record is the sum of its actions, and what is registered stays as it is. "
        "ໂຮງໝໍ ແລະ ນາຍທະບຽນແຈ້ງເກີດ ແລະ ແຈ້ງການເສຍຊີວິດ; ຫ້ອງການທະບຽນທີ່ຮັບຜິດຊອບເປັນຜູ້ຈົດທະບຽນ. ສິ່ງທີ່ຈົດທະບຽນແລ້ວບໍ່ປ່ຽນແປງ."
    ),
    version="1.0.0",
    routers=(ROUTER,),
    migrations="services.civil_registration.migrations",
    problems=refusals_in(errors),
)


def build(
    settings: Settings,
    *,
    bus: Bus | None = None,
    voucher_keys: KeySource | None = None,
    clock: Clock | None = None,
    directory: Opened | None = None,
) -> FastAPI:
    """Return civil registration's app, to be served alone or within the one process of `saphan run`."""
    limits = Limits(
        late_after_days=settings.late_after_days,
        death_late_after_days=settings.death_late_after_days,
        mother_age_possible_from=settings.mother_age_possible_from,
        mother_age_from=settings.mother_age_from,
        mother_age_to=settings.mother_age_to,
        age_to=settings.age_to,
    )
    keeper = Keeper.of(SERVICE.name, settings, directory)
    resources = {
        "limits": limits,
        "subject_keys": SubjectKeys(read_key(settings.subject_key_file)),
        "organisations": keeper.held,
    }
    return create_app(
        SERVICE,
        settings,
        resources=resources,
        bus=bus,
        keys=voucher_keys,
        clock=clock,
        kept=kept(settings),
        beside=[keeper],
    )
