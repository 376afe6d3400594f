"""`saphan call`: one proven exchange from a shell; the body goes to stdout, what is about it to stderr."""

import asyncio
import sys
import uuid
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

import aiohttp
from pydantic import ValidationError
from rich.markup import escape

from chassis.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from cli.say import Refused, people

REFUSED = 1


def make_call(
    method: str,
    path: str,
    credentials_file: Path,
    body_file: Path | None,
    purpose: str | None,
    idempotency_key: str | None,
    header_lines: Sequence[str],
    *,
    officer: str | None = None,
    sign: bool = False,
) -> int:
    """Make the call and print its answer; return 0 on 2xx and 1 on anything else."""
    credentials = read_credentials(credentials_file)
    verb = method.upper()
    if not path.startswith("/"):
        raise Refused(f"A path starts at the service: /{path}", f"ເສັ້ນທາງຕ້ອງເລີ່ມຈາກຊື່ບໍລິການ: /{path}")
    headers = dict(parsed_header(line) for line in header_lines)
    body = read_body(body_file)
    # Every POST may create; the key is printed so that a call without an answer can be repeated safely.
    key = idempotency_key or (str(uuid.uuid4()) if verb == "POST" else None)
    if key is not None:
        people.print(f"Idempotency-Key: {escape(key)}")
    answer = asyncio.run(exchanged(credentials, verb, path, body, purpose, key, headers, officer=officer, sign=sign))
    show(answer)
    return 0 if answer.ok else REFUSED


async def exchanged(
    credentials: Credentials,
    method: str,
    path: str,
    body: bytes | None,
    purpose: str | None,
    key: str | None,
    headers: dict[str, str],
    *,
    officer: str | None,
    sign: bool,
) -> Answer:
    """Return the answer, a refused token's included; raise `Refused` when nobody answers."""
    async with aiohttp.ClientSession() as session:
        client = ExchangeClient(credentials, session)
        try:
            return await client.request(
                method,
                path,
                body=body,
                purpose=purpose,
                idempotency_key=key,
                headers=headers,
                sign=sign,
                officer=officer,
            )
        except TokenRefused as refusal:
            return refusal.answer
        except (aiohttp.ClientError, TimeoutError) as fault:
            where = credentials.base_url
            raise Refused(
                f"No answer from {where} ({fault or type(fault).__name__}). Is `saphan run` up?",
                f"ບໍ່ມີຄຳຕອບຈາກ {where}. `saphan run` ເປີດຢູ່ບໍ?",
            ) from fault


def show(answer: Answer) -> None:
    """Print status and headers for people, the body as it came for programs."""
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    colour = "green" if answer.ok else "red"
    people.print(f"[{colour}]{answer.status} {phrase}[/{colour}] [dim]{answer.seconds * 1000:.0f} ms[/dim]")
    for name, value in answer.headers.items():
        people.print(f"[dim]{escape(name)}:[/dim] {escape(value)}")
    sys.stdout.buffer.write(answer.body)
    sys.stdout.buffer.flush()
    if answer.body and sys.stdout.isatty():
        print()


def read_credentials(path: Path) -> Credentials:
    """Return the credentials in the file, or raise `Refused` naming it."""
    try:
        return Credentials.read(path)
    except OSError as fault:
        raise Refused(
            f"Cannot read {path}: {fault.strerror}. `saphan run` writes one file per sandbox system.",
            f"ອ່ານ {path} ບໍ່ໄດ້. `saphan run` ສ້າງໄຟລ໌ໃຫ້ແຕ່ລະລະບົບທົດລອງ.",
        ) from fault
    except ValidationError as fault:
        raise Refused(f"{path} is not a credentials file of Saphan.", f"{path} ບໍ່ແມ່ນໄຟລ໌ກະແຈຂອງ Saphan.") from fault


def read_body(path: Path | None) -> bytes | None:
    """Return the body's bytes as they are; `-` reads the standard input."""
    if path is None:
        return None
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as fault:
        raise Refused(f"Cannot read {path}: {fault.strerror}.", f"ອ່ານ {path} ບໍ່ໄດ້.") from fault


def parsed_header(line: str) -> tuple[str, str]:
    """Return name and value of `Name: value`, or raise `Refused`."""
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise Refused(f"A header is written Name: value, not {line!r}.", f"ສ່ວນຫົວຂຽນເປັນ Name: value, ບໍ່ແມ່ນ {line!r}.")
    return name.strip(), value.strip()
