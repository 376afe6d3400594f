"""What a body costs is bounded by its length, whatever it is made of: doubled lengths double time and memory."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from contracts.problems import MalformedJson
from contracts.strict_json import loads
from tests.support.cost import MIB, cost

SHORT, LONG = 62_500, 1_000_000


def listed(unit: bytes, begin: bytes = b"[", end: bytes = b"]") -> Callable[[int], bytes]:
    return lambda length: begin + b",".join([unit] * (length // (len(unit) + 1))) + end


def row(unit: bytes, begin: bytes = b"", end: bytes = b"") -> Callable[[int], bytes]:
    return lambda length: begin + unit * (length // len(unit)) + end


BODIES: dict[str, Callable[[int], bytes]] = {
    "lists of lists, 250 deep": listed(b"[[]]", b"[" * 248, b"]" * 248),
    "zeros, 62 deep": listed(b"0", b"[" * 62, b"]" * 62),
    "zeros, 250 deep": listed(b"0", b"[" * 250, b"]" * 250),
    "columns of 60 lists": listed(b"[" * 60 + b"]" * 60),
    "as many objects as there may be": listed(b'{"": 12345678901}'),
    "lists that are never closed": row(b"["),
    "objects that are never closed": row(b'{"":'),
    "commas": row(b",", b"[", b"]"),
    "digits": row(b"1", b"[", b"]"),
    "zeros": row(b"0"),
    "numbers of 4,000 digits": listed(b"1" * 4000),
    "fractions of 300 digits": listed(b"0." + b"1" * 300),
    "an endless exponent": row(b"1", b"[1e", b"]"),
    "small numbers": listed(b"0"),
    "one large number behind them": listed(b"0", b"[", b",9007199254740993]"),
    "a large number under a long name": lambda n: b'{"' + b"k" * (n // 2) + b'":[' + b"0," * (n // 4) + b"1e400]}",
    "escapes": row(rb"\u0e81", b'["', b'"]'),
    "null characters": row(rb"\u0000", b'["', b'"]'),
    "one null character behind": listed(b"0", b"[", rb',"\u0000"]'),
    "escaped colons": listed(rb'"\u003a"'),
    "backslashes": row(rb"\\", b'["\\u0041', b'"]'),
    "escaped nulls beside long numbers": listed(rb'"\u006eull"', b"[" + b"0." + b"1" * 30 + b",", b"]"),
    "one long text": row("ຄະດີ".encode(), b'["', b'"]'),
    "one text that never ends": row(b"a", b'["'),
    "short texts": listed(b'"a"'),
    "one name many times": listed(b'"a":0', b"{", b"}"),
    "many names": lambda n: b"{" + b",".join(b'"%d":0' % i for i in range(n // 12)) + b"}",
    "many names and one twice": lambda n: b"{" + b",".join(b'"%d":0' % i for i in range(n // 12)) + b',"7":0}',
    "lines, then no number": row(b"\n", b"[", b"NaN]"),
    "another encoding": row(b"\xa4\xd0", b'["', b'"]'),
}


def read(body: bytes) -> None:
    with suppress(MalformedJson):
        loads(body)


def thrice(body: bytes) -> None:
    for _ in range(3):
        read(body)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_costs_as_much_as_it_is_long(name: str) -> None:
    short, long = BODIES[name](SHORT), BODIES[name](LONG)
    few, many = cost(lambda: thrice(short)), cost(lambda: thrice(long))
    assert many.peak_bytes < 40 * MIB
    # of sixteen times the length; what grows with the square takes 256 times as long
    assert many.cpu_s < 60 * few.cpu_s + 0.03
