from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from chassis.tokens.key_statements import CertifiedKeys, believed, state
from chassis.tokens.tokens import SigningKey, TokenRefused
from chassis.tokens.voucher_keys import KeySet
from evidence.key_statements import LIFE_S

ISSUER = "https://gateway.gov.la"
ROOT, OTHER, DAY = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime(2026, 6, 1, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at


NOW = Clock().at.timestamp()
STATEMENT = state(ROOT, ISSUER, DAY.verifying, now=NOW).statement


def roots(*keys: SigningKey) -> KeySet:
    return KeySet({"keys": [key.public_jwk for key in keys or (ROOT,)]})


def test_a_key_of_the_day_is_known_once_its_statement_was_shown() -> None:
    keys = CertifiedKeys(roots(), Clock())
    assert keys.key(ISSUER, DAY.kid) is None
    keys.learn(STATEMENT)
    found = keys.key(ISSUER, DAY.kid)
    assert found is not None
    assert found.thumbprint == DAY.kid
    assert keys.key(ISSUER, ROOT.kid) is not None


def test_it_ends_with_its_day() -> None:
    clock = Clock()
    keys = CertifiedKeys(roots(), clock)
    keys.learn(STATEMENT)
    clock.at += timedelta(seconds=LIFE_S + 10)
    assert keys.key(ISSUER, DAY.kid) is None


def test_it_goes_with_the_long_lived_key_that_vouched_for_it() -> None:
    known = roots()
    keys = CertifiedKeys(known, Clock())
    keys.learn(STATEMENT)
    known.replace({"keys": [OTHER.public_jwk]})
    assert keys.key(ISSUER, DAY.kid) is None


def test_a_statement_that_came_too_early_is_believed_when_its_key_is_known() -> None:
    known = roots(OTHER)
    keys = CertifiedKeys(known, Clock())
    keys.learn(STATEMENT)
    assert keys.key(ISSUER, DAY.kid) is None
    known.replace({"keys": [OTHER.public_jwk, ROOT.public_jwk]})
    keys.learn(STATEMENT)
    assert keys.key(ISSUER, DAY.kid) is not None


def test_a_key_of_the_day_certifies_nobody() -> None:
    published = {"keys": [ROOT.public_jwk, {**DAY.public_jwk, "certification": STATEMENT}]}
    keys = CertifiedKeys(KeySet(published), Clock())
    keys.learn(STATEMENT)
    keys.learn(state(DAY, ISSUER, OTHER.verifying, now=NOW).statement)
    assert keys.key(ISSUER, DAY.kid) is not None
    assert keys.key(ISSUER, OTHER.kid) is None


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        ({"typ": "at+jwt"}, {}),
        ({}, {"exp": int(NOW) + LIFE_S + 1}),
        ({}, {"iat": int(NOW) + 60, "exp": int(NOW) + 120}),
        ({}, {"jwk": dict(DAY.private_jwk())}),
        ({}, {"jwk": {"kty": "oct", "k": "AA"}}),
        ({}, {"jwk": {}}),
        ({}, {"iss": "https://other.test"}),
    ],
)
def test_any_other_statement_is_refused(header: dict[str, object], changes: dict[str, object]) -> None:
    claims = {"iss": ISSUER, "iat": int(NOW), "exp": int(NOW) + 60, "jwk": dict(DAY.public_jwk)} | changes
    text = ROOT.sign({"typ": "key-statement+jwt"} | header, claims)
    with pytest.raises(TokenRefused):
        believed(text, roots(), now=NOW, issuer=ISSUER)


def test_what_is_learnt_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.tokens.key_statements.CAPACITY", 2)
    keys = CertifiedKeys(roots(), Clock())
    days = [SigningKey.generate() for _ in range(5)]
    for day in days:
        keys.learn(state(ROOT, ISSUER, day.verifying, now=NOW).statement)
    assert keys.key(ISSUER, days[-1].kid) is not None
    assert len(keys._learnt) <= 2
