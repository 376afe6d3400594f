import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from chassis.tokens.tokens import VerifyingKey
from evidence.base64url import b64url
from evidence.digests import DigestMalformed, stated_digest
from evidence.message_signatures import (
    SignatureMalformed,
    read_input,
    read_signature,
    signature_base,
    spell_input,
    spell_signature,
)

DATA = Path(__file__).parents[1] / "data"
APPENDIX = json.loads((DATA / "rfc9421" / "rfc9421_appendix_b.json").read_bytes())
FIELDS = json.loads((DATA / "structured_fields" / "structured_field_tests.json").read_bytes())
CASES = [(file, case) for file, cases in FIELDS.items() for case in cases if "raw" in case]
NAMES = [f"{file}-{case['name']}" for file, case in CASES]


def values(message: str) -> dict[str, str]:
    found: dict[str, Any] = APPENDIX["messages"][message]
    headers = {name.lower(): value for name, value in found["headers"]}
    if message == "response":
        return headers | {"@status": str(found["status"])}
    return headers | {"@method": "POST", "@path": "/foo", "@query": "?param=Value&Pet=dog", "@authority": "example.com"}


@pytest.mark.parametrize("vector", APPENDIX["vectors"], ids=lambda vector: vector["name"])
def test_the_base_is_that_of_the_rfc(vector: dict[str, Any]) -> None:
    found = read_input(vector["signature_input"])
    base = signature_base(found.components, values(vector["message"]), found.text)
    assert base.decode() == vector["signature_base"]
    signature = read_signature(vector["signature"], found.label)
    assert spell_signature(found.label, signature) == vector["signature"]
    numbers = {name: value for name, value in found.parameters.items() if not isinstance(value, bool)}
    assert f"{found.label}={spell_input(found.components, numbers)}" == vector["signature_input"]


def test_the_signature_of_the_rfc_holds_under_the_verifier_of_the_house() -> None:
    vector = next(vector for vector in APPENDIX["vectors"] if vector["alg"] == "ecdsa-p256-sha256")
    public = load_pem_public_key(APPENDIX["keys"][vector["keyid"]]["public_pem"].encode())
    assert isinstance(public, ec.EllipticCurvePublicKey)
    point = public.public_numbers()
    key = VerifyingKey({"kty": "EC", "crv": "P-256"} | {n: b64url(getattr(point, n).to_bytes(32, "big")) for n in "xy"})
    found = read_input(vector["signature_input"])
    base = signature_base(found.components, values(vector["message"]), found.text)
    signature = read_signature(vector["signature"], found.label)
    assert key.verify(base, signature)
    assert not key.verify(base.replace(b"200", b"201"), signature)


@pytest.mark.parametrize(("file", "case"), CASES, ids=NAMES)
def test_what_is_read_as_an_input_is_one_inner_list_and_read_as_everybody_does(file: str, case: dict[str, Any]) -> None:
    try:
        found = read_input(", ".join(case["raw"]))
    except SignatureMalformed:
        return
    assert not case.get("must_fail")
    assert case["header_type"] == "dictionary"
    [[label, [members, parameters]]] = case["expected"]
    assert (found.label, dict(found.parameters)) == (label, dict(parameters))
    assert list(found.components) == [value for value, _ in members]


@pytest.mark.parametrize(("file", "case"), CASES, ids=NAMES)
def test_what_is_read_as_bytes_is_read_as_everybody_does(file: str, case: dict[str, Any]) -> None:
    raw = ", ".join(case["raw"])
    if case["header_type"] == "item":
        raw = f"a={raw}"
    try:
        found = read_signature(raw, "a")
    except SignatureMalformed:
        return
    assert not case.get("must_fail")
    expected = case["expected"][0] if case["header_type"] == "item" else case["expected"][0][1][0]
    assert found == base64.b32decode(expected["value"])


@pytest.mark.parametrize(("file", "case"), CASES, ids=NAMES)
def test_no_digest_is_read_out_of_what_others_refuse(file: str, case: dict[str, Any]) -> None:
    if case.get("must_fail") and case["header_type"] == "dictionary":
        with pytest.raises(DigestMalformed):
            stated_digest(", ".join(case["raw"]))


@pytest.mark.parametrize(
    "field",
    [
        "",
        "a=1",
        'a=("x"), b=("y")',  # two signatures: which one was meant?
        'a=("x" "x")',
        'a=("x");created=1;created=2',
        'a=("x";req)',
        'a=( "x")',
        'a=("x"  "y")',
        'a=("x"); created=1',
        'a=("x\\"y")',
        'a=("x");created=1.5',
        'a=("ກ")',
        'A=("x")',
        'a=("x")\n',
    ],
)
def test_an_input_in_another_spelling_is_refused(field: str) -> None:
    with pytest.raises(SignatureMalformed):
        read_input(field)


@pytest.mark.parametrize("field", ["", "a=AAAA", "b=:AAAA:", "a=:AAAA:, b=:AAAA:", "a=:AAA:", "a=:AAB=:", "a=:AA A:"])
def test_bytes_in_another_spelling_are_refused(field: str) -> None:
    with pytest.raises(SignatureMalformed):
        read_signature(field, "a")


@pytest.mark.parametrize("value", [None, 'x\n"@method": GET', "x\ry", "ກ"])
def test_a_value_cannot_become_a_component_of_its_own(value: str | None) -> None:
    with pytest.raises(SignatureMalformed):
        signature_base(["x"], {} if value is None else {"x": value}, "()")
