"""Vouchers: short-lived signed JWTs that tell a service who calls, cached for many exchanges."""

from typing import Final, TypeAlias

from contracts.voucher import Caller
from gateway.trust.keys import GatewayKeys

TYP: Final = "voucher+jwt"
LIFE_S: Final = 60
MARGIN_S: Final = 15  # what is handed out lives at least so long: the call may wait on its way
CAPACITY: Final = 20_000

# A kind that no member has: nothing that a service lets members do is meant.
_EVERYBODY: Final = Caller(
    member="public", kind="public", system="public", officer=None, purpose="public", agreement="public"
)

Place: TypeAlias = tuple[bytes, str, str, int]


class Vouchers:
    """Signs vouchers and caches them by access token, service, agreement and directory version."""

    def __init__(self, keys: GatewayKeys) -> None:
        self._keys = keys
        self._kept: dict[Place, tuple[str, float]] = {}
        self._signed_with = ""

    def voucher(self, caller: Caller, service: str, *, token_digest: bytes, directory_version: int, now: float) -> str:
        """Return a voucher about `caller` for `service`; a new directory version makes a new one."""
        if self._signed_with != self._keys.signing.kid:
            # what goes out is always signed by the key whose statement goes with it
            self._kept.clear()
            self._signed_with = self._keys.signing.kid
        place = (token_digest, service, caller.agreement, directory_version)
        kept = self._kept.get(place)
        # further ahead than one lives: of a clock that has been set back since, and no service believes it
        if kept is not None and 0 < kept[1] - now <= LIFE_S - MARGIN_S:
            return kept[0]
        self._kept.pop(place, None)
        while len(self._kept) >= CAPACITY:
            del self._kept[next(iter(self._kept))]  # the oldest: a dict keeps the order of insertion
        made = self._mint(caller, service, now)
        self._kept[place] = (made, now + LIFE_S - MARGIN_S)
        return made

    def own(self, service: str, *, now: float) -> str:
        """Return a voucher about the gateway itself, for its look-up of effects."""
        gateway = Caller(
            member="gateway",
            kind="gateway",
            system="gateway",
            officer=None,
            purpose="gateway",
            agreement="gateway",
        )
        return self.voucher(gateway, service, token_digest=b"", directory_version=0, now=now)

    def public(self, service: str, *, directory_version: int, now: float) -> str:
        """Return a voucher about nobody, for an operation that is for everybody."""
        return self.voucher(_EVERYBODY, service, token_digest=b"", directory_version=directory_version, now=now)

    def headers(self, voucher: str) -> list[tuple[str, str]]:
        """Return the headers that carry a voucher, and the statement that certifies the key that signed it."""
        statement = self._keys.statement
        return [("voucher", voucher)] if statement is None else [("voucher", voucher), ("voucher-key", statement)]

    def flush(self) -> None:
        """Empty the cache: a right was withdrawn."""
        self._kept.clear()

    def _mint(self, caller: Caller, service: str, now: float) -> str:
        made = int(now)
        claims = {"iss": self._keys.issuer, "aud": service, "iat": made, "exp": made + LIFE_S, **caller.to_claims()}
        return self._keys.signing.sign({"typ": TYP}, claims)
