"""Signing a certificate, and checking the text of one offline: which layer failed, and what comes of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from evidence.certificates.claims import CLAIM_169, Certificate, Profile, StatusReference, read, written
from evidence.certificates.cose import Sign1, sign1
from evidence.certificates.keys import SignerKeys, short
from evidence.certificates.layers import Failure, Layer, NotStated, Outcome, Stopped
from evidence.certificates.status_lists import Status, StatusList, status_of
from evidence.certificates.texts import LONGEST, MOST, packed, unpacked

_NO_LONGER: Final[Mapping[int, str]] = {Status.REVOKED: "revoked", Status.SUPERSEDED: "superseded"}
_TRIES: Final = 16  # one text of 45 ends with a blank, which forms and mail cut off: another signature ends otherwise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of a check. `certificate` is there once its signature is right: nothing else is worth showing."""

    outcome: Outcome
    certificate: Certificate | None = None
    kid: str | None = None  # of the key that it names, in hexadecimal
    failure: Failure | None = None

    @property
    def layer(self) -> Layer | None:
        """The layer that failed, or None."""
        return None if self.failure is None else self.failure.layer


def sign(certificate: Certificate, *, kid: str, sign: Callable[[bytes], bytes]) -> str:
    """Return the text of a certificate; raise `NotStated`.

    `kid` is the key's thumbprint (RFC 7638), `sign` makes r ‖ s over bytes (ES256). Without `status` in it the text is
    shorter, and whoever checks it learns nothing of a later print.
    """
    payload, id_ = written(certificate), short(kid)
    for _ in range(_TRIES):
        token = sign1(payload, kid=id_, sign=sign)
        text = packed(token)
        if not text.endswith(" "):
            break
    if len(text) > LONGEST or len(token) > MOST:
        raise NotStated(f"its text has {len(text)} letters, and a symbol holds {LONGEST}")
    return text


def check(
    text: str,
    keys: SignerKeys,
    at: int,
    status: Iterable[StatusList] = (),
    *,
    profile: Profile = CLAIM_169,
) -> Verdict:
    """Return what a text is worth at that second (epoch), by the keys and the status lists that the checker has."""
    seen = Verdict(Outcome.VALID)
    try:
        token = Sign1.read(unpacked(text, profile.prefix))
        seen = replace(seen, kid=None if token.kid is None else token.kid.hex())
        key = keys.signer_of(token)
        certificate = read(token.payload, profile)
        key.vouches(certificate.issuer, certificate.issued_at, at)
        seen = replace(seen, certificate=certificate)
        _in_time(certificate, at)
        if certificate.status is not None:
            _still_counts(certificate.status, certificate.issuer, list(status), at)
    except Stopped as stopped:
        failure = Failure(stopped.reason, stopped.particulars)
        return replace(seen, outcome=failure.outcome, failure=failure)
    return seen


def _in_time(certificate: Certificate, at: int) -> None:
    begins_at = certificate.not_before
    if begins_at is not None and at < begins_at:
        raise Stopped("not-yet", begins=begins_at)
    if at >= certificate.expires_at:
        raise Stopped("over", until=certificate.expires_at)


def _still_counts(reference: StatusReference, issuer: str, lists: list[StatusList], at: int) -> None:
    named = [found for found in lists if found.uri == reference.uri]
    if not named:
        raise Stopped("list-of-another" if lists else "list-missing", uri=reference.uri)
    newest = max(named, key=lambda found: found.issued_at)
    if newest.issuer != issuer:
        raise Stopped("list-of-another", uri=reference.uri)
    if not newest.fresh(at):
        raise Stopped("list-old", stated=newest.issued_at)
    status = status_of(newest, reference.place)
    if status != Status.VALID:
        raise Stopped(_NO_LONGER.get(status, "status-other"))
