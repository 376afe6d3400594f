"""Making of a country: a start beside the data folder, the month played on it, and the whole put in its place.

What is stopped, or fails, leaves nothing: the folder appears when the month is over, and not before.
"""

import asyncio
import shutil
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from cli.data_folder import DataFolder, write_secret
from cli.demo.play import LOG, running, until_ready
from cli.ports import url_of
from cli.refusals import Refused
from cli.sandbox.nation.country import country
from cli.sandbox.nation.desk import GatewayDesk
from cli.sandbox.nation.month import planned, play
from cli.sandbox.nation.offices import document
from cli.say import output, progress
from contracts.calendar import VIENTIANE

READY_S: Final = 240.0  # a start takes seconds; on a machine that does ten other things, minutes
EVERY: Final = 500  # acts after which the line says how far it is


@dataclass(frozen=True, slots=True)
class Life:
    """Which life a country has had: seed, last day and how many days."""

    seed: int
    last: date
    days: int

    @classmethod
    def until_yesterday(cls, days: int | None = None, seed: int | None = None) -> "Life":
        """Return the life of `month.toml`, which ends yesterday."""
        month = document("month.toml")
        yesterday = datetime.now(VIENTIANE).date() - timedelta(days=1)
        return cls(month["seed"] if seed is None else seed, yesterday, month["days"] if days is None else days)

    def to_document(self) -> dict[str, Any]:  # Any: JSON
        """Return what `country.json` says of it."""
        return {"seed": self.seed, "last": self.last.isoformat(), "days": self.days}


def make_country(folder: DataFolder, host: str, port: int, life: Life) -> None:
    """Make the country of a data folder that has nothing yet; raise `Refused` for one that has, and for a failure."""
    _must_be_new(folder)
    making = DataFolder(folder.root.with_name(f".{folder.root.name}.making"))
    if making.held():
        raise Refused(f"Another Saphan is making {folder.root} at this moment.", f"Saphan ອື່ນກຳລັງສ້າງ {folder.root} ຢູ່.")
    shutil.rmtree(making.root, ignore_errors=True)  # of a start that was killed
    try:
        making.prepare()
        write_secret(making.country, orjson.dumps(life.to_document()))
        _live(making, host, port, life)
        (making.root / LOG).unlink()
        making.root.replace(folder.root)  # over an empty folder at most
    finally:
        shutil.rmtree(making.root, ignore_errors=True)


def _must_be_new(folder: DataFolder) -> None:
    if folder.root.exists() and any(folder.root.iterdir()):
        raise Refused(
            f"{folder.root} holds a sandbox that is no country: choose another folder with --data.",
            f"{folder.root} ມີລະບົບທົດລອງອື່ນຢູ່ແລ້ວ: ເລືອກໂຟນເດີອື່ນດ້ວຍ --data.",
        )


def _live(making: DataFolder, host: str, port: int, life: Life) -> None:
    """Start a Saphan on the folder, play the month on it, keep the receipts, and stop it."""
    began, cost = time.perf_counter(), time.process_time()
    url = url_of(host, port)
    with running(making.root, port, host=host, shown=False) as process:
        with progress(output, "country, made once", "ສ້າງປະເທດຄັ້ງດຽວ") as remarks:
            asyncio.run(_ready(url, process, making.root))
            remarks.append(f"{len(country().offices):,} offices ຫ້ອງການ")
        with progress(output, f"{life.days} days of life", f"ຊີວິດ {life.days} ວັນ") as remarks:
            desk = asyncio.run(_played(making, life))
            remarks.append(f"{desk.acts:,} acts ການກະທຳ · {len(desk.log):,} exchanges ການແລກປ່ຽນ")
    told = life.to_document() | {"acts": desk.acts, "exchanges": len(desk.log)}
    spent = {"seconds": round(time.perf_counter() - began, 1), "clientCpuSeconds": round(time.process_time() - cost, 1)}
    write_secret(making.acts, b"".join(orjson.dumps(line) + b"\n" for line in desk.log))
    write_secret(making.country, orjson.dumps(told | spent))


async def _ready(url: str, process: Any, folder: Path) -> None:  # Any: a process of `cli.demo.play`
    async with aiohttp.ClientSession() as session:
        try:
            await until_ready(session, url, process, within_s=READY_S)
        except Refused as refusal:
            log = (folder / LOG).read_text(encoding="utf-8")[-2000:]
            raise Refused(f"{refusal}\n{log}", refusal.lo) from refusal


async def _played(making: DataFolder, life: Life) -> GatewayDesk:
    async with aiohttp.ClientSession() as session:
        desk = GatewayDesk(country(), making.sandbox, session, tell=_tell)
        try:
            await play(planned(life.seed, life.last, life.days), desk)
        except* Refused as failures:
            raise failures.exceptions[0] from None
        except* (aiohttp.ClientError, TimeoutError) as failures:
            fault = failures.exceptions[0]
            raise Refused(f"The gateway did not answer: {fault!r}.", f"ປະຕູເຊື່ອມຕໍ່ບໍ່ຕອບ: {fault!r}.") from fault
        return desk


def _tell(count: int) -> None:
    if count % EVERY == 0:
        output.print(f"[dim]{count:,} … [/dim]", end="")
