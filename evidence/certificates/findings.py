"""Findings about a certificate, for whoever checks one at a desk: what holds, and which layer it stops at."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from evidence.certificates.checks import Verdict
from evidence.certificates.claims import Certificate
from evidence.certificates.layers import Failure, Layer, day_of, last_day_of
from evidence.findings import Both, Finding, fails, holds

_STEPS: Final = ("certificate-read", "certificate-signed", "certificate-in-time", "certificate-counts")
_STEP_OF: Final[Mapping[Layer, str]] = MappingProxyType(
    {
        Layer.KEY: "certificate-signed",
        Layer.SIGNATURE: "certificate-signed",
        Layer.TIME: "certificate-in-time",
        Layer.STATUS: "certificate-counts",
    }
)


def findings(verdict: Verdict) -> list[Finding]:
    """Return what holds, and the one thing that does not."""
    failed = verdict.failure
    stopped_at = None if failed is None else _STEP_OF.get(failed.layer, "certificate-read")
    found = [] if verdict.certificate is None else _hold(verdict.certificate, verdict.kid or "", stopped_at)
    return found if failed is None else [*found, _fails(stopped_at or "", failed)]


def _hold(certificate: Certificate, kid: str, stopped_at: str | None) -> list[Finding]:
    named = certificate.status is not None
    found = [
        holds("certificate-read", issuer=certificate.issuer, issued=day_of(certificate.issued_at)),
        holds("certificate-signed", kid=kid),
        holds("certificate-in-time", until=last_day_of(certificate.expires_at)),
        holds("certificate-counts") if named else holds("certificate-names-no-list"),
    ]
    return found if stopped_at is None else found[: _STEPS.index(stopped_at)]


def _fails(step: str, failed: Failure) -> Finding:
    lo, en = (sentence.removesuffix(".") for sentence in failed.words)
    return fails(step, layer=failed.layer.value, why=Both(lo, en))
