"""Verbs whose body is a stream: it is received before the transaction opens."""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.caller import caller_of
from chassis.http.transactional_route import TransactionalRoute
from chassis.unit import idempotency


class StreamedBodyRoute(TransactionalRoute):
    """A verb whose body is received before its transaction opens: a slow line must not hold a database connection."""

    def receiving(self, request: Request) -> AbstractAsyncContextManager[object]:
        """Return what receives the body, and holds it while the verb runs; the verb finds it as `state.received`."""
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:  # Any: as starlette has it
        """Receive the body and check its digest, then go on as any verb does."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            caller_of(request)  # before the first byte: nobody fills the disk without a voucher
            idempotency.valid_key(request.headers.get("idempotency-key"))
            async with self.receiving(request) as received:
                request.state.received = received
                return await inner(request)

        return handler
