"""Checks of what a component works with besides its database: bus, gateway, keys, folders, disk, port."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from chassis.process.settings import ServiceSettings
from cli.complaints import in_lao
from cli.components import GATEWAY, Component
from cli.doctor.findings import Finding, ok, warning, wrong

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings

_WITHIN_S: Final = 5.0
_LITTLE: Final = 0.1  # of a disk
_NOTHING: Final = 64 * 2**20  # bytes: less is as good as none
_PROBE: Final = "saphan-doctor-probe"


def folder_findings(settings: "ComponentSettings") -> Iterator[Finding]:
    """Yield whether the folders that the settings name can be written to, and whether their disks have room."""
    checkpoints: Path | None = getattr(settings, "checkpoint_folder", None)
    files: str = getattr(settings, "files_url", "")
    folders = [checkpoints] if checkpoints else []
    if files.startswith("file:"):
        from services.document_exchange.store.files import folder_of

        folders.append(folder_of(files))
    for folder in folders:
        yield _writable(folder)
    for folder in {*(_existing(folder) for folder in folders), Path("/tmp")}:  # noqa: S108 - looked at, not written to
        yield _room(folder)


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _writable(folder: Path) -> Finding:
    made = _existing(folder)
    if made != folder and not (made.is_dir() and os.access(made, os.W_OK | os.X_OK)):
        return wrong(
            "folders",
            f"{folder} is not there, and this user may not make it in {made}; mount it, or make it and give it to "
            f"this user: chown {os.geteuid()}:{os.getegid()} {folder}.",
            f"ບໍ່ມີ {folder} ແລະ ຜູ້ໃຊ້ນີ້ສ້າງໃນ {made} ບໍ່ໄດ້; ຕໍ່ໂຟນເດີເຂົ້າ ຫຼື ສ້າງ ແລ້ວໃຫ້ແກ່ຜູ້ໃຊ້ນີ້: "
            f"chown {os.geteuid()}:{os.getegid()} {folder}.",
        )
    if not made.is_dir() or not os.access(made, os.W_OK | os.X_OK):
        return wrong(
            "folders", f"{folder} cannot be written to; give it to this user.", f"ຂຽນໃສ່ {folder} ບໍ່ໄດ້; ໃຫ້ສິດແກ່ຜູ້ໃຊ້ນີ້."
        )
    return ok("folders", f"{folder} can be written to.", f"ຂຽນໃສ່ {folder} ໄດ້.")


def _room(folder: Path) -> Finding:
    disk = shutil.disk_usage(folder)
    en = f"{disk.free // 2**20} MiB of {disk.total // 2**20} are free at {folder}"
    lo = f"{folder} ຫວ່າງ {disk.free // 2**20} MiB ໃນ {disk.total // 2**20}"
    if disk.free < _NOTHING:
        return wrong("disk", f"{en}: make room.", f"{lo}: ຕ້ອງເພີ່ມບ່ອນຫວ່າງ.", stops=False)
    if disk.free < disk.total * _LITTLE:
        return warning("disk", f"{en}: make room soon.", f"{lo}: ຄວນເພີ່ມບ່ອນຫວ່າງ.")
    return ok("disk", f"{en}.", f"{lo}.")


def key_findings(settings: "ComponentSettings") -> Iterator[Finding]:
    """Yield whether the gateway's key file opens, and whether it is sealed."""
    from gateway.settings import Settings
    from gateway.trust.key_files import KeyFileRefused, is_sealed, load

    if not isinstance(settings, Settings):
        return
    if settings.key_file is None:
        yield wrong(
            "keys",
            f"{GATEWAY.prefix}KEY_FILE: make one with `saphan keys create FILE`, and name it.",
            f"{GATEWAY.prefix}KEY_FILE: ສ້າງດ້ວຍ `saphan keys create FILE` ແລ້ວຕັ້ງຄ່າ.",
        )
        return
    try:
        load(settings.key_file, issuer=settings.public_url, passphrase=settings.passphrase)
    except KeyFileRefused as fault:
        yield wrong("keys", f"{fault}.", f"ໃຊ້ໄຟລ໌ກະແຈບໍ່ໄດ້: {in_lao(fault)}.")
        return
    if is_sealed(settings.key_file):
        yield ok("keys", "the key file is sealed or in hardware, and opens.", "ໄຟລ໌ກະແຈປິດຜະນຶກ ແລະ ເປີດໄດ້.")
    else:
        yield warning(
            "keys",
            f"{settings.key_file} is not sealed: who copies it, is the gateway; see `saphan keys` and KEY_PASSPHRASE.",
            f"{settings.key_file} ບໍ່ໄດ້ປິດຜະນຶກ; ໃຊ້ KEY_PASSPHRASE.",
        )


def port_finding(component: Component, settings: "ComponentSettings") -> Finding:
    """Return whether nobody listens where the component is to listen."""
    from cli.ports import must_be_free
    from cli.refusals import Refused

    try:
        must_be_free(settings.host, settings.port, f"{component.prefix}PORT")
    except Refused as refusal:
        return wrong("port", refusal.en, refusal.lo)
    return ok("port", f"{settings.port} is free.", f"ພອດ {settings.port} ຫວ່າງ.")


async def bus_findings(component: Component, settings: "ComponentSettings") -> list[Finding]:
    """Return whether a service's bus answers and has every topic."""
    from chassis.bus import presence
    from chassis.bus.port import BusRefused, BusUnavailable
    from chassis.bus.security import Security

    if not isinstance(settings, ServiceSettings):
        return []
    variable = f"{component.prefix}BUS_URL"
    try:
        url, security = settings.bus_url.get_secret_value(), Security.of(settings)
        missing = await presence.missing_topics(settings.bus, url, component.name, component.consumes(), security)
    except BusRefused as fault:
        return [wrong("bus", f"{variable}: {fault.en}", f"{variable}: {fault.lo}", stops=False)]
    except BusUnavailable:
        en = f"{variable}: the bus does not answer; look whether it runs, and at this address. Events wait for it."
        lo = f"{variable}: ລະບົບເຫດການບໍ່ຕອບ; ກວດວ່າມັນເປີດຢູ່ ແລະ ທີ່ຢູ່ນີ້. ເຫດການຈະລໍຖ້າ."
        return [wrong("bus", en, lo, stops=False)]
    if missing:
        named = ", ".join(missing)
        en = f"{len(missing)} are missing: {named}; run `saphan topics create`."
        return [wrong("topics", en, f"ຂາດ {len(missing)} ຫົວຂໍ້: {named}; ໃຊ້ `saphan topics create`.", stops=False)]
    return [ok("bus", "answers, and has every topic that is written or read here.", "ລະບົບເຫດການຕອບ ແລະ ມີທຸກຫົວຂໍ້.")]


async def gateway_findings(component: Component, settings: "ComponentSettings") -> AsyncIterator[Finding]:
    """Yield whether a service gets the gateway's keys."""
    if not isinstance(settings, ServiceSettings):
        return
    from chassis.http.app import gateway_tls

    url, variable = settings.jwks_url, f"{component.prefix}JWKS_URL"
    if url is None:
        if settings.jwks_file is None:
            en = f"{variable}: nothing says where the gateway's keys are: every call would be refused."
            yield wrong("gateway", en, f"{variable}: ບໍ່ມີບ່ອນເອົາກະແຈຂອງປະຕູເຊື່ອມຕໍ່.")
        return
    try:
        within, tls = aiohttp.ClientTimeout(total=_WITHIN_S), gateway_tls(settings)
        session = aiohttp.ClientSession(timeout=within)
        async with session, session.get(url, ssl=tls() if tls is not None else True) as answer:
            answer.raise_for_status()
            listed: dict[str, Any] = await answer.json()  # Any: a JWK set is free JSON
        number = len(listed["keys"])
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as fault:
        why = f"{fault or type(fault).__name__}"
        en = f"{variable}: the gateway does not answer ({why}); until it does, calls are refused with 503."
        yield wrong("gateway", en, f"{variable}: ປະຕູເຊື່ອມຕໍ່ບໍ່ຕອບ ({why}).", stops=False)
        return
    yield ok("gateway", f"publishes {number} keys.", f"ປະຕູເຊື່ອມຕໍ່ປະກາດ {number} ກະແຈ.")


async def store_findings(settings: "ComponentSettings") -> list[Finding]:
    """Return whether the store of files takes an object and lets it go; it is the one thing that a doctor writes."""
    if not hasattr(settings, "files_url"):
        return []
    from obstore.exceptions import BaseError, PermissionDeniedError

    from services.document_exchange.settings import Settings
    from services.document_exchange.store.files import files_at

    if not isinstance(settings, Settings):
        return []
    try:
        await files_at(settings).probe(f"{_PROBE}-{os.getpid()}")
    except (BaseError, OSError) as fault:
        why = str(fault).partition("\n")[0]
        remains = isinstance(fault, PermissionError | PermissionDeniedError)  # a right does not come by itself
        return [
            wrong(
                "store",
                f"FILES_URL: no file can be kept there: {why}.",
                f"FILES_URL: ເກັບໄຟລ໌ບໍ່ໄດ້: {why}.",
                stops=remains,
            )
        ]
    return [ok("store", "keeps a file and removes it.", "ເກັບ ແລະ ລຶບໄຟລ໌ໄດ້.")]
