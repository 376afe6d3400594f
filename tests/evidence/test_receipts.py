"""Receipts: one that holds, and every way in which one does not."""

import json
from typing import Any

import pytest

from chassis.tokens.key_statements import state
from chassis.tokens.tokens import SigningKey
from evidence import receipts
from evidence.base64url import b64url, b64url_decode
from evidence.findings import all_hold
from evidence.jws import PublicKey
from evidence.trusted_keys import KeysMalformed, TrustedKeys
from tests.support.evidence import (
    ANSWER,
    AT,
    DAY,
    ISSUER,
    KEYS,
    ROOT,
    STATEMENT,
    a_receipt,
    an_intent,
    an_outcome,
    trusted,
)

OUTCOME = an_outcome(an_intent())
RECEIPT = a_receipt(OUTCOME)


def failing(token: str, keys: TrustedKeys = KEYS, answer: bytes | None = ANSWER) -> list[str]:
    return [finding.code for finding in receipts.check(token, keys, answer=answer) if not finding.holds]


def test_a_receipt_holds_with_the_long_lived_key_alone() -> None:
    findings = receipts.check(RECEIPT, KEYS, answer=ANSWER)
    assert [finding.code for finding in findings] == [
        "receipt-read", "key-vouched-for", "receipt-signed", "entry-opened", "details-agree", "answer-matches",
    ]  # fmt: skip
    assert all_hold(findings)
    assert "xch_1" in findings[0].sentence("lo")


def test_a_receipt_without_a_statement_holds_with_the_published_key_set() -> None:
    short = a_receipt(OUTCOME, certification=None)
    assert failing(short) == ["key-vouched-for"]
    published = trusted(keys=[dict(ROOT.public_jwk), {**DAY.public_jwk, "certification": STATEMENT}])
    assert failing(short, TrustedKeys.of(published)) == []


def test_a_receipt_by_a_long_lived_key_itself_holds() -> None:
    assert failing(a_receipt(OUTCOME, signer=ROOT, certification=None)) == []


def test_a_receipt_is_read_back_as_it_was_issued() -> None:
    read = receipts.Receipt.read(RECEIPT)
    assert (read.issuer, read.at, read.leaf_text, read.details) == (ISSUER, AT, OUTCOME.leaf, OUTCOME.details)


def test_a_receipt_of_another_answer_is_named() -> None:
    assert failing(RECEIPT, answer=ANSWER + b" ") == ["answer-matches"]


def test_a_receipt_by_a_stranger_is_named() -> None:
    stranger = SigningKey.generate()
    assert failing(a_receipt(OUTCOME, signer=stranger, certification=None)) == ["key-vouched-for"]
    assert failing(a_receipt(OUTCOME, signer=stranger)) == ["key-vouched-for"]
    own = state(stranger, ISSUER, stranger.verifying, now=AT).statement
    assert failing(a_receipt(OUTCOME, signer=stranger, certification=own)) == ["key-vouched-for"]


def test_a_key_of_a_day_certifies_nobody() -> None:
    other = SigningKey.generate()
    by_day = state(DAY, ISSUER, other.verifying, now=AT).statement
    assert failing(a_receipt(OUTCOME, signer=other, certification=by_day)) == ["key-vouched-for"]


def test_a_statement_of_another_day_vouches_for_nothing() -> None:
    late = state(ROOT, ISSUER, DAY.verifying, now=AT + 3600).statement
    assert failing(a_receipt(OUTCOME, certification=late)) == ["key-vouched-for"]


def test_a_key_of_one_gateway_does_not_speak_for_another() -> None:
    other = state(ROOT, "https://other.example", DAY.verifying, now=AT - 60).statement
    assert failing(a_receipt(OUTCOME, certification=other)) == ["key-vouched-for"]


@pytest.mark.parametrize("window", [{"nbf": AT + 1}, {"exp": AT}], ids=["not yet", "no more"])
def test_a_long_lived_key_counts_in_its_time(window: dict[str, int]) -> None:
    keys = TrustedKeys.of(trusted(keys=[{**ROOT.public_jwk, **window}]))
    assert failing(RECEIPT, keys) == ["key-vouched-for"]
    assert failing(a_receipt(OUTCOME, signer=ROOT, certification=None), keys) == ["key-vouched-for"]


@pytest.mark.parametrize("part", [1, 2], ids=["payload", "signature"])
def test_any_altered_byte_is_noticed(part: int) -> None:
    parts = RECEIPT.split(".")
    value = bytearray(b64url_decode(parts[part]))
    for place in range(0, len(value), 7):
        value[place] ^= 1
        altered = ".".join([*parts[:part], b64url(bytes(value)), *parts[part + 1 :]])
        assert failing(altered) != [], place
        value[place] ^= 1


def test_details_of_another_entry_are_named() -> None:
    assert failing(a_receipt(OUTCOME, details=b'{"member":"moh"}'), answer=None) == ["entry-opened", "details-agree"]
    assert failing(a_receipt(OUTCOME, salt=b"t" * 32)) == ["entry-opened"]
    assert failing(a_receipt(OUTCOME, salt=b"t")) == ["entry-opened"]


def resealed(header: dict[str, Any], payload: object) -> str:
    message = ".".join(b64url(json.dumps(part).encode()) for part in (header, payload))
    return f"{message}.{b64url(DAY.sign_bytes(message.encode()))}"


HEADER = {"alg": "ES256", "kid": DAY.kid, "typ": "receipt+jwt"}
PAYLOAD = {"iss": ISSUER, "iat": AT, "leaf": OUTCOME.leaf.decode(), "salt": b64url(OUTCOME.salt),
           "details": OUTCOME.details}  # fmt: skip


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c",
        "é.b.c",
        "A" * 20_000,
        resealed(HEADER | {"alg": "none"}, PAYLOAD),
        resealed(HEADER | {"typ": "at+jwt"}, PAYLOAD),
        resealed(HEADER | {"crit": "b64"}, PAYLOAD),
        resealed(HEADER | {"kid": 1}, PAYLOAD),
        resealed(HEADER, []),
        resealed(HEADER, PAYLOAD | {"iat": "now"}),
        resealed(HEADER, PAYLOAD | {"leaf": "{}"}),
        resealed(HEADER, PAYLOAD | {"leaf": 1}),
        resealed(HEADER, PAYLOAD | {"salt": "="}),
        resealed(HEADER, {"iss": ISSUER}),
        resealed(HEADER, PAYLOAD | {"details": {"number": float("nan")}}),
    ],
    ids=["empty", "two parts", "no base64", "no ASCII", "too long", "no algorithm", "another type", "critical",
         "key id", "a list", "time", "leaf", "no text", "salt", "incomplete", "NaN"],
)  # fmt: skip
def test_what_is_no_receipt_is_called_that(token: str) -> None:
    assert failing(token) == ["receipt-read"]


def test_a_member_that_stands_twice_makes_no_receipt() -> None:
    payload = json.dumps(PAYLOAD)[:-1] + ',"iat":1}'
    message = ".".join(b64url(part.encode()) for part in (json.dumps(HEADER), payload))
    assert failing(f"{message}.{b64url(DAY.sign_bytes(message.encode()))}") == ["receipt-read"]


def test_what_is_nested_too_deeply_makes_no_receipt() -> None:
    deep = b64url(b'{"a":' + b"[" * 3000)
    assert failing(f"{deep}.{deep}.AA") == ["receipt-read"]


def test_numbers_that_have_no_canonical_form_open_nothing() -> None:
    assert failing(resealed(HEADER, PAYLOAD | {"details": {"number": 2**60}}), answer=None) == [
        "key-vouched-for", "entry-opened", "details-agree",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["[]", "no", '{"keys":1}', '{"keys":[1]}', '{"keys":[{"kty":"RSA"}]}', '{"log":["x"]}',
     json.dumps({"keys": [{**ROOT.public_jwk, "exp": "never"}]}), json.dumps({"keys": [ROOT.private_jwk()]}),
     json.dumps({"keys": [{**ROOT.public_jwk, "x": "AAAA"}]}),
     json.dumps({"keys": [{**ROOT.public_jwk, "y": ROOT.public_jwk["x"]}]})],
    ids=["a list", "no JSON", "a number", "no object", "RSA", "no vkey", "a word as time", "private", "short",
         "off the curve"],
)  # fmt: skip
def test_a_broken_file_of_keys_is_refused(text: str) -> None:
    with pytest.raises(KeysMalformed):
        TrustedKeys.read(text)


def test_a_file_of_keys_is_read() -> None:
    assert TrustedKeys.read(json.dumps(trusted())).roots.keys() == KEYS.roots.keys()


def test_a_signature_of_another_length_is_none() -> None:
    assert not PublicKey(ROOT.public_jwk).verify(b"", b"short")
    assert not PublicKey(ROOT.public_jwk).verify(b"", bytes(64))
