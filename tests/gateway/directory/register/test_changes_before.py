"""Changes of an earlier build keep everything but the beginning of their ids."""

from datetime import date
from typing import Any

from sqlalchemy import text

from chassis.postgres.database import migrate
from contracts.identifiers import new_id
from contracts.seats import Seat
from tests.gateway.directory.register.conftest import KHAMLA, Register

# What 0031 and its followers did, backwards: the database as an earlier build left it.
OLD_IDS = (
    "update directory_changes set change_id = 'chg_' || substr(change_id, 5)",
    "update directory_entries set change = 'chg_' || substr(change, 5)",
    """update idempotency set headers = replace(headers::text, '/dch_', '/chg_')::jsonb,
    body = convert_to(replace(convert_from(body, 'UTF8'), '"dch_', '"chg_'), 'UTF8')""",
    "alter table ledger_entries drop column seal",
    "drop table offices, officers",
    "alter table members drop column dissolved_on, drop column successor",
    """update directory_entries set facts = (facts::jsonb - 'kind' || '{"closedOn": "2025-06-30"}')::json
    where kind = 'office'""",
    "alter table systems add column office text, drop column offices",
    "alter table agreements drop column systems, drop column offices, drop column levels",
    "alter table directory_version drop column parties, drop column parties_said",
    "update alembic_version set version_num = '0029'",
)


async def test_changes_of_an_earlier_build_are_found_under_their_new_ids(register: Register) -> None:
    key = new_id("key")
    content: dict[str, Any] = {"systems": [{"member": "police", "name": "patrol", "office": None, "keys": []}]}
    proposal = {"reason": 'Not "chg_01jqz3k4x5m6n7p8q9r0s1t2v3 alone.', "content": content}
    first = await register.call("POST", "/changes", json=proposal, key=key)
    change = register.valid("change", first.json())
    await register.approve(change)
    path = f"/changes/{change['changeId']}"
    before = await register.read(path, "change"), await register.read("/history", "history-page", kind="system")
    async with register.units.engine.begin() as connection:
        for statement in OLD_IDS:
            await connection.execute(text(statement))
    url = register.units.engine.url.render_as_string(hide_password=False)
    await migrate(url, "gateway.migrations")
    after = await register.read(path, "change"), await register.read("/history", "history-page", kind="system")
    assert after == before
    office = (await register.snapshot()).organisations.offices[Seat("police", "0101")]
    assert (office.kind, office.level, office.ends) == ("other", "district", date(2025, 6, 30))
    filed = await register.read("/offices/police-0101", "office")
    assert (filed["kind"], filed["to"], "closedOn" in filed) == ("other", "2025-06-30", False)
    again = await register.call("POST", "/changes", json=proposal, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert await register.refused("POST", f"{path}/approvals", caller=KHAMLA) == "change-decided"
