"""Route class of what names documents: the document exchange is asked before the transaction opens."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from chassis.http.caller import caller_of
from chassis.http.resources import resource_of
from chassis.http.transactional_route import TransactionalRoute
from contracts.national.shared.document_reference import DocumentReference
from services.case_registry.usecases.readability import NOTHING, Asked, DocumentExchange


class AskingFirst(TransactionalRoute):
    """A route that asks first: whoever is slow to answer must not hold a database connection.

    What was said is for the handler to decide by. A call that is repeated gets the answer that was kept, whatever is
    said now.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:  # Any: as starlette has it
        """Ask about the documents of the body, then handle the request as `TransactionalRoute` does."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            request.state.asked = await _asked(request)
            return await inner(request)

        return handler


class _Naming(BaseModel):
    """The members of a body that name documents; the rest is the handler's to read."""

    documents: list[DocumentReference] | None = None
    document: DocumentReference | None = None


async def _asked(request: Request) -> Asked:
    caller = caller_of(request)
    if caller.standing is None:
        return NOTHING  # the handler refuses who has named no office
    try:
        body = _Naming.model_validate_json(await request.body())
    except ValidationError:
        return NOTHING  # and a body that is none
    named = [*(body.documents or ()), *(() if body.document is None else (body.document,))]
    return await resource_of(request, DocumentExchange).asked(caller.standing.seat, named)


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _said(request: Request) -> Asked:
    asked: Asked = request.state.asked
    return asked


AskedDep = Annotated[Asked, Depends(_said)]
