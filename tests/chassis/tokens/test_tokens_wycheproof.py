"""Project Wycheproof's JWS cases against our one file and, as a second opinion, against joserfc."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from chassis.tokens.tokens import ALGORITHM, TokenRefused, VerifyingKey, read
from tests.support import jose_peer

CORPUS = Path(__file__).parents[2] / "data" / "wycheproof" / "json_web_signature_test.json"

# Labels that three libraries contradict. None concerns ES256, so here those tokens are refused either way; for the
# peer they are the only disagreements it may have.
OVERRIDES = {
    367: "labelled invalid, but byte for byte a well-formed, correctly signed token",
    370: "labelled invalid, but byte for byte a well-formed, correctly signed token",
    372: "labelled valid, but contains `?`, which is not base64url",
    373: "labelled valid, but contains `?`, which is not base64url",
    346: "a PS384 token with a key whose alg says PS256: a verifier that pins the key's alg refuses it",
    350: "a PS384 token with a key whose alg says PS256: a verifier that pins the key's alg refuses it",
    347: "an ES512 token with a key whose alg says ES521, a name that is not registered",
    351: "an ES512 token with a key whose alg says ES521, a name that is not registered",
}


def _cases() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for group in json.loads(CORPUS.read_bytes())["testGroups"]:
        key = group.get("public") or group["private"]
        for case in group["tests"]:
            yield key, case


CASES = list(_cases())
NAMES = [f"{case['tcId']}-{case['comment']}" for _, case in CASES]


def _is_es256(key: dict[str, Any]) -> bool:
    return key.get("kty") == "EC" and key.get("crv") == "P-256"


def _we_accept(key: dict[str, Any], token: Any) -> bool:
    try:
        sealed = read(token if isinstance(token, str) else json.dumps(token))
        return VerifyingKey(key).verify(sealed.message, sealed.signature)
    except (TokenRefused, ValueError):
        return False


def _peer_believes(key: dict[str, Any], token: Any) -> bool:
    """Tell what the peer thinks of the signature of a token that we can read."""
    try:
        sealed = read(token if isinstance(token, str) else json.dumps(token))
        return jose_peer.verifier(VerifyingKey(key).public_jwk)(sealed.message, sealed.signature)
    except (TokenRefused, ValueError):
        return False


def _joserfc_accepts(key: dict[str, Any], token: Any, algorithms: list[str]) -> bool:
    try:
        jws.deserialize_compact(token, import_key(key), algorithms=algorithms)
    except (JoseError, ValueError, TypeError, AttributeError, KeyError):
        return False
    return True


def test_the_whole_corpus_is_here() -> None:
    assert len(CASES) == 401
    assert sum(_is_es256(key) for key, _ in CASES) == 41


@pytest.mark.parametrize(("key", "case"), CASES, ids=NAMES)
def test_only_valid_es256_tokens_are_accepted_by_us_and_by_the_peer(key: dict[str, Any], case: dict[str, Any]) -> None:
    valid = case["result"] == "valid" and _is_es256(key)
    assert _we_accept(key, case["jws"]) is valid
    assert _peer_believes(key, case["jws"]) is valid


@pytest.mark.parametrize(("key", "case"), CASES, ids=NAMES)
def test_the_peer_agrees_on_the_whole_token(key: dict[str, Any], case: dict[str, Any]) -> None:
    assert _joserfc_accepts(key, case["jws"], [ALGORITHM]) is _we_accept(key, case["jws"])


def test_the_corpus_is_labelled_rightly_but_for_the_listed_overrides() -> None:
    every = ["HS256", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
    disagreements = {
        case["tcId"]
        for key, case in CASES
        if _joserfc_accepts(key, case["jws"], [key["alg"]] if key.get("alg") in every else every)
        is not (case["result"] == "valid")
    }
    assert disagreements == set(OVERRIDES)
