"""Project Wycheproof's key set and key confusion cases, and RFC 7520, against our one file.

We know one algorithm and one serialisation, so what is valid elsewhere under another is refused here: that is listed as
the rule, and everything that is labelled invalid must be refused without exception.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.tokens.tokens import TokenRefused, VerifyingKey, read
from chassis.tokens.voucher_keys import KeySet
from evidence.base64url import b64url_decode
from tests.support import jose_peer

DATA = Path(__file__).parents[2] / "data"
COOKBOOK = json.loads((DATA / "jose_cookbook" / "rfc7520_cookbook.json").read_bytes())


def cases(file: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for group in json.loads((DATA / "wycheproof" / file).read_bytes())["testGroups"]:
        for case in group["tests"]:
            yield file, group.get("public") or group["private"], case


CASES = [*cases("json_web_key_test.json"), *cases("json_web_crypto_test.json")]
NAMES = [f"{file.split('_')[2]}-{case['tcId']}-{case['comment']}" for file, _, case in CASES]


def accepted(keys: Any, token: Any) -> tuple[bool, bool]:
    """Read the token as a service reads a voucher, by its `kid`, from a set of public keys; the peer is asked too."""
    try:
        listed = [{n: v for n, v in jwk.items() if n != "d"} for jwk in keys.get("keys", [keys])]
        known = KeySet({"keys": listed})
        sealed = read(token if isinstance(token, str) else json.dumps(token))
        key = known.key(None, sealed.header.kid or "")
    except (TokenRefused, ValueError, KeyError, TypeError, AttributeError):
        return False, False
    if key is None:
        return False, False
    peer = jose_peer.verifier(key.public_jwk)
    return key.verify(sealed.message, sealed.signature), peer(sealed.message, sealed.signature)


def test_the_whole_corpora_are_here() -> None:
    assert len(CASES) == 26 + 83


@pytest.mark.parametrize(("file", "keys", "case"), CASES, ids=NAMES)
def test_what_is_invalid_is_refused_by_us_and_by_the_peer(file: str, keys: Any, case: dict[str, Any]) -> None:
    believed = accepted(keys, case.get("jws", case.get("jwe")))
    if case["result"] != "valid":
        assert believed == (False, False), file


def test_some_of_them_are_accepted_or_the_test_would_prove_nothing() -> None:
    assert (True, True) in [accepted(keys, case.get("jws")) for _, keys, case in CASES]


def compact(example: dict[str, Any]) -> str | None:
    found = example.get("output", {}).get("compact")
    return found if isinstance(found, str) else None


@pytest.mark.parametrize("name", COOKBOOK)
def test_no_example_of_the_cookbook_is_a_token_of_ours(name: str) -> None:
    example = COOKBOOK[name]
    token = compact(example) if isinstance(example, dict) else None
    if token is None:
        return
    with pytest.raises(TokenRefused):
        read(token)


def test_the_signature_of_the_cookbook_that_is_nearest_to_ours_is_on_another_curve() -> None:
    example = COOKBOOK["jws/4_3.ecdsa_signature.json"]
    assert json.loads(b64url_decode(compact(example).split(".")[0]))["alg"] == "ES512"  # type: ignore[union-attr]  # it is there
    with pytest.raises(ValueError, match="ES256"):
        VerifyingKey(example["input"]["key"])
