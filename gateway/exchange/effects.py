"""Look-up of the effect of a call without an answer: the service says whether the exchange was applied."""

import asyncio
import logging
from typing import Final

import orjson

from chassis.process.clock import Clock
from contracts.problems import Effect
from gateway.exchange.upstream import LOOK_UPS, Broken, Unreached, Upstream, UpstreamRequest
from gateway.trust.vouchers import Vouchers

_LOG: Final = logging.getLogger(__name__)
WITHIN_S: Final = 5.0
_AGAIN_S: Final = 0.2
_MAX_ANSWER: Final = 4096
_MEANING: Final = {"applied": Effect.APPLIED, "replayed": Effect.APPLIED, "notApplied": Effect.NONE}
_UNSEEN: Final = "notSeen"


class Effects:
    """Asks services for the effect of an exchange; `notApplied` is final: the service then refuses a late call."""

    def __init__(self, upstream: Upstream, vouchers: Vouchers, clock: Clock) -> None:
        self._upstream, self._vouchers, self._clock = upstream, vouchers, clock

    async def look_up(self, service: str, base_url: str, exchange_id: str) -> Effect:
        """Return the effect of an exchange; `UNKNOWN` when the service does not answer."""
        state = await self._state(service, base_url, f"/internal/effects/{exchange_id}", exchange_id)
        return _MEANING.get(state, Effect.UNKNOWN)

    async def unseen(self, service: str, base_url: str, exchange_id: str) -> bool:
        """Tell whether the service says that it knows nothing of the exchange, and would still take it.

        A service that does not know this question settles it, says `notApplied`, and is not sent the call again.
        """
        target = f"/internal/effects/{exchange_id}?settle=false"
        state = await self._state(service, base_url, target, exchange_id)
        if not state:  # a process that is being replaced has closed this connection, too: the next one may answer
            await asyncio.sleep(_AGAIN_S)
            state = await self._state(service, base_url, target, exchange_id)
        return state == _UNSEEN

    async def _state(self, service: str, base_url: str, target: str, exchange_id: str) -> str:
        voucher = self._vouchers.own(service, now=self._clock.now().timestamp())
        headers = [*self._vouchers.headers(voucher), ("accept", "application/json"), ("accept-encoding", "identity")]
        request = UpstreamRequest("GET", base_url, target, headers, service=service, lane=LOOK_UPS)
        try:
            async with asyncio.timeout(WITHIN_S):
                answer = await self._upstream.call(request)
                try:
                    body = await answer.read(_MAX_ANSWER)
                finally:
                    await answer.close()
            return str(orjson.loads(body or b"")["state"])
        except (Unreached, Broken, TimeoutError, ValueError, KeyError, TypeError) as fault:
            facts = {"service": service, "exchange": exchange_id, "why": type(fault).__name__}
            _LOG.warning("the effect of an exchange is not known", extra={"facts": facts})
            return ""
