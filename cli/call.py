"""`saphan call`: one exchange from a shell; the answer's body goes to stdout, status and headers to stderr."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.refusals import Refused

if TYPE_CHECKING:  # the client is loaded once what was typed is right
    from chassis.client.exchange_client import Answer

REFUSED: Final = 1
MOST_OFFICES: Final = 20  # in a line for people; the answer's body has them all


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
    office: str | None = None,
    sign: bool = False,
    receipt_file: Path | None = None,
) -> int:
    """Make the call and print its answer; return 0 on 2xx and 1 on anything else.

    With a `receipt_file` the receipt is checked and kept there; one that does not hold is 1, too.
    """
    verb = method.upper()
    must_be_right(path, office)
    headers = dict(parsed_header(line) for line in header_lines)
    import asyncio  # HTTP client and cryptography take half a second to load: only once what was typed is right
    import uuid

    from cli.one_exchange import exchanged, kept, read_credentials, show
    from cli.say import people

    credentials, body = read_credentials(credentials_file), read_body(body_file)
    # Every POST may create; the key is printed so that a call without an answer can be repeated safely.
    key = idempotency_key or (str(uuid.uuid4()) if verb == "POST" else None)
    if key is not None:
        people.print(f"Idempotency-Key: {key}", markup=False)
    proven, who = receipt_file is not None, {"officer": officer, "office": office}
    answer, findings = asyncio.run(
        exchanged(credentials, verb, path, body, purpose, key, headers, sign=sign, check_receipt=proven, **who)
    )
    show(answer)
    advise(answer)
    holds = receipt_file is None or kept(answer, findings, receipt_file)
    return 0 if answer.ok and holds else REFUSED


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


def must_be_right(path: str, office: str | None) -> None:
    """Raise `Refused` for a path that does not begin at its service, and for what cannot be the code of an office."""
    if not path.startswith("/"):
        raise Refused(f"A path starts at the service: /{path}", f"ເສັ້ນທາງຕ້ອງເລີ່ມຈາກຊື່ບໍລິການ: /{path}")
    must_be_an_office(office)


def must_be_an_office(office: str | None) -> None:
    """Raise `Refused` for what cannot be the code of an office; nothing is looked up."""
    if office is None:
        return
    from gateway.trust.assertions import OFFICE  # as above

    if not OFFICE.fullmatch(office):
        raise Refused(
            f"--office is the code of an office, such as 0101 or 13-z1, not {office!r}.",
            f"--office ແມ່ນລະຫັດຫ້ອງການ ເຊັ່ນ 0101 ຫຼື 13-z1, ບໍ່ແມ່ນ {office!r}.",
        )


def advise(answer: "Answer") -> None:
    """Say how an office is named here, where the refusal is about one: it speaks of tokens, which we make."""
    if answer.ok or "json" not in answer.headers.get("Content-Type", ""):
        return
    from cli.say import people

    problem = answer.json()
    held = problem.get("params", {}).get("offices")
    if held and str(problem.get("code")).startswith("office-"):
        offices = ", ".join(held[:MOST_OFFICES]) + ", …" * (len(held) > MOST_OFFICES)
        people.print(f"Choose the office with --office CODE: {offices}", markup=False)
        people.print(f"ເລືອກຫ້ອງການດ້ວຍ --office ລະຫັດ: {offices}", markup=False)
