"""Public keys that verify vouchers: handed in, read from a JWK set file, or fetched and refreshed."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from chassis.process.tls_files import Contexts
from chassis.tokens.tokens import KeySource, VerifyingKey
from contracts.problems import Unavailable

_LOG: Final = logging.getLogger(__name__)
_EVERY_S: Final = 300.0  # a rotated key is announced longer than this before it signs
_RETRY_S: Final = 1.0


class KeySet:
    """Keys of one JWK set (RFC 7517) by key id; empty until the first set has arrived."""

    def __init__(self, jwks: Mapping[str, Any] | None = None) -> None:  # Any: a JWK is free JSON until it is parsed
        self._keys: dict[str, VerifyingKey] = {}
        if jwks is not None:
            self.replace(jwks)

    def replace(self, jwks: Mapping[str, Any]) -> None:
        """Replace the keys by those of this set."""
        listed: Sequence[Mapping[str, Any]] = jwks["keys"]
        # the keys of a day are believed for the statement that comes with a voucher; none of them may make statements
        keys = [VerifyingKey(jwk) for jwk in listed if "certification" not in jwk]
        by_kid = {key.kid: key for key in keys}
        if len(by_kid) != len(keys):
            raise ValueError("a key id stands twice: which key was meant?")
        self._keys = by_kid

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:  # noqa: ARG002 - one issuer signs vouchers
        """Return the key of that id, if the set has it; raise `Unavailable` before the first set has arrived."""
        if not self._keys:
            raise Unavailable(retry_after_s=1)  # that we cannot tell yet is not the caller's fault
        return self._keys.get(kid)

    async def arrived(self) -> bool:
        """Tell whether there are keys: the readiness check of a service that fetches them."""
        return bool(self._keys)


def from_file(path: Path) -> KeySource:
    """Return the keys in a JWK set file."""
    return KeySet(orjson.loads(path.read_bytes()))


async def keep_fresh(keys: KeySet, url: str, tls: Contexts | None = None) -> None:
    """Fetch the JWK set now and every five minutes; keep the last good one while the gateway cannot be reached.

    `tls` is asked for the context of each fetch; without it, the system's authorities are believed.
    """
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        logged = False
        while True:
            try:
                async with session.get(url, ssl=tls() if tls is not None else True) as answer:
                    answer.raise_for_status()
                    keys.replace(orjson.loads(await answer.read()))
                logged = False
                pause = _EVERY_S
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as fault:
                if not logged:
                    _LOG.warning("keys of the gateway cannot be fetched", extra={"facts": {"why": fault}})
                logged = True
                pause = _RETRY_S
            await asyncio.sleep(pause)
