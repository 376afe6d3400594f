"""Caller of a request, read from the gateway's voucher (a signed JWT); without a valid one nothing is answered."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import Depends, Request

from chassis.http.resources import resource_of
from chassis.process.clock import Clock
from chassis.tokens.key_statements import CertifiedKeys
from chassis.tokens.tokens import KeySource, Profile, TokenRefused
from chassis.tokens.verified_tokens import VerifiedTokens
from contracts.problems import VoucherRefused
from contracts.seats import Standing
from contracts.voucher import Caller

_LONGEST_S: Final = 60


class Succession:
    """Who has succeeded whom, as a resource of the service tells it: for vouchers that name the nearest only."""

    def in_full(self, standing: Standing) -> Standing:
        """Return the standing with every closed seat that it succeeds."""
        raise NotImplementedError


class Vouchers:
    """Verifies the vouchers for one service; one that was verified before costs a look-up."""

    def __init__(self, service: str, keys: KeySource, clock: Clock) -> None:
        self._clock = clock
        self._keys = CertifiedKeys(keys, clock)
        profile = Profile(
            typ=frozenset({"voucher+jwt"}),
            claims={"member": str, "kind": str, "system": str, "purpose": str, "agreement": str},
            audience=service,
            life_s=_LONGEST_S,
        )
        self._verified = VerifiedTokens(profile, self._keys)

    def caller(self, voucher: str | None, statement: str | None = None) -> Caller:
        """Return the caller of a valid voucher; raise `VoucherRefused`, which never says which check failed.

        `statement` is what vouches for the key of the day that has signed the voucher.
        """
        if voucher is None:
            raise VoucherRefused
        if statement is not None:
            self._keys.learn(statement)
        try:
            verified = self._verified.verify(voucher, now=self._clock.now().timestamp())
            return Caller.from_claims(verified.claims)
        except (TokenRefused, ValueError):
            raise VoucherRefused from None


def caller_of(request: Request) -> Caller:
    """Return the caller of this request; raise `VoucherRefused` without a valid voucher."""
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        vouchers: Vouchers = request.app.state.vouchers
        known = vouchers.caller(request.headers.get("voucher"), request.headers.get("voucher-key"))
        if known.standing is not None and known.standing.further:
            known = replace(known, standing=_in_full(request, known.standing))
        request.state.caller = known
    return known


def _in_full(request: Request, standing: Standing) -> Standing:
    try:
        return resource_of(request, Succession).in_full(standing)
    except LookupError:  # guests of the gateway hold no organisations: nothing of theirs is an office's
        return standing


# async, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _caller(request: Request) -> Caller:
    return caller_of(request)


CallerDep = Annotated[Caller, Depends(_caller)]
