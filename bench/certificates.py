"""Benchmark of certificates: texts signed and checked in a second of one core, the length of texts, a status list."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from chassis.tokens.tokens import SigningKey
from evidence.certificates.checks import check, sign
from evidence.certificates.claims import Certificate, StatusReference
from evidence.certificates.keys import SignerKey, SignerKeys
from evidence.certificates.layers import Outcome
from evidence.certificates.status_lists import DAY, Status, Statuses, StatusList

ISSUER = "https://civil.gov.la"
LIST = "https://civil.gov.la/status/1"
AT = 1_796_000_000
MILLION = 1_000_000
SIGNED_A_SECOND = 3_000
CERTIFICATE = Certificate(
    issuer=ISSUER, issued_at=AT, expires_at=AT + 365 * DAY, certificate_id="crt_01k9xj5t3m8z2q4r6w7y0abcde",
    status=StatusReference(LIST, 123_456),
    identity={
        "fullName": "ສຸພາພອນ ວົງສະຫວັນ", "language": "lao", "secondaryFullName": "Souphaphone Vongsavanh",
        "secondaryLanguage": "eng", "dateOfBirth": "20260914", "gender": 2, "nationality": "LA",
    },
    event={
        "kind": "birth", "registrationNumber": "1801-2026-000123", "date": "20260914", "printNumber": 1,
        "place": "ບ້ານໂພນສະຫວັນ, ສີສັດຕະນາກ", "motherName": "ບຸນມີ ວົງສະຫວັນ", "fatherName": "ສົມພອນ ວົງສະຫວັນ",
        "issuingOffice": "office_18-03",
    },
)  # fmt: skip
METHOD = """Method. CPU of one process, no network and no database; each text has another print number and another
signature, and each is checked with its status in a list of a million. A rate is a second divided by the mean."""


def rows(count: int = 2_000) -> list[tuple[str, float, float | None]]:
    """Return name, microseconds per call, and the budget where there is one."""
    key = SigningKey.generate()
    keys = SignerKeys.trusting([SignerKey.of_jwk({**key.public_jwk, "iss": ISSUER})])
    listed = StatusList(LIST, ISSUER, AT, Statuses.of(MILLION))
    for index in range(0, MILLION, 100):
        listed.statuses[index] = Status.SUPERSEDED
    texts: list[str] = []

    def signed(number: int) -> None:
        event = {**(CERTIFICATE.event or {}), "printNumber": number + 1}
        texts.append(sign(replace(CERTIFICATE, event=event), kid=key.kid, sign=key.sign_bytes))

    def checked(number: int) -> None:
        if check(texts[number], keys, AT, [listed]).outcome is not Outcome.VALID:
            raise RuntimeError("a text of ours does not hold")

    token = listed.signed(kid=key.kid, sign=key.sign_bytes)
    return [
        ("certificate, signed as a text", _each(count, signed), 1e6 / SIGNED_A_SECOND),
        ("certificate, checked", _each(count, checked), None),
        ("list of a million, signed", _each(5, lambda _: listed.signed(kid=key.kid, sign=key.sign_bytes)), None),
        ("list of a million, read", _each(20, lambda _: StatusList.read(token, keys, at=AT)), None),
    ]


async def lines(count: int) -> AsyncIterator[str]:
    """Yield what `rows` measured as rates, and how long the texts are."""
    for name, cost_us, budget_us in rows(count):
        budget = "" if budget_us is None else f" (demanded {1e6 / budget_us:,.0f})"
        yield f"{name}: {1e6 / cost_us:,.0f}/s of a core, {cost_us:,.0f} µs{budget}"
    key = SigningKey.generate()
    for name, certificate in ("with its status", CERTIFICATE), ("without", replace(CERTIFICATE, status=None)):
        yield f"text {name}: {len(sign(certificate, kid=key.kid, sign=key.sign_bytes))} letters"
    yield METHOD


def _each(count: int, call: Callable[[int], object]) -> float:
    began = time.process_time()
    for number in range(count):
        call(number)
    return (time.process_time() - began) / count * 1e6
