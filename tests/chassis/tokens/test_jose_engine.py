import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.tokens.jose_engine import Name, in_use
from chassis.tokens.tokens import SigningKey, VerifyingKey
from evidence.base64url import b64url
from tests.support.engines import using

ENGINES: tuple[Name, ...] = ("python-jose", "joserfc")
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
KEY = SigningKey.generate()


def a_key(engine: Name) -> SigningKey:
    with using(engine):
        return SigningKey.from_jwk(KEY.private_jwk())


@pytest.mark.parametrize("signer", ENGINES)
@pytest.mark.parametrize("verifier", ENGINES)
def test_what_one_engine_signs_the_other_believes(signer: Name, verifier: Name) -> None:
    signature = a_key(signer).sign_bytes(b"message")
    assert a_key(verifier).verifying.verify(b"message", signature)
    assert not a_key(verifier).verifying.verify(b"another", signature)


@given(st.binary(max_size=80), st.binary(max_size=70))
def test_both_engines_think_the_same_of_any_signature(message: bytes, signature: bytes) -> None:
    assert [a_key(engine).verifying.verify(message, signature) for engine in ENGINES] == [False, False]


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
    assert [a_key(engine).verifying.verify(b"message", signature) for engine in ENGINES] == [False, False]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "x",
    [bytes(32), b"\xff" * 32, base64.urlsafe_b64decode(KEY.public_jwk["y"] + "=")],
    ids=["zero", "all ones", "y for x"],
)
def test_a_point_off_the_curve_is_refused_by_both(engine: Name, x: bytes) -> None:
    with using(engine), pytest.raises(ValueError, match=r".+"):
        VerifyingKey({**KEY.verifying.public_jwk, "x": b64url(x)})


def test_python_jose_is_the_engine_unless_a_setting_says_otherwise() -> None:
    assert in_use() == "python-jose"
