"""Idempotency keys: a repeated POST gets the answer of the first, and has no second effect.

Scope: member + operation + key. Fingerprint: office, method, raw path, query and content digest: what another office of
the member did under the key is refused, and neither told nor taken for done. Refusals are not kept.
"""

import hashlib
import re
from datetime import timedelta
from typing import Final

from sqlalchemy import BigInteger, bindparam, func, select

from chassis.unit.closing import Attempt, KeptAnswer
from chassis.unit.tables import IDEMPOTENCY
from chassis.unit.unit import Unit
from contracts.problems import Fault, IdempotencyKeyMissing, IdempotencyKeyReused, InvalidInput, RequestInFlight

KEPT_FOR: Final = timedelta(days=30)
_KEY: Final = re.compile(r"[!-~]{1,128}")
ODD_KEY: Final = Fault(
    code="pattern",
    en="An Idempotency-Key is 1 to 128 visible ASCII characters.",
    lo="Idempotency-Key ແມ່ນຕົວອັກສອນ ASCII 1 ຫາ 128 ຕົວ.",
    location="header",
    name="Idempotency-Key",
)


# Built once: SQLAlchemy takes longer to put a statement together than to send it.
_LOOK_UP: Final = select(
    func.pg_try_advisory_xact_lock(bindparam("scope", type_=BigInteger)).label("locked"),
    IDEMPOTENCY.c.fingerprint,
    IDEMPOTENCY.c.status,
    IDEMPOTENCY.c.headers,
    IDEMPOTENCY.c.body,
).select_from(
    select(1)
    .subquery()
    .outerjoin(
        IDEMPOTENCY,
        (IDEMPOTENCY.c.member == bindparam("member"))
        & (IDEMPOTENCY.c.operation == bindparam("operation"))
        & (IDEMPOTENCY.c.key == bindparam("key")),
    )
)


def valid_key(header: str | None) -> str:
    """Return the key; raise `IdempotencyKeyMissing`, or `InvalidInput` unless it is 1 to 128 visible ASCII."""
    if not header:
        raise IdempotencyKeyMissing
    if not is_key(header):
        raise InvalidInput(faults=[ODD_KEY])
    return header


def is_key(header: str) -> bool:
    """Tell whether a text can be an idempotency key; the gateway and the services use the same rule."""
    return _KEY.fullmatch(header) is not None


def fingerprint(office: str | None, method: str, raw_path: bytes, query: bytes, content_digest: bytes) -> bytes:
    """Return the SHA-256 (32 bytes) that tells calls under one key apart; `office` is the caller's, if it named one."""
    parts = [(office or "").encode(), method.encode(), raw_path, query, content_digest]
    return hashlib.sha256(b"\0".join(parts)).digest()


async def kept_answer(unit: Unit, attempt: Attempt) -> KeptAnswer | None:
    """Return the kept answer of the same call, or None for a first call.

    Raises `RequestInFlight` while another call with this key is being worked on, and `IdempotencyKeyReused` when the
    key belongs to a different call.
    """
    scope = hashlib.sha256(f"{attempt.member}\0{attempt.operation}\0{attempt.key}".encode()).digest()
    # Lock and look-up share one round trip. A commit between the snapshot and the lock is not seen here; the settlement
    # then finds the key taken and rolls back, so the effect still happens once.
    result = await unit.connection.execute(
        _LOOK_UP,
        {
            "scope": int.from_bytes(scope[:8], "big", signed=True),
            "member": attempt.member,
            "operation": attempt.operation,
            "key": attempt.key,
        },
    )
    row = result.one()
    if not row.locked:
        raise RequestInFlight
    if row.fingerprint is None:
        return None
    if row.fingerprint != attempt.fingerprint:
        raise IdempotencyKeyReused
    return KeptAnswer(row.status, row.headers, row.body)
