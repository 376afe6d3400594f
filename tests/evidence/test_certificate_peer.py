"""Certificates and a library for Claim 169 by somebody else: what one writes the other reads, all members."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import claim169
import pytest
import segno
from hypothesis import given, settings

from evidence.base64url import b64url_decode
from evidence.certificates.checks import check
from evidence.certificates.claims import Certificate
from evidence.certificates.cose import Sign1
from evidence.certificates.keys import SignerKey
from evidence.certificates.layers import Outcome
from evidence.certificates.members import BIOMETRIC, IDENTITY
from evidence.certificates.texts import unpacked
from tests.support.birth_certificates import (
    AT,
    BIRTH,
    CERTIFICATE,
    CERTIFICATES,
    CHILD,
    KEY,
    MARRIAGE,
    a_list,
    a_text,
    trusted,
)

POINT = b"\x04" + b"".join(b64url_decode(KEY.public_jwk[half]) for half in ("x", "y"))
KEYS = trusted()
LISTS = [a_list()]
OF_A_DRAW = 10  # texts of one draw: Hypothesis draws a certificate in 12 ms, and both check its text in one


def in_snake_case(word: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter.group().lower()}", word)


def read_elsewhere(text: str) -> dict[str, Any]:
    """Return the members that the other library reads, by our words; it has verified the signature."""
    found = claim169.decode_with_ecdsa_p256(text, POINT, validate_timestamps=False)
    assert found.verification_status == "verified"
    values = {word: getattr(found.claim169, in_snake_case(word)) for word in IDENTITY.members}
    return {word: plain(word, value) for word, value in values.items() if value is not None}


def plain(word: str, value: Any) -> Any:
    if word == "bestQualityFingers":
        return list(value)
    if isinstance(value, list):
        return [
            {part: got for part in BIOMETRIC.members if (got := getattr(each, in_snake_case(part))) is not None}
            for each in value
        ]
    return value


def parts_of(drawn: Certificate) -> Iterator[Certificate]:
    """Yield the drawn certificate, and others with a part of its members each."""
    yield drawn
    for left_out in range(OF_A_DRAW - 1):
        kept = [word for place, word in enumerate(drawn.identity) if place % (OF_A_DRAW - 1) != left_out]
        yield replace(drawn, identity={word: drawn.identity[word] for word in ("fullName", *kept)})


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_what_we_sign_is_read_by_both(count: int) -> None:
    @settings(max_examples=count // OF_A_DRAW)
    @given(CERTIFICATES)
    def is_read_by_both(drawn: Certificate) -> None:
        for certificate in parts_of(drawn):
            text = a_text(certificate)
            verdict = check(text, KEYS, AT, LISTS)
            assert (verdict.outcome, verdict.certificate) == (Outcome.VALID, certificate)
            assert read_elsewhere(text) == certificate.identity

    is_read_by_both()


def test_what_the_other_library_signs_is_read_and_verified_but_names_no_key() -> None:
    private = b64url_decode(KEY.private_jwk()["d"])
    meta = claim169.CwtMetaInput(issuer="https://elsewhere.example", expires_at=AT + 1)
    meta.issued_at = AT
    text = claim169.encode_with_ecdsa_p256(claim169.Claim169Input(full_name=CHILD["fullName"]), meta, private)
    token = Sign1.read(unpacked(text))
    key = SignerKey.of_jwk({**KEY.public_jwk, "iss": "https://elsewhere.example"})
    assert key.key.verify(token.message, token.signature)
    failure = check(text, KEYS, AT).failure
    assert failure is not None
    assert failure.reason == "kid-missing"


@pytest.mark.parametrize(
    ("certificate", "version"),
    [(CERTIFICATE, 19), (replace(CERTIFICATE, status=None), 17)],
    ids=["with its status", "without"],
)
@pytest.mark.parametrize("event", [BIRTH, MARRIAGE], ids=["birth", "marriage"])
def test_a_certificate_fits_a_small_symbol(certificate: Certificate, version: int, event: dict[str, Any]) -> None:
    symbol = segno.make(a_text(replace(certificate, event=event)), error="Q", boost_error=False, micro=False)
    assert symbol.mode == "alphanumeric"
    assert int(symbol.version) <= version


def test_a_text_never_ends_with_a_blank_which_forms_and_mail_cut_off() -> None:
    assert [text for text in (a_text() for _ in range(200)) if text != text.strip()] == []
