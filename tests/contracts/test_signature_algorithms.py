"""The national list of signature algorithms has those that the system itself signs and hashes with, valid today."""

from datetime import UTC, date, datetime

import pytest

from chassis.tokens.tokens import ALGORITHM as TOKENS
from contracts.codelists import codelist_of
from evidence.digests import content_digest
from evidence.jws import ALGORITHM as RECEIPTS
from evidence.message_signatures import ALGORITHM as REQUESTS

LISTED = codelist_of("signature-algorithm")


def test_what_the_system_signs_and_hashes_with_is_in_the_list_and_valid_today() -> None:
    today = datetime.now(UTC).date()
    ours = LISTED.codes[REQUESTS]
    assert ours.attributes["jose"] == TOKENS == RECEIPTS
    digest = content_digest(bytes(32)).partition("=")[0]
    assert ours.attributes["digest"] == digest
    assert LISTED.is_valid_on(REQUESTS, today)
    assert LISTED.is_valid_on(digest, today)
    assert [LISTED.codes[code].attributes["use"] for code in (REQUESTS, digest)] == ["signature", "digest"]


@pytest.mark.parametrize(
    ("code", "last_day", "instead"),
    [
        ("sha-1", date(2012, 7, 31), ("sha-256",)),
        ("rsa-v1_5-sha256-1900", date(2026, 3, 31), ("rsa-pss-sha256",)),
        ("rsa-v1_5-sha256", date(2033, 12, 31), ("rsa-pss-sha256",)),
    ],
)
def test_an_algorithm_ends_on_a_day_and_names_what_to_take_instead(
    code: str, last_day: date, instead: tuple[str, ...]
) -> None:
    assert LISTED.is_valid_on(code, last_day)
    assert not LISTED.is_valid_on(code, after := last_day.replace(year=last_day.year + 1))
    assert LISTED.successors(code, after) == instead


def test_each_signature_names_digest_and_key_where_it_has_them_and_nothing_pretends_to_be_law() -> None:
    for code in LISTED.codes.values():
        facts = code.attributes
        assert (facts["verified"], facts["sample"]) == (False, True), code.code
        assert facts.get("digest", "sha-256") in LISTED.codes, code.code
        if facts["use"] == "signature" and facts["family"] in {"rsa", "ecdsa"}:
            assert {"digest", "minimumKeyBits", "oid"} <= facts.keys(), code.code
