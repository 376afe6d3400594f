"""JSON is read as every party reads it, or not at all."""

import base64
import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import Fault, MalformedJson
from contracts.strict_json import MAX_DEPTH, MAX_INTEGER, _carefully, loads

SUITE = json.loads(Path(__file__).parents[1].joinpath("data/json_parsing/json_test_suite.json").read_text("utf-8"))
# Valid JSON to the letter, but two readers may see two documents: refused on purpose.
STRICTER = {
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json",
}

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
numbers = st.integers(-MAX_INTEGER, MAX_INTEGER) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def refusal(body: bytes) -> Fault:
    with pytest.raises(MalformedJson) as raised:
        loads(body)
    return raised.value.faults[0]


@pytest.mark.parametrize("name", sorted(SUITE))
def test_the_parsing_suite_is_met(name: str) -> None:
    body, expected = base64.b64decode(SUITE[name]["base64"]), SUITE[name]["expect"]
    if expected == "reject" or name in STRICTER:
        assert refusal(body).lo
    elif expected == "accept":
        assert json.dumps(loads(body)) == json.dumps(json.loads(body))
    else:
        with contextlib.suppress(MalformedJson):  # either is right, but nothing else may be raised
            loads(body)


@given(values)
def test_what_the_standard_library_writes_is_read_back(value: object) -> None:
    assert json.dumps(loads(json.dumps(value).encode())) == json.dumps(value)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (rb'["a\u0000b"]', "/0"),
        (rb'{"a": [{"b": "\u0000"}]}', "/a/0/b"),
        (rb'{"a\u0000": 1}', None),
        (rb'{"a\u0000": {}}', None),
    ],
)
def test_a_null_character_is_refused(body: bytes, pointer: str | None) -> None:
    fault = refusal(body)
    assert (fault.code, fault.pointer) == ("null-character", pointer)


def test_a_backslash_before_u0000_is_an_ordinary_text() -> None:
    assert loads(rb'["\\u0000", {"b": 1}]') == ["\\u0000", {"b": 1}]


def test_a_duplicate_key_is_refused_with_its_place() -> None:
    fault = refusal(b'{"a": 1,\n "secret name": 2, "secret name": 3}')
    assert (fault.code, fault.params) == ("duplicate-key", {"line": 2, "column": 34})
    assert "secret" not in fault.en + fault.lo


@pytest.mark.parametrize(
    "body",
    [b"[NaN]", b"[-NaN]", b"[Infinity]", b'{"a": -Infinity}', b"[nan]", b"\n\n[1,\n  -Infinity]"],
)
def test_not_a_number_is_refused(body: bytes) -> None:
    assert refusal(body).code == "not-a-number"


@pytest.mark.parametrize("body", [b"", b" ", b"[1,]", b'["NaN", x]', b"\xef\xbb\xbf[]", b'["Na", N]', b"[1] x"])
def test_what_is_no_json_is_refused_as_syntax(body: bytes) -> None:
    assert refusal(body).code == "syntax"


@pytest.mark.parametrize(
    "body",
    ['["ຄະດີ"]'.encode("utf-16"), b'["\xa4\xd0\xb4\xd5"]', '["ຄະດີ"]'.encode()[:-3] + b'"]'],
    ids=["UTF-16", "Windows-874", "a letter cut"],
)
def test_text_of_another_encoding_is_told_as_such(body: bytes) -> None:
    assert refusal(body).code == "wrong-encoding"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"[9007199254740993]", "/0"),
        (b"[-9007199254740993]", "/0"),
        (b"9007199254740993", ""),
        (b'{"a/b~": [1, 1e400]}', "/a~1b~0/1"),
        (b'{"a": {"b": -1e400}, "c": "x"}', "/a/b"),
        (b'{"a": {"b": 1}, "c": [2, true], "d": 9007199254740993}', "/d"),
        (b"[1e300, 1" + b"0" * 400 + b"]", "/1"),
        (b"[1" + b"0" * 5000 + b"]", None),
    ],
)
def test_a_number_that_others_would_round_is_refused(body: bytes, pointer: str | None) -> None:
    fault = refusal(body)
    assert (fault.code, fault.pointer) == ("number-too-large", pointer)


def test_the_largest_safe_integer_passes() -> None:
    assert loads(b"[9007199254740992, -9007199254740992, 1e300]") == [2**53, -(2**53), 1e300]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 199, 1000, 100_000])
def test_what_is_nested_too_deep_is_refused(depth: int) -> None:
    assert refusal(b"[" * depth + b"]" * depth).code == "depth"


def test_what_is_just_deep_enough_passes() -> None:
    assert loads(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return JSON text whose members may stand twice, with names and texts of what a quick look counts."""
    name = st.text(st.sampled_from('a:"\\\u003a'), max_size=3)
    leaf = name.map(json.dumps) | st.sampled_from(["1", "1e3", "9007199254740993", r'"\u003a"', r'"\u003A:"', '"\\":"'])
    blank = st.sampled_from(["", " ", "\n"])

    def member(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        spelt = name.map(json.dumps) | name.map(json.dumps).map(lambda text: text.replace("a", r"\u0061"))
        return st.tuples(spelt, blank, inner).map(lambda parts: f"{parts[0]}{parts[1]}:{parts[2]}")

    return draw(
        st.recursive(
            leaf,
            lambda inner: (
                st.lists(member(inner), max_size=3).map(lambda members: "{" + ",".join(members) + "}")
                | st.lists(inner, max_size=3).map(lambda items: "[" + ",".join(items) + "]")
            ),
            max_leaves=12,
        )
    )


@given(documents())
def test_a_quick_look_and_a_careful_one_agree(text: str) -> None:
    def read(reader: Callable[[bytes], object]) -> str:
        try:
            return json.dumps(reader(text.encode()))
        except MalformedJson as refused:
            return refused.faults[0].code

    assert read(loads) == read(_carefully)


def test_duplicates_are_found_wherever_colons_stand() -> None:
    for body in (
        b'{"a" : 1, "a":2}',
        b'{"a":":", "a":2}',
        rb'{"a":"\u003a", "a":2}',
        rb'{"a":"\u003A\u003a", "a":{"b":1}}',
        rb'{"a":1, "\u0061":"\":"}',
        b'{"a":{"b":1}, "c":"::", "a":{}}',
    ):
        assert refusal(body).code == "duplicate-key"
