"""Step 9, forward: call the service with a voucher, within the operation's deadline."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

from chassis.process.crash import point
from contracts.problems import Problem
from contracts.purposes import rights_of
from contracts.seats import Holding, Standing
from contracts.voucher import Caller
from gateway.directory.entries import OperationEntry, ServiceEntry
from gateway.errors.passage import RateLimited, ServiceBusy, UpstreamTimeout, UpstreamUnreachable
from gateway.errors.rights import RightsWithdrawn
from gateway.exchange import conditional
from gateway.exchange.exchange import STREAM, Exchange
from gateway.exchange.receive import GRACE_S, streamed
from gateway.exchange.resend import call
from gateway.exchange.still_allowed import still_allowed
from gateway.exchange.upstream import (
    DOCUMENTS,
    STREAMS,
    Broken,
    BulkheadFull,
    Unreached,
    UpstreamAnswer,
    UpstreamRequest,
)

# What a caller says to a service beyond its body, and beyond the headers that the operation declares. The rest stays at
# the door: tokens, proofs, cookies, addresses.
PASSED_ON: Final = (
    "accept",
    "accept-language",
    "content-digest",
    "consent-reference",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
)
# Of a call that anybody may make, and whose answer a cache gives to everybody: what stands in `Vary`, nothing else.
PASSED_ON_IN_PUBLIC: Final = ("accept", "accept-language")


async def forward(x: Exchange) -> None:
    """Call the service; raise `UpstreamUnreachable`, `UpstreamTimeout`, `ServiceBusy` or what stopped the own body."""
    service, operation = x.service, x.operation
    stream = _Stream(x) if operation.body_kind == STREAM else None
    request = _request(x, service, operation, stream)
    x.called = True
    try:
        async with asyncio.timeout_at(x.deadline) as deadline:
            x.answer = await (call(x, request) if stream is None else stream.carried(request, deadline))
    except TimeoutError:
        if stream is not None and stream.cut:
            raise RightsWithdrawn from None
        raise UpstreamTimeout(service=service.name, deadline_s=operation.deadline_s) from None
    except BulkheadFull as full:
        x.called = False
        raise (_too_many_at_once() if full.own else ServiceBusy(service=service.name)) from None
    except Unreached:
        x.called = False
        raise UpstreamUnreachable(service=service.name) from None
    except Broken:
        if stream is not None and stream.fault is not None:
            raise stream.fault from None  # it was the caller who broke off, and the connection was cut because of it
        raise UpstreamUnreachable(service=service.name) from None
    point("forward")


def _request(
    x: Exchange, service: ServiceEntry, operation: OperationEntry, stream: "_Stream | None"
) -> UpstreamRequest:
    return UpstreamRequest(
        operation.method,
        service.base_url,
        x.target,
        _headers(x),
        stream.pieces() if stream else x.body.content,
        service=service.name,
        caller=x.caller,
        lane=STREAMS if operation.stream else DOCUMENTS,
    )


def _too_many_at_once() -> RateLimited:
    return RateLimited(policy="calls-at-once", retry_after_s=1)


class _Stream:
    """The caller's body on its way through; its fault is kept, since the adapter only sees a body that broke off."""

    def __init__(self, x: Exchange) -> None:
        self.fault: Problem | None = None
        self.cut = False  # the right to it was withdrawn
        self.deadline: asyncio.Timeout | None = None
        self._x = x

    async def carried(self, request: UpstreamRequest, deadline: asyncio.Timeout) -> UpstreamAnswer:
        """Return the answer to a call with this body; the deadline is moved on while pieces come."""
        self.deadline = deadline
        with self._x.gateway.streams.run(partial(still_allowed, self._x)) as running:
            running.timeout = deadline
            try:
                answer = await self._x.gateway.upstream.call(request)
            finally:
                self.cut = running.cut
        if self.fault is not None:  # the service has only seen that the body broke off; why, is ours to say
            await answer.close()
            raise self.fault
        return answer

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the pieces; as long as they come, the deadline has not begun."""
        self._postpone(GRACE_S)
        try:
            async for piece in streamed(self._x):
                yield piece
                self._postpone(GRACE_S)
        except Problem as fault:
            self.fault = fault
            raise
        self._postpone(0)

    def _postpone(self, more_s: float) -> None:
        if self.deadline is not None and not self.deadline.expired():
            now = asyncio.get_running_loop().time()
            self._x.deadline = now + self._x.operation.deadline_s + more_s
            self.deadline.reschedule(self._x.deadline)


def _headers(x: Exchange) -> list[tuple[str, str]]:
    received = x.headers
    omitted, declared = conditional.not_forwarded(x), x.operation.parameters.headers
    names = PASSED_ON_IN_PUBLIC if x.operation.public else (*PASSED_ON, *declared) if declared else PASSED_ON
    headers = [(name, received[name]) for name in names if name in received and name not in omitted]
    headers += [
        *x.gateway.vouchers.headers(_voucher(x)),
        ("exchange-id", x.id),
        ("traceparent", x.trace.traceparent),
        ("accept-encoding", "identity"),  # what is compressed can neither be validated nor digested
    ]
    if x.operation.body_kind == STREAM and "content-length" in received:
        headers.append(("content-length", received["content-length"]))
    return headers


def standing_of(x: Exchange, at: float) -> Standing | None:
    """Return the seat from which it is done, of the directory that this exchange is decided by: the voucher says it."""
    identity = x.identity
    subject = identity.system.client_id if identity.delegation is None else identity.delegation.subject
    return x.snapshot.standing(subject, identity.acted_from, at)


def _voucher(x: Exchange) -> str:
    if x.operation.public:
        now = x.at.timestamp()
        return x.gateway.vouchers.public(x.service.name, directory_version=x.snapshot.version, now=now)
    identity, at = x.identity, x.at.timestamp()
    # of the version that the voucher is kept under
    system = x.snapshot.systems.get(identity.system.client_id, identity.system)
    caller = Caller(
        member=system.member,
        kind=system.kind,
        standing=standing_of(x, at),
        # who acts for another member has that one's office, and nothing of its own beside it
        holding=system.holding if identity.delegation is None else Holding(),
        system=system.client_id,
        officer=identity.officer,
        purpose=identity.purpose,
        rights=rights_of(identity.purpose, x.snapshot.code_lists),
        agreement=x.agreement.id,
        on_behalf_of=identity.delegation.member if identity.delegation is not None else None,
    )
    return x.gateway.vouchers.voucher(
        caller,
        x.service.name,
        token_digest=identity.token,
        directory_version=x.snapshot.version,
        now=at,
    )
