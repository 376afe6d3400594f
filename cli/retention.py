"""`saphan ledger retire`, `erase` and `erase-epoch`: retention; who erased and why stays in the gateway's database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import asyncpg

from chassis.postgres.database import driver_url
from cli.database_address import gateway_database
from cli.ledger_keys import from_key_file
from cli.refusals import Refused
from cli.say import people
from cli.serve import within_reach
from gateway.access_log.store import forget_all
from gateway.ledger import retention
from gateway.ledger.erasures import By
from gateway.ledger.retention import Schedule
from gateway.ledger.seals import Seals
from gateway.trust.key_files import load_pseudonym_key

_Found = TypeVar("_Found")


def retire(data: Path, before: str, officer: str, reason: str) -> None:
    """Drop the months before this one, as far as the schedule of retention lets them go."""
    now = datetime.now(UTC)
    month, by, today = _month(before), _by(data, officer, reason, now), now.date()
    retired = _on(data, lambda c: retention.retire(c, Schedule(), by, before=month, today=today))
    for part in retired:
        people.print(f"{part.kind} {part.month:%Y-%m}: {part.rows} rows. ລຶບ {part.rows} ແຖວ.")
    if not retired:
        people.print("Nothing is old enough. ຍັງບໍ່ມີຫຍັງຄົບກຳນົດ.")


def erase(data: Path, exchange: str, officer: str, reason: str) -> None:
    """Erase details and subjects of one exchange."""
    by = _by(data, officer, reason, datetime.now(UTC))
    rows = _on(data, lambda c: retention.erase_exchange(c, exchange, by))
    if not rows:
        raise Refused(f"{exchange} has not ended, or nothing of it is left.", f"{exchange} ຍັງບໍ່ສິ້ນສຸດ ຫຼື ບໍ່ມີຂໍ້ມູນເຫຼືອ.")
    people.print(f"{exchange}: {rows} rows erased; its leaf stays. ລຶບລາຍລະອຽດແລ້ວ, ໃບບັນທຶກຍັງຢູ່.")


def erase_epoch(data: Path, epoch: int, officer: str, reason: str, *, in_use: bool) -> None:
    """Erase the key of an epoch of pseudonyms."""
    by = _by(data, officer, reason, datetime.now(UTC))
    if not _on(data, lambda c: retention.erase_epoch(c, epoch, by, forget_all, in_use=in_use)):
        raise Refused(f"Epoch {epoch} is in use, erased already, or unknown.", f"ໄລຍະ {epoch} ຍັງໃຊ້ຢູ່, ຖືກລຶບແລ້ວ ຫຼື ບໍ່ມີ.")
    people.print(f"Epoch {epoch}: its subjects are nobody's any more. ບໍ່ມີໃຜເຊື່ອມໂຍງເຖິງບຸກຄົນໃນໄລຍະນີ້ໄດ້ອີກ.")


def _by(data: Path, officer: str, reason: str, now: datetime) -> By:
    """Return who erases, with the seals of the ledger: an erasure that no key of ours tells of would be a forgery."""
    seals = from_key_file(data, lambda file, passphrase: Seals(load_pseudonym_key(file, passphrase)))
    if seals is None:
        raise Refused(
            "Set SAPHAN_GATEWAY_KEY_FILE as the gateway has it: what is erased is told in the ledger under its seal.",
            "ຕັ້ງຄ່າ SAPHAN_GATEWAY_KEY_FILE ໃຫ້ຄືກັບປະຕູເຊື່ອມຕໍ່: ການລຶບຕ້ອງບັນທຶກໄວ້ໃນປຶ້ມບັນທຶກພ້ອມຕາປະທັບ.",
        )
    return By(officer, reason, now, seals)


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise Refused(f"{text} is no month; write 2026-11.", f"{text} ບໍ່ແມ່ນເດືອນ; ຂຽນ 2026-11.", exit_code=2) from None


def _on(data: Path, work: Callable[[asyncpg.Connection], Awaitable[_Found]]) -> _Found:
    async def connected() -> _Found:
        connection = await asyncpg.connect(driver_url(url), timeout=5, server_settings={"timezone": "UTC"})
        try:
            return await work(connection)
        except asyncpg.LockNotAvailableError:  # busy is not away
            raise Refused("The ledger is too busy now; try again later.", "ບັນທຶກກຳລັງຖືກໃຊ້ຫຼາຍ; ລອງໃໝ່ພາຍຫຼັງ.") from None
        finally:
            await connection.close()

    url = gateway_database(data)
    try:
        return asyncio.run(within_reach(connected()))
    except asyncpg.PostgresError as fault:  # a wrong password, a right that is missing
        raise Refused(f"The ledger cannot be changed: {fault}.", f"ປ່ຽນປຶ້ມບັນທຶກບໍ່ໄດ້: {fault}.") from fault
