"""Tokens that somebody made to get in: each is refused with its word, and leaves one line in the security log."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization

from chassis.client.client_tokens import client_assertion
from chassis.tokens.tokens import SigningKey
from evidence.base64url import b64url
from tests.support.certificates import private_key
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest
from tests.support.refusals import Now, dated, noted, security_log

PATH = "/land-register/v1/parcels/p1"
PEM, DER, SSH = "pem", "der", "ssh"


def claims(gateway_under_test: GatewayUnderTest, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    found = {
        "iss": PUBLIC_URL,
        "sub": "police-case-system",
        "client_id": "police-case-system",
        "aud": PUBLIC_URL,
        "iat": now,
        "exp": now + 300,
        "jti": str(uuid4()),
        "member": "police",
        "purpose": "caseManagement",
        "cnf": {"jkt": gateway_under_test.key.kid},
    } | changes
    return {name: value for name, value in found.items() if value is not ...}


def signed(
    gateway_under_test: GatewayUnderTest, header: str, payload: str | None = None, key: SigningKey | None = None
) -> str:
    """Return a token that our own key has signed, over any header and payload texts at all."""
    key = key or gateway_under_test.keys.signing
    payload = payload if payload is not None else json.dumps(claims(gateway_under_test))
    message = f"{b64url(header.encode())}.{b64url(payload.encode())}"
    return f"{message}.{b64url(key.sign_bytes(message.encode()))}"


def header(gateway_under_test: GatewayUnderTest, **changes: Any) -> str:
    return json.dumps({"alg": "ES256", "typ": "at+jwt", "kid": gateway_under_test.keys.signing.kid} | changes)


async def refused(gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, token: str) -> str:
    proof = gateway_under_test.proof(token, "GET", PATH) if token.isascii() else "x"
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", PATH, headers={"authorization": f"DPoP {token}", "dpop": proof})
    assert (answer.status, answer.code) == (401, "not-authenticated")
    return noted(answer, lines, gateway_under_test)


async def test_the_token_that_all_others_are_made_from_is_good(gateway_under_test: GatewayUnderTest) -> None:
    token = signed(gateway_under_test, header(gateway_under_test))
    answer = await gateway_under_test.call(
        "GET", PATH, headers={"authorization": f"DPoP {token}", "dpop": gateway_under_test.proof(token, "GET", PATH)}
    )
    assert answer.status == 200


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "ES384", "RS256", "PS256", "EdDSA", None, 5, ["ES256"]])
async def test_another_algorithm(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, alg: Any
) -> None:
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, header(gateway_under_test, alg=alg)))
        == "token-algorithm-not-allowed"
    )


@pytest.mark.parametrize("spelling", [PEM, DER, SSH])
async def test_our_public_key_as_an_hmac_secret(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, spelling: str
) -> None:
    public = private_key(gateway_under_test.keys.signing).public_key()
    spki, coding = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding
    secret = {
        PEM: public.public_bytes(coding.PEM, spki),
        DER: public.public_bytes(coding.DER, spki),
        SSH: public.public_bytes(coding.OpenSSH, serialization.PublicFormat.OpenSSH),
    }[spelling]
    protected, payload = header(gateway_under_test, alg="HS256"), json.dumps(claims(gateway_under_test))
    message = f"{b64url(protected.encode())}.{b64url(payload.encode())}"
    forged = f"{message}.{b64url(hmac.digest(secret, message.encode(), hashlib.sha256))}"
    assert await refused(gateway_under_test, caplog, forged) == "token-algorithm-not-allowed"
    es256 = f"{b64url(header(gateway_under_test).encode())}.{b64url(json.dumps(claims(gateway_under_test)).encode())}"
    swapped = f"{es256}.{b64url(hmac.digest(secret, es256.encode(), hashlib.sha256))}"
    assert await refused(gateway_under_test, caplog, swapped) == "token-signature-invalid"


@pytest.mark.parametrize(
    "member",
    [
        {"jku": "https://evil.test/jwks.json"},
        {"x5u": "https://evil.test/cert.pem"},
        {"x5c": ["MIIB"]},
        {"crit": ["exp"]},
        {"crit": []},
        {"b64": False},
        {"zip": "DEF"},
        {"x5t": "AAAA"},
        {"enc": "A256GCM"},
    ],
    ids=lambda member: next(iter(member)),
)
async def test_a_header_that_names_a_key_or_changes_the_rules(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, member: dict[str, Any]
) -> None:
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, header(gateway_under_test, **member)))
        == "token-header-not-allowed"
    )


async def test_a_key_in_the_header(gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    thief = SigningKey.generate()
    own = json.dumps({"alg": "ES256", "typ": "at+jwt", "jwk": dict(thief.public_jwk)})
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, own, key=thief))
        == "token-header-not-allowed"
    )
    both = header(gateway_under_test, jwk=dict(thief.public_jwk))
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, both, key=thief))
        == "token-header-not-allowed"
    )


@pytest.mark.parametrize("twice", ['"alg":"none"', '"typ":"JWT"', '"kid":"x"'])
async def test_a_header_member_that_stands_twice(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, twice: str
) -> None:
    text = header(gateway_under_test)
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, f"{{{twice},{text[1:]}"))
        == "token-malformed"
    )
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, f"{text[:-1]},{twice}}}"))
        == "token-malformed"
    )


async def test_a_claim_that_stands_twice(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    payload = json.dumps(claims(gateway_under_test))
    doubled = f'{payload[:-1]},"member":"court"}}'
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, header(gateway_under_test), doubled))
        == "token-malformed"
    )


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def unused_bits(token: str) -> str:
    return token[:-1] + ALPHABET[ALPHABET.index(token[-1]) | 1]


SPELLINGS: list[Callable[[str], str]] = [
    unused_bits,
    lambda token: token + "=",
    lambda token: token + "==",
    lambda token: token.replace(".", "=.", 1),
    lambda token: token.replace(".", ".\n", 1),
    lambda token: token.replace(".", ". ", 1),
    lambda token: token + ".",
    lambda token: "." + token,
    lambda token: token.rpartition(".")[0],
    lambda token: token.rpartition(".")[0] + ".",
    lambda token: token + ".x.y",
    lambda token: token[:0] + "..",
    lambda token: token + "+/",
    lambda token: token + "A" * 9000,
    lambda token: base64.b64encode(token.encode()).decode(),
    lambda token: json.dumps({"payload": token}),
]


@pytest.mark.parametrize("spelt", range(len(SPELLINGS)))
async def test_another_spelling_of_a_good_token(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, spelt: int
) -> None:
    token = SPELLINGS[spelt](signed(gateway_under_test, header(gateway_under_test)))
    assert await refused(gateway_under_test, caplog, token) in {"token-malformed", "token-signature-invalid"}


@pytest.mark.parametrize(
    ("kid", "word"),
    [
        ("unknown", "token-key-unknown"),
        ("", "token-key-unknown"),
        ("../../../etc/passwd", "token-key-unknown"),
        ("/dev/null", "token-key-unknown"),
        ("x' or '1'='1", "token-key-unknown"),
        ("http://evil.test/key", "token-key-unknown"),
        (5, "token-header-not-allowed"),
        (["a"], "token-header-not-allowed"),
        ({"a": 1}, "token-header-not-allowed"),
        (None, "token-header-not-allowed"),
    ],
)
async def test_a_key_id_that_is_none(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, kid: Any, word: str
) -> None:
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, header(gateway_under_test, kid=kid)))
        == word
    )


async def test_tokens_of_another_kind(gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    now = int(time.time())
    others = {
        "assertion": client_assertion(gateway_under_test.key, "police-case-system", PUBLIC_URL, now=now),
        "proof": gateway_under_test.proof("x", "GET", PATH),
        "voucher": gateway_under_test.gateway.vouchers.own("land-register", now=now),
        "receipt": gateway_under_test.keys.signing.sign({"typ": "receipt+jws"}, claims(gateway_under_test)),
        "nonce": gateway_under_test.keys.signing.sign({"typ": "dpop-nonce+jwt"}, claims(gateway_under_test)),
        "statement": gateway_under_test.keys.signing.sign({"typ": "key-statement+jwt"}, claims(gateway_under_test)),
        "untyped": gateway_under_test.keys.signing.sign({}, claims(gateway_under_test)),
        "id token": gateway_under_test.keys.signing.sign({"typ": "JWT"}, claims(gateway_under_test)),
    }
    words = {kind: await refused(gateway_under_test, caplog, token) for kind, token in others.items()}
    assert set(words.values()) == {"token-type-not-expected"}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"aud": ...}, "token-audience-not-expected"),
        ({"aud": [PUBLIC_URL]}, "token-audience-not-expected"),
        ({"aud": "https://other.test"}, "token-audience-not-expected"),
        ({"aud": PUBLIC_URL + "/"}, "token-audience-not-expected"),
        ({"aud": None}, "token-audience-not-expected"),
        ({"iss": "https://other.test"}, "token-issuer-not-expected"),
        ({"iss": ...}, "token-issuer-not-expected"),
        ({"exp": ...}, "token-claim-missing"),
        ({"iat": ...}, "token-claim-missing"),
        ({"exp": True}, "token-claim-invalid"),
        ({"iat": False}, "token-claim-invalid"),
        ({"exp": Now(100.5)}, "token-claim-invalid"),
        ({"exp": "9999999999"}, "token-claim-invalid"),
        ({"exp": None}, "token-claim-invalid"),
        ({"exp": [9999999999]}, "token-claim-invalid"),
        ({"exp": -1}, "token-life-too-long"),
        ({"iat": -1}, "token-life-too-long"),
        ({"iat": 0}, "token-life-too-long"),
        ({"exp": 2**53 - 1}, "token-life-too-long"),
        ({"exp": 10**30}, "token-malformed"),
        ({"exp": 1e400}, "token-malformed"),
        ({"exp": float("nan")}, "token-malformed"),
        ({"exp": Now(3600)}, "token-life-too-long"),
        ({"iat": Now(3600), "exp": Now(3700)}, "token-not-yet-valid"),
        ({"nbf": Now(3600)}, "token-not-yet-valid"),
        ({"nbf": 1.5}, "token-claim-invalid"),
        ({"iat": Now(-400), "exp": Now(-100)}, "token-expired"),
        ({"cnf": ...}, "token-claim-missing"),
        ({"cnf": {}}, "token-claim-invalid"),
        ({"cnf": "x"}, "token-claim-invalid"),
        ({"cnf": {"jkt": "another"}}, "key-not-registered"),
        ({"cnf": {"jkt": ["x"]}}, "key-not-registered"),
        ({"cnf": {"x5t#S256": "x"}, "key": ["x"]}, "scheme-not-accepted"),
        ({"member": ["police"]}, "token-claim-invalid"),
        ({"member": "court"}, "system-not-registered"),
        ({"client_id": "psc-case-system"}, "system-not-registered"),
        ({"jti": ""}, "token-claim-invalid"),
    ],
    ids=lambda value: " ".join(f"{n}={v}" for n, v in value.items()) if isinstance(value, dict) else value,
)
async def test_claims_that_are_not_ours(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], word: str
) -> None:
    payload = json.dumps(claims(gateway_under_test, **dated(changes)))
    assert (
        await refused(gateway_under_test, caplog, signed(gateway_under_test, header(gateway_under_test), payload))
        == word
    )


@pytest.mark.parametrize(
    "payload", ["", "null", "[]", '"x"', "5", "{", "{}x", "[" * 5000, '{"a":' * 500 + "1" + "}" * 500]
)
async def test_a_payload_that_is_no_object(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, payload: str
) -> None:
    word = await refused(gateway_under_test, caplog, signed(gateway_under_test, header(gateway_under_test), payload))
    assert word in {"token-malformed", "token-issuer-not-expected"}


async def test_a_signature_of_another_key_and_one_of_zeros(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    forged = signed(gateway_under_test, header(gateway_under_test), key=SigningKey.generate())
    assert await refused(gateway_under_test, caplog, forged) == "token-signature-invalid"
    zeros = f"{forged.rpartition('.')[0]}.{b64url(bytes(64))}"  # CVE-2022-21449
    assert await refused(gateway_under_test, caplog, zeros) == "token-signature-invalid"
    der = f"{forged.rpartition('.')[0]}.{b64url(private_signature(gateway_under_test))}"
    assert await refused(gateway_under_test, caplog, der) == "token-signature-invalid"


def private_signature(gateway_under_test: GatewayUnderTest) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    return private_key(gateway_under_test.keys.signing).sign(b"another message", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("scheme", ["Bearer", "Basic", "Negotiate", "dpopx", ""])
async def test_another_scheme(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture, scheme: str
) -> None:
    token = gateway_under_test.token()
    with security_log(caplog) as lines:
        answer = await gateway_under_test.call("GET", PATH, headers={"authorization": f"{scheme} {token}".strip()})
    assert noted(answer, lines, gateway_under_test) == "scheme-not-accepted"
