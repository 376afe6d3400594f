"""Composition root of civil registration: routes, limits and keys become one FastAPI app."""

from functools import partial
from typing import Final

from fastapi import FastAPI

from chassis.bus.port import Bus
from chassis.client.own_system import OwnSystem, ReadsAndSends
from chassis.events.requests_out import RequestsOut
from chassis.http.app import Service, create_app, gateway_tls
from chassis.http.refusals import refusals_in
from chassis.prints.pdf import Press
from chassis.process.clock import Clock
from chassis.process.secret_files import read_key
from chassis.reference.keeper import Keeper, Opened
from chassis.reference.successions import keep_told
from chassis.tokens.certificate_keys import CertificateKeys
from chassis.tokens.tokens import KeySource
from contracts.subject_keys import SubjectKeys
from services.civil_registration import errors
from services.civil_registration.consumers import CONSUMES
from services.civil_registration.domain.prints import Verifier
from services.civil_registration.retention import kept
from services.civil_registration.routes import ROUTERS
from services.civil_registration.settings import Settings
from services.civil_registration.store.changes import FOLLOWED
from services.civil_registration.usecases.stored_keys import keep_people_found
from services.civil_registration.usecases.uin_requests import receive

SERVICE: Final = Service(
    name="civil-registration",
    title="Civil registration",
    title_lo="ທະບຽນພົນລະເມືອງ",
    summary="Vital events from the first notice to the registration number, and what comes after it.",
    description=(
        "Hospitals, registering offices and embassies notice and declare births, deaths, marriages, divorces and what "
        "changes a person's first record; the registering office of each registers it. A record is the sum of its "
        "actions, and what is registered changes by an approved correction alone. "
        "ໂຮງໝໍ, ຫ້ອງການທະບຽນ ແລະ ສະຖານທູດ ແຈ້ງການເກີດ, ການເສຍຊີວິດ, ການແຕ່ງງານ, ການຢ່າຮ້າງ ແລະອື່ນໆ; "
        "ຫ້ອງການທະບຽນທີ່ຮັບຜິດຊອບເປັນຜູ້ຈົດທະບຽນ. ສິ່ງທີ່ຈົດທະບຽນແລ້ວ ປ່ຽນໄດ້ແຕ່ດ້ວຍການແກ້ໄຂທີ່ໄດ້ອະນຸມັດ."
    ),
    version="1.0.0",
    routers=ROUTERS,
    migrations="services.civil_registration.migrations",
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
    gateway: ReadsAndSends | None = None,
) -> FastAPI:
    """Return civil registration's app, to be served alone or within the one process of `saphan run`.

    Only tests hand in a `gateway` of their own.
    """
    keeper = Keeper.of(SERVICE.name, settings, directory)
    own_system = gateway or OwnSystem(settings.credentials_file, gateway_tls(settings))
    press = Press("services.civil_registration.wire")
    resources = {
        "subject_keys": SubjectKeys(read_key(settings.subject_key_file)),
        "organisations": keeper.held,
        "press": press,
        "certificate_keys": CertificateKeys.read(settings.certificate_keys_file),
        "verifier": Verifier(settings.verifier_address),
    }
    return create_app(
        SERVICE,
        settings,
        resources=resources,
        bus=bus,
        keys=voucher_keys,
        clock=clock,
        gateway=own_system,
        work=[
            *(partial(keep_people_found, keeper.held), partial(keep_told, FOLLOWED, keeper.held)),
            press.close_at_the_end,
        ],
        kept=kept(settings),
        beside=[keeper, RequestsOut(own_system, partial(receive, keeper.held))],
    )
