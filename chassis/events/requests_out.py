"""Requests out: what a component owes to another service, sent through the gateway until it is answered.

A request is written in the transaction of the fact that causes it, and no answer waits for it. Any process of the
component takes it under a lease and sends it with its id as the Idempotency-Key; the answer's effect and the end of the
request are one transaction. Who dies between the two has lost a lease: the request is sent again under the same key,
and the service that is asked answers as before. What is not answered is sent again with growing pauses, up to a day;
only a person gives a request up. There is no order between requests: who needs one owes the next with the answer.

A component that owes requests makes the table by its migrations.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import orjson
from sqlalchemy import Column, DateTime, Index, Integer, MetaData, Table, Text, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.client.exchange_client import Answer
from chassis.client.own_system import ReadRefused, Sends
from chassis.postgres.database import reachable
from chassis.process import crash
from chassis.process.backoff import Backoff
from chassis.process.telemetry import Telemetry
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.json_types import JSON
from contracts.problems import RequestInFlight, Unavailable

_LOG: Final = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 1.0
LEASE_S: Final = 60.0  # longer than a call may take: 30 s
AT_ONCE: Final = 8
LONGEST_PAUSE_S: Final = 86_400.0
AWAY_PAUSE_S: Final = 60.0  # at most, while our own gateway cannot be asked: that says nothing about the service
UNANSWERED_S: Final = 86_400.0  # then a person is told
_LONGEST_FAULT: Final = 500
# The same question would be refused again; everything else, a missing agreement too, is mended without the asker.
_FINAL: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.GONE})

METADATA: Final = MetaData()
_TABLE: Final = Table(
    "requests_out",
    METADATA,
    Column("request_id", Text(collation="C"), primary_key=True),  # sorts by time: the first is the oldest
    Column("subject", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),  # of one that is being sent, the end of its lease
    Column("attempts", Integer, nullable=False),
    Column("fault", Text),  # why it was not answered last
)
Index("requests_out_due", _TABLE.c.next_at)

_OWE: Final = text("""
    insert into requests_out (request_id, subject, path, purpose, body, created_at, next_at, attempts)
    values (:id, :subject, :path, :purpose, :body, :now, :now, 0)
""").bindparams(bindparam("body", type_=JSONB))
_LOOK: Final = text("""
    select (select created_at from requests_out order by request_id limit 1) as since,
        exists (select from requests_out where next_at <= :now) as due
""")
_TAKE: Final = text("""
    update requests_out taken set next_at = :until, attempts = attempts + 1
    where request_id in (
        select request_id from requests_out where next_at <= :now order by next_at limit :most for update skip locked
    )
    returning request_id, subject, path, purpose, body, created_at, attempts
""").columns(body=JSONB)
_LATER: Final = text("update requests_out set next_at = :at, fault = :fault where request_id = :id").bindparams(
    bindparam("fault", type_=Text)
)
_HASTEN: Final = text("update requests_out set next_at = :now where request_id = :id and next_at > :now")
_END: Final = text("delete from requests_out where request_id = :id")


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is owed: what it is about, where it goes and for which purpose; its id is its Idempotency-Key."""

    id: str
    subject: str  # an id of the component's own
    path: str  # begins at the service: "/identity-system/v1/uin-requests"
    purpose: str
    body: JSON
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is final: of success, or a refusal that the same request would meet again."""

    ok: bool
    document: Any  # Any: the schema of the operation's answer, or a problem
    exchange_id: str | None


class NotYet(Exception):  # noqa: N818 - it says what is the matter
    """The answer decides nothing, or is none that can be read; the message says which, and the request goes again."""


Settle = Callable[[Unit, Request, Answered], Awaitable[None]]


async def owe(unit: Unit, request: Request) -> None:
    """Owe this request from the commit of this unit on."""
    told = {"id": request.id, "subject": request.subject, "path": request.path, "purpose": request.purpose}
    await unit.connection.execute(_OWE, {**told, "body": request.body, "now": unit.now})


async def hasten(unit: Unit, request_id: str) -> None:
    """Let a request that pauses be sent at once: a person knows that the cause is mended."""
    await unit.connection.execute(_HASTEN, {"id": request_id, "now": unit.now})


async def give_up(unit: Unit, request_id: str) -> None:
    """Send a request no more; an answer that is on its way still reaches whoever settles it."""
    await unit.connection.execute(_END, {"id": request_id})


class RequestsOut:
    """Sends what a component owes, beside its requests; `settle` writes what an answer leads to.

    `settle` may be called twice for one request, and for one that was given up: it decides by its own record. It raises
    `NotYet` for an answer that decides nothing.
    """

    def __init__(self, gateway: Sends, settle: Settle, *, lease_s: float = LEASE_S) -> None:
        self._gateway: Final = gateway
        self._settle: Final = settle
        self._lease: Final = timedelta(seconds=lease_s)
        self._since: datetime | None = None  # when the oldest request was owed that is not answered
        self._now: Callable[[], datetime] | None = None
        self._backoff: Final = Backoff("requests to other services", _LOG)

    async def run(self, units: Units) -> None:
        """Send until cancelled, through every outage of the database and of the gateway."""
        while True:
            try:
                taken = await self.round(units)
                self._backoff.succeeded()
            except Unavailable as fault:
                await self._backoff.wait(fault)
                continue
            if not taken:
                await asyncio.sleep(LOOK_EVERY_S)

    async def round(self, units: Units) -> int:
        """Send what is due, some at once; return how many were sent. Raises `Unavailable` without a database.

        Looking is a read without a commit, and no transaction is open while a service is asked.
        """
        self._now = units.clock.now
        async with reachable(), units.engine.connect() as connection:
            found = (await connection.execute(_LOOK, {"now": units.clock.now()})).one()
        self._since = found.since
        if not found.due:
            return 0
        taken = await self._take(units)
        await asyncio.gather(*(self._send(units, request) for request in taken))
        return len(taken)

    async def _take(self, units: Units) -> list[Request]:
        async with units.open() as unit:
            asked = {"now": unit.now, "until": unit.now + self._lease, "most": AT_ONCE}
            rows = (await unit.connection.execute(_TAKE, asked)).all()
        return [Request(row.request_id, row.subject, row.path, row.purpose, row.body, row.attempts) for row in rows]

    async def _send(self, units: Units, request: Request) -> None:
        try:
            await self._asked(units, request)
        except Unavailable:
            await self._later(units, request, "the gateway cannot be asked", AWAY_PAUSE_S)
        except (NotYet, ReadRefused) as fault:
            await self._later(units, request, str(fault))
        except Exception as fault:  # noqa: BLE001 - whatever one answer causes, the others are asked
            _LOG.exception("an answer could not be settled", extra={"facts": {"request": request.id}})
            await self._later(units, request, type(fault).__name__)

    async def _asked(self, units: Units, request: Request) -> None:
        answer = await self._gateway.send(
            request.path, request.body, idempotency_key=request.id, purpose=request.purpose
        )
        answered = final(answer)
        crash.point("answered")
        async with units.open() as unit:
            await self._settle(unit, request, answered)
            await unit.connection.execute(_END, {"id": request.id})

    async def _later(self, units: Units, request: Request, fault: str, longest_s: float = LONGEST_PAUSE_S) -> None:
        pause_s = pause_after(request.attempts, longest_s)
        facts = {"request": request.id, "attempts": request.attempts, "pause_s": round(pause_s)}
        _LOG.info("a request is not answered: %s", fault, extra={"facts": facts})
        try:
            async with units.open() as unit:
                at = unit.now + timedelta(seconds=pause_s)
                await unit.connection.execute(_LATER, {"id": request.id, "at": at, "fault": fault[:_LONGEST_FAULT]})
        except Unavailable as away:  # its lease ends, and it is sent again
            _LOG.info("a request keeps its lease: %s", away, extra={"facts": facts})

    @property
    def age_s(self) -> float:
        """Seconds since the oldest request was owed that is not answered, as this process last saw it; 0 for none."""
        if self._since is None or self._now is None:
            return 0.0
        return max(0.0, (self._now() - self._since).total_seconds())

    def checks(self) -> Mapping[str, Callable[[], Awaitable[bool]]]:
        """Return none: a service goes on while another does not answer."""
        return {}

    def alarms(self) -> Mapping[str, str]:
        """Return the alarm of a request that was not answered for a day."""
        if self.age_s < UNANSWERED_S:
            return {}
        days = self.age_s / 86_400
        text = f"a request to another service was not answered for {days:.1f} days: the table requests_out says why"
        return {"requests-unanswered": text}

    def show(self, measured: Telemetry) -> None:
        """Register the age of the oldest request that is not answered."""
        measured.gauge(
            "saphan.requests_out.age",
            "s",
            "Age of the oldest request to another service that is not answered.",
            lambda: [(self.age_s, {})],
        )


def final(answer: Answer) -> Answered:
    """Return the answer, where it is final; raise `NotYet` for one that the same request may not get again."""
    exchange_id = answer.headers.get("Exchange-Id")
    try:
        document = answer.json()
    except orjson.JSONDecodeError:
        raise NotYet(f"{answer.status}: the answer is no JSON") from None
    if answer.ok:
        return Answered(ok=True, document=document, exchange_id=exchange_id)
    told = document if isinstance(document, dict) else {}
    code = str(told.get("code", ""))
    is_final = answer.status in _FINAL and told.get("effect", "none") == "none" and code != RequestInFlight.code
    if not is_final:
        raise NotYet(f"{answer.status} {code}".rstrip())
    return Answered(ok=False, document=told, exchange_id=exchange_id)


def pause_after(attempts: int, longest_s: float = LONGEST_PAUSE_S) -> float:
    """Return the seconds until a request is sent again that was sent so often: twice as long each time, with jitter."""
    pause_s = min(2.0 ** min(attempts, 20), longest_s)
    # jitter, or all that was owed in one outage comes back in the same second
    return pause_s * random.uniform(0.5, 1.0)  # noqa: S311 (no secret in it)
