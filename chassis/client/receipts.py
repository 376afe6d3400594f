"""Checks receipts on arrival, offline, against the long-lived keys that the gateway publishes."""

from typing import Final

import aiohttp

from chassis.client.exchange_client import Answer
from evidence import receipts
from evidence.findings import Finding, fails
from evidence.trusted_keys import TrustedKeys

PATH: Final = "/.well-known/jwks.json"


class ReceiptChecks:
    """Checks receipts by the gateway's JWK set, which is fetched once."""

    def __init__(self, session: aiohttp.ClientSession, issuer: str) -> None:
        self._session = session
        self._url: Final = issuer + PATH
        self._keys: TrustedKeys | None = None

    async def findings(self, answer: Answer) -> list[Finding]:
        """Return the findings about an answer's receipt; nothing for an answer without one.

        Raises aiohttp's `ClientError` when the keys cannot be had, `KeysMalformed` when they are none.
        """
        if answer.receipt is None:
            return []
        if self._keys is None:
            self._keys = TrustedKeys.read(await self.published())
        findings = check(answer, self._keys)
        if any(finding.code == "key-vouched-for" and not finding.holds for finding in findings):
            self._keys = TrustedKeys.read(await self.published())  # a long-lived key may have been added since
            findings = check(answer, self._keys)
        return findings

    async def published(self) -> bytes:
        """Return the gateway's JWK set (RFC 7517): what a member keeps to check receipts by, years later."""
        async with self._session.get(self._url) as response:
            response.raise_for_status()
            return await response.read()


def check(answer: Answer, keys: TrustedKeys) -> list[Finding]:
    """Return the findings about the receipt of an answer, offline; it must be of this exchange and of these bytes."""
    if answer.receipt is None:
        return []
    findings = receipts.check(answer.receipt, keys, answer=answer.body)
    exchange = answer.headers.get("Exchange-Id")
    if not any(finding.particulars.get("exchange") == exchange for finding in findings):
        findings.append(fails("answer-matches", exchange=exchange))
    return findings
