"""Route class for streamed bodies: the body is received before the transaction opens."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.caller import caller_of
from chassis.http.transactional_route import TransactionalRoute
from chassis.unit import idempotency


class StreamedBodyRoute(TransactionalRoute, ABC):
    """A route whose body is received before its transaction: a slow sender must not hold a database connection."""

    @abstractmethod
    def receiving(self, request: Request) -> AbstractAsyncContextManager[object]:
        """Receive the body and keep it while the handler runs, which finds it as `request.state.received`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:  # Any: as starlette has it
        """Receive the body, checked against its digest, then handle the request as `TransactionalRoute` does."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            caller_of(request)  # before the first byte: nobody fills the disk without a voucher
            idempotency.valid_key(request.headers.get("idempotency-key"))
            async with self.receiving(request) as received:
                request.state.received = received
                return await inner(request)

        return handler
