"""Vouchers: what the gateway tells a service about the caller, signed, short, and made once for many exchanges."""

from typing import Final, TypeAlias

from chassis.tokens import SigningKey
from contracts.voucher import Caller

TYP: Final = "voucher+jwt"
LIFE_S: Final = 60
MARGIN_S: Final = 15  # what is handed out lives at least so long: the call may wait on its way
CAPACITY: Final = 20_000

Place: TypeAlias = tuple[bytes, str, str, int]


class Vouchers:
    """Signs vouchers and remembers them by access token, service, agreement and directory version."""

    def __init__(self, key: SigningKey, issuer: str) -> None:
        self._key = key
        self._issuer = issuer
        self._kept: dict[Place, tuple[str, float]] = {}

    def voucher(self, caller: Caller, service: str, *, token_digest: bytes, directory_version: int, now: float) -> str:
        """Return a voucher about `caller` for `service`; a new directory version makes a new one."""
        place = (token_digest, service, caller.agreement, directory_version)
        kept = self._kept.get(place)
        if kept is not None and now < kept[1]:
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
            office=None,
            system="gateway",
            officer=None,
            purpose="oversight",
            agreement="gateway",
        )
        return self.voucher(gateway, service, token_digest=b"", directory_version=0, now=now)

    def flush(self) -> None:
        """Forget everything: a right was withdrawn."""
        self._kept.clear()

    def _mint(self, caller: Caller, service: str, now: float) -> str:
        made = int(now)
        claims = {"iss": self._issuer, "aud": service, "iat": made, "exp": made + LIFE_S, **caller.to_claims()}
        return self._key.sign({"typ": TYP}, claims)
