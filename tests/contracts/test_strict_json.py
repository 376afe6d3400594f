"""JSON is read as every party reads it, or not at all."""

import base64
import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.problems import Fault, MalformedJson
from contracts.strict_json import MAX_DEPTH, MAX_INTEGER, PARTS_ALWAYS, loads
from tests.support.slow_json import slowly

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
    assert (fault.code, fault.params) == ("duplicate-key", {"line": 2, "column": 34, "name": "secret name"})
    assert fault.en == "An object has the same member name twice: secret name (line 2, column 34)."
    assert refusal('{"ຊື່": 1, "ຊື່": 2}'.encode()).params["name"] == "ຊື່"


@pytest.mark.parametrize("name", ["x" * 101, r"a\nb", r"\u202e", ""])
def test_a_name_that_cannot_be_shown_in_a_line_is_not_said(name: str) -> None:
    fault = refusal(f'{{"{name}": 1, "{name}": 2}}'.encode())
    assert (fault.code, sorted(fault.params)) == ("duplicate-key", ["column", "line"])


@pytest.mark.parametrize(
    "body",
    [b"[NaN]", b"[-NaN]", b"[Infinity]", b'{"a": -Infinity}', b"[nan]", b"\n\n[1,\n  -Infinity]"],
)
def test_not_a_number_is_refused(body: bytes) -> None:
    assert refusal(body).code == "not-a-number"


@pytest.mark.parametrize("body", [b"[1,]", b'["NaN", x]', b'["Na", N]', b"[1] x"])
def test_what_is_no_json_is_refused_as_syntax(body: bytes) -> None:
    fault = refusal(body)
    assert fault.code == "syntax"
    assert fault.en.endswith(f" (line 1, column {fault.params['column']}).")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xef\xbb\xbf[]", "byte-order-mark"),
        (b"\xef\xbb\xbf", "byte-order-mark"),
        (b'{"a": 1,\n ', "cut-off"),
        (b'{"a": "x', "cut-off"),
    ],
)
def test_what_is_not_there_or_not_whole_is_told_as_such(body: bytes, code: str) -> None:
    assert refusal(body).code == code


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
    assert loads(b"[9007199254740991, -9007199254740991, 1e300]") == [2**53 - 1, -(2**53) + 1, 1e300]
    assert loads(b'[9007199254740991, 0.1234567890123456789, "\\u006eull", null]')


@pytest.mark.parametrize("number", [b"9007199254740992", b"-9007199254740992", b"18446744073709551616"])
def test_the_next_integer_is_one_that_two_readers_may_see_differently(number: bytes) -> None:
    assert refusal(b"[0, " + number + b"]").pointer == "/1"


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 199, 1000, 5_000])
def test_what_is_nested_too_deep_is_refused(depth: int) -> None:
    assert refusal(b"[" * depth + b"]" * depth).code == "depth"


def test_what_is_just_deep_enough_passes() -> None:
    for padding in (b"", b" " * 5_000):  # short and long bodies are looked at in two ways
        assert loads(padding + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
        assert loads(padding + b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH)
        assert refusal(padding + b'{"a":' * MAX_DEPTH + b"[]" + b"}" * MAX_DEPTH).code == "depth"


def test_a_body_of_nothing_but_small_lists_is_refused_by_its_length() -> None:
    allowed = PARTS_ALWAYS - 1
    assert loads(b"[" + b",".join([b"[]"] * allowed) + b"]")
    assert refusal(b"[" + b",".join([b"[]"] * 4 * allowed) + b"]").code == "crowded"
    assert loads(b"[" + b",".join([b'["0123456789"]'] * 4 * allowed) + b"]")


def test_a_fault_far_behind_or_with_an_endless_name_is_told_without_looking_long() -> None:
    far = b"[" + b"0," * 400_000
    assert refusal(far + b"9007199254740993]").pointer is None
    assert refusal(far + rb'"\u0000"]').pointer is None
    assert refusal(far + b'{"a":1,"a":2}]').params == {}
    named = refusal(b'{"' + b"k" * 400_000 + b'":[' + b"0," * 9_000 + b"9007199254740993]}").pointer
    assert named is not None
    assert len(named) < 1_100


NUMBERS = [
    "1",
    "1e3",
    "9007199254740991",
    "9007199254740993",
    "1e400",
    "1" * 19,
    "-" + "9" * 19,
    "1" * 21,
    "0." + "1" * 20,
]
TEXTS = [
    r'"\u003a"',
    r'"\u003A:"',
    '"\\":"',
    r'"\u0000"',
    r'"\\u0000"',
    r'"\\\u0000"',
    r'"\u006eull"',
    r'"\ud800"',
    '"[[{"',
]
WRONG = ["NaN", "-Infinity", "01", "1.", "[1,]", "nul", '"\x01"', ""]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return JSON text whose members may stand twice, with names and texts of what a quick look counts."""
    name = st.text(st.sampled_from('a:"\\\u003a'), max_size=3)
    leaf = name.map(json.dumps) | st.sampled_from([*NUMBERS, *TEXTS, "null"])
    leaf |= st.sampled_from(WRONG) if draw(st.integers(0, 4)) == 0 else leaf
    blank = st.sampled_from(["", " ", "\n"])

    def member(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        spelt = name.map(json.dumps) | name.map(json.dumps).map(lambda text: text.replace("a", r"\u0061"))
        return st.tuples(spelt, blank, inner).map(lambda parts: f"{parts[0]}{parts[1]}:{parts[2]}")

    inside = draw(
        st.recursive(
            leaf,
            lambda inner: (
                st.lists(member(inner), max_size=3).map(lambda members: "{" + ",".join(members) + "}")
                | st.lists(inner, max_size=3).map(lambda items: "[" + ",".join(items) + "]")
            ),
            max_leaves=12,
        )
    )
    levels = draw(st.sampled_from([0, 0, 0, MAX_DEPTH - 1, MAX_DEPTH]))
    return draw(st.sampled_from(["", " " * 5_000])) + "[" * levels + inside + "]" * levels


@given(documents())
def test_a_slow_reader_that_looks_at_each_item_agrees(text: str) -> None:
    try:
        expected = json.dumps(slowly(text))
    except ValueError:
        assert refusal(text.encode()).lo
    else:
        assert json.dumps(loads(text.encode())) == expected


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
