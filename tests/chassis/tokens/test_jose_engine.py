"""Our one JOSE engine against its peer joserfc: what one signs the other verifies, and both refuse the same."""

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.tokens import jose_engine
from chassis.tokens.tokens import SigningKey, VerifyingKey
from evidence.base64url import b64url, b64url_decode
from tests.support import jose_peer

ENGINES = (jose_engine, jose_peer)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
KEY = SigningKey.generate()
PUBLIC = KEY.verifying.public_jwk
PRIVATE = {name: value for name, value in KEY.private_jwk().items() if name in {"kty", "crv", "x", "y", "d"}}
VERIFIERS = [engine.verifier(PUBLIC) for engine in ENGINES]


def by_name(engine: ModuleType) -> str:
    return engine.__name__.rpartition(".")[2]


@pytest.mark.parametrize("signer", ENGINES, ids=by_name)
@pytest.mark.parametrize("verifier", ENGINES, ids=by_name)
def test_what_one_engine_signs_the_other_believes(signer: ModuleType, verifier: ModuleType) -> None:
    signature = signer.signer(PRIVATE)(b"message")
    assert verifier.verifier(PUBLIC)(b"message", signature)
    assert not verifier.verifier(PUBLIC)(b"another", signature)


@given(st.binary(max_size=80), st.binary(max_size=70))
def test_both_engines_think_the_same_of_any_signature(message: bytes, signature: bytes) -> None:
    assert [verify(message, signature) for verify in VERIFIERS] == [False, False]


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        bytes(64),
        b"\xff" * 64,
        bytes(32) + (1).to_bytes(32, "big"),
        ORDER.to_bytes(32, "big") * 2,
        KEY.sign_bytes(b"message")[:-1],
        KEY.sign_bytes(b"message") + b"\0",
    ],
    ids=["empty", "zero", "all ones", "r is zero", "r and s are the order", "too short", "too long"],
)
def test_a_signature_out_of_range_is_refused_by_both(signature: bytes) -> None:
    assert not KEY.verifying.verify(b"message", signature)
    assert [verify(b"message", signature) for verify in VERIFIERS] == [False, False]


POINTS = pytest.mark.parametrize(
    "x", [bytes(32), b"\xff" * 32, b64url_decode(KEY.public_jwk["y"])], ids=["zero", "all ones", "y for x"]
)


@POINTS
def test_a_point_off_the_curve_is_refused_by_both(x: bytes) -> None:
    for engine in ENGINES:
        with pytest.raises(ValueError, match=r".+"):
            engine.verifier({**PUBLIC, "x": b64url(x)})


@POINTS
def test_a_point_off_the_curve_is_no_key(x: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        VerifyingKey({**PUBLIC, "x": b64url(x)})
