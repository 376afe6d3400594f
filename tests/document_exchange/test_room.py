"""Uploads that no document names take room, counted before their bytes come, and are removed when they are old."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.unit.units import Units
from services.document_exchange import domain
from services.document_exchange.domain import Quota
from services.document_exchange.errors import TooManyUploads
from services.document_exchange.store import uploads as store
from services.document_exchange.usecases import uploads
from tests.document_exchange.builders import LETTER, MOIC, MOJ, a_draft, digest_header, drafted, sent, uploaded
from tests.document_exchange.conftest import MIGRATIONS, an_exchange
from tests.support.clock import SetClock
from tests.support.postgres import FreshDatabase
from tests.support.service import ServiceUnderTest

KEPT = timedelta(hours=24)
MIB = 1024 * 1024
STEPS = ("expect", "receive")


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def collected(exchange: ServiceUnderTest, hours: float) -> None:
    """Collect as it is done so many hours from now."""
    later = SetClock(exchange.units.clock.now() + timedelta(hours=hours))
    await uploads.collect(Units(exchange.units.engine, later), exchange.app.state.resources["files"], KEPT)


@pytest.mark.parametrize(("uploads", "size", "fits"), [(3, 2 * MIB, True), (4, 1, False), (1, 2 * MIB + 1, False)])
def test_room_has_a_number_of_files_and_of_bytes(uploads: int, size: int, fits: bool) -> None:
    room = Quota(uploads=3, mib=2, kept_h=24)
    if fits:
        domain.must_be_within_quota(uploads, size, room)
        return
    with pytest.raises(TooManyUploads) as refusal:
        domain.must_be_within_quota(uploads, size, room)
    assert refusal.value.particulars == {"uploads": 3, "mib": 2, "hours": 24}


async def test_room_is_taken_before_the_bytes_and_given_back_by_a_document(
    exchange: ServiceUnderTest, folder: Path
) -> None:
    exchange.app.state.resources["quota"] = Quota(uploads=2, mib=4096, kept_h=24)
    gate = asyncio.Event()

    async def slow(number: int) -> AsyncIterator[bytes]:
        yield b"%%PDF-%d" % number
        await gate.wait()

    calls = [asyncio.create_task(sent(exchange, slow(n), announced=digest_header(b"%%PDF-%d" % n))) for n in range(6)]
    for refused in islice(asyncio.as_completed(calls), 4):  # those for which there is no room wait for no byte
        assert (await refused).status_code == 409
    gate.set()
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    refusal = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refusal["code"], len(kept(folder))) == ("too-many-uploads", 2)

    assert (await sent(exchange, LETTER, announced=digest_header(LETTER))).status_code == 409
    assert (await sent(exchange, LETTER, announced=digest_header(LETTER), caller=MOJ)).status_code == 201
    upload = next(answer.json()["uploadId"] for answer in answers if answer.status_code == 201)
    assert (await exchange.call("POST", "/documents", json=a_draft(upload))).status_code == 201
    # what is refused at its end takes no room either
    assert (await sent(exchange, b"%PDF-other", announced=digest_header(LETTER))).status_code == 400
    assert (await sent(exchange, LETTER, announced=digest_header(LETTER))).status_code == 201


async def test_what_no_document_names_is_forgotten_first_and_its_file_removed_later(
    exchange: ServiceUnderTest, folder: Path
) -> None:
    document = await drafted(exchange)
    lone = await uploaded(exchange, b"%PDF-nobody names this")
    await uploaded(exchange, LETTER)  # the same bytes as the document's
    await collected(exchange, hours=23)
    assert len(await exchange.rows("select 1 from uploads")) == 3

    await collected(exchange, hours=25)
    assert len(await exchange.rows("select 1 from uploads")) == 1
    assert len(kept(folder)) == 2  # for an hour more
    refused = await exchange.call("POST", "/documents", json=a_draft(lone["uploadId"], number="0370/ອຄ.ກຂອ"))
    assert [each["code"] for each in refused.json()["errors"]] == ["unknown-upload"]

    await collected(exchange, hours=27)
    assert kept(folder) == [document["files"][0]["digest"]]
    assert await exchange.rows("select 1 from discarded_files") == []


async def test_bytes_that_come_again_before_their_file_is_removed_stay(
    exchange: ServiceUnderTest, folder: Path
) -> None:
    first = await uploaded(exchange)
    await collected(exchange, hours=25)
    again = await uploaded(exchange)
    async with exchange.units.open() as unit:  # as if that had been yesterday
        await unit.connection.execute(text("update discarded_files set since = now() - interval '1 day'"))
    await collected(exchange, hours=0)
    assert first["uploadId"] != again["uploadId"]
    assert kept(folder) == [again["digest"]]
    assert await exchange.rows("select 1 from discarded_files") == []


async def test_a_draft_at_the_moment_of_collecting_keeps_its_file(exchange: ServiceUnderTest, folder: Path) -> None:
    upload = await uploaded(exchange)
    async with exchange.units.open() as drafting:
        assert await store.locked_uploads(drafting, [upload["uploadId"]], member=MOIC.member)
        collecting = asyncio.create_task(collected(exchange, hours=25))
        await asyncio.sleep(0.3)
        assert not collecting.done()  # waits for the draft
        await store.attach(drafting, [upload["uploadId"]])
    await collecting
    await collected(exchange, hours=50)
    assert (len(await exchange.rows("select 1 from uploads")), len(kept(folder))) == (1, 1)


@pytest.mark.parametrize("dies", ["in the middle", *STEPS])
async def test_an_upload_whose_receiver_was_killed_leaves_nothing_for_long(
    fresh_database: FreshDatabase, folder: Path, dies: str
) -> None:
    url, bus_url = fresh_database(MIGRATIONS), fresh_database("chassis.bus.migrations")
    dies_behind = 6 * MIB if dies == "in the middle" else 100 * MIB
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.killable_upload", url, bus_url, str(folder), str(dies_behind)),
        env=os.environ | {"SAPHAN_TEST": "1", "SAPHAN_CRASH_AT": dies},
    )
    assert await process.wait() == -signal.SIGKILL
    left = kept(folder)
    assert ["#" in name for name in left] == {"in the middle": [True], "expect": [], "receive": [False]}[dies]
    await left_behind_is_collected(url, bus_url, folder)


async def left_behind_is_collected(url: str, bus_url: str, folder: Path) -> None:
    async with an_exchange(url, bus_url, folder) as exchange:
        assert len(await exchange.rows("select 1 from expected_uploads")) == 1  # room, until it is old
        await collected(exchange, hours=23)
        assert len(await exchange.rows("select 1 from expected_uploads")) == 1
        await collected(exchange, hours=25)
        await collected(exchange, hours=27)
        assert await exchange.rows("select 1 from expected_uploads") == []
        assert kept(folder) == []
