"""Rate limiter: token buckets in PostgreSQL that all gateways share, spent locally from short leases.

A process leases a handful of tokens at a time, so that the hot path is a subtraction. What a lease did not spend goes
back when it ends, so that a small quota is exact and a dead process costs at most one lease.
"""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import reachable
from gateway.errors.passage import RateLimited
from gateway.trust.certificates import Network

LEASE_S: Final = 2.0  # unspent tokens go back after it
_REFUSED_S: Final = 0.5  # a refusal is believed so long without asking again: a flood must not become queries
_DAY_S: Final = 86_400
_VIENTIANE_S: Final = 7 * 3600  # a daily quota ends with the office's day, not in the middle of the morning

# Refill, then grant whole tokens, in one statement under the row's lock. $2 want, $3 capacity, $4 rate, $5 given back.
# A moment that is yet to come was written by a clock that has been set back, or by a server that was ahead: nothing is
# refilled for it, nothing is taken, and from now on the bucket is filled by the clock as it is.
_LEASE: Final = """
insert into limit_buckets as b (bucket, tokens, granted, at)
values ($1, $3::float8 - least($2::float8, $3::float8), least($2::float8, $3::float8), now())
on conflict (bucket) do update set
  (tokens, granted, at) = (
    select filled - grant_, grant_, now()
    from (select greatest(0, extract(epoch from now() - b.at)) as passed_s) p,
         lateral (select least($3::float8, greatest(0, b.tokens) + $5::float8 + $4::float8 * p.passed_s) as filled) f,
         lateral (select least($2::float8, floor(filled)) as grant_) g)
returning granted, tokens
"""
_GIVE_BACK: Final = """
update limit_buckets b set tokens = b.tokens + g.unspent
from (select * from unnest($1::text[], $2::float8[]) as t (bucket, unspent) order by 1) g where b.bucket = g.bucket
"""


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """One limit: so many at once, refilled at a rate; a daily quota is not refilled, it begins anew."""

    name: str  # as RateLimit-Policy shows it
    capacity: int
    rate_per_s: float  # 0: a quota of one day
    window_s: int = field(init=False)
    lease: int = field(init=False)  # tokens asked for at a time

    def __post_init__(self) -> None:
        window = _DAY_S if self.rate_per_s == 0 else max(1, math.ceil(self.capacity / self.rate_per_s))
        lease = self.capacity / 1000 if self.rate_per_s == 0 else self.rate_per_s / 5
        object.__setattr__(self, "window_s", window)
        object.__setattr__(self, "lease", max(1, min(int(lease), self.capacity)))


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one limit for a caller, as the RateLimit headers show it."""

    policy: Policy
    remaining: int
    reset_s: int


@dataclass(frozen=True, slots=True)
class Public:
    """The limits of operations that anybody may call, and who may say from where they are called."""

    operation: Policy = field(default_factory=lambda: Policy("operation", 400, 200.0))  # all callers of one together
    address: Policy = field(default_factory=lambda: Policy("address", 100, 20.0))
    hops: tuple[Network, ...] = ()  # peers that state the caller's address in `Forwarded`


@dataclass(slots=True)
class _Lease:
    """What this process may still spend from one bucket."""

    left: float = 0
    elsewhere: float = 0  # tokens that stayed in the bucket at the last look
    until: float = 0  # monotonic
    refused_until: float = 0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Limiter:
    """Takes one token per exchange and limit, from a lease where there is one."""

    def __init__(self, connection: Connection, *, clock: Callable[[], float] = time.time) -> None:
        self._connection = connection
        self._clock = clock
        self._leases: dict[str, _Lease] = {}

    async def take(self, bucket: str, policy: Policy) -> Standing:
        """Spend one token; raise `RateLimited` when there is none and `Unavailable` when nobody can tell."""
        now = time.monotonic()
        reset_s = policy.window_s
        if policy.rate_per_s == 0:
            day, passed = divmod(self._clock() + _VIENTIANE_S, _DAY_S)
            bucket, reset_s = f"{bucket}:{int(day)}", int(_DAY_S - passed)
        lease = self._leases.get(bucket)
        if lease is None:
            lease = self._leases[bucket] = _Lease()
        if lease.left < 1 or now >= lease.until:
            await self._renew(bucket, policy, lease, reset_s)
        lease.left -= 1
        remaining = max(0, int(lease.left + lease.elsewhere))
        if policy.rate_per_s:
            reset_s = math.ceil((policy.capacity - remaining) / policy.rate_per_s)
        return Standing(policy, remaining, reset_s)

    async def _renew(self, bucket: str, policy: Policy, lease: _Lease, reset_s: int) -> None:
        async with lease.asking:  # one question for all that wait
            now = time.monotonic()
            if lease.left >= 1 and now < lease.until:
                return
            if now >= lease.refused_until:
                unspent, lease.left = lease.left, 0
                async with reachable():
                    row = await self._connection.fetchrow(
                        _LEASE, bucket, float(policy.lease), float(policy.capacity), float(policy.rate_per_s), unspent
                    )
                granted, lease.elsewhere = row or (0.0, 0.0)
                lease.left, lease.until = granted, now + LEASE_S
            if lease.left < 1:
                wait_s = (1 - lease.elsewhere) / policy.rate_per_s if policy.rate_per_s else reset_s
                if now >= lease.refused_until:
                    lease.refused_until = now + min(wait_s, _REFUSED_S)
                raise RateLimited(policy=policy.name, retry_after_s=max(1, math.ceil(wait_s)))

    async def run(self) -> None:
        """Give back what leases did not spend; runs until cancelled."""
        while True:
            await asyncio.sleep(LEASE_S)
            try:
                async with reachable():
                    await self.give_back()
            except Exception:  # noqa: BLE001, S112 - what cannot be given back now is refilled or given back later
                continue

    async def give_back(self, *, everything: bool = False) -> None:
        """Return the unspent tokens of leases that have ended, or of all when the process stops."""
        now = time.monotonic()
        ended = [
            b for b, lease in self._leases.items() if (everything or lease.until <= now) and not lease.asking.locked()
        ]
        leases = [(bucket, self._leases.pop(bucket).left) for bucket in ended]
        unspent = [(bucket, left) for bucket, left in leases if left > 0]
        if unspent:
            await self._connection.execute(_GIVE_BACK, [b for b, _ in unspent], [left for _, left in unspent])
