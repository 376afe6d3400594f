"""Status lists: bits as the draft has them, signed and no older than a day; nothing of them is believed unsigned."""

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.tokens.tokens import SigningKey
from evidence.certificates.cbor import encoded
from evidence.certificates.cose import Sign1, sign1
from evidence.certificates.keys import SignerKeys, short
from evidence.certificates.layers import Failure, Layer, NotStated, Outcome, Stopped
from evidence.certificates.status_lists import DAY, LARGEST, MEDIA_TYPE, Status, Statuses, StatusList, status_of
from tests.support.birth_certificates import AT, ISSUER, KEY, LIST, a_list, a_text, trusted

OTHER = SigningKey.generate()

# The example of two bits in draft-ietf-oauth-status-list §10.2, and the CWT of §5.2.
TWO_BITS = bytes.fromhex("c944f9")
STATUSES = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
EXAMPLE = bytes.fromhex(
    "d2845820a2012610781a6170706c69636174696f6e2f7374617475736c6973742b637774a1044231325850a502782168747470733a2f2f65"
    "78616d706c652e636f6d2f7374617475736c697374732f31061a648c5bea041a8898dfea19fffe19a8c019fffda264626974730163"
    "6c73744a78dadbb918000217015d584093fa4d01032b18c35e2fe1101b77fd6cc9440022caa4694450c4e4e9feab4e99d1fa6d9772"
    "ce2bf3a12e0323ded7c982c5e101a5e67f0cbc1e2b6f57ce99c279"
)


def signed(found: StatusList | None = None, key: SigningKey = KEY) -> bytes:
    return (a_list() if found is None else found).signed(kid=key.kid, sign=key.sign_bytes)


def claims(**changes: Any) -> bytes:
    """Return a list that `signed` would not make."""
    stated = {1: ISSUER, 2: LIST, 6: AT, 65533: {"bits": 2, "lst": zlib.compress(b"\0")}}
    stated |= {int(label[1:]): value for label, value in changes.items()}
    return sign1(encoded(stated), kid=short(KEY.kid), sign=KEY.sign_bytes, typ=MEDIA_TYPE)


def test_the_example_of_the_draft_has_its_statuses() -> None:
    statuses = Statuses(TWO_BITS)
    assert [statuses[index] for index in range(len(statuses))] == STATUSES


@given(st.dictionaries(st.integers(0, 1_000), st.sampled_from(Status)))
def test_what_was_set_comes_back_signed_and_the_rest_is_valid(marked: dict[int, Status]) -> None:
    found = a_list(count=1_001)
    for index, status in marked.items():
        found.statuses[index] = status
    read = StatusList.read(signed(found), trusted(), at=AT)
    assert [status_of(read, index) for index in range(1_001)] == [
        marked.get(index, Status.VALID) for index in range(1_001)
    ]
    assert (read.uri, read.issuer, read.issued_at, read.expires_at) == (LIST, ISSUER, AT, AT + DAY)


def test_a_status_can_be_set_again() -> None:
    statuses = Statuses.of(4)
    for status in (Status.SUPERSEDED, Status.REVOKED, Status.VALID):
        statuses[2] = status
        assert [statuses[index] for index in range(4)] == [0, 0, status, 0]


@pytest.mark.parametrize("index", [-1, 4, 2**40])
def test_a_place_that_the_list_has_not_is_a_reason(index: int) -> None:
    with pytest.raises(Stopped, match="index-outside"):
        status_of(a_list(count=4), index)


def test_a_list_counts_for_a_day() -> None:
    found = StatusList.read(signed(), trusted(), at=AT)
    assert found.fresh(AT)
    assert found.fresh(AT + DAY - 1)
    assert not found.fresh(AT + DAY)
    assert not a_list(expires_at=None).fresh(AT + DAY + 1)
    assert a_list(AT + 600).fresh(AT)  # the checker's clock is late: the list is newer still


@pytest.mark.parametrize(
    ("token", "keys", "layer", "reason"),
    [
        (lambda: EXAMPLE, trusted, Layer.COSE, "kid-outside"),
        (lambda: signed(key=OTHER), trusted, Layer.KEY, "key-unknown"),
        (signed, lambda: trusted(exp=AT), Layer.KEY, "key-ended"),
        (lambda: signed(a_list(issuer="https://elsewhere.example")), trusted, Layer.KEY, "key-of-another"),
        (lambda: signed()[:-1] + b"!", trusted, Layer.SIGNATURE, "signature-wrong"),
        (lambda: signed()[:-1], trusted, Layer.CBOR, "not-cbor"),
        (
            lambda: sign1(encoded({1: 1}), kid=short(KEY.kid), sign=KEY.sign_bytes),
            trusted,
            Layer.COSE,
            "typ-other",
        ),
        (lambda: claims(_65533=1), trusted, Layer.CLAIMS, "claim-other"),
        (lambda: claims(_65533={"bits": 1, "lst": zlib.compress(b"")}), trusted, Layer.CLAIMS, "claim-other"),
        (lambda: claims(_65533={"bits": 2}), trusted, Layer.CLAIMS, "claim-missing"),
        (lambda: claims(_2=7), trusted, Layer.CLAIMS, "claim-other"),
        (lambda: claims(_65533={"bits": 2, "lst": b"\0\0"}), trusted, Layer.ZLIB, "not-zlib"),
        (
            lambda: claims(_65533={"bits": 2, "lst": zlib.compress(bytes(LARGEST + 1))}),
            trusted,
            Layer.SIZE,
            "inflates-too-far",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" in value else "",
)
def test_a_list_that_is_not_to_be_believed_stops_at_its_layer(
    token: Callable[[], bytes], keys: Callable[[], SignerKeys], layer: Layer, reason: str
) -> None:
    with pytest.raises(Stopped) as stopped:
        StatusList.read(token(), keys(), at=AT)
    assert (stopped.value.reason, Failure(stopped.value.reason).layer) == (reason, layer)


def test_a_certificate_is_no_list_and_a_list_is_no_certificate() -> None:
    from evidence.certificates.checks import check
    from evidence.certificates.texts import packed, unpacked

    with pytest.raises(Stopped, match="typ-other"):
        StatusList.read(unpacked(a_text()), trusted(), at=AT)
    assert check(packed(signed()), trusted(), AT).outcome is not Outcome.VALID


def test_a_list_is_bounded_and_a_million_certificates_take_little_room() -> None:
    with pytest.raises(NotStated):
        signed(a_list(count=LARGEST * 4 + 1))
    found = a_list(count=1_000_000)
    for index in range(0, 1_000_000, 100):  # every hundredth print was replaced
        found.statuses[index] = Status.SUPERSEDED
    assert len(Sign1.read(signed(found)).payload) < 2_000
