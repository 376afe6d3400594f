"""Check of the requests that a component owes to other services: whether one was not answered for a day, and why."""

from typing import Final

import asyncpg

from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from cli.components import Component
from cli.doctor.findings import Finding, ok, warning

CHECK: Final = "requests"
_HAS: Final = "select to_regclass('requests_out') is not null"
_LOOK: Final = """
    select count(*) as pending, count(*) filter (where created_at < now() - interval '1 day') as old,
        (array_agg(path order by request_id))[1] as path, (array_agg(attempts order by request_id))[1] as attempts,
        (array_agg(fault order by request_id))[1] as fault
    from requests_out
"""  # a day, as the alarm `requests-unanswered`


async def findings(component: Component, url: str) -> list[Finding]:
    """Return what is found; nothing of a component that owes none, and of a database that the other checks tell of."""
    try:
        connection = await connect(url, "saphan doctor")
        try:
            row: asyncpg.Record | None = None
            if await connection.fetchval(_HAS):
                row = await connection.fetchrow(_LOOK)
        finally:
            await disconnect(connection)
    except (*AWAY, ValueError):
        return []
    if row is None:
        return []
    if not row["old"]:
        en = f"{row['pending']} requests to other services wait, none for a day."
        return [ok(CHECK, en, f"ຄຳຂໍເຖິງບໍລິການອື່ນທີ່ລໍຖ້າ: {row['pending']}, ບໍ່ມີອັນໃດກາຍໜຶ່ງມື້.")]
    fault, old, name = row["fault"] or "-", row["old"], component.name
    en = (
        f"{old} requests of {name} were not answered for a day; the oldest, to {row['path']}, was sent "
        f"{row['attempts']} times: {fault}. See docs/runbooks/RequestsUnanswered.md."
    )
    lo = (
        f"ຄຳຂໍຂອງ {name} ທີ່ບໍ່ໄດ້ຮັບຄຳຕອບກາຍໜຶ່ງມື້: {old}; ອັນເກົ່າສຸດເຖິງ {row['path']} "
        f"ສົ່ງແລ້ວ {row['attempts']} ເທື່ອ: {fault}. ເບິ່ງ docs/runbooks/RequestsUnanswered.md."
    )
    return [warning(CHECK, en, lo)]
