"""Time-stamps of an outside authority (RFC 3161) on checkpoints, once in an interval. Its silence stops nothing."""

import asyncio
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from logging import getLogger
from typing import Final

import aiohttp
from cryptography.x509 import Certificate
from rfc3161_client import TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response

from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from evidence.notes import Note
from gateway.ledger.pool import Pool
from gateway.ledger.tree import store

_LOG: Final = getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
PATIENCE_S: Final = 20.0
_QUERY: Final = "application/timestamp-query"
_MOST_BYTES: Final = 65_536


class Timestamps:
    """Has the newest checkpoint stamped once in an interval, by the process that sequences."""

    def __init__(
        self,
        url: str,
        roots: Sequence[Certificate],
        pool: Pool,
        clock: Clock,
        *,
        every_s: float,
        leads: Callable[[], bool],
    ) -> None:
        """`roots` are what the authority's certificate must lead to; `leads` tells whether this process sequences."""
        self._url, self._roots, self._pool, self._clock = url, roots, pool, clock
        self._every_s, self._leads = every_s, leads
        self._asked_at = float("-inf")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            if self._leads():
                try:
                    await self.stamp_when_due()
                except (*AWAY, aiohttp.ClientError, TimeoutError, VerificationError, ValueError) as fault:
                    _LOG.warning("no time-stamp", extra={"facts": {"why": fault}})
            await asyncio.sleep(LOOK_EVERY_S)

    async def stamp_when_due(self) -> bool:
        """Have the newest checkpoint stamped if the last stamp is old enough; tell whether that was so.

        Raise `VerificationError` for an answer that is no time-stamp of it by an authority under the roots.
        """
        head = await store.head(self._pool)
        kept = await store.newest(self._pool, head.origin) if head is not None else None
        if kept is None:
            return False
        last = await store.stamped_at(self._pool)
        # a stamp of tomorrow is one of a clock that was set back: no reason to wait till then, nor to ask each time
        if last is not None and 0 <= (self._clock.now() - last).total_seconds() < self._every_s:
            return False
        if time.monotonic() - self._asked_at < self._every_s:
            return False
        # the text alone: lines of witnesses may come later, and the stamp is to hold then too
        token = await self._stamped(Note.read(kept.note).text.encode())
        await store.stamp(self._pool, kept, token)
        self._asked_at = time.monotonic()
        return True

    async def _stamped(self, text: bytes) -> bytes:
        request = TimestampRequestBuilder().data(text).nonce(nonce=True).build()
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(
                self._url, data=request.as_bytes(), headers={"Content-Type": _QUERY}, allow_redirects=False
            ) as answer,
        ):
            token = await answer.content.read(_MOST_BYTES)
            if answer.status != HTTPStatus.OK:
                raise aiohttp.ClientError(f"answered {answer.status}")
        verifier = VerifierBuilder.from_request(request)
        for root in self._roots:
            verifier = verifier.add_root_certificate(root)
        verifier.build().verify_message(decode_timestamp_response(token), text)
        return token
