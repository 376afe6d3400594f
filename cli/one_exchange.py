"""One exchange for the commands that make one: send it, print the answer, check and keep the receipt."""

import sys
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from pydantic import ValidationError
from rich.markup import escape

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from chassis.process.secret_files import secret_file
from cli.refusals import Refused
from cli.say import people

if TYPE_CHECKING:  # evidence is loaded where a receipt is to be checked
    from evidence.findings import Finding


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
    office: str | None = None,
    sign: bool,
    check_receipt: bool,
) -> "tuple[Answer, list[Finding]]":
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
                office=office,
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


async def checked(session: aiohttp.ClientSession, issuer: str, answer: Answer) -> "list[Finding]":
    """Return what the answer's receipt shows; raise `Refused` when the gateway's keys cannot be read."""
    from chassis.client.receipts import ReceiptChecks  # as above
    from evidence.trusted_keys import KeysMalformed

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


def kept(answer: Answer, findings: "list[Finding]", file: Path) -> bool:
    """Write the receipt to the file, say what holds about it and what does not, and return whether all does."""
    from evidence.findings import all_hold  # as above

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
