"""Whatever somebody scans, types or makes up stops at a named layer: no exception, no bomb, no second spelling."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import cbor2
import pytest
from base45 import b45encode
from hypothesis import example, given
from hypothesis import strategies as st

from evidence.certificates.cbor import DEEPEST, ITEMS, decoded, encoded
from evidence.certificates.checks import check
from evidence.certificates.cose import Sign1
from evidence.certificates.keys import short
from evidence.certificates.lao import in_lao, out_of_lao
from evidence.certificates.layers import Failure, Layer, Outcome, Stopped
from evidence.certificates.status_lists import StatusList
from evidence.certificates.texts import LONGEST, MOST, in_base45, packed, unpacked
from tests.support.birth_certificates import AT, KEY, WITHOUT_STATUS, a_list, a_text, trusted

TEXT = a_text(WITHOUT_STATUS)
TOKEN = unpacked(TEXT)
PARTS = list(cbor2.loads(TOKEN).value)
KEYS = trusted()
LIST = a_list().signed(kid=KEY.kid, sign=KEY.sign_bytes)


def checked(text: str) -> tuple[Outcome, Layer | None, str | None]:
    verdict = check(text, KEYS, AT)
    return verdict.outcome, verdict.layer, None if verdict.failure is None else verdict.failure.reason


def stopped(text: str) -> tuple[Layer | None, str | None]:
    _, layer, reason = checked(text)
    return layer, reason


def base45(data: bytes) -> str:
    return bytes(b45encode(data)).decode()


def with_parts(**changes: Any) -> str:
    """Return a text whose COSE_Sign1 has other parts."""
    names = ("protected", "unprotected", "payload", "signature")
    parts = [changes.get(name, part) for name, part in zip(names, PARTS, strict=True)]
    return packed(cbor2.dumps(cbor2.CBORTag(changes.get("tag", 18), parts)))


def signed(payload: bytes, protected: bytes = PARTS[0]) -> str:
    """Return a text that our key has signed, whatever it says."""
    message = encoded(["Signature1", protected, b"", payload])
    return with_parts(protected=protected, payload=payload, signature=KEY.sign_bytes(message))


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r", "\n\r\n"])
def test_the_line_end_of_a_scanner_is_taken_off(ends: str) -> None:
    for text in (TEXT + ends, ends + TEXT):
        assert checked(text)[0] is Outcome.VALID


@pytest.mark.parametrize(
    ("text", "layer", "reason"),
    [
        ("", Layer.BASE45, "nothing"),
        ("\r\n", Layer.BASE45, "nothing"),
        (TEXT[:50] + "\r\n" + TEXT[50:], Layer.BASE45, "line-inside"),
        (TEXT.lower(), Layer.BASE45, "lower-case"),
        (TEXT + "\t", Layer.BASE45, "letter-other"),
        (" " + TEXT, Layer.BASE45, None),
        (TEXT[:50] + " " + TEXT[50:], Layer.BASE45, None),
        (TEXT.replace("6", "໖"), Layer.BASE45, "letter-other"),
        (TEXT + "\0", Layer.BASE45, "letter-other"),
        ("GGW", Layer.BASE45, "not-base45"),
        ("::", Layer.BASE45, "not-base45"),
        ("AAAA", Layer.BASE45, "not-base45"),
        ("HC1:" + TEXT, Layer.PREFIX, "prefix-other"),
        ("https://civil.example.la/c/1", Layer.PREFIX, "prefix-other"),
        ("A" * (LONGEST + 3), Layer.SIZE, "text-too-long"),
        (base45(TOKEN), Layer.ZLIB, "not-zlib"),
        (base45(b"x"), Layer.ZLIB, "not-zlib"),
        (base45(zlib.compress(TOKEN)[:-1]), Layer.ZLIB, "zlib-damaged"),
        (base45(zlib.compress(TOKEN)[:-1] + b"!"), Layer.ZLIB, "zlib-damaged"),
        (base45(zlib.compress(TOKEN) + b"!"), Layer.ZLIB, "zlib-followed"),
        (base45(zlib.compress(bytes(MOST + 1))), Layer.SIZE, "inflates-too-far"),
        (base45(zlib.compress(bytes(2_500_000), 9)), Layer.SIZE, "inflates-too-far"),
        (packed(b""), Layer.CBOR, "not-cbor"),
        (packed(b"\xff"), Layer.CBOR, "indefinite"),
        (packed(TOKEN + b"\0"), Layer.CBOR, "cbor-followed"),
        (packed(TOKEN[:-1]), Layer.CBOR, "not-cbor"),
        (packed(b"\x9f\x01\xff"), Layer.CBOR, "indefinite"),
        (packed(b"\x81" * (DEEPEST + 1) + b"\x01"), Layer.CBOR, "too-deep"),
        (packed(b"\x81" * 8_000 + b"\x01"), Layer.CBOR, "too-deep"),
        (packed(cbor2.dumps([0] * ITEMS)), Layer.CBOR, "too-many"),
        (packed(b"\x9b" + b"\xff" * 8), Layer.CBOR, "not-cbor"),
        (packed(b"\x5b" + b"\xff" * 8), Layer.CBOR, "not-cbor"),
        (packed(b"\xbb" + b"\xff" * 8), Layer.CBOR, "not-cbor"),
        (packed(b"\x5b\x7f"), Layer.CBOR, "not-cbor"),
        (packed(b"\x1c"), Layer.CBOR, "not-cbor"),
        (packed(b"\xf7"), Layer.CBOR, "not-cbor"),
        (packed(b"\xf8\x20"), Layer.CBOR, "not-cbor"),
        (packed(b"\x62\xc3\x28"), Layer.CBOR, "not-cbor"),
        (packed(b"\xa2\x01\x02\x01\x03"), Layer.CBOR, "key-twice"),
        (packed(b"\xa1\xf5\x01"), Layer.CBOR, "key-other"),
        (packed(b"\xa1\x41\x01\x01"), Layer.CBOR, "key-other"),
        (packed(b"\xc1\x1a\x51\x4b\x67\xb0"), Layer.CBOR, "tagged"),
        (packed(b"\xd2\xd2" + TOKEN[1:]), Layer.CBOR, "tagged"),
        (packed(b"\xd2\x81\xd8\x23\x61("), Layer.CBOR, "tagged"),
        (packed(TOKEN[1:]), Layer.COSE, "not-signed-once"),
        (packed(encoded(1)), Layer.COSE, "not-signed-once"),
        (packed(encoded(cbor2.CBORTag(61, 1))), Layer.COSE, "not-signed-once"),
        (packed(encoded(cbor2.CBORTag(18, {1: 2}))), Layer.COSE, "not-signed-once"),
        (packed(encoded(cbor2.CBORTag(18, PARTS[:3]))), Layer.COSE, "not-signed-once"),
        (with_parts(payload=None), Layer.COSE, "not-signed-once"),
        (with_parts(tag=16), Layer.COSE, "encrypted"),
        (with_parts(protected=encoded([1])), Layer.COSE, "not-signed-once"),
        (with_parts(protected=b""), Layer.COSE, "alg-missing"),
        (with_parts(protected=encoded({4: b"12345678"})), Layer.COSE, "alg-missing"),
        (with_parts(protected=encoded({1: True, 4: b"12345678"})), Layer.COSE, "alg-missing"),
        (with_parts(protected=encoded({1: -7})), Layer.COSE, "kid-missing"),
        (with_parts(protected=encoded({1: -7, 4: b""})), Layer.COSE, "kid-missing"),
        (with_parts(protected=encoded({1: -7, 4: "12345678"})), Layer.COSE, "kid-missing"),
        (with_parts(protected=encoded({1: -7, 4: bytes(65)})), Layer.COSE, "kid-missing"),
        (with_parts(protected=encoded({1: -7, 2: [99], 4: b"1"})), Layer.COSE, "header-other"),
        (with_parts(protected=encoded({1: -7, 4: b"1", "x": 1})), Layer.COSE, "header-other"),
        (with_parts(protected=encoded({1: -7, 4: b"1", 16: 1})), Layer.COSE, "typ-other"),
        (with_parts(protected=b"\xa2\x01\x26\x01\x26"), Layer.CBOR, "key-twice"),
        (with_parts(protected=PARTS[0], unprotected={4: b"12345678"}), Layer.COSE, "kid-outside"),
        (with_parts(protected=encoded({1: -7}), unprotected={4: short(KEY.kid)}), Layer.COSE, "kid-outside"),
        (with_parts(protected=encoded({4: short(KEY.kid)}), unprotected={1: -7}), Layer.COSE, "alg-outside"),
        (with_parts(unprotected={33: b"a certificate"}), Layer.COSE, "outside-protected"),
        (with_parts(protected=encoded({1: -37, 4: short(KEY.kid)})), Layer.KEY, "alg-of-another"),
        (with_parts(protected=encoded({1: -8, 4: short(KEY.kid)})), Layer.KEY, "alg-of-another"),
        (with_parts(signature=b""), Layer.SIGNATURE, "unsigned"),
        (with_parts(signature=bytes(64)), Layer.SIGNATURE, "signature-wrong"),
        (with_parts(signature=b"\xff" * 64), Layer.SIGNATURE, "signature-wrong"),
        (with_parts(signature=PARTS[3] + b"\0"), Layer.SIGNATURE, "signature-wrong"),
        (with_parts(payload=PARTS[2] + b"\0"), Layer.SIGNATURE, "signature-wrong"),
        (signed(b"\x01"), Layer.CLAIMS, "claim-other"),
        (signed(b"\xbf\xff"), Layer.CBOR, "indefinite"),
        (signed(b"\xa1\x01\xc1\x01"), Layer.CBOR, "tagged"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else str(value),
)
def test_a_bad_text_stops_at_its_layer(text: str, layer: Layer, reason: str | None) -> None:
    found = stopped(text)
    if reason is None:  # a blank more shifts all letters behind it: which layer notices depends on them
        assert found[0] in {Layer.BASE45, Layer.ZLIB, Layer.SIZE}
    else:
        assert found == (layer, reason)


def test_a_cwt_tag_around_the_signature_is_read_too() -> None:
    assert Sign1.read(b"\xd8\x3d" + TOKEN) == Sign1.read(TOKEN)


def test_no_letter_of_a_text_can_be_changed() -> None:
    for place in range(0, len(TEXT), 7):
        changed = TEXT[:place] + ("A" if TEXT[place] != "A" else "B") + TEXT[place + 1 :]
        with suppress(Stopped):
            if unpacked(changed) == TOKEN:  # bits behind the last block of deflate: nothing that is said changed
                continue
        assert checked(changed)[0] is not Outcome.VALID


def test_no_byte_of_a_token_can_be_changed() -> None:
    for place in range(len(TOKEN)):
        changed = TOKEN[:place] + bytes([TOKEN[place] ^ 1]) + TOKEN[place + 1 :]
        assert checked(packed(changed))[0] is not Outcome.VALID


def says_where(verb: Callable[[], object]) -> None:
    """Run a verb that may stop, but at a named layer and with its sentences."""
    with suppress(Stopped):
        verb()
        return
    with pytest.raises(Stopped) as stopped:
        verb()
    assert all(Failure(stopped.value.reason, stopped.value.particulars).words)


@given(st.text(max_size=60) | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=120))
def test_any_text_gets_a_verdict(text: str) -> None:
    verdict = check(text, KEYS, AT)
    assert verdict.outcome is not Outcome.VALID
    assert verdict.failure is not None
    assert all(verdict.failure.words)


cbor_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats()
    | st.binary(max_size=9)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.integers(0, 70) | st.sampled_from([169, -260, -70001, 65535, "status_list", "idx"]), inner, max_size=4
        )
        | st.builds(cbor2.CBORTag, st.sampled_from([0, 1, 2, 4, 16, 18, 35, 61, 258]), inner)
    ),
    max_leaves=12,
)
tokens = st.binary(max_size=80) | cbor_values.map(cbor2.dumps)


@given(tokens)
@example(b"\xd9\x01\x02\x82\x01\x01")
@example(b"\xd8\x1c\x81\xd8\x1d\x00")
def test_any_bytes_below_zlib_get_a_verdict(token: bytes) -> None:
    assert check(packed(token), KEYS, AT).outcome is not Outcome.VALID


@given(tokens)
def test_any_payload_that_our_key_has_signed_gets_a_verdict(payload: bytes) -> None:
    check(signed(payload), KEYS, AT)


@given(cbor_values)
def test_any_member_that_our_key_has_signed_gets_a_verdict(value: Any) -> None:
    claims = {1: "https://civil.example.la", 4: AT + 1, 6: AT, 169: {4: "x"}}
    for label in (1, 2, 4, 5, 6, 7, 169, -70001, 65535):
        check(signed(cbor2.dumps(claims | {label: value})), KEYS, AT)
    for label in (4, 9, 16, 18, 62):
        check(signed(cbor2.dumps(claims | {169: {label: value}})), KEYS, AT)
    for label in (1, 5, 9):
        check(signed(cbor2.dumps(claims | {-70001: {label: value}})), KEYS, AT)


@given(tokens)
def test_any_bytes_get_a_reason_as_a_header_and_as_a_list(token: bytes) -> None:
    says_where(lambda: Sign1.read(unpacked(with_parts(protected=token))))
    says_where(lambda: StatusList.read(token, KEYS, at=AT))


@given(st.data())
def test_a_damaged_list_gets_a_reason(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LIST) - 1))
    changed = LIST[:place] + bytes([data.draw(st.integers(0, 255))]) + LIST[place + 1 :]
    says_where(lambda: StatusList.read(changed, KEYS, at=AT))


@given(st.binary(max_size=40))
@example(b"")
@example(b"\xff\xff\xff")
def test_base45_is_what_the_library_makes_of_it(data: bytes) -> None:
    assert in_base45(data) == base45(data)


@given(cbor_values)
def test_what_is_decoded_is_what_was_encoded(value: Any) -> None:
    data = cbor2.dumps(value)
    try:
        found = decoded(data)
    except Stopped:
        return
    assert cbor2.dumps(found) == data


@given(
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.text(st.characters(min_codepoint=0x0E80, max_codepoint=0x0EFF))
)
@example("ບຸນມີ, 2")
@example("é")
@example("Hmong ຫວ່າງ")
def test_a_text_in_one_byte_a_letter_comes_back(text: str) -> None:
    said = in_lao(text)
    assert out_of_lao(said) == text
    assert isinstance(said, bytes) == (
        not text.isascii() and all(letter.isascii() or "\u0e80" <= letter <= "\u0eff" for letter in text)
    )
