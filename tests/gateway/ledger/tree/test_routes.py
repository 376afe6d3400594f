"""The tree as anybody on the network sees it, through the gateway's own app."""

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest
from fastapi import FastAPI

from chassis.tokens.tokens import SigningKey
from evidence import merkle, tiles
from evidence.checkpoints import Checkpoint
from evidence.entries import Phase
from evidence.note_keys import verified
from evidence.notes import Note, VerifierKey
from gateway.app import build
from gateway.settings import Settings
from gateway.trust.keys import GatewayKeys
from tests.support.gateway_under_test import PUBLIC_URL, Answer, asgi
from tests.support.postgres import FreshDatabase
from tests.support.tree import SECRET, an_entry, record, rows

HOST = [(b"host", b"127.0.0.1:8080")]


@asynccontextmanager
async def a_gateway(url: str, folder: Path) -> AsyncIterator[FastAPI]:
    settings = Settings(database_url=url, public_url=PUBLIC_URL, checkpoint_folder=folder)
    app = build(settings, keys=GatewayKeys(PUBLIC_URL, [SigningKey.generate()], SECRET))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


async def get(app: FastAPI, path: str) -> Answer:
    return await asgi(app, "GET", f"/ledger/v1{path}", HOST)


async def grown_to(app: FastAPI, size: int) -> Checkpoint:
    async with asyncio.timeout(10):
        while True:
            answer = await get(app, "/checkpoint")
            if answer.status == 200 and (found := Checkpoint.read(Note.read(answer.body).text)).size >= size:
                return found
            await asyncio.sleep(0.05)


def unspelt(texts: list[str]) -> list[bytes]:
    return [urlsafe_b64decode(text + "==") for text in texts]


async def test_what_is_served_can_be_checked_by_what_is_served(url: str, tmp_path: Path) -> None:
    entries = [an_entry() for _ in range(600)]
    async with a_gateway(url, tmp_path) as app:
        await record(url, *entries[:500])
        older = await grown_to(app, 500)
        await record(url, *entries[500:])
        head = await grown_to(app, 600)
        note = Note.read((await get(app, "/checkpoint")).body)
        keys = [VerifierKey.read(key) for key in (await get(app, "/keys")).json["log"]]
        assert {signed.key for signed in verified(note, keys)} == set(keys)
        assert (head.origin, len(keys)) == ("127.0.0.1:8080/ledger/v1", 2)

        served = {tile: (await get(app, f"/{tile.path}")).body for tile in tiles.tiles_of(head.size)}
        assert tiles.root(head.size, served.__getitem__) == head.root

        for entry in (entries[0], entries[-1]):
            proof = (await get(app, f"/proofs/inclusion?exchange={entry.exchange}")).json
            [found] = proof["entries"]
            assert unspelt([found["leafHash"]]) == [entry.leaf_hash]
            assert merkle.inclusion_holds(
                entry.leaf_hash, found["index"], head.size, unspelt(found["proof"]), head.root
            )
        consistency = (await get(app, f"/proofs/consistency?from={older.size}")).json
        assert head.follows(older, unspelt(consistency["proof"]))


async def test_both_entries_of_an_exchange_are_proven_and_nothing_else_is_told(url: str, tmp_path: Path) -> None:
    intent = an_entry(Phase.INTENT)
    outcome = an_entry(exchange=intent.exchange)
    async with a_gateway(url, tmp_path) as app:
        await record(url, intent, outcome)
        await grown_to(app, 2)
        answer = await get(app, f"/proofs/inclusion?exchange={intent.exchange}")
    assert [set(found) for found in answer.json["entries"]] == [{"index", "leafHash", "proof"}] * 2
    assert set(answer.json) == {"checkpoint", "entries"}
    assert intent.salt.hex() not in answer.body.decode()


async def test_caches_may_keep_tiles_for_ever_and_the_checkpoint_for_a_second(url: str, tmp_path: Path) -> None:
    async with a_gateway(url, tmp_path) as app:
        await record(url, *(an_entry() for _ in range(300)))
        await grown_to(app, 300)
        full, partial = await get(app, "/tile/0/000"), await get(app, "/tile/0/001.p/44")
        assert (len(full.body), len(partial.body)) == (256 * 32, 44 * 32)
        for tile in (full, partial):
            assert "immutable" in tile.headers["cache-control"]
        assert (await get(app, "/checkpoint")).headers["cache-control"] == "public, max-age=1"


@pytest.mark.parametrize("path", ["000", "001.p/44", "001.p/7"], ids=["full", "partial", "of an older tree"])
async def test_the_leaves_that_are_served_hash_to_the_tile_beside_them(url: str, tmp_path: Path, path: str) -> None:
    async with a_gateway(url, tmp_path) as app:
        await record(url, *(an_entry() for _ in range(300)))
        await grown_to(app, 300)
        leaves, hashes = await get(app, f"/tile/entries/{path}"), await get(app, f"/tile/0/{path}")
    read = tiles.entries_in(leaves.body)
    assert b"".join(map(merkle.leaf_hash, read)) == hashes.body
    assert {frozenset(orjson.loads(leaf)) for leaf in read} == {frozenset({"at", "commitment", "exchange", "phase"})}


async def test_a_row_that_is_gone_is_served_as_an_empty_leaf(url: str, tmp_path: Path) -> None:
    async with a_gateway(url, tmp_path) as app:
        await record(url, *(an_entry() for _ in range(10)))
        await grown_to(app, 10)
        await rows(url, "delete from ledger_entries where index = 3")
        read = tiles.entries_in((await get(app, "/tile/entries/000.p/10")).body)
    assert [place for place, leaf in enumerate(read) if not leaf] == [3]


NOWHERE = (
    "/tile/0/002",
    "/tile/0/001.p/200",
    "/tile/0/001",
    "/tile/entries/001",
    "/tile/entries/001.p/200",
    "/tile/entries/x000/000",
    "/tile/64/000",
    "/tile/0/x000/000",
    "/tile/0/0",
    "/tile/",
    "/proofs/inclusion?exchange=xch_nobody",
    "/proofs/inclusion?exchange=xch_00000000000000000000000000",
    "/proofs/consistency?from=5&to=4",
    "/tile/0/x999/x999/x999/x999/x999/x999/999",
    "/tile/entries/x999/x999/x999/x999/x999/x999/999",
    "/tile/0/" + "x999/" * 300 + "999",
    "/tile/entries/000.p/999",
    "/tile/63/000",
    "/tile/99999999/000",
    "/proofs/consistency?from=0&to=4611686018427387903",
)


async def test_what_is_not_there_is_not_found(url: str, tmp_path: Path) -> None:
    async with a_gateway(url, tmp_path) as app:
        await record(url, *(an_entry() for _ in range(300)))
        await grown_to(app, 300)
        answers = [await get(app, path) for path in NOWHERE]
    assert {(answer.status, answer.code) for answer in answers} == {(404, "not-found")}


async def test_what_waits_for_a_checkpoint_is_told_to_come_back(url: str, tmp_path: Path) -> None:
    async with a_gateway(url, tmp_path) as app:
        await grown_to(app, 0)
        entry = an_entry()
        await record(url, entry)
        answer = await get(app, f"/proofs/inclusion?exchange={entry.exchange}")
        assert (answer.status, answer.code) == (503, "not-yet-in-tree")
        assert answer.headers["retry-after"] == "2"


async def test_an_alarm_is_on_the_health_page_and_sends_nobody_away(
    url: str, tmp_path: Path, fresh_database: FreshDatabase
) -> None:
    async with a_gateway(url, tmp_path) as app:
        await record(url, an_entry())
        await grown_to(app, 1)
    # another database under the same folder and, here, other keys: nothing in it continues what was signed
    async with a_gateway(fresh_database("gateway.migrations"), tmp_path) as app:
        async with asyncio.timeout(10):
            while "alarms" not in (health := await asgi(app, "GET", "/healthz", [])).json:  # noqa: ASYNC110 - a page
                await asyncio.sleep(0.05)
    assert health.status == 200
    assert list(health.json["alarms"]) == ["checkpoint-not-ours"]
