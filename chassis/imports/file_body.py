"""Route class for an import's file: received whole, checked against its `Content-Digest`, on disk unless small."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, ClassVar, Final, cast

from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from chassis.http.streamed import announced_digest, media_type_of
from chassis.http.streamed_body_route import StreamedBodyRoute
from contracts.problems import BodyTooLarge, Problem

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES: Final = (NDJSON, CSV, XLSX)
_IN_MEMORY_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A file that arrived whole and has the announced digest, open at its beginning."""

    file: BinaryIO
    media_type: str


class FileBodyRoute(StreamedBodyRoute):
    """A route that receives an NDJSON, CSV or xlsx file into a temporary file; a service sets limit and refusals.

    It may take other media types, too: a long document comes in the same way.
    """

    media_types: ClassVar[tuple[str, ...]] = MEDIA_TYPES
    limit_bytes: ClassVar[int]
    altered: ClassVar[type[Problem]]  # the SHA-256 of the bytes is not the announced one
    broken: ClassVar[type[Problem]]  # the client disconnected before the last byte

    @asynccontextmanager
    async def receiving(self, request: Request) -> AsyncIterator[Received]:
        """Receive the file; it is deleted when the handler has ended."""
        # cast: a spooled file reads as any binary file does, and type checkers do not know
        with cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY_BYTES)) as file:
            yield await self._receive(request, file)

    async def _receive(self, request: Request, file: BinaryIO) -> Received:
        media_type = media_type_of(request, self.media_types)
        announced = announced_digest(request)
        running, size = hashlib.sha256(), 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > self.limit_bytes:
                    raise BodyTooLarge(limit=self.limit_bytes)
                running.update(chunk)
                file.write(chunk)
        except ClientDisconnect:
            raise self.broken from None
        if running.digest() != announced:
            raise self.altered
        file.seek(0)
        return Received(file, media_type)


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _received(request: Request) -> Received:
    received: Received = request.state.received
    return received


ReceivedDep = Annotated[Received, Depends(_received)]
