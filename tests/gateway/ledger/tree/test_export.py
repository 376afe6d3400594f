"""What somebody does to the database is found by whoever checks the exported files, and named."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg
import pytest

from evidence.audit import audit
from evidence.exports import Folder
from evidence.findings import Finding, all_hold
from evidence.trusted_keys import TrustedKeys
from gateway.ledger.tree.export import NothingToExport, export
from gateway.ledger.tree.signing import Signer
from tests.support.postgres import FreshDatabase
from tests.support.tree import KEYS, ORIGIN, Sequencing, an_entry, record, rows

TRUSTED = TrustedKeys(log=Signer(KEYS).verifiers(ORIGIN))
COUNT = 300
OPENED = "details-opened"


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


async def a_ledger(url: str, folder: Path | None = None) -> Sequencing:
    """Grow a ledger in two steps, so that it has an older checkpoint too."""
    one = Sequencing(url, folder)
    await record(url, *(an_entry() for _ in range(COUNT - 10)))
    await one.to_the_end()
    await record(url, *(an_entry() for _ in range(10)))
    await one.to_the_end()
    return one


async def checked(url: str, folder: Path, *, seen: Sequence[bytes] = (), details: bool = False) -> list[Finding]:
    connection = await asyncpg.connect(url)
    try:
        await export(connection, folder, details=details)
    finally:
        await connection.close()
    return audit(Folder(folder), TRUSTED, seen=seen, details=details)


def wrong(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings if not finding.holds}


async def test_an_untouched_ledger_holds(url: str, tmp_path: Path) -> None:
    await a_ledger(url)
    findings = await checked(url, tmp_path)
    assert all_hold(findings), wrong(findings)


async def test_a_ledger_without_a_checkpoint_is_not_exported(url: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToExport):
        await checked(url, tmp_path)


SWAP = """
update ledger_entries e set index = case e.index when 3 then 7 else 3 end where e.index in (3, 7)
"""
INSERT = """
insert into ledger_entries (exchange, ended, phase, at, instance, commitment, index)
select 'xch_' || substr(exchange, 5, 25) || '0', ended, phase, at, instance, commitment, 5
from ledger_entries where index = 5
"""


@pytest.mark.parametrize(
    ("tampering", "codes"),
    [
        (["update ledger_entries set commitment = sha256('x') where index = 5"], {"entries-unchanged"}),
        (["update ledger_entries set at = at - interval '1 day' where index = 5"], {"entries-unchanged"}),
        (["update ledger_entries set phase = 'refused' where index = 5"], {"entries-unchanged"}),
        (["delete from ledger_entries where index = 5"], {"entries-there"}),
        ([SWAP], {"entries-unchanged"}),
        ([INSERT], {"tiles-whole"}),
        (["truncate ledger_entries"], {"entries-there"}),
        (["delete from ledger_tiles where level = 0 and index = 1"], {"tiles-whole"}),
        (
            ["update ledger_tiles set hashes = sha256('x') || substr(hashes, 33) where level = 0 and index = 0"],
            {"entries-unchanged", "tiles-whole", "roots-hold"},
        ),
    ],
    ids=["commitment", "time", "phase", "delete", "reorder", "insert", "truncate", "tile gone", "tile"],
)
async def test_tampering_with_rows_is_found_and_named(
    url: str, tmp_path: Path, tampering: list[str], codes: set[str]
) -> None:
    await a_ledger(url)
    for statement in tampering:
        await rows(url, statement)
    assert codes <= wrong(await checked(url, tmp_path))


OF_FIVE = "where exchange = (select exchange from ledger_entries where index = 5)"
EXCHANGED = """
update ledger_details d set details = other.details, salt = other.salt
from ledger_details other, ledger_entries e, ledger_entries o
where d.exchange = e.exchange and other.exchange = o.exchange and (e.index, o.index) in ((3, 7), (7, 3))
"""
REWRITTEN = r"""
update ledger_checkpoints set note = convert_to(replace(convert_from(note, 'utf8'), E'\n290\n', E'\n289\n'), 'utf8')
"""


@pytest.mark.parametrize(
    ("tampering", "codes"),
    [
        (f"update ledger_details set details = replace(details::text, 'outcome', 'refused')::json {OF_FIVE}", {OPENED}),
        (f"update ledger_details set salt = sha256('x') {OF_FIVE}", {OPENED}),
        (EXCHANGED, {OPENED}),
        (REWRITTEN, {"checkpoint-signed"}),
        (f"delete from ledger_details {OF_FIVE}", {"details-there"}),
        ("truncate ledger_details", {"details-whole"}),
    ],
    ids=["details", "salt", "details of another", "checkpoint", "details gone", "all details gone"],
)
async def test_tampering_beside_the_rows_is_found(url: str, tmp_path: Path, tampering: str, codes: set[str]) -> None:
    await a_ledger(url)
    await rows(url, tampering)
    assert wrong(await checked(url, tmp_path, details=True)) == codes


async def test_whoever_rewrites_entry_and_tiles_is_betrayed_by_the_signature(url: str, tmp_path: Path) -> None:
    """The whole tree made anew over a changed entry fits itself, and no checkpoint that was signed."""
    await a_ledger(url)
    await rows(url, "update ledger_entries set commitment = sha256('x') where index = 5")
    await rows(url, "update ledger_entries set index = null")
    for table in ("ledger_head", "ledger_tiles", "ledger_checkpoints"):
        await rows(url, f"create table before_{table} as select * from {table}")
        await rows(url, f"truncate {table}")
    await Sequencing(url, None).to_the_end()  # with the ledger's own keys, even
    shown = [row["note"] for row in await rows(url, "select note from before_ledger_checkpoints where size > 0")]
    assert all_hold(await checked(url, tmp_path / "alone"))
    assert wrong(await checked(url, tmp_path / "with", seen=shown)) & {"trees-agree", "roots-hold"}


async def test_two_members_who_were_shown_two_trees_find_out(
    url: str, tmp_path: Path, fresh_database: FreshDatabase
) -> None:
    first = await a_ledger(url, tmp_path / "first")
    other = fresh_database("gateway.migrations")
    await a_ledger(other, tmp_path / "second")
    shown = first.anchor.newest()
    assert shown is not None
    assert wrong(await checked(other, tmp_path / "files", seen=[shown])) & {"trees-agree", "roots-hold"}


async def test_a_ledger_that_was_cut_off_is_found_by_a_checkpoint_seen_before(
    url: str, tmp_path: Path, fresh_database: FreshDatabase
) -> None:
    first = await a_ledger(url, tmp_path / "first")
    older = fresh_database("gateway.migrations")
    await record(older, an_entry())
    await Sequencing(older, None).to_the_end()
    shown = first.anchor.newest()
    assert shown is not None
    assert "ledger-whole" in wrong(await checked(older, tmp_path / "files", seen=[shown]))
