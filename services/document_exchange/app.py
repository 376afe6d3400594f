"""Composition root of the document exchange: routes, object store, quota and garbage collection become one app."""

from functools import partial
from typing import Final

from fastapi import FastAPI

from chassis.bus.port import Bus
from chassis.http.app import Service, create_app
from chassis.http.refusals import refusals_in
from chassis.reference.keeper import Keeper, Opened
from chassis.tokens.tokens import KeySource
from services.document_exchange import errors
from services.document_exchange.domain import Quota
from services.document_exchange.retention import kept
from services.document_exchange.routes import ROUTER, UPLOADS
from services.document_exchange.settings import Settings
from services.document_exchange.store.files import files_at
from services.document_exchange.usecases.uploads import keep_collecting

SERVICE: Final = Service(
    name="document-exchange",
    title="Document exchange",
    title_lo="ການແລກປ່ຽນເອກະສານ",
    summary="Official documents between agencies, with proof of who opened what, and when.",
    description=(
        "An office uploads its files, drafts a document under its printed number and dispatches it; each recipient "
        "opens its own delivery, and the issuer sees when. "
        "ຫ້ອງການອັບໂຫຼດໄຟລ໌, ຮ່າງເອກະສານຕາມເລກທີທີ່ພິມ ແລ້ວສົ່ງອອກ; ຜູ້ຮັບແຕ່ລະແຫ່ງເປີດເອກະສານຂອງຕົນ ແລະ ຜູ້ອອກເຫັນເວລາເປີດ."
    ),
    version="1.0.0",
    routers=[UPLOADS, ROUTER],
    migrations="services.document_exchange.migrations",
    problems=refusals_in(errors),
)


def build(
    settings: Settings,
    *,
    bus: Bus | None = None,
    voucher_keys: KeySource | None = None,
    directory: Opened | None = None,
) -> FastAPI:
    """Return the document exchange's app, to be served alone or within the one process of `saphan run`."""
    files = files_at(settings)
    quota = Quota(settings.unattached_uploads, settings.unattached_uploads_mib, settings.unattached_uploads_kept_h)
    keeper = Keeper.of(SERVICE.name, settings, directory)
    return create_app(
        SERVICE,
        settings,
        resources={"files": files, "quota": quota, "organisations": keeper.held},
        bus=bus,
        keys=voucher_keys,
        work=[partial(keep_collecting, files, quota)],
        kept=kept(settings),
        beside=[keeper],
    )
