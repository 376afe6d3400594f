"""Whoever changes, deletes or truncates rows behind the gateway's back is found inside the database, too."""

import asyncio
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import orjson
import pytest

from contracts import subjects
from evidence import merkle
from evidence.base64url import b64url
from evidence.canonical import canonical
from evidence.entries import Phase, spell_moment
from evidence.erasures import only
from evidence.tiles import hashes_in
from gateway.access_log.store import forget_all
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.epochs import Epochs
from gateway.ledger.erasures import By, erasure
from gateway.ledger.pool import Pool
from gateway.ledger.retention import Schedule, erase_epoch, erase_exchange, retire
from gateway.ledger.tree.inspecting import Inspecting, go_round
from gateway.ledger.tree.keyless_epochs import EPOCHS
from gateway.ledger.tree.orphans import orphans
from tests.support.clock import SetClock
from tests.support.events import until
from tests.support.postgres import FreshDatabase
from tests.support.tree import SEALS, Sequencing, an_entry, record, rows

NOW = datetime.now(UTC)
BY = By("noy.s", "a court has ordered it", NOW, SEALS)
FOLLOWING = date(NOW.year + NOW.month // 12, NOW.month % 12 + 1, 1)
KEEPS_ACTS = Schedule(retain_subjects_months=0, retain_details_months=0, retain_legal_acts_months=120)
PEOPLE = [subjects.identifier("citizenId", f"012{number}") for number in range(3)]
BASE = '"@method": POST'
KEPT = canonical({"base": BASE, "signature": b64encode(b"s" * 64).decode()})
NAMED = {"keyId": "k", "algorithm": "ecdsa-p256-sha256", "digest": sha256(KEPT).hexdigest()}


@dataclass
class Setting:
    url: str
    one: Sequencing
    epochs: Epochs

    async def exchange(self, **facts: Any) -> str:
        """Record a legal act about two people, and its outcome, which names a third."""
        epoch = self.epochs.at(NOW)
        intent = _with(an_entry(Phase.INTENT), epoch.subjects(PEOPLE[:2]), signature=NAMED, legalAct=True, **facts)
        cites = {"intent": b64url(intent.leaf_hash), "signature": NAMED, "legalAct": True}
        outcome = _with(an_entry(exchange=intent.exchange), epoch.subjects(PEOPLE), **cites)
        await record(self.url, replace(intent, signature=KEPT.decode()), outcome)
        return intent.exchange

    async def found(self, *, with_keys: bool = True) -> dict[str, int]:
        """Go round once; return how much of which kind is wrong."""
        connection = await asyncpg.connect(self.url)
        try:
            opened = self.one.signer.opened if with_keys else None
            rounds = [done async for done in go_round(connection, opened, SEALS)]
        finally:
            await connection.close()
        return dict(rounds[-1].counted)


def _with(entry: Entry, named: Any, **facts: Any) -> Entry:
    stated = {"exchange": entry.exchange, "phase": entry.phase.value, "at": spell_moment(entry.at)}
    details = canonical(stated | facts | {"subjects": named.facts}).decode()
    return sealed(entry.exchange, entry.phase, entry.at, details, subjects=named.pseudonyms, epoch=named.epoch)


@pytest.fixture
async def setting(fresh_database: FreshDatabase) -> Setting:
    url = fresh_database("gateway.migrations")
    pool = Pool(url)
    await pool.open()
    epochs = Epochs(pool, b"k" * 32, SetClock(NOW - timedelta(hours=1)), timedelta(days=365))
    await epochs.refresh()
    await pool.close()
    return Setting(url, Sequencing(url, None), epochs)


async def a_ledger(setting: Setting) -> str:
    """Grow a ledger over more than a tile with one exchange that counts; return its id."""
    await record(setting.url, *(an_entry() for _ in range(300)))
    exchange = await setting.exchange()
    await setting.exchange(status=404)
    await setting.one.to_the_end()
    return exchange


OF_IT = "where exchange = $1"
MONTH = f"{NOW:%Y_%m}"
FIRST = f"subject = (select min(subject) from ledger_subjects {OF_IT})"
ITS_OWN = "(select signature from ledger_details i where i.exchange = d.exchange and not i.ended)"
MOVED = f"case when d.ended then {ITS_OWN} end"
BESIDE = "'xch_00000000000000000000000000', ended, phase, at, instance, commitment, index"
NO_EXCHANGE = "'xch_00000000000000000000000000'"
COPIED = f"{NO_EXCHANGE}, ended, salt, details, signature"
ITS_LIKE = "(select min(exchange) from ledger_details where exchange < $1)"  # has an outcome alone
INTENT_TOO = (
    f"insert into ledger_details select exchange, false, salt, details from ledger_details where exchange = {ITS_LIKE}"
)
BEYOND = "'xch_00000000000000000000000000', ended, phase, at, instance, commitment, 1000000 + ended::int"
BENT_TILE = "sha256('x') || substr(hashes, 33)"
PUT = "replace(signature::text, 'POST', 'PUT')::json"
SUBJECTS, SIGNED, ALTERED = "subjects-altered", "signature-altered", "details-altered"
GONE, ENTRIES, TREE, ALL = "details-gone", "entries-altered", "tree-altered", 304
TAMPERED: dict[str, tuple[str, dict[str, int]]] = {
    "a subject deleted": (f"delete from ledger_subjects {OF_IT} and {FIRST}", {SUBJECTS: 1}),
    "all subjects deleted": (f"delete from ledger_subjects {OF_IT}", {SUBJECTS: 1}),
    "subjects truncated": ("truncate ledger_subjects", {SUBJECTS: 2}),
    "a subject exchanged": (f"update ledger_subjects set subject = sha256(subject) {OF_IT} and {FIRST}", {SUBJECTS: 1}),
    "a subject added": ("insert into ledger_subjects values (sha256('x'), $1, 1)", {SUBJECTS: 1}),
    "a subject of no exchange": (f"insert into ledger_subjects values (sha256('x'), {NO_EXCHANGE}, 1)", {SUBJECTS: 1}),
    "a subject after all": ("insert into ledger_subjects values (sha256('x'), 'xch_~', 1)", {SUBJECTS: 1}),
    "the epoch of subjects": (f"update ledger_subjects set epoch = epoch + 1 {OF_IT}", {SUBJECTS: 1}),
    "the epoch of all subjects": ("update ledger_subjects set epoch = epoch + 1", {SUBJECTS: 2}),
    "details of no exchange": (f"insert into ledger_details select {COPIED} from ledger_details {OF_IT}", {ALTERED: 2}),
    "details of an intent that never was": (INTENT_TOO, {ALTERED: 1}),
    "details of the intent deleted": (f"delete from ledger_details {OF_IT} and not ended", {GONE: 1}),
    "details of both deleted": (f"delete from ledger_details {OF_IT}", {GONE: 2}),
    "details truncated": ("truncate ledger_details", {GONE: ALL}),
    "a month of details truncated": (f"truncate ledger_details_{MONTH}", {GONE: ALL}),
    "details altered": (
        f"update ledger_details set details = replace(details::text, 'outcome', 'refused')::json {OF_IT} and ended",
        {ALTERED: 1},
    ),
    "salt cut": (f"update ledger_details set salt = 'x' {OF_IT} and ended", {ALTERED: 1}),
    "signature dropped": (f"update ledger_details set signature = null {OF_IT}", {SIGNED: 1}),
    "signature changed": (f"update ledger_details set signature = {PUT} {OF_IT}", {SIGNED: 1}),
    "signature moved": (f"update ledger_details d set signature = {MOVED} {OF_IT}", {SIGNED: 1}),
    "commitment altered": (
        f"update ledger_entries set commitment = sha256('x') {OF_IT} and ended",
        {ENTRIES: 1, ALTERED: 1},
    ),
    "moment altered": (f"update ledger_entries set at = at - interval '1 day' {OF_IT} and ended", {ENTRIES: 1}),
    "moment beyond time": (f"update ledger_entries set at = 'infinity' {OF_IT} and ended", {ENTRIES: 1}),
    "outcome deleted": (f"delete from ledger_entries {OF_IT} and ended", {ENTRIES: 1, SUBJECTS: 1, ALTERED: 1}),
    "both deleted": (f"delete from ledger_entries {OF_IT}", {ENTRIES: 2, ALTERED: 2, SUBJECTS: 1}),
    "entries truncated": ("truncate ledger_entries", {ENTRIES: ALL, ALTERED: ALL, SUBJECTS: 2}),
    "entry inserted": (
        f"insert into ledger_entries select {BESIDE} from ledger_entries {OF_IT} and ended",
        {ENTRIES: 1, GONE: 1},
    ),
    "entry beyond the tree": (f"insert into ledger_entries select {BEYOND} from ledger_entries {OF_IT}", {ENTRIES: 2}),
    "entry before the tree": (f"update ledger_entries set index = -1 {OF_IT} and ended", {ENTRIES: 2}),
    "entry without a place": (f"update ledger_entries set index = null {OF_IT} and ended", {ENTRIES: 1}),
    "tile altered": (
        f"update ledger_tiles set hashes = {BENT_TILE} where level = 0 and index = 0",
        {ENTRIES: 1, TREE: 1},
    ),
    "tile gone": ("delete from ledger_tiles where level = 0 and index = 1", {ENTRIES: ALL - 256, TREE: 1}),
    "upper tile altered": (f"update ledger_tiles set hashes = {BENT_TILE} where level = 1", {TREE: 2}),
    "upper tile gone": ("delete from ledger_tiles where level = 1", {TREE: 2}),
    "head altered": ("update ledger_head set root = sha256('x')", {TREE: 1}),
    "checkpoint altered": ("update ledger_checkpoints set note = replace(note::text, '2', '3')::bytea", {TREE: 1}),
}


@pytest.mark.parametrize("way", TAMPERED)
async def test_what_is_done_to_rows_is_found_and_counted(setting: Setting, way: str) -> None:
    exchange = await a_ledger(setting)
    assert await setting.found() == {}
    statement, wrong = TAMPERED[way]
    await rows(setting.url, statement, *([exchange] if "$1" in statement else []))
    assert await setting.found() == wrong


async def test_an_entry_that_is_changed_with_its_tile_is_found_in_the_tile_above(setting: Setting) -> None:
    await a_ledger(setting)
    tile = await forge(setting)
    assert await setting.found(with_keys=False) == {TREE: 1}
    upper = (await rows(setting.url, "select hashes from ledger_tiles where level = 1"))[0][0]
    await rows(setting.url, "update ledger_tiles set hashes = $1 where level = 1", merkle.root(tile) + upper[32:])
    assert await setting.found(with_keys=False) == {TREE: 1}, "the head has another root"


async def test_a_tree_that_is_changed_up_to_its_head_is_not_the_one_that_was_signed(setting: Setting) -> None:
    await a_ledger(setting)
    tile = await forge(setting)
    rest = hashes_in((await rows(setting.url, "select hashes from ledger_tiles where level = 0 and index = 1"))[0][0])
    await rows(setting.url, "update ledger_tiles set hashes = $1 where level = 1", merkle.root(tile))
    await rows(setting.url, "update ledger_head set root = $1", merkle.root([*tile, *rest]))
    assert await setting.found(with_keys=False) == {}, "as much as a database can tell by itself"
    assert await setting.found() == {TREE: 1}


async def forge(setting: Setting) -> list[bytes]:
    """Put other details into an entry of the first tile, with all that the database knows of it; return the tile."""
    (old,) = await rows(setting.url, "select exchange, index from ledger_entries where index = 150")
    new = an_entry(exchange=old["exchange"])
    await rows(setting.url, "update ledger_entries set at = $2, commitment = $3 where exchange = $1 and ended",
               new.exchange, new.at, new.commitment)  # fmt: skip
    await rows(setting.url, "update ledger_details set salt = $2, details = $3 where exchange = $1 and ended",
               new.exchange, new.salt, new.details)  # fmt: skip
    tile = hashes_in((await rows(setting.url, "select hashes from ledger_tiles where level = 0 and index = 0"))[0][0])
    tile[old["index"]] = new.leaf_hash
    await rows(setting.url, "update ledger_tiles set hashes = $1 where level = 0 and index = 0", b"".join(tile))
    return tile


async def test_an_exchange_that_is_open_is_counted_by_its_intent(setting: Setting) -> None:
    exchange = await setting.exchange()
    for table in ("ledger_entries", "ledger_details"):
        await rows(setting.url, f"delete from {table} where exchange = $1 and ended", exchange)
    await setting.one.to_the_end()
    third = setting.epochs.at(NOW).pseudonym(PEOPLE[2])
    assert await setting.found() == {SUBJECTS: 1}  # somebody is there whom only the outcome has named
    await rows(setting.url, "delete from ledger_subjects where exchange = $1 and subject = $2", exchange, third)
    assert await setting.found() == {}


async def test_what_was_erased_lawfully_is_no_fault_and_what_goes_with_it_by_hand_is(setting: Setting) -> None:
    exchange = await a_ledger(setting)
    connection = await asyncpg.connect(setting.url)
    assert await erase_exchange(connection, exchange, BY) == 5
    await connection.close()
    assert await setting.found() == {}
    await rows(setting.url, "delete from ledger_details where exchange like 'era%'")
    assert await setting.found() == {GONE: 2}
    await setting.one.to_the_end()
    assert await setting.found() == {GONE: 3}  # and the entry that told of it


async def test_a_month_that_was_retired_explains_no_more_than_it_took(setting: Setting) -> None:
    """A legal act outlives its month; whoever deletes it by hand deletes more than the entry tells of."""
    act = await a_ledger(setting)
    connection = await asyncpg.connect(setting.url)
    await retire(connection, KEEPS_ACTS, BY, before=FOLLOWING, today=FOLLOWING)
    await connection.close()
    await setting.one.to_the_end()
    assert await setting.found() == {}
    await rows(setting.url, "delete from ledger_details where exchange = $1 and not ended", act)
    assert await setting.found() == {GONE: 1}


async def test_an_erasure_that_nothing_commits_to_explains_nothing(setting: Setting) -> None:
    exchange = await a_ledger(setting)
    forged = {"exchange": "era_x", "operation": "eraseDetails", "from": exchange, "below": exchange + "!",
              "rows": {"details": 2}}  # fmt: skip
    await rows(setting.url, "delete from ledger_details where exchange = $1", exchange)
    for salt in (b"s", b"s" * 32):
        await rows(setting.url, "delete from ledger_entries where exchange = 'era_x'")
        await rows(setting.url, "delete from ledger_details where exchange = 'era_x'")
        await rows(setting.url, "insert into ledger_entries values ('era_x', true, 'outcome', now(), 'x', sha256('x'))")
        said = orjson.dumps(forged).decode()
        await rows(setting.url, "insert into ledger_details values ('era_x', true, $1, $2::json)", salt, said)
        assert await setting.found() == {GONE: 2}


@pytest.mark.parametrize("place", [1_000_000, -1, 0], ids=["beyond", "before", "of-another"])
@pytest.mark.parametrize("reach", [["xch_", "xch`"], None], ids=["of-all", "of-one"])
async def test_an_erasure_that_the_tree_does_not_hold_explains_nothing(
    setting: Setting, place: int, reach: list[str] | None
) -> None:
    exchange = await a_ledger(setting)
    begins, below = reach or (exchange, only(exchange))
    forged = erasure(BY, begins=begins, below=below, rows={"details": 2, "subjects": 3})
    for table in ("ledger_details", "ledger_subjects"):
        await rows(setting.url, f"delete from {table} where exchange = $1", exchange)
    await record(setting.url, forged)
    await rows(setting.url, "update ledger_entries set index = $1 where exchange = $2", place, forged.exchange)
    assert await setting.found() == {GONE: 2, ENTRIES: 1}


async def test_an_erasure_beyond_the_tree_adds_nothing_to_what_a_month_has_lost(setting: Setting) -> None:
    act = await a_ledger(setting)
    connection = await asyncpg.connect(setting.url)
    await retire(connection, KEEPS_ACTS, BY, before=FOLLOWING, today=FOLLOWING)
    await connection.close()
    await setting.one.to_the_end()
    await rows(setting.url, "delete from ledger_details where exchange = $1", act)
    forged = erasure(BY, begins="xch_", below="xch`", rows={"details": 2})
    await record(setting.url, forged)
    await rows(setting.url, "update ledger_entries set index = 1000000 where exchange = $1", forged.exchange)
    assert await setting.found() == {GONE: 2, ENTRIES: 1}


async def test_entries_that_wait_for_their_places_are_no_fault(setting: Setting) -> None:
    await a_ledger(setting)
    await setting.exchange()
    assert await setting.found() == {}


async def test_rows_of_no_entry_are_found_in_every_slice(setting: Setting) -> None:
    exchange = await a_ledger(setting)
    await rows(setting.url, "delete from ledger_entries where ended and exchange <> $1", exchange)
    connection = await asyncpg.connect(setting.url)
    try:
        found = [fault.code for faults in [each async for each in orphans(connection, apart=2)] for fault in faults]
    finally:
        await connection.close()
    assert found == [ALTERED] * 301


async def test_the_leader_rings_and_a_round_that_finds_nothing_ends_the_alarm(setting: Setting) -> None:
    exchange = await a_ledger(setting)
    alarms = setting.one.alarms
    looking = Inspecting(setting.url, alarms, lambda: True, pause_s=0.01)
    running = asyncio.create_task(looking.run())
    try:
        await rows(setting.url, "create table kept as select * from ledger_subjects where exchange = $1", exchange)
        await rows(setting.url, "delete from ledger_subjects where exchange = $1", exchange)
        await until(lambda: "entries 1" in alarms.holding.get(SUBJECTS, ""))
        assert exchange in alarms.holding[SUBJECTS]
        await rows(setting.url, "insert into ledger_subjects select * from kept")
        await until(lambda: not alarms.holding)
    finally:
        running.cancel()


async def test_who_does_not_lead_does_not_look(setting: Setting) -> None:
    exchange = await a_ledger(setting)
    await rows(setting.url, "delete from ledger_subjects where exchange = $1", exchange)
    running = asyncio.create_task(Inspecting(setting.url, setting.one.alarms, lambda: False, pause_s=0.01).run())
    await asyncio.sleep(0.3)
    running.cancel()
    assert not setting.one.alarms.holding


async def test_an_epoch_that_was_erased_by_law_is_told_of_in_the_tree(setting: Setting) -> None:
    exchange = await a_ledger(setting)
    connection = await asyncpg.connect(setting.url)
    assert await erase_epoch(connection, 1, BY, forget_all, in_use=True)
    await connection.close()
    await setting.one.to_the_end()
    assert await setting.found() == {}
    await rows(setting.url, "delete from ledger_details where exchange like 'era%'")
    assert (await setting.found())[EPOCHS] == 1, f"nothing tells any more why nobody finds {exchange}"


@pytest.mark.parametrize(
    "statement",
    ["update pseudonym_epochs set wrapped = null, erased_at = now()", "delete from pseudonym_epochs where epoch = 1"],
)
async def test_an_epoch_whose_key_somebody_has_taken_away_is_found(setting: Setting, statement: str) -> None:
    await a_ledger(setting)
    await rows(setting.url, "insert into pseudonym_epochs (epoch, begins_at, wrapped) values (2, now(), 'x')")
    await rows(setting.url, statement + ("" if "where" in statement else " where epoch = 1"))
    assert await setting.found() == {EPOCHS: 1}
