"""A certificate is checked by whoever was handed the paper: every outcome, and the layer at which it was found."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from chassis.tokens.tokens import SigningKey
from contracts.calendar import VIENTIANE
from evidence.certificates.cbor import encoded
from evidence.certificates.checks import Verdict, check, sign
from evidence.certificates.claims import CLAIM_169, HC1, Certificate, StatusReference, written
from evidence.certificates.cose import sign1
from evidence.certificates.findings import findings
from evidence.certificates.keys import SignerKeys, short
from evidence.certificates.layers import CLOCK, REASONS, Failure, Layer, NotStated, Outcome, day_of, last_day_of
from evidence.certificates.sentences import SENTENCES
from evidence.certificates.status_lists import DAY, Status
from evidence.certificates.texts import MOST, packed
from evidence.findings import all_hold
from evidence.trusted_keys import KeysMalformed
from tests.support.birth_certificates import (
    AT,
    BIRTH,
    CERTIFICATE,
    CHILD,
    ISSUER,
    KEY,
    LIST,
    PLACE,
    WITHOUT_STATUS,
    YEAR,
    a_file_of_keys,
    a_list,
    a_text,
    trusted,
)

OTHER = SigningKey.generate()


def checked(text: str, at: int = AT + 60, keys: SignerKeys | None = None, **changes: Any) -> Verdict:
    return check(text, trusted() if keys is None else keys, at, [a_list(at - 60)], **changes)


def marked(status: Status | int) -> list[Any]:
    found = a_list()
    found.statuses[PLACE] = Status(status) if status != 2 else status  # type: ignore[assignment]  # not one of ours
    return [found]


def by_payload(**changes: Any) -> str:
    """Return the text of claims that `sign` would refuse to write."""
    claims = {1: ISSUER, 4: AT + YEAR, 6: AT, 169: {4: CHILD["fullName"]}} | {
        int(k.lstrip("_")): v for k, v in changes.items()
    }
    kept = {label: value for label, value in claims.items() if value is not ...}
    return packed(sign1(encoded(kept), kid=short(KEY.kid), sign=KEY.sign_bytes))


def test_a_valid_certificate_says_what_was_stated() -> None:
    verdict = checked(a_text())
    assert verdict == Verdict(Outcome.VALID, CERTIFICATE, short(KEY.kid).hex())
    assert verdict.layer is None
    assert all_hold(findings(verdict))


def test_without_a_status_it_is_shorter_and_holds_with_no_list() -> None:
    text = a_text(WITHOUT_STATUS)
    assert len(text) < len(a_text())
    verdict = check(text, trusted(), AT)
    assert (verdict.outcome, verdict.certificate) == (Outcome.VALID, WITHOUT_STATUS)
    assert [finding.code for finding in findings(verdict)][-1] == "certificate-names-no-list"


@pytest.mark.parametrize(
    ("verdict", "outcome", "layer", "reason"),
    [
        (lambda: checked(a_text(), keys=SignerKeys()), Outcome.UNKNOWN_KEY, Layer.KEY, "key-unknown"),
        (lambda: checked(a_text(key=OTHER)), Outcome.UNKNOWN_KEY, Layer.KEY, "key-unknown"),
        (
            lambda: checked(a_text(replace(CERTIFICATE, issuer="https://elsewhere.example"))),
            Outcome.UNKNOWN_KEY,
            Layer.KEY,
            "key-of-another",
        ),
        (lambda: checked(a_text(), keys=trusted(nbf=AT + 1)), Outcome.UNKNOWN_KEY, Layer.KEY, "key-not-begun"),
        (lambda: checked(a_text(), keys=trusted(exp=AT + 60)), Outcome.KEY_EXPIRED, Layer.KEY, "key-ended"),
        (lambda: checked(a_text(), AT - 5, trusted(exp=AT)), Outcome.KEY_EXPIRED, Layer.KEY, "key-ended"),
        (lambda: checked(a_text(), AT + YEAR, trusted(exp=AT + YEAR)), Outcome.KEY_EXPIRED, Layer.KEY, "key-ended"),
        (lambda: checked(a_text(), AT + YEAR), Outcome.EXPIRED, Layer.TIME, "over"),
        (
            lambda: checked(a_text(replace(CERTIFICATE, not_before=AT + 61))),
            Outcome.NOT_YET_VALID,
            Layer.TIME,
            "not-yet",
        ),
        (lambda: check(a_text(), trusted(), AT, marked(Status.REVOKED)), Outcome.REVOKED, Layer.STATUS, "revoked"),
        (
            lambda: check(a_text(), trusted(), AT, marked(Status.SUPERSEDED)),
            Outcome.SUPERSEDED,
            Layer.STATUS,
            "superseded",
        ),
        (lambda: check(a_text(), trusted(), AT, marked(2)), Outcome.STATUS_UNKNOWN, Layer.STATUS, "status-other"),
        (lambda: check(a_text(), trusted(), AT), Outcome.STATUS_UNKNOWN, Layer.STATUS, "list-missing"),
        (
            lambda: check(a_text(), trusted(), AT, [a_list(uri=LIST + "0")]),
            Outcome.STATUS_UNKNOWN,
            Layer.STATUS,
            "list-of-another",
        ),
        (
            lambda: check(a_text(), trusted(), AT, [a_list(issuer="https://elsewhere.example")]),
            Outcome.STATUS_UNKNOWN,
            Layer.STATUS,
            "list-of-another",
        ),
        (
            lambda: check(a_text(), trusted(), AT, [a_list(AT - DAY - 1)]),
            Outcome.STATUS_UNKNOWN,
            Layer.STATUS,
            "list-old",
        ),
        (
            lambda: check(a_text(), trusted(), AT, [a_list(expires_at=AT)]),
            Outcome.STATUS_UNKNOWN,
            Layer.STATUS,
            "list-old",
        ),
        (
            lambda: check(a_text(), trusted(), AT, [a_list(count=PLACE - 8)]),
            Outcome.STATUS_UNKNOWN,
            Layer.STATUS,
            "index-outside",
        ),
        (lambda: checked(by_payload(_169=...)), Outcome.UNREADABLE, Layer.CLAIMS, "claim-missing"),
        (lambda: checked(by_payload(_4=...)), Outcome.UNREADABLE, Layer.CLAIMS, "claim-missing"),
        (lambda: checked(by_payload(_6=True)), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_4=-1)), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={4: 7})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={62: [7]})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={18: b"\1"})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={18: {1: 1}})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={62: [[0]]})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={62: [{0: "x"}]})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={9: True})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(**{"-70001": {1: True}})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(**{"-70001": {1: 99}})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(**{"-70001": {4: 9}})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(**{"-70001": 9})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_169={18: 7})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-other"),
        (lambda: checked(by_payload(_65535={"other": 1})), Outcome.UNREADABLE, Layer.CLAIMS, "claim-missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_has_its_outcome_and_its_layer(
    verdict: Callable[[], Verdict], outcome: Outcome, layer: Layer, reason: str
) -> None:
    found = verdict()
    assert found.failure is not None
    assert (found.outcome, found.layer, found.failure.reason) == (outcome, layer, reason)
    failing = [finding for finding in findings(found) if not finding.holds]
    assert len(failing) == 1
    assert layer.value in failing[0].sentence("lo")


def test_of_two_lists_the_newer_one_counts() -> None:
    old, new = a_list(), a_list(AT + 10)
    old.statuses[PLACE] = Status.REVOKED
    for lists in ([old, new], [new, old]):
        assert check(a_text(), trusted(), AT + 20, lists).outcome is Outcome.VALID


def test_nothing_is_shown_of_a_certificate_before_its_signature_is_right() -> None:
    for keys in (SignerKeys(), trusted(exp=AT)):
        verdict = checked(a_text(), keys=keys)
        assert verdict.certificate is None
        assert verdict.kid == short(KEY.kid).hex()
    assert checked(a_text(), AT + YEAR).certificate == CERTIFICATE  # the signature is right: it only has expired


def test_keys_of_receipts_and_of_health_sign_no_certificate() -> None:
    files = (b'{"keys": [%s]}', b'{"healthCertificates": [%s]}')
    listed = a_file_of_keys().partition(b"[")[2].rpartition(b"]")[0]
    for file in files:
        assert checked(a_text(), keys=SignerKeys.read(file % listed, CLAIM_169.keys)).outcome is Outcome.UNKNOWN_KEY


@pytest.mark.parametrize(
    "file",
    [
        b"[]",
        b'{"certificates": 1}',
        b'{"certificates": [1]}',
        a_file_of_keys(iss=1),
        a_file_of_keys(iss=None),
        a_file_of_keys(exp="2030"),
        a_file_of_keys(crv="P-384"),
        a_file_of_keys(x5c=[]),
        a_file_of_keys(x5c=["AAAA"]),
        b'{"certificates": [%b, %b]}' % ((a_file_of_keys().partition(b"[")[2].rpartition(b"]")[0],) * 2),
    ],
)
def test_a_file_of_keys_that_says_two_things_is_refused(file: bytes) -> None:
    with pytest.raises(KeysMalformed):
        SignerKeys.read(file, CLAIM_169.keys)


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": {}},
        {"identity": {**CHILD, "fullname": "x"}},
        {"identity": {**CHILD, "fullName": ""}},
        {"identity": {**CHILD, "fullName": " \n"}},
        {"identity": {**CHILD, "fullName": "a\tb"}},
        {"identity": {**CHILD, "fullName": "\ud800"}},
        {"identity": {**CHILD, "fullName": "x" * 513}},
        {"identity": {**CHILD, "dateOfBirth": "2026-09-14"}},
        {"identity": {**CHILD, "dateOfBirth": "20261301"}},
        {"identity": {**CHILD, "dateOfBirth": "໒໐໒໖໐໙໑໔"}},
        {"identity": {**CHILD, "gender": True}},
        {"identity": {**CHILD, "gender": 4}},
        {"identity": {**CHILD, "face": [{"format": 1}]}},
        {"identity": {**CHILD, "face": [{"data": b"x", "colour": 1}]}},
        {"event": {word: value for word, value in BIRTH.items() if word != "registrationNumber"}},
        {"event": {**BIRTH, "kind": "separation"}},
        {"event": {**BIRTH, "printNumber": 0}},
        {"certificate_id": "crt_1"},
        {"certificate_id": "crt_z1k9xj5t3m8z2q4r6w7y0abcde"},
        {"certificate_id": "cas_01k9xj5t3m8z2q4r6w7y0abcde"},
        {"expires_at": AT},
        {"expires_at": 1.5},
        {"issued_at": -1},
        {"not_before": AT + YEAR},
        {"issuer": ""},
        {"status": StatusReference(LIST, -1)},
        {"status": StatusReference("", 1)},
        {"health": {"ver": "1"}},
        {"unknown": {30: "x"}},
    ],
    ids=str,
)
def test_what_could_not_be_read_again_is_not_written(changes: dict[str, Any]) -> None:
    with pytest.raises(NotStated):
        a_text(replace(CERTIFICATE, **changes))


@pytest.mark.parametrize("photo", [bytes(MOST), Random(1).randbytes(3_000)], ids=["a bomb", "too much"])
def test_what_does_not_fit_a_symbol_is_not_signed(photo: bytes) -> None:
    with pytest.raises(NotStated, match="a symbol holds"):
        a_text(replace(CERTIFICATE, identity={**CHILD, "photo": photo}))


def test_the_words_become_json_with_bytes_in_base64() -> None:
    said = replace(CERTIFICATE, identity={**CHILD, "face": [{"data": b"\xff\xd8\xff"}]}).json()
    assert said["identity"]["face"] == [{"data": "/9j/"}]
    assert said["event"] == BIRTH
    assert "status" not in said
    assert said["issuedAt"] == AT


def test_a_text_of_a_foreign_id_shows_it_in_hexadecimal() -> None:
    verdict = checked(by_payload(_7=b"\1\2"))
    assert verdict.certificate is not None
    assert verdict.certificate.certificate_id == "0102"


def test_a_health_certificate_is_no_certificate_of_the_register() -> None:
    assert checked("HC1:" + a_text()).layer is Layer.PREFIX
    assert checked("HC1:" + a_text(), profile=HC1).layer is Layer.CLAIMS
    assert checked(a_text(), profile=HC1).layer is Layer.PREFIX


def test_every_reason_has_a_layer_and_says_in_both_languages_what_to_do() -> None:
    assert set(SENTENCES) == set(REASONS)
    assert {row.layer for row in REASONS.values()} == set(Layer)
    assert {row.outcome for row in REASONS.values()} == set(Outcome) - {Outcome.VALID}
    for reason, (lo, en) in SENTENCES.items():
        assert any("\u0e81" <= letter <= "\u0edf" for letter in lo), reason
        words = set(re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", lo)))
        assert words <= {"QR"}, f"{reason} has words of code in Lao"
        assert lo.endswith(".")
        assert en.endswith(".")
        assert ". " in lo or "; " in lo or reason == "nothing", f"{reason} does not say what to do"


def test_days_of_a_reason_are_written_as_days() -> None:
    midnight = 1_796_058_000  # 1 December 2026 in Vientiane
    assert day_of(midnight) == "01/12/2026"
    assert "until 30/11/2026 " in Failure("over", {"until": midnight}).words.en
    assert "ເຖິງ 30/11/2026 " in Failure("over", {"until": midnight}).words.lo
    assert "from 01/12/2026." in Failure("not-yet", {"begins": midnight}).words.en
    assert str(2**63 - 1) in Failure("key-ended", {"kid": "00", "until": 2**63}).words.en


def test_days_are_those_of_the_offices() -> None:
    assert CLOCK.utcoffset(None) == VIENTIANE.utcoffset(None)
    last_of_utc = 1_796_083_199  # 23:59:59 of 30 November by UTC
    assert (day_of(last_of_utc), last_day_of(last_of_utc + 1)) == ("01/12/2026", "01/12/2026")


def test_a_payload_has_one_spelling() -> None:
    turned = Certificate(**{**vars_of(CERTIFICATE), "identity": dict(reversed(CHILD.items()))})
    assert written(turned) == written(CERTIFICATE)


def vars_of(certificate: Certificate) -> dict[str, Any]:
    return {word: getattr(certificate, word) for word in Certificate.__dataclass_fields__}


def test_signing_gives_up_changing_the_end_of_a_text_by_a_signer_that_gives_one_signature() -> None:
    signature = KEY.sign_bytes(b"")
    assert sign(CERTIFICATE, kid=KEY.kid, sign=lambda _message: signature)
