"""Statements about keys: each reason not to believe one has its word."""

from typing import Any

import pytest

from chassis.tokens.tokens import SigningKey
from evidence.key_statements import LIFE_S, TYP, StatementRefused, believed
from tests.support.evidence import AT, DAY, ISSUER, ROOT


def stated(header: dict[str, object] | None = None, signer: SigningKey = ROOT, **changes: object) -> str:
    claims: dict[str, Any] = {"iss": ISSUER, "iat": AT, "exp": AT + 60, "jwk": dict(DAY.public_jwk)}
    return signer.sign({"typ": TYP} | (header or {}), {**claims, **changes})


def roots(_issuer: str | None, kid: str) -> Any:
    return ROOT.verifying if kid == ROOT.kid else None


def test_a_statement_of_a_known_key_is_believed() -> None:
    found = believed(stated(), roots, now=AT, issuer=ISSUER)
    assert (found.jwk, found.root, found.made, found.ends_at) == (dict(DAY.public_jwk), ROOT.kid, AT, AT + 60)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("a.b.c", "malformed"),
        (stated({"typ": "at+jwt"}), "malformed"),
        (stated(iss="https://other.test"), "issuer-not-expected"),
        (stated(signer=DAY), "key-unknown"),
        (stated({"kid": ROOT.kid}, signer=DAY), "signature-invalid"),
        (stated(exp=AT + LIFE_S + 1), "life-too-long"),
        (stated(exp=AT), "life-too-long"),
        (stated(iat=AT + 10, exp=AT + 20), "not-yet-valid"),
        (stated(iat=AT - 60, exp=AT - 5), "expired"),
        (stated(iat=True), "claim-invalid"),
        (stated(jwk={}), "claim-invalid"),
        (ROOT.sign({"typ": TYP}, {"iss": ISSUER}), "claim-missing"),
    ],
    ids=["no JWS", "another type", "another issuer", "an unknown key", "another's name", "too long", "no life",
         "too early", "too late", "no time", "no key", "incomplete"],
)  # fmt: skip
def test_any_other_statement_is_refused_with_its_reason(statement: str, reason: str) -> None:
    with pytest.raises(StatementRefused) as refusal:
        believed(statement, roots, now=AT, issuer=ISSUER)
    assert refusal.value.reason == reason
