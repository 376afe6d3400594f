"""A service's members and offices: fresh within two seconds, kept through outages, and never replaced by nonsense."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import orjson
import pytest

from chassis.reference import keeper as keepers
from chassis.reference.keeper import Keeper
from chassis.reference.sources import Called
from contracts.codelists import CodeList
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.problems import Unavailable
from contracts.reference_data import ReferenceData, digest_of, document_of, of_code, of_code_list, of_member, of_office
from contracts.seats import Seat
from tests.support.code_lists import a_code_list
from tests.support.postgres import FreshDatabase

SERVICES = ["case_registry", "civil_registration", "document_exchange", "health_summaries"]
STEPS = ["reference"]
KEEPS = """
import asyncio, sys
from chassis.reference.keeper import Keeper
from chassis.reference.sources import Called
async def told(since): return sys.argv[2].encode()
directory = Called()
directory.directory = told
asyncio.run(Keeper("civil-registration", sys.argv[1], directory).run())
"""
POLICE = MemberFacts("police", "police", "ຕຳຫຼວດ", "Police")


def office(code: str, en: str = "Office") -> OfficeFacts:
    return OfficeFacts(Seat("police", code), "police-station", "district", "ຫ້ອງການ", en)


class Tower:
    """A directory in the test's hand, which tells changes as the real one does."""

    def __init__(self) -> None:
        self.versions: dict[Seat, int] = {}
        self.present = ReferenceData()
        self.asked: list[int | None] = []
        self.away = False
        self.instead: bytes | None = None
        self.since: int | None = None  # from which version on it knows changes

    def put(self, version: int, *offices: OfficeFacts) -> None:
        known = {**self.present.organisations.offices, **{each.seat: each for each in offices}}
        self.versions |= {each.seat: version for each in offices}
        made = Organisations(version, {"police": POLICE}, known)
        self.present = ReferenceData(version, made, self.present.code_lists)

    def publish(self, version: int, listed: CodeList) -> None:
        lists = self.present.code_lists.with_these([replace(listed, version=str(version))])
        self.present = ReferenceData(version, self.present.organisations, lists)

    async def document(self, since: int | None) -> bytes:
        self.asked.append(since)
        if self.away or not self.present.version:
            raise Unavailable
        if self.instead is not None:
            return self.instead
        digest = digest_of(self.present)
        if since is None or since > self.present.version:
            return orjson.dumps(document_of(self.present, digest))
        offices = self.present.organisations.offices
        changed = [of_office(office) for seat, office in offices.items() if self.versions[seat] > since]
        lists = [each for each in self.present.code_lists.national() if int(each.version) > since]
        delta = {"version": self.present.version, "digest": digest, "since": since, "members": [], "offices": changed}
        codes = [of_code(each.name, code) for each in lists for code in each.codes.values()]
        return orjson.dumps(delta | {"codeLists": [of_code_list(each) for each in lists], "codes": codes})


@pytest.fixture
def tower() -> Tower:
    made = Tower()
    made.put(3, office("hq"), office("01"))
    return made


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("services.civil_registration.migrations")


def a_keeper(url: str, tower: Tower) -> Keeper:
    source = Called()
    source.directory = tower.document
    return Keeper("civil-registration", url, source)


@asynccontextmanager
async def running(*keeping: Keeper) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each.run()) for each in keeping]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(happens: Callable[[], bool], within_s: float = 10) -> float:
    """Wait until something is so; return how long it took."""
    began = time.monotonic()
    async with asyncio.timeout(within_s):
        while not happens():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
    return time.monotonic() - began


def holds(keeper: Keeper, version: int) -> Callable[[], bool]:
    return lambda: keeper.held.version == version


async def rows(url: str) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch("select version, digest from reference_data")]
    finally:
        await connection.close()


async def test_a_change_is_asked_for_alone_and_kept_in_the_database(url: str, tower: Tower) -> None:
    keeper = a_keeper(url, tower)
    assert not await keeper.checks()["reference"](), "a service that has never seen the directory is not ready"
    async with running(keeper):
        await until(holds(keeper, 3))
        tower.put(5, office("0101"))
        await until(holds(keeper, 5))
        assert await keeper.checks()["reference"]()
        assert set(keeper.held.current.offices) == {Seat("police", code) for code in ("hq", "01", "0101")}
        await until(lambda: 5 in tower.asked)
    assert tower.asked[0] is None
    assert set(tower.asked[1:]) == {3, 5}, "everything is told once"
    assert await rows(url) == [{"version": 5, "digest": digest_of(tower.present)}]


async def test_one_process_asks_and_all_hold_what_it_has_found(url: str, tower: Tower) -> None:
    first, second, third = (a_keeper(url, tower) for _ in range(3))
    async with running(first, second, third):
        await until(lambda: all(holds(each, 3)() for each in (first, second, third)))
        before, began = len(tower.asked), time.monotonic()
        tower.put(4, office("02"))
        took = await until(lambda: all(holds(each, 4)() for each in (first, second, third)))
        assert took < 1 + 1, "the gateway's own look takes up to a second of the two"
        asked = len(tower.asked) - before
        assert asked <= 2 + (time.monotonic() - began) / keepers.ASK_EVERY_S, "one of three asks"
        assert all(each.age_s is not None and each.age_s < keepers.OLD_S for each in (first, second, third))


async def test_another_one_asks_when_the_first_has_gone(url: str, tower: Tower) -> None:
    first, second = a_keeper(url, tower), a_keeper(url, tower)
    async with running(first):
        await until(holds(first, 3))
        async with running(second):
            await until(holds(second, 3))
            connection = await asyncpg.connect(url)
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'reference %'"
            )
            await connection.close()
            tower.put(4, office("02"))
            await until(lambda: holds(first, 4)() and holds(second, 4)())


async def test_a_start_needs_no_directory(url: str, tower: Tower) -> None:
    async with running(first := a_keeper(url, tower)):
        await until(holds(first, 3))
    connection = await asyncpg.connect(url)
    await connection.execute("update reference_data set confirmed_at = now() - interval '7 days'")
    await connection.close()
    tower.away = True
    second = a_keeper(url, tower)
    async with running(second):
        await until(holds(second, 3))
        await until(lambda: len(tower.asked) > 4)
        assert await second.checks()["reference"](), "it works with what it holds"
        assert second.age_s is not None
        assert second.age_s > 6 * 86_400
        assert list(second.alarms()) == ["reference-data-old"]
        tower.away = False
        tower.put(9, office("03"))
        await until(holds(second, 9))
        assert second.alarms() == {}


async def test_it_has_never_seen_a_directory_that_is_away(url: str, tower: Tower) -> None:
    tower.away = True
    keeper = a_keeper(url, tower)
    async with running(keeper):
        await until(lambda: len(tower.asked) > 1)
        assert not await keeper.checks()["reference"]()
        assert keeper.age_s is None
    assert await rows(url) == []


async def test_a_code_list_follows_alone_and_what_a_service_decides_by_is_all_lists(url: str, tower: Tower) -> None:
    keeper = a_keeper(url, tower)
    assert keeper.held.code_lists.code("sex", "female") is not None, "those of the distribution until the first"
    async with running(keeper):
        await until(holds(keeper, 3))
        before = keeper.held.current
        road = {"code": "lane", "lo": "ຊອຍ", "en": "Lane", "width": 4}
        width = {"type": "object", "properties": {"width": {"type": "integer"}}, "additionalProperties": False}
        tower.publish(4, a_code_list("road", road, attributes=width))
        await until(holds(keeper, 4))
        lists = keeper.held.code_lists
        assert (lists.attribute("road", "lane", "width"), lists.lists["road"].version) == (4, "4")
        assert lists.code("sex", "female") is not None
        assert keeper.held.current is before, "members and offices are the very same"
    again = a_keeper(url, Tower())
    async with running(again):
        await until(holds(again, 4))
        assert again.held.code_lists.lists["road"] == lists.lists["road"], "it starts from its own table"


NONSENSE = [
    b"",
    b"<html>Sign in to the network</html>",
    b"null",
    b"{}",
    orjson.dumps(document_of(ReferenceData(99), "0" * 64)),
    orjson.dumps(document_of(ReferenceData(99), "0" * 64) | {"members": [of_member(POLICE)]}),
    orjson.dumps(document_of(ReferenceData(99), digest_of(ReferenceData()))),
    b'{"version":99,"members":[' + b"[" * 10_000,
    "ກຂຄ".encode("utf-16"),
]


async def test_nonsense_never_replaces_what_is_held(url: str, tower: Tower, caplog: pytest.LogCaptureFixture) -> None:
    keeper = a_keeper(url, tower)
    async with running(keeper):
        await until(holds(keeper, 3))
        held = keeper.held.current
        for instead in NONSENSE:
            tower.instead, before = instead, len(tower.asked)
            await until(lambda before=before: len(tower.asked) > before + 1)  # type: ignore[misc]  # bound here
            assert keeper.held.current is held
        tower.instead = None
        tower.put(4, office("02"))
        await until(holds(keeper, 4))
    assert await rows(url) == [{"version": 4, "digest": digest_of(tower.present)}]
    assert len([r for r in caplog.records if "cannot be brought up to date" in r.message]) <= len(NONSENSE)


async def test_a_directory_that_was_put_back_is_believed_and_logged(
    url: str, tower: Tower, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "chassis.reference.keeper")
    tower.put(20, office("0101"))
    keeper = a_keeper(url, tower)
    async with running(keeper):
        await until(holds(keeper, 20))
        again = Tower()
        again.put(7, office("hq"), office("01", "Another"))
        tower.present, tower.versions = again.present, again.versions
        await until(holds(keeper, 7))
        assert Seat("police", "0101") not in keeper.held.current.offices
        assert "put back to an earlier version" in caplog.text
        # as many versions later it has the same number for something else
        tower.put(20, office("0102"))
        await until(holds(keeper, 20))
    async with running(keeper):
        other = Tower()
        other.put(20, office("hq", "A third"))
        tower.present, tower.versions = other.present, other.versions
        await until(lambda: keeper.held.current.offices[Seat("police", "hq")].name_en == "A third")
        assert set(keeper.held.current.offices) == {Seat("police", "hq")}


async def test_changes_over_a_gap_are_asked_for_as_a_whole(url: str, tower: Tower) -> None:
    keeper = a_keeper(url, tower)
    async with running(keeper):
        await until(holds(keeper, 3))
        tower.put(4, office("02"))
        tower.versions[Seat("police", "02")] = 1  # the directory has forgotten that this came after 3
        tower.put(5, office("03"))
        await until(holds(keeper, 5))
        assert Seat("police", "02") in keeper.held.current.offices


async def test_a_table_that_cannot_be_read_is_written_anew(url: str, tower: Tower) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("insert into reference_data values (1, 3, 'x', '{\"version\": 3', now())")
    await connection.close()
    keeper = a_keeper(url, tower)
    async with running(keeper):
        await until(holds(keeper, 3))
    assert await rows(url) == [{"version": 3, "digest": digest_of(tower.present)}]


async def test_a_process_that_is_killed_between_writing_and_holding_has_what_it_wrote(url: str, tower: Tower) -> None:
    armed = os.environ | {"SAPHAN_TEST": "1", "SAPHAN_CRASH_AT": STEPS[0]}
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KEEPS, url, orjson.dumps(document_of(tower.present, digest_of(tower.present))), env=armed
    )
    assert await asyncio.wait_for(killed.wait(), 120) == -signal.SIGKILL
    assert await rows(url) == [{"version": 3, "digest": digest_of(tower.present)}]
    tower.away = True
    async with running(keeper := a_keeper(url, tower)):
        await until(holds(keeper, 3))


@pytest.mark.parametrize("service", SERVICES[:1] + SERVICES[2:])  # the other one is everywhere above
async def test_every_service_has_the_table(service: str, fresh_database: FreshDatabase, tower: Tower) -> None:
    keeper = a_keeper(fresh_database(f"services.{service}.migrations"), tower)
    async with running(keeper):
        await until(holds(keeper, 3))
