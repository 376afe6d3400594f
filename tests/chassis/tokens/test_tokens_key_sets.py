"""Project Wycheproof's key set and key confusion cases, and RFC 7520, against our one file.

We know one algorithm and one serialisation, so what is valid elsewhere under another is refused here: that is listed as
the rule, and everything that is labelled invalid must be refused without exception.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.tokens.jose_engine import Name
from chassis.tokens.tokens import TokenRefused, VerifyingKey, read
from chassis.tokens.voucher_keys import KeySet
from evidence.base64url import b64url_decode
from tests.support.engines import using

DATA = Path(__file__).parents[2] / "data"
COOKBOOK = json.loads((DATA / "jose_cookbook" / "rfc7520_cookbook.json").read_bytes())


def cases(file: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for group in json.loads((DATA / "wycheproof" / file).read_bytes())["testGroups"]:
        for case in group["tests"]:
            yield file, group.get("public") or group["private"], case


CASES = [*cases("json_web_key_test.json"), *cases("json_web_crypto_test.json")]
NAMES = [f"{file.split('_')[2]}-{case['tcId']}-{case['comment']}" for file, _, case in CASES]


def accepted(keys: Any, token: Any, engine: Name) -> bool:
    """Read the token as a service reads a voucher: by its `kid`, from a set of public keys."""
    with using(engine):
        try:
            listed = [{n: v for n, v in jwk.items() if n != "d"} for jwk in keys.get("keys", [keys])]
            known = KeySet({"keys": listed})
            sealed = read(token if isinstance(token, str) else json.dumps(token))
            key = known.key(None, sealed.header.kid or "")
            return key is not None and key.verify(sealed.message, sealed.signature)
        except (TokenRefused, ValueError, KeyError, TypeError, AttributeError):
            return False


def test_the_whole_corpora_are_here() -> None:
    assert len(CASES) == 26 + 83


@pytest.mark.parametrize("engine", ["python-jose", "joserfc"])
@pytest.mark.parametrize(("file", "keys", "case"), CASES, ids=NAMES)
def test_what_is_invalid_is_refused_and_what_is_accepted_is_valid(
    file: str, keys: Any, case: dict[str, Any], engine: Name
) -> None:
    token = case.get("jws", case.get("jwe"))
    believed = accepted(keys, token, engine)
    if case["result"] != "valid":
        assert not believed, file


def test_some_of_them_are_accepted_or_the_test_would_prove_nothing() -> None:
    assert sum(accepted(keys, case.get("jws"), "python-jose") for _, keys, case in CASES) >= 1


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
