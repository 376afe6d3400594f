"""Route class of every service: one request is one transaction, committed before the answer is sent.

Only a route class sees both the answer and the transaction, so idempotency keys and effect records are handled here.
"""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from chassis.http import heads
from chassis.http.caller import caller_of
from chassis.http.etags import none_match
from chassis.http.streamed import announced_digest
from chassis.unit import idempotency
from chassis.unit.closing import Attempt, Closing, EffectState, KeptAnswer
from chassis.unit.unit import Unit
from chassis.unit.units import Units

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]  # Any: the coroutine's send and yield types
_SAFE: Final = frozenset({"GET", "HEAD"})
# What a replay repeats beside status, body and the headers that the operation declares; everything else belongs to the
# exchange, not to the answer.
_KEPT_HEADERS: Final = ("content-type", "location", "etag")


# async, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _unit(request: Request) -> Unit:
    unit: Unit = request.state.unit
    return unit


UnitDep = Annotated[Unit, Depends(_unit)]


class UnopenedFile(Response):
    """The head of an answer with a file, whose bytes are opened when the transaction is over, and only if they leave.

    A store that is slow must not hold a database connection.
    """

    def __init__(self, headers: Mapping[str, str], media_type: str, open_it: Callable[[], Awaitable[Response]]) -> None:
        super().__init__(headers=headers, media_type=media_type)
        self.open_it: Final = open_it


class TransactionalRoute(APIRoute):
    """A route whose handler runs inside one unit of work; a member that is absent is left out of its answer."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **stated: Any) -> None:  # Any: as FastAPI has them
        # a national schema has no null: what a model does not know is no member of the document
        super().__init__(path, endpoint, **stated | {"response_model_exclude_none": True})

    def get_route_handler(self) -> _Handler:
        """Wrap FastAPI's handler: open a unit, replay the kept answer or run it, keep its answer, commit, answer."""
        inner = super().get_route_handler()
        operation = self.operation_id or self.name
        streamed = (self.openapi_extra or {}).get("x-body") == "stream"
        declared = {name.lower() for answer in self.responses.values() for name in answer.get("headers", ())}
        kept_headers = {*_KEPT_HEADERS, *declared}

        async def read(request: Request) -> Response:
            async with units_of(request).open() as unit:
                request.state.unit = unit
                answer = await inner(request)
            return await _completed(request, answer)

        async def change(request: Request) -> Response:
            caller = caller_of(request)
            attempt = None
            if request.method == "POST":
                key = idempotency.valid_key(request.headers.get("idempotency-key"))
                fingerprint = await _fingerprint(request, caller.office, streamed=streamed)
                attempt = Attempt(caller.member, operation, key, fingerprint)
            async with units_of(request).open(request.headers.get("exchange-id")) as unit:
                request.state.unit = unit
                kept = await idempotency.kept_answer(unit, attempt) if attempt else None
                if kept is not None:
                    unit.closing = Closing(EffectState.REPLAYED)
                    return _replayed(kept)
                answer = await inner(request)
                if answer.status_code >= HTTPStatus.BAD_REQUEST:
                    unit.abandon()  # a refusal has no effect and is not kept
                    return answer
                unit.closing = Closing(
                    EffectState.APPLIED, attempt, _to_keep(answer, kept_headers) if attempt else None
                )
            return answer

        return read if (self.methods or set()) <= _SAFE else change


def units_of(request: Request) -> Units:
    """Return what opens units of work on the database of this request's app."""
    units: Units = request.app.state.units
    return units


async def _fingerprint(request: Request, office: str | None, *, streamed: bool) -> bytes:
    # a streamed body is read once, by the route: here its announced digest stands for it, and the route checks it
    digest = announced_digest(request) if streamed else hashlib.sha256(await request.body()).digest()
    path, query = request.scope["raw_path"], request.scope["query_string"]
    return idempotency.fingerprint(office, request.method, path, query, digest)


async def _completed(request: Request, answer: Response) -> Response:
    """Answer 304 when `If-None-Match` names the answer's ETag; of a file open the bytes, unless it is HEAD."""
    tag = answer.headers.get("etag")
    # before a piece is looked for, too: the condition is asked before the range (RFC 9110 §13.2.2)
    if tag is not None and answer.status_code == HTTPStatus.OK and _none_match(request, tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    if isinstance(answer, UnopenedFile) and not heads.only_the_head(request.scope):
        return await answer.open_it()
    return answer


def _none_match(request: Request, tag: str) -> bool:
    return none_match(", ".join(request.headers.getlist("if-none-match")), tag)


def _to_keep(answer: Response, names: Iterable[str]) -> KeptAnswer:
    headers = {name: answer.headers[name] for name in names if name in answer.headers}
    return KeptAnswer(answer.status_code, headers, bytes(answer.body))


def _replayed(kept: KeptAnswer) -> Response:
    return Response(kept.body, kept.status, headers={**kept.headers, "Idempotent-Replayed": "true"})
