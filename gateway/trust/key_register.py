"""Register of the signing keys of all gateway processes: announces and rotates our own, learns the others'."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from chassis.tokens.key_statements import Certified, LongLivedKey
from chassis.tokens.tokens import SKEW_S, TokenRefused
from evidence.key_statements import LIFE_S
from gateway.trust.keys import GatewayKeys, ProcessKey

_LOG: Final = logging.getLogger(__name__)

EVERY_S: Final = 1.0
ANNOUNCED_S: Final = 3.0  # between announcing a key and signing with it: everybody has looked in the meantime
RENEW_BEFORE_END: Final = 1 / 8  # of its life: tokens live minutes, so nothing that it signed is left by then
_APART_S: Final = 0.1  # between two looks that callers have asked for

_ANNOUNCE: Final = """
insert into gateway_keys (kid, statement, ends_at) values ($1, $2, $3) on conflict (kid) do nothing
"""
_ANNOUNCED: Final = "select kid, statement from gateway_keys where ends_at > $1"


class KeyRegister:
    """The table of announced keys; a key in it is trusted only by its statement, signed by a long-lived key."""

    def __init__(
        self,
        keys: GatewayKeys,
        connection: Connection,
        clock: Clock,
        *,
        roots: Callable[[], Sequence[LongLivedKey] | None] = lambda: None,
        made: Callable[[Certified], None] = lambda _: None,
        life_s: int = LIFE_S,
    ) -> None:
        """`roots` returns the long-lived keys when they have changed, else None. `made` hears of every key of ours."""
        self._keys, self._connection, self._clock = keys, connection, clock
        self._roots, self._made, self._life_s = roots, made, life_s
        self._announced: frozenset[str] = frozenset()  # as of the last look
        self._refused: set[str] = set()  # for good
        self._said: set[str] = set()  # refused, and written down
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    async def open(self) -> None:
        """Certify this process's first key, sign with it, and announce it."""
        first = self._prepared()
        self._keys.switch(first)
        await self._announce(first)
        await self.look()

    async def run(self) -> None:
        """Learn the others' keys each second and rotate our own in time, until cancelled."""
        said = False
        while True:
            try:
                await self.tend()
                said = False
            except AWAY as away:
                if not said:
                    _LOG.warning("the keys cannot be tended", extra={"facts": {"why": type(away).__name__}})
                said = True
            await asyncio.sleep(EVERY_S)

    async def tend(self) -> None:
        """Do one round: reload changed long-lived keys, learn announced keys, rotate our own when it is due."""
        if (changed := self._roots()) is not None:
            self._keys.take_roots(changed)
            self._refused.clear()
        own, now = self._keys.own, self._now()
        if own is not None and own.key.thumbprint not in self._announced:  # others may have taken it for old
            await self._connection.fetch(_ANNOUNCE, *_row(own.key.thumbprint, own.statement, own.ends_at))
        await self.look()
        self._keys.forget_old(now=now)
        useless = own is None or not own.ends_at - self._life_s - SKEW_S <= now < own.ends_at
        due = own is None or now > own.ends_at - self._life_s * RENEW_BEFORE_END
        if due or useless or not self._keys.certified_by_the_first:
            await self._renew(at_once=useless)

    async def _renew(self, *, at_once: bool = False) -> None:
        following = self._prepared()
        await self._announce(following)
        if not at_once:  # else the clock has gone past the day of our key, or back before it: nobody believes it now
            await asyncio.sleep(ANNOUNCED_S)
        self._keys.switch(following)
        _LOG.info("the signing key was changed", extra={"facts": {"kid": following.signing.kid}})

    async def look(self) -> None:
        """Learn every announced key; a statement that does not verify is logged, and its key not trusted."""
        self._looked_at = time.monotonic()
        rows = await self._connection.fetch(_ANNOUNCED, _moment(self._now()))
        self._announced = frozenset(row["kid"] for row in rows)
        for kid, statement in rows:
            if kid not in self._refused and self._keys.key(self._keys.issuer, kid) is None:
                self._learn(kid, statement)

    def _learn(self, kid: str, statement: str) -> None:
        by_clock, why = False, "kid-of-another"
        try:
            self._keys.learn(statement, now=self._now())
        except TokenRefused as refused:
            by_clock, why = refused.by_clock, refused.reason
        if self._keys.key(self._keys.issuer, kid) is not None:
            return
        if not by_clock:  # else one of two clocks is wrong, and that will be mended
            self._refused.add(kid)
        if kid not in self._said:
            self._said.add(kid)
            _LOG.error("an announced key is not ours", extra={"facts": {"kid": kid, "why": why}})

    async def look_again(self) -> bool:
        """Read the announced keys again, for a key id not known here; return False when the database is away."""
        asked_at = time.monotonic()
        try:
            async with self._looking:
                if self._looked_at < asked_at:
                    # whoever comes with keys of nobody waits, and all of them for one query
                    await asyncio.sleep(max(0.0, _APART_S - (time.monotonic() - self._looked_at)))
                    await self.look()
        except AWAY:
            return False
        return True

    def _prepared(self) -> ProcessKey:
        key = self._keys.prepare(now=self._now(), life_s=self._life_s)
        self._made(key.certified)
        return key

    async def _announce(self, key: ProcessKey) -> None:
        certified = key.certified
        await self._connection.fetch(_ANNOUNCE, *_row(key.signing.kid, certified.statement, certified.ends_at))

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _row(kid: str, statement: str, ends_at: float) -> tuple[str, str, datetime]:
    return kid, statement, _moment(ends_at)


def _moment(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
