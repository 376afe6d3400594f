"""Step 3, limit: rate limit per system, refused calls included; the agreement's own limits follow in step 5."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gateway.directory.entries import AgreementEntry
from gateway.errors.passage import RateLimited
from gateway.exchange.exchange import Exchange
from gateway.exchange.forwarded import stated_address
from gateway.exchange.limiter import Policy, Standing

SYSTEM: Final = "system"
AGREEMENT: Final = "agreement"
DAY: Final = "day"


async def limit(x: Exchange) -> None:
    """Spend one token of the calling system; raise `RateLimited`, or `Unavailable` when nobody can tell."""
    system = x.identity.system.client_id
    await _take(x, f"system:{system}", x.gateway.system_policy)
    x.gateway.shares.must_have_read(system)


async def limit_agreement(x: Exchange, agreement: AgreementEntry) -> None:
    """Spend one token of the agreement's rate and one of its day, and take one of its streams for a stream."""
    for policy in policies(agreement.burst, agreement.rate_per_s, agreement.daily_quota):
        await _take(x, f"{policy.name}:{agreement.id}", policy)
    if x.operation.stream:
        system = x.identity.system
        x.gateway.shares.begin_stream(system.client_id, agreement.id, system.member, x.service.name)
        x.streaming = True


async def limit_public(x: Exchange) -> None:
    """Spend one token of the caller's address, where a hop of ours states it, and one of the operation.

    Raises `RateLimited`. Calls from within, of services for instance, come past no hop and have an operation's rate of
    their own: whoever fills that of the outside makes nobody here wait.
    """
    address = stated_address(x)
    if address is not None:  # first: what one address may not have any more, is not taken from all others
        await _take(x, f"address:{address}", x.gateway.public.address)
    side = "inside" if address is None else "outside"
    await _take(x, f"operation:{x.operation.key}:{side}", x.gateway.public.operation)
    x.gateway.shares.must_have_read(x.caller)


def end_stream(x: Exchange) -> None:
    """Count the exchange no longer as a stream, if it is one."""
    if x.streaming:
        x.streaming, system = False, x.identity.system
        x.gateway.shares.end_stream(system.client_id, x.agreement.id, system.member, x.service.name)


@lru_cache(maxsize=10_000)
def policies(burst: int, rate_per_s: float, daily_quota: int) -> tuple[Policy, Policy]:
    """Return an agreement's rate and its daily quota as policies, cached by their values."""
    return Policy(AGREEMENT, burst, rate_per_s), Policy(DAY, daily_quota, 0)


async def _take(x: Exchange, bucket: str, policy: Policy) -> None:
    try:
        x.standings.append(await x.gateway.limiter.take(bucket, policy))
    except RateLimited as refusal:
        x.standings.append(Standing(policy, 0, refusal.retry_after_s))
        raise


def rate_headers(standings: Sequence[Standing]) -> list[tuple[str, str]]:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers, and the older three for the tightest limit."""
    if not standings:
        return []
    tightest = min(standings, key=lambda s: s.remaining / s.policy.capacity)
    shown = ", ".join([f'"{s.policy.name}";r={s.remaining};t={s.reset_s}' for s in standings])
    return [
        ("ratelimit-policy", _policy_header(tuple([s.policy for s in standings]))),
        ("ratelimit", shown),
        ("ratelimit-limit", str(tightest.policy.capacity)),
        ("ratelimit-remaining", str(tightest.remaining)),
        ("ratelimit-reset", str(tightest.reset_s)),
    ]


@lru_cache(maxsize=1000)
def _policy_header(shown: tuple[Policy, ...]) -> str:
    return ", ".join(f'"{policy.name}";q={policy.capacity};w={policy.window_s}' for policy in shown)
