"""The life of a country, as a process beside the run that serves it: played through the gateway, receipts kept."""

import asyncio
import os
import sys
import threading
import time
from pathlib import Path
from typing import Final

import aiohttp
import orjson

from chassis.client.exchange_client import Credentials
from cli.data_folder import DataFolder, write_secret
from cli.demo.play import until_ready
from cli.refusals import Refused
from cli.sandbox.nation.country import country, system_of
from cli.sandbox.nation.desk import GatewayDesk
from cli.sandbox.nation.making import Life
from cli.sandbox.nation.month import planned, play
from cli.say import complain, output, progress

EVERY: Final = 500  # exchanges after which the line says how far it is


def live(folder: DataFolder) -> None:
    """Live the life that the folder's `country.json` says; raise `Refused` where it does not go as told.

    What it has brought about is written down at its end: until then the country is not finished.
    """
    life, began = Life.of(folder), time.perf_counter()
    with progress(output, f"{life.days} days of life, made once", f"ຊີວິດ {life.days} ວັນ, ສ້າງຄັ້ງດຽວ") as remarks:
        desk = asyncio.run(_lived(folder, life))
        remarks.append(f"{desk.acts:,} acts ການກະທຳ · {len(desk.log):,} exchanges ການແລກປ່ຽນ")
    spent = {"seconds": round(time.perf_counter() - began, 1), "clientCpuSeconds": round(time.process_time(), 1)}
    told = life.to_document() | {"acts": desk.acts, "exchanges": len(desk.log)} | spent
    write_secret(folder.country, orjson.dumps(told))
    write_secret(folder.acts, b"".join(orjson.dumps(line) + b"\n" for line in desk.log))


async def _lived(folder: DataFolder, life: Life) -> GatewayDesk:
    async with aiohttp.ClientSession() as session:
        sandbox = country()
        desk = GatewayDesk(sandbox, folder.sandbox, session, tell=_tell)
        anybody = Credentials.read(folder.credentials(system_of(sandbox, "control-tower")))
        await until_ready(session, anybody.base_url, None)
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


def _end_with_the_run() -> None:
    """End this process when the run that started it is gone: the next one plays a life of its own."""
    os.read(sys.stdin.fileno(), 1)  # nothing is ever written: it returns when the other end is closed
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    try:
        live(DataFolder(Path(sys.argv[1])))
    except Refused as refusal:
        complain(refusal.en, refusal.lo)
        sys.exit(refusal.exit_code)
