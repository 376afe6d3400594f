"""What strangers cost in log: a refusal is a short line, and a flood of them does not fill the disk."""

import asyncio
from pathlib import Path

import pytest

from tests.support.saphan_process import HOST, SaphanProcess

pytestmark = pytest.mark.slow

MOST = 300  # bytes of log for one request that nobody has authenticated, in all processes together
CASES = b"/case-registry/v1/cases"
LONG = b"x" * 20_000


def a_request(target: bytes, *headers: bytes, method: bytes = b"GET", body: bytes = b"") -> bytes:
    host = () if any(header.lower().startswith(b"host:") for header in headers) else (b"Host: HERE",)
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", *host, *headers, b"", body])


def a_form(body: bytes) -> tuple[bytes, ...]:
    return b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: %d" % len(body)


GARBAGE = b"grant_type=client_credentials&purpose=x&client_assertion_type=x&client_assertion=" + b"y" * 2000
REFUSED = {
    "no token": a_request(CASES),
    "garbage token": a_request(CASES, b"Authorization: DPoP " + LONG[:8000], b"DPoP: " + LONG[:8000]),
    "another scheme": a_request(CASES, b"Authorization: Basic eDp5"),
    "wrong host": a_request(CASES, b"Host: " + LONG[:200] + b".example"),
    "two lengths": a_request(CASES, b"Content-Length: 3", b"Content-Length: 4", method=b"POST", body=b"abc"),
    "length and chunks": a_request(CASES, b"Content-Length: 3", b"Transfer-Encoding: chunked", method=b"POST"),
    "not found": a_request(b"/" + LONG[:3000] + b"/v1/x"),
    "no such operation": a_request(b"/case-registry/v1/" + LONG[:3000]),
    "no such tile": a_request(b"/ledger/v1/tile/0/x999/999"),
    "huge header": a_request(CASES, *(b"X-%d: " % n + LONG[:4000] for n in range(5))),
    "huge path": a_request(b"/case-registry/" + LONG),
    "endless head": b"GET / HTTP/1.1\r\nX: " + LONG * 4,
    "unknown method": a_request(CASES, method=b"BREW"),
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    "a proxied address": a_request(b"http://elsewhere.example" + CASES),
    "forwarded": a_request(CASES, b"X-Forwarded-For: 10.0.0.1"),
    "token request without a form": a_request(b"/oauth/token", b"Content-Length: 0", method=b"POST"),
    "token request of nobody": a_request(b"/oauth/token", *a_form(GARBAGE), method=b"POST", body=GARBAGE),
    "revocation of nobody": a_request(b"/oauth/revoke", *a_form(GARBAGE), method=b"POST", body=GARBAGE),
}


def written(folder: Path) -> int:
    """Return the bytes of every log: the processes' lines, and PostgreSQL's; what a start tells people is no log."""
    said = (folder.parent / f"{folder.name}.out").read_bytes().splitlines(keepends=True)
    return sum(len(line) for line in said if line.startswith(b"{")) + (folder / "postgres" / "log").stat().st_size


async def answer_to(saphan: SaphanProcess, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, saphan.port)
    writer.write(request.replace(b"HERE", f"{HOST}:{saphan.port}".encode()))
    try:
        async with asyncio.timeout(10):
            return await reader.read(65_536)
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("kind", REFUSED)
async def test_a_refusal_of_a_stranger_is_a_short_line(shared: SaphanProcess, kind: str) -> None:
    await shared.greeted()
    before = written(shared.folder)
    answers = [await answer_to(shared, REFUSED[kind]) for _ in range(3)]
    assert all(answer[9:10] in {b"4", b""} for answer in answers), answers
    await asyncio.sleep(0.05)
    assert written(shared.folder) - before <= 3 * MOST, shared.said[-3000:]


async def test_a_flood_of_one_kind_is_a_few_lines(shared: SaphanProcess) -> None:
    await shared.greeted()
    before = written(shared.folder)
    for _ in range(20):
        await asyncio.gather(*(answer_to(shared, REFUSED["forwarded"]) for _ in range(25)))
    assert written(shared.folder) - before <= 22 * MOST, "of five hundred"
