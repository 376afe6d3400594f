"""Check of a service's members and offices: whether the directory tells them, and how old those are that it keeps."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import asyncpg

from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from chassis.process.settings import ServiceSettings
from cli.components import Component
from cli.doctor.findings import Finding, ok, warning, wrong

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings
    from contracts.reference_data import ReferenceData

CHECK: Final = "reference"
_OLD_S: Final = 60.0  # as the alarm `reference-data-old`
_UNITS: Final = ((86_400, "days", "ມື້"), (3_600, "hours", "ຊົ່ວໂມງ"), (60, "minutes", "ນາທີ"), (1, "s", "ວິນາທີ"))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the table of the service holds: a version, and how long ago the directory last said that it is so."""

    version: int
    age_s: float


async def findings(component: Component, told: "ComponentSettings") -> list[Finding]:
    """Return whether the directory's address answers with members and offices, and what the service has of them."""
    if not isinstance(told, ServiceSettings) or told.reference_at is None:
        return []  # nothing says where the gateway is, and that is told already
    kept = await _kept(told.database_url.get_secret_value())
    asked = await _asked(told, told.reference_at)
    if isinstance(asked, Finding):
        return [asked, _of_table(component, kept)] if asked.level == "wrong" else [asked]
    members, offices = len(asked.organisations.members), len(asked.organisations.offices)
    lists = len(asked.code_lists.lists)
    en = f"the directory tells version {asked.version}: {members} members, {offices} offices, {lists} code lists."
    lo = f"ສາລະບານລຸ້ນ {asked.version}: {members} ສະມາຊິກ, {offices} ຫ້ອງການ, {lists} ບັນຊີລະຫັດ."
    answers = ok(CHECK, en, lo)
    if kept is None or kept.version != asked.version or kept.age_s > _OLD_S:
        return [answers, _behind(component, kept)]
    return [answers, ok(CHECK, "the service keeps the same.", "ບໍລິການຖືລຸ້ນດຽວກັນ.")]


async def _kept(url: str) -> _Kept | None:
    """Return what the table holds; None where it is empty, or cannot be read, which the checks of the database tell."""
    from chassis.reference.kept import LOOK

    try:
        connection = await connect(url, "saphan doctor")
        try:
            row: asyncpg.Record | None = await connection.fetchrow(LOOK)
        finally:
            await disconnect(connection)
    except (*AWAY, ValueError):
        return None
    return _Kept(row["version"], row["age_s"]) if row is not None and row["version"] else None


async def _asked(told: ServiceSettings, url: str) -> "ReferenceData | Finding":
    """Return what the directory tells, or the finding of why it does not."""
    import orjson

    from chassis.http.app import gateway_tls
    from chassis.reference.sources import DirectoryIsEmpty, OverHttp, SourceAway
    from contracts.reference_data import ReferenceData, ReferenceRefused, followed_by

    try:
        source = OverHttp(url, gateway_tls(told))
    except ValueError as fault:
        return wrong(CHECK, f"GATEWAY_CA_FILE: {fault}.", f"GATEWAY_CA_FILE: ໃຊ້ບໍ່ໄດ້ ({fault}).", stops=False)
    try:
        async with source.opened():
            content = await source.document(None)
        document = await asyncio.to_thread(orjson.loads, content)
        return (await asyncio.to_thread(followed_by, ReferenceData(), document))[0]
    except DirectoryIsEmpty:
        en = "the directory answers, and nobody is enrolled yet: enter the first members (docs/joining.md)."
        return warning(CHECK, en, "ສາລະບານຕອບ ແຕ່ຍັງບໍ່ມີສະມາຊິກ: ໃຫ້ລົງທະບຽນກ່ອນ (docs/joining.md).")
    except SourceAway as fault:
        en = f"{fault}; look whether a gateway runs and is ready, and at REFERENCE_URL, or JWKS_URL that it follows."
        lo = f"{fault}; ກວດວ່າປະຕູເຊື່ອມຕໍ່ເປີດ ແລະ ພ້ອມ, ແລ້ວກວດ REFERENCE_URL ຫຼື JWKS_URL."
        return wrong(CHECK, en, lo, stops=False)
    except (ReferenceRefused, orjson.JSONDecodeError) as fault:
        en = f"{url} answers something else ({fault}); it is to be the gateway's /directory/v1/reference."
        lo = f"{url} ຕອບສິ່ງອື່ນ ({fault}); ຕ້ອງແມ່ນ /directory/v1/reference ຂອງປະຕູເຊື່ອມຕໍ່."
        return wrong(CHECK, en, lo, stops=False)


def _of_table(component: Component, kept: _Kept | None) -> Finding:
    """Return what the service does while the directory does not answer."""
    if kept is None:
        en = f"{component.name} has never seen the directory: it is not ready and answers 503 until it has."
        lo = f"{component.name} ຍັງບໍ່ເຄີຍເຫັນສາລະບານ: ຍັງບໍ່ພ້ອມ ແລະ ຕອບ 503 ຈົນກວ່າຈະເຫັນ."
        return wrong(CHECK, en, lo, stops=False)
    (old, old_lo), name = _ago(kept.age_s), component.name
    en = f"meanwhile {name} works with version {kept.version}, which was confirmed {old} ago."
    return warning(CHECK, en, f"ໃນລະຫວ່າງນີ້ {name} ໃຊ້ລຸ້ນ {kept.version} ທີ່ຢືນຢັນ {old_lo}ກ່ອນ.")


def _behind(component: Component, kept: _Kept | None) -> Finding:
    """Return what the service keeps though it could have more: it does not run, or cannot ask from where it is."""
    name = component.name
    if kept is None:
        en = f"{name} keeps nothing of it yet: it reads them once it runs; when it does, look at its log."
        return warning(CHECK, en, f"{name} ຍັງບໍ່ມີຂໍ້ມູນນີ້: ຈະອ່ານເມື່ອເປີດ; ຖ້າເປີດຢູ່ ໃຫ້ເບິ່ງ log.")
    old, old_lo = _ago(kept.age_s)
    en = f"{name} keeps version {kept.version}, confirmed {old} ago: when it runs, look at its log why."
    return warning(CHECK, en, f"{name} ຖືລຸ້ນ {kept.version} ທີ່ຢືນຢັນ {old_lo}ກ່ອນ: ຖ້າເປີດຢູ່ ໃຫ້ເບິ່ງ log.")


def _ago(age_s: float) -> tuple[str, str]:
    """Return a time in the largest unit of which it has two, in both languages."""
    size, en, lo = next((unit for unit in _UNITS if age_s >= 2 * unit[0]), _UNITS[-1])
    return f"{age_s // size:.0f} {en}", f"{age_s // size:.0f} {lo}"
