"""The tree over HTTP, for everybody: checkpoint, keys, tiles and proofs, cacheable as C2SP tlog-tiles asks."""

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Query, Response

from gateway.ledger.tree.proofs import Document, Tree

PREFIX: Final = "/ledger/v1"
# Below the prefix of a service, and yet no exchange: they tell nothing about anybody, and a court has no system here.
PUBLIC: Final = tuple(f"{PREFIX}/{part}" for part in ("checkpoint", "keys", "tile/", "proofs/"))

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_A_SECOND: Final = "public, max-age=1"
_Size = Annotated[int, Query(ge=0, le=2**62)]


def build_router(tree: Tree) -> APIRouter:
    """Return the routes over a tree."""
    router = APIRouter(prefix=PREFIX, include_in_schema=False)

    @router.get("/checkpoint")
    async def checkpoint() -> Response:
        """Return the newest checkpoint with the lines of its witnesses (C2SP tlog-checkpoint)."""
        note = (await tree.checkpoint()).note
        return Response(note, media_type="text/plain; charset=utf-8", headers={"Cache-Control": _A_SECOND})

    @router.get("/keys")
    async def keys() -> Response:
        """Return the keys by which receipts and checkpoints are believed."""
        return _json(await tree.keys())

    @router.get("/tile/{rest:path}")
    async def tile(rest: str) -> Response:
        """Return a tile of hashes or a bundle of leaves; its bytes never change."""
        found = await tree.tile(f"tile/{rest}")
        return Response(found, media_type="application/octet-stream", headers={"Cache-Control": _FOR_EVER})

    @router.get("/proofs/inclusion")
    async def inclusion(exchange: Annotated[str, Query(max_length=64)]) -> Response:
        """Prove that the entries of an exchange are in the newest checkpoint's tree."""
        return _json(await tree.inclusion(exchange))

    @router.get("/proofs/consistency")
    async def consistency(old: Annotated[_Size, Query(alias="from")], to: _Size | None = None) -> Response:
        """Prove that one tree begins the other."""
        return _json(await tree.consistency(old, to))

    return router


def _json(document: Document) -> Response:
    return Response(orjson.dumps(document), media_type="application/json", headers={"Cache-Control": _A_SECOND})
