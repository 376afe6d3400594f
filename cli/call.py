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

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.client.receipts import ReceiptChecks
from chassis.process.secret_files import secret_file
from cli.say import Refused, people
from evidence.findings import Finding, all_hold
from evidence.trusted_keys import KeysMalformed

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
    receipt_file: Path | None = None,
) -> int:
    """Make the call and print its answer; return 0 on 2xx and 1 on anything else.

    With a `receipt_file` the receipt is checked and kept there; one that does not hold is 1, too.
    """
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
    proven = receipt_file is not None
    call = exchanged(
        credentials, verb, path, body, purpose, key, headers, officer=officer, sign=sign, check_receipt=proven
    )
    answer, findings = asyncio.run(call)
    show(answer)
    holds = receipt_file is None or kept(answer, findings, receipt_file)
    return 0 if answer.ok and holds else REFUSED


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
    check_receipt: bool,
) -> tuple[Answer, list[Finding]]:
    """Return the answer, a refused token's included, and what its receipt shows; raise `Refused` without an answer."""
    async with aiohttp.ClientSession() as session:
        client = ExchangeClient(credentials, session)
        try:
            answer = await client.request(
                method,
                path,
                body=body,
                purpose=purpose,
                idempotency_key=key,
                headers=headers,
                sign=sign,
                officer=officer,
            )
            return answer, await checked(session, credentials.issuer, answer) if check_receipt else []
        except TokenRefused as refusal:
            return refusal.answer, []
        except (aiohttp.ClientError, TimeoutError) as fault:
            where = credentials.base_url
            raise Refused(
                f"No answer from {where} ({fault or type(fault).__name__}). Is `saphan run` up?",
                f"ບໍ່ມີຄຳຕອບຈາກ {where}. `saphan run` ເປີດຢູ່ບໍ?",
            ) from fault


async def checked(session: aiohttp.ClientSession, issuer: str, answer: Answer) -> list[Finding]:
    """Return what the answer's receipt shows; raise `Refused` when the gateway's keys cannot be read."""
    try:
        return await ReceiptChecks(session, issuer).findings(answer)
    except KeysMalformed as fault:
        raise Refused(f"The keys of {issuer} cannot be read: {fault}.", f"ອ່ານກະແຈຂອງ {issuer} ບໍ່ໄດ້.") from fault


def show(answer: Answer) -> None:
    """Print status and headers for people, the body as it came for programs."""
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    colour = "green" if answer.ok else "red"
    people.print(f"[{colour}]{answer.status} {phrase}[/{colour}] [dim]{answer.seconds * 1000:.0f} ms[/dim]")
    for name, value in answer.headers.items():
        if value == answer.receipt:
            value = f"{value[:32]}… ({len(value)} bytes)"  # noqa: PLW2901 - for people; --receipt keeps it whole
        people.print(f"[dim]{escape(name)}:[/dim] {escape(value)}")
    sys.stdout.buffer.write(answer.body)
    sys.stdout.buffer.flush()
    if answer.body and sys.stdout.isatty():
        print()


def kept(answer: Answer, findings: list[Finding], file: Path) -> bool:
    """Write the receipt to the file, say what holds about it and what does not, and return whether all does."""
    if answer.receipt is None:
        people.print("[yellow]This answer has no receipt.[/yellow] ຄຳຕອບນີ້ບໍ່ມີໃບຮັບ.")
        return False
    with secret_file(file) as opened:
        opened.write(answer.receipt.encode("ascii") + b"\n")
    for finding in findings:
        mark = "[green]✓[/green]" if finding.holds else "[red]✗[/red]"
        people.print(f"{mark} {escape(finding.sentence('en'))}\n  [dim]{escape(finding.sentence('lo'))}[/dim]")
    return all_hold(findings)


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
