"""What a change did not touch is taken over as it is, and what it did touch never is."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from gateway.directory.codes import NationalCode, NationalList
from gateway.directory.content import DirectoryContent, System
from gateway.directory.enrol import enrol
from gateway.directory.load import load
from gateway.directory.officers import Officer
from gateway.directory.snapshot import Snapshot
from tests.support.directory import OF_0101, POLICE_KEY, a_country, an_agreement
from tests.support.postgres import FreshDatabase

NONE = {"type": "object", "properties": {}, "additionalProperties": False}
LISTED = DirectoryContent(
    code_lists=(NationalList.model_validate({"name": "plots", "lo": "ຕອນດິນ", "en": "Plots", "attributes": NONE}),),
    codes=(NationalCode.model_validate({"codeList": "plots", "code": "a", "lo": "ກ", "en": "A"}),),
)
BOUNMY = Officer(member="police", id="bounmy.k", post="head", office="0101", from_=date(2026, 1, 1))
SUSPENDED = System(
    member="police", name="case-system", offices=OF_0101, keys=(dict(POLICE_KEY.public_jwk),), suspended=True
)


@pytest.fixture
async def engine(fresh_database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(fresh_database("gateway.migrations"))
    yield engine
    await engine.dispose()


async def after(engine: AsyncEngine, content: DirectoryContent, before: Snapshot) -> Snapshot:
    async with engine.begin() as connection:
        await enrol(connection, content)
    return await load(engine, before)


async def held(engine: AsyncEngine) -> Snapshot:
    async with engine.begin() as connection:
        await enrol(connection, a_country())
    return await load(engine)


def is_taken_over(now: Snapshot, before: Snapshot) -> bool:
    return now.systems is before.systems and now.services is before.services and now.agreements is before.agreements


@pytest.mark.parametrize(
    "content",
    [LISTED, DirectoryContent(officers=(BOUNMY,))],
    ids=["a code list", "an officer"],
)
async def test_a_change_of_what_is_listed_reads_nothing_else(engine: AsyncEngine, content: DirectoryContent) -> None:
    before = await held(engine)
    now = await after(engine, content, before)
    assert (now.version, is_taken_over(now, before)) == (before.version + 1, True)
    assert now.policy is before.policy
    assert ("plots" in now.code_lists.lists, "police" in now.officers) == (content is LISTED, content is not LISTED)


async def test_a_change_of_both_is_read_whole_and_the_next_is_not(engine: AsyncEngine) -> None:
    before = await held(engine)
    now = await after(engine, LISTED.model_copy(update={"systems": (SUSPENDED,)}), before)
    assert (list(now.suspended), "plots" in now.code_lists.lists) == (["police-case-system"], True)
    codes = (NationalCode.model_validate({"codeList": "plots", "code": "b", "lo": "ຂ", "en": "B"}),)
    last = await after(engine, DirectoryContent(codes=codes), now)
    assert is_taken_over(last, now)
    assert list(last.code_lists.lists["plots"].codes) == ["a", "b"]
    missed = await load(engine, before)  # who has slept through the first reads what that one changed
    assert list(missed.suspended) == ["police-case-system"]


async def test_a_version_of_an_earlier_build_is_read_whole(engine: AsyncEngine) -> None:
    """It does not say what it changed; neither does the version after it take that back."""
    before = await held(engine)
    async with engine.begin() as connection:
        await connection.execute(text("update agreements set suspended = :at"), {"at": datetime.now(UTC)})
        await connection.execute(text("update directory_version set version = version + 1"))
    assert (await load(engine, before)).agreements == {}
    assert (await after(engine, LISTED, before)).agreements == {}


async def test_a_database_that_was_put_back_is_read_whole(engine: AsyncEngine) -> None:
    before = await held(engine)
    later = await after(engine, DirectoryContent(agreements=(an_agreement(suspended=True),)), before)
    assert later.agreements == {}
    async with engine.begin() as connection:
        await connection.execute(text("update agreements set suspended = null"))
        await connection.execute(text("update directory_version set version = 1, parties = 1, parties_said = 1"))
    assert list((await load(engine, later)).agreements) == ["agr_police-notes"]
