"""Certificates that others have published: each gives what it states, or stops at the layer that is broken in it."""

import json
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from evidence.certificates.checks import Verdict, check
from evidence.certificates.claims import HC1, Certificate, read
from evidence.certificates.cose import Sign1
from evidence.certificates.keys import SignerKey, SignerKeys
from evidence.certificates.layers import Failure, Layer, Outcome, Stopped
from evidence.certificates.texts import unpacked

DATA = Path(__file__).parents[1] / "data" / "certificates"
VECTORS: dict[str, dict[str, Any]] = {
    vector["name"]: vector for vector in json.loads((DATA / "claim169_vectors.json").read_text("utf-8")).values()
}
STOPS = {
    "bad-base45": ("letter-other", Layer.BASE45),
    "bad-zlib": ("not-zlib", Layer.ZLIB),
    "not-cose": ("not-signed-once", Layer.COSE),
    "missing-169": ("claim-missing", Layer.CLAIMS),
    "encrypted-aes256": ("encrypted", Layer.COSE),
    "encrypted-signed": ("encrypted", Layer.COSE),
}
SIGNED = [name for name, vector in VECTORS.items() if "signing_key" in vector and name not in STOPS]
HEALTH: dict[str, dict[str, Any]] = {
    file.stem.removeprefix("hc1_"): json.loads(file.read_text("utf-8")) for file in sorted(DATA.glob("hc1_*.json"))
}


def what_is_said(name: str) -> Certificate:
    return read(Sign1.read(unpacked(VECTORS[name]["qr_data"])).payload)


def test_the_vectors_are_all_there() -> None:
    assert (len(VECTORS), len(SIGNED), len(HEALTH)) == (18, 2, 5)


@pytest.mark.parametrize("name", [name for name in VECTORS if name not in STOPS])
def test_a_vector_of_claim_169_gives_the_claims_that_it_states(name: str) -> None:
    vector, said = VECTORS[name], what_is_said(name).json()
    meta = vector["expected_cwt_meta"]
    assert {word: said.get(word) for word in meta} == meta
    for word, stated in vector["expected_claim169"].items():
        got = said["identity"][word]
        if (name, word) == ("with-face", "face"):  # its expectation is not what its text holds: PROVENANCE.md
            assert (b64decode(stated[0].pop("data")).hex(), b64decode(got[0].pop("data")).hex()) == (
                "fffdfee00010", "ffd8ffe00010",
            )  # fmt: skip
        if (name, word) == ("claim169-example", "face"):  # stated without its 484 bytes
            got = [{part: got[0][part] for part in stated[0]}]
        assert got == stated, word


def test_members_that_a_newer_version_has_added_are_kept() -> None:
    assert what_is_said("unknown-fields").unknown == {30: "reserved field 30", 45: 12345, 70: b"\1\2\3", 99: True}


@pytest.mark.parametrize("name", STOPS)
def test_a_vector_that_holds_no_open_claims_stops_at_its_layer(name: str) -> None:
    with pytest.raises(Stopped) as stopped:
        what_is_said(name)
    assert (stopped.value.reason, Failure(stopped.value.reason).layer) == STOPS[name]


@pytest.mark.parametrize("name", VECTORS)
def test_no_vector_is_believed_since_none_names_its_key(name: str) -> None:
    verdict = check(VECTORS[name]["qr_data"], SignerKeys(), 1_750_000_000)
    assert (verdict.outcome, verdict.certificate) == (Outcome.UNREADABLE, None)
    assert verdict.layer is (STOPS[name][1] if name in STOPS and name != "missing-169" else Layer.COSE)


@pytest.mark.parametrize("name", SIGNED)
def test_the_signature_of_a_vector_is_verified_with_its_key_and_no_other(name: str) -> None:
    stated = VECTORS[name]["signing_key"]
    data = bytes.fromhex(stated["public_key_hex"])
    if stated["algorithm"] == "ES256":
        key = SignerKey.of_public(b"a kid", ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data))
    else:
        key = SignerKey.of_public(b"a kid", ed25519.Ed25519PublicKey.from_public_bytes(data))
    token = Sign1.read(unpacked(VECTORS[name]["qr_data"]))
    assert key.alg == token.alg
    assert key.key.verify(token.message, token.signature)
    assert not key.key.verify(token.message + b"!", token.signature)
    assert not key.key.verify(token.message, token.signature[:-1])


def health(name: str, **changes: Any) -> Verdict:
    """Return the check of a certificate of health at its own moment, with its own key."""
    stated = HEALTH[name]["TESTCTX"] | changes
    keys = SignerKeys.trusting([SignerKey.of_x509(b64decode(stated["CERTIFICATE"]))])
    at = int(datetime.fromisoformat(stated["VALIDATIONCLOCK"]).timestamp())
    return check(HEALTH[name]["PREFIX"], keys, at, profile=HC1)


@pytest.mark.parametrize("name", ["AT_1", "common_CO1"])
def test_a_certificate_of_health_holds_with_its_own_clock_and_key(name: str) -> None:
    verdict = health(name)
    assert verdict.outcome is Outcome.VALID
    assert verdict.certificate is not None
    assert verdict.certificate.health == HEALTH[name]["JSON"]


@pytest.mark.parametrize(
    ("name", "layer"), [("common_H1", Layer.PREFIX), ("common_B1", Layer.BASE45)], ids=["prefix", "letters"]
)
def test_a_broken_certificate_of_health_stops_at_its_layer(name: str, layer: Layer) -> None:
    assert health(name).layer is layer


def test_a_symbol_that_cannot_be_read_stops_before_us() -> None:
    """Q1 is a picture without a symbol, beside the text that it should have given: the layer `qr` is the scanner's."""
    assert not b64decode(HEALTH["common_Q1"]["2DCODE"]).startswith(b"\x89PNG")
    assert b64decode(HEALTH["AT_1"]["2DCODE"]).startswith(b"\x89PNG")
    assert health("common_Q1").outcome is Outcome.VALID


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [
        ("2021-11-02T18:00:00+00:00", Outcome.EXPIRED),
        ("2023-05-05T12:41:06+00:00", Outcome.KEY_EXPIRED),
        ("2021-05-05T12:41:05+00:00", Outcome.UNKNOWN_KEY),
    ],
    ids=["its own end", "the end of its key", "before its key began"],
)
def test_the_end_of_a_key_is_told_apart_from_that_of_the_certificate(clock: str, outcome: Outcome) -> None:
    assert health("AT_1", VALIDATIONCLOCK=clock).outcome is outcome


def test_another_country_s_key_is_unknown() -> None:
    assert health("AT_1", CERTIFICATE=HEALTH["common_B1"]["TESTCTX"]["CERTIFICATE"]).outcome is Outcome.UNKNOWN_KEY
