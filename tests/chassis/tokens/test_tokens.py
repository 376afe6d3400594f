"""What the one token file accepts, and everything it refuses, each against joserfc where that has an opinion."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from chassis.tokens.tokens import (
    Profile,
    Sealed,
    SigningKey,
    TokenRefused,
    VerifyingKey,
    access_token_hash,
    read,
    thumbprint,
    verify,
)
from chassis.tokens.verified_tokens import VerifiedTokens
from evidence.base64url import b64url

NOW = 1_790_000_000.0
KEY = SigningKey.generate()
OTHER = SigningKey.generate()
ISSUER, AUDIENCE = "https://gateway.test", "case-registry"
HEADER = {"typ": "at+jwt"}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "iat": int(NOW),
    "exp": int(NOW) + 300,
    "jti": "one",
    "member": "police",
}
PROFILE = Profile(
    typ=frozenset({"at+jwt"}), claims={"jti": str, "member": str}, issuer=ISSUER, audience=AUDIENCE, life_s=300
)


@dataclass
class Registry:
    """The registered keys of one issuer, with a count of the questions asked."""

    issuer: str | None = ISSUER
    keys: dict[str, VerifyingKey] = field(default_factory=lambda: {KEY.kid: KEY.verifying})
    asked: int = 0

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        self.asked += 1
        return self.keys.get(kid) if issuer == self.issuer else None


def a_token(header: Mapping[str, object] = HEADER, *, key: SigningKey = KEY, **changes: object) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return key.sign(header, claims)


def handmade(header: str, payload: str = json.dumps(CLAIMS), key: SigningKey = KEY) -> str:
    """Return a correctly signed token whose header is any text at all."""
    message = f"{b64url(header.encode())}.{b64url(payload.encode())}"
    return f"{message}.{b64url(key.sign_bytes(message.encode()))}"


def reason(token: str, profile: Profile = PROFILE, now: float = NOW) -> str:
    with pytest.raises(TokenRefused) as refused:
        verify(token, profile, Registry(), now=now)
    return refused.value.reason


def test_a_token_comes_back_as_its_claims() -> None:
    assert verify(a_token(), PROFILE, Registry(), now=NOW) == CLAIMS


def test_joserfc_reads_our_tokens_and_we_read_its() -> None:
    ours = jws.deserialize_compact(a_token(), ECKey.import_key(dict(KEY.public_jwk)), algorithms=["ES256"])
    assert json.loads(ours.payload) == CLAIMS
    theirs = jws.serialize_compact(
        {"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid},
        json.dumps(CLAIMS),
        ECKey.import_key({**KEY.private_jwk()}),
        algorithms=["ES256"],
    )
    assert verify(theirs, PROFILE, Registry(), now=NOW) == CLAIMS


def test_a_thumbprint_is_that_of_rfc_7638_as_joserfc_computes_it() -> None:
    assert KEY.kid == thumbprint(KEY.public_jwk) == ECKey.import_key(dict(KEY.public_jwk)).thumbprint()


def test_an_ath_is_the_example_of_rfc_9449() -> None:
    example = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    assert access_token_hash(example) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iss": "https://other.test"}, "issuer-not-expected"),
        ({"iss": None}, "issuer-not-expected"),
        ({"aud": "health-summaries"}, "audience-not-expected"),
        ({"aud": [AUDIENCE]}, "audience-not-expected"),
        ({"aud": None}, "audience-not-expected"),
        ({"member": None}, "claim-missing"),
        ({"member": ""}, "claim-invalid"),
        ({"member": True}, "claim-invalid"),
        ({"jti": 7}, "claim-invalid"),
        ({"exp": None}, "claim-missing"),
        ({"iat": None}, "claim-missing"),
        ({"exp": NOW + 100.5}, "claim-invalid"),
        ({"iat": True}, "claim-invalid"),
        ({"exp": str(int(NOW) + 100)}, "claim-invalid"),
        ({"nbf": "soon"}, "claim-invalid"),
        ({"nbf": int(NOW) + 6}, "not-yet-valid"),
        ({"iat": int(NOW) + 6}, "not-yet-valid"),
        ({"exp": int(NOW) + 301}, "life-too-long"),
        ({"exp": int(NOW)}, "life-too-long"),
        ({"iat": int(NOW) - 100, "exp": int(NOW) - 5}, "expired"),
    ],
)
def test_a_claim_that_breaks_the_profile_is_refused(changes: dict[str, Any], expected: str) -> None:
    assert reason(a_token(**changes)) == expected


@pytest.mark.parametrize(
    "changes", [{"nbf": int(NOW) + 5}, {"iat": int(NOW) + 5}, {"iat": int(NOW) - 100, "exp": int(NOW) - 4}]
)
def test_our_own_clocks_may_differ_by_five_seconds(changes: dict[str, Any]) -> None:
    verify(a_token(**changes), PROFILE, Registry(), now=NOW)


def test_a_refusal_says_whether_another_clock_would_have_accepted() -> None:
    with pytest.raises(TokenRefused) as late:
        verify(a_token(), PROFILE, Registry(), now=NOW + 400)
    with pytest.raises(TokenRefused) as wrong:
        verify(a_token(aud="x"), PROFILE, Registry(), now=NOW)
    assert (late.value.by_clock, wrong.value.by_clock) == (True, False)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('{"alg":"none","typ":"at+jwt"}', "algorithm-not-allowed"),
        ('{"alg":"HS256","typ":"at+jwt","kid":"KID"}', "algorithm-not-allowed"),
        ('{"alg":"es256","typ":"at+jwt","kid":"KID"}', "algorithm-not-allowed"),
        ('{"typ":"at+jwt","kid":"KID"}', "algorithm-not-allowed"),
        ('{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":["exp"]}', "header-not-allowed"),
        ('{"alg":"ES256","typ":"at+jwt","kid":"KID","b64":false}', "header-not-allowed"),
        ('{"alg":"ES256","typ":"at+jwt","kid":"KID","jku":"https://evil.test"}', "header-not-allowed"),
        ('{"alg":"ES256","typ":"at+jwt","kid":"KID","x5u":"https://evil.test"}', "header-not-allowed"),
        ('{"alg":"ES256","typ":"at+jwt","kid":"KID","x5c":[]}', "header-not-allowed"),
        ('{"alg":"ES256","alg":"none","typ":"at+jwt","kid":"KID"}', "malformed"),
        ('{"alg":"ES256","typ":"at+jwt"}', "header-not-allowed"),
        ('{"alg":"ES256","typ":"at+jwt","kid":7}', "header-not-allowed"),
        ('{"alg":"ES256","kid":"KID"}', "type-not-expected"),
        ('{"alg":"ES256","typ":"JWT","kid":"KID"}', "type-not-expected"),
        ('{"alg":"ES256","typ":"at+jwt","kid":"../../etc/passwd"}', "key-unknown"),
        ('["ES256"]', "header-not-allowed"),
        ("not json", "malformed"),
    ],
)
def test_a_header_outside_the_profile_is_refused(header: str, expected: str) -> None:
    assert reason(handmade(header.replace("KID", KEY.kid))) == expected


def test_a_key_in_the_header_is_never_used() -> None:
    token = handmade(json.dumps({"alg": "ES256", "typ": "at+jwt", "jwk": OTHER.public_jwk}), key=OTHER)
    assert reason(token) == "header-not-allowed"


@pytest.mark.parametrize(
    "payload", ["[]", '"text"', "{", '{"exp":1,"exp":2}', '{"exp":1e400}', '{"exp":9007199254740993}']
)
def test_a_payload_that_is_no_strict_object_is_refused(payload: str) -> None:
    header = json.dumps({"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid})
    assert reason(handmade(header, payload)) == "malformed"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t + ".",
        lambda t: "." + t,
        lambda t: t.rpartition(".")[0],
        lambda t: t.rpartition(".")[0] + ".",
        lambda t: t + "=",
        lambda t: t.replace(".", " .", 1),
        lambda t: t + "\n",
        lambda t: t[:-1] + "é",
        lambda t: t[:-1] + "+",
        lambda _: "A" * 8193,
        lambda _: "",
        lambda _: "..",
    ],
)
def test_anything_but_one_strict_compact_jws_is_malformed(spoil: Any) -> None:
    assert reason(spoil(a_token())) == "malformed"


def test_a_second_spelling_of_the_same_bytes_is_refused() -> None:
    token = a_token()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = (
        token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]
    )  # 64 bytes leave four unused bits in the last character
    assert reason(other) == "malformed"


def test_another_registered_key_does_not_open_a_token() -> None:
    keys = Registry(keys={KEY.kid: OTHER.verifying})
    with pytest.raises(TokenRefused) as refused:
        verify(a_token(), PROFILE, keys, now=NOW)
    assert refused.value.reason == "signature-invalid"


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_goes_unseen(position: int, bit: int) -> None:
    token = bytearray(a_token().encode())
    token[position % len(token)] ^= 1 << bit
    with pytest.raises(TokenRefused):
        verify(token.decode("latin-1"), PROFILE, Registry(), now=NOW)


@given(st.text(max_size=200))
def test_no_text_is_read_by_accident(text: str) -> None:
    with suppress(TokenRefused):
        assert isinstance(read(text), Sealed)


PROOF = Profile(typ=frozenset({"dpop+jwt"}), claims={"jti": str}, fresh_s=60, by_jwk=True)
PROVER = Registry(issuer=None)


def a_proof(**changes: object) -> str:
    claims = {"jti": "p", "iat": int(NOW)} | changes
    return KEY.sign({"typ": "dpop+jwt", "jwk": KEY.public_jwk}, claims)


def test_a_proof_is_verified_with_the_registered_key_of_its_thumbprint() -> None:
    assert verify(a_proof(), PROOF, PROVER, now=NOW)["jti"] == "p"
    with pytest.raises(TokenRefused, match="key-unknown"):
        verify(a_proof(), PROOF, Registry(issuer=None, keys={}), now=NOW)


@pytest.mark.parametrize("away", [-61, 61])
def test_a_proof_is_fresh_for_a_minute_either_way(away: int) -> None:
    with pytest.raises(TokenRefused, match="not-fresh"):
        verify(a_proof(iat=int(NOW) + away), PROOF, PROVER, now=NOW)


def test_a_private_key_in_a_proof_is_refused() -> None:
    token = handmade(json.dumps({"alg": "ES256", "typ": "dpop+jwt", "jwk": KEY.private_jwk()}))
    assert reason(token, PROOF) == "key-not-allowed"


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "oct", "k": "AAAA"},
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"alg": "HS256"},
        {"use": "enc"},
        {"key_ops": ["sign"]},
        {"x": None},
        {"x": 7},
        {"x": "short"},
        {"x": "A" * 43},
        {"x": "!" * 43},
    ],
)
def test_only_public_es256_keys_verify(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is for developers
        VerifyingKey({**KEY.public_jwk, **change})


def test_a_private_part_of_another_key_is_refused() -> None:
    mixed = {**KEY.private_jwk(), "d": OTHER.private_jwk()["d"]}
    with pytest.raises(ValueError):  # noqa: PT011 - cryptography's or ours, as it sees it first
        SigningKey.from_jwk(mixed)


def test_a_signing_key_does_not_show_its_secret() -> None:
    assert KEY.private_jwk()["d"] not in repr(KEY) + repr(vars(KEY.verifying)) + json.dumps(dict(KEY.public_jwk))


class TestVerifiedTokens:
    def test_a_token_is_verified_once(self) -> None:
        keys = Registry()
        memory = VerifiedTokens(PROFILE, keys)
        token = a_token()
        first, second = memory.verify(token, now=NOW), memory.verify(token, now=NOW + 29)
        assert first is second
        assert keys.asked == 1
        assert first.digest == hashlib.sha256(token.encode()).digest()
        assert first.ath == access_token_hash(token)

    def test_after_half_a_minute_it_is_verified_again(self) -> None:
        keys = Registry()
        memory = VerifiedTokens(PROFILE, keys)
        token = a_token()
        memory.verify(token, now=NOW)
        keys.keys.clear()
        with pytest.raises(TokenRefused, match="key-unknown"):
            memory.verify(token, now=NOW + 31)

    def test_a_token_of_a_clock_that_was_ahead_is_not_believed_when_the_clock_is_back(self) -> None:
        memory, day = VerifiedTokens(PROFILE, Registry()), 86_400
        tomorrow = a_token(iat=int(NOW) + day, exp=int(NOW) + day + 60)
        memory.verify(tomorrow, now=NOW + day)
        with pytest.raises(TokenRefused, match="not-yet-valid"):
            memory.verify(tomorrow, now=NOW)

    def test_it_is_not_remembered_past_its_end(self) -> None:
        memory = VerifiedTokens(PROFILE, Registry())
        token = a_token(exp=int(NOW) + 10)
        memory.verify(token, now=NOW)
        with pytest.raises(TokenRefused, match="expired"):
            memory.verify(token, now=NOW + 16)

    def test_a_flush_forgets(self) -> None:
        keys = Registry()
        memory = VerifiedTokens(PROFILE, keys)
        token = a_token()
        memory.verify(token, now=NOW)
        memory.flush()
        memory.verify(token, now=NOW)
        assert keys.asked == 2

    def test_it_does_not_grow_without_end(self) -> None:
        memory = VerifiedTokens(PROFILE, Registry(), capacity=2)
        for number in range(5):
            memory.verify(a_token(jti=str(number)), now=NOW)
        assert len(memory._known) == 2

    def test_a_refusal_is_not_remembered(self) -> None:
        keys = Registry(keys={})
        memory = VerifiedTokens(PROFILE, keys)
        token = a_token()
        with pytest.raises(TokenRefused):
            memory.verify(token, now=NOW)
        keys.keys[KEY.kid] = KEY.verifying
        assert memory.verify(token, now=NOW).claims == CLAIMS

    def test_text_that_is_no_token_is_malformed(self) -> None:
        with pytest.raises(TokenRefused, match="malformed"):
            VerifiedTokens(PROFILE, Registry()).verify("ລາວ", now=NOW)


def test_a_profile_is_a_value() -> None:
    assert replace(PROFILE, audience="other") != PROFILE
