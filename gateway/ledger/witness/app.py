"""A witness over HTTP: the one call of C2SP tlog-witness, and what a probe asks."""

import asyncio
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.ledger.witness.requests import PATH
from gateway.ledger.witness.witness import Witness

MOST_BYTES: Final = 131_072  # sixteen signatures of the large kind, and a proof


def build(witness: Witness) -> Starlette:
    """Return the app of a witness."""
    one_at_a_time = asyncio.Lock()

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return Response(status_code=413)
        async with one_at_a_time:
            answer = await asyncio.to_thread(witness.add, bytes(body))
        return Response(answer.body, answer.status, media_type=answer.media_type)

    async def alive(_request: Request) -> Response:
        return Response(b'{"status":"alive"}', media_type="application/json", headers={"Cache-Control": "no-store"})

    return Starlette(routes=[Route(PATH, add_checkpoint, methods=["POST"]), Route("/livez", alive)])
