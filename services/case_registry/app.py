"""Composition root of the case registry: routes, consumers and resources become one FastAPI app."""

from functools import partial
from typing import Final

from fastapi import FastAPI

from chassis.bus.port import Bus
from chassis.client.own_system import OwnSystem, Reads
from chassis.http.app import Service, create_app, gateway_tls
from chassis.http.refusals import refusals_in
from chassis.process.clock import Clock
from chassis.process.secret_files import read_key
from chassis.reference.keeper import Keeper, Opened
from chassis.reference.refusals import PurposeWithoutRight
from chassis.reference.successions import keep_told
from chassis.tokens.tokens import KeySource
from contracts.problems import OfficeNeeded
from contracts.subject_keys import SubjectKeys
from services.case_registry import errors
from services.case_registry.consumers import CONSUMES
from services.case_registry.domain.readers import Readers
from services.case_registry.retention import kept
from services.case_registry.routes import ROUTERS
from services.case_registry.settings import Settings
from services.case_registry.store.changes import FOLLOWED
from services.case_registry.usecases.deadline_rules import RulesInView, keep_deadlines
from services.case_registry.usecases.deadlines import JOBS
from services.case_registry.usecases.past_children import keep_looking
from services.case_registry.usecases.readability import DocumentExchange
from services.case_registry.usecases.stored_keys import keep_people_found

SERVICE: Final = Service(
    name="case-registry",
    title="Case registry",
    title_lo="ທະບຽນຄະດີ",
    summary="One record of a case, shared by police, prosecutors, courts and justice.",
    description=(
        "Each agency keeps its own number and its own system; the registry keeps the case they share. "
        "ແຕ່ລະໜ່ວຍງານຮັກສາເລກ ແລະ ລະບົບຂອງຕົນ; ທະບຽນນີ້ຮັກສາຄະດີທີ່ໃຊ້ຮ່ວມກັນ."
    ),
    version="1.0.0",
    routers=ROUTERS,
    migrations="services.case_registry.migrations",
    problems=(*refusals_in(errors), OfficeNeeded, PurposeWithoutRight),
    consumers=CONSUMES,
)


def build(
    settings: Settings,
    *,
    bus: Bus | None = None,
    voucher_keys: KeySource | None = None,
    gateway: Reads | None = None,
    directory: Opened | None = None,
    clock: Clock | None = None,
) -> FastAPI:
    """Return the case registry's app; only tests hand in a `gateway` and a `clock` of their own."""
    keeper = Keeper.of(SERVICE.name, settings, directory)
    subjects = SubjectKeys(read_key(settings.subject_key_file))
    gateway = gateway or OwnSystem(settings.credentials_file, gateway_tls(settings))
    return create_app(
        SERVICE,
        settings,
        resources={
            "subject_keys": subjects,
            "organisations": keeper.held,
            "documents": DocumentExchange(gateway),
            "readers": Readers(),
        },
        bus=bus,
        keys=voucher_keys,
        clock=clock,
        gateway=gateway,
        work=[
            *(partial(keep_people_found, keeper.held, subjects), partial(keep_deadlines, keeper.held)),
            *(partial(keep_told, FOLLOWED, keeper.held), keep_looking),
        ],
        kept=kept(settings),
        beside=[keeper, RulesInView(keeper.held)],
        jobs=JOBS,
    )
