"""One spelling for the same bytes, read and written in one place."""

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.base64url import b64url, b64url_decode
from tests.architecture.house_rules import Module, module, our_modules

# contracts and evidence import nothing of each other, and an event's subject keys are spelt in contracts
HOMES = {"evidence/base64url.py", "contracts/subject_keys.py"}


@given(st.binary(max_size=100))
def test_base64url_has_one_spelling(data: bytes) -> None:
    assert b64url_decode(b64url(data)) == data


@pytest.mark.parametrize(
    "text", ["A", "AB=", "A B", "AB", "+A", "é"], ids=["half", "padded", "space", "loose", "standard", "é"]
)
def test_loose_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        b64url_decode(text)


@given(st.text(alphabet="AZaz09-_+/=\n .é", max_size=12))
def test_what_is_read_is_what_would_be_written(text: str) -> None:
    try:
        data = b64url_decode(text)
    except ValueError:
        return
    assert b64url(data) == text


def spells_base64url(of: Module) -> Iterator[int]:
    """Yield the lines of a module that spell base64url by themselves."""
    for node in ast.walk(of.tree):
        if "urlsafe_b64" in (getattr(node, "attr", "") or getattr(node, "name", "") or ""):
            yield getattr(node, "lineno", 0)


def test_nobody_else_spells_it() -> None:
    assert {each.path for each in our_modules() if list(spells_base64url(each))} == HOMES


@pytest.mark.parametrize("text", ["from base64 import urlsafe_b64encode\n", "base64.urlsafe_b64decode(text)\n"])
def test_who_spells_it_is_found(text: str) -> None:
    assert list(spells_base64url(module("chassis/x.py", text))) == [1]
