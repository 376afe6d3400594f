"""Renders refusals as RFC 9457 `application/problem+json`, in one place."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from chassis.http import heads
from chassis.http.languages import language_of, stated_in
from chassis.http.model_faults import faults_in_request
from chassis.process import trace
from chassis.process.trace import Trace
from contracts.json_types import JSON
from contracts.problems import (
    Fault,
    InternalFault,
    InvalidInput,
    Language,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    Problem,
    UnsupportedMediaType,
)

MEDIA_TYPE: Final = "application/problem+json"
# As `shared/problem` has them: an unknown member or parameter is called what its sender calls it, however long.
MAX_POINTER: Final = 2000
MAX_NAME: Final = 200
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Status, headers and body of a rendered problem."""

    status: int
    headers: dict[str, str]
    body: bytes


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _entry(fault: Fault) -> dict[str, JSON]:
    entry: dict[str, Any] = {"code": fault.code, "message": {"lo": fault.lo, "en": fault.en}}  # Any: params are free
    if fault.pointer is not None:
        entry["pointer"] = _cut(fault.pointer, MAX_POINTER)
    if fault.location is not None:
        entry |= {"location": fault.location, "name": _cut(fault.name or "", MAX_NAME)}
    if fault.params:
        entry["params"] = dict(fault.params)
    return entry


def document(problem: Problem, language: Language, here: Trace) -> dict[str, Any]:  # Any: particulars are free JSON
    """Return the problem's members; `errors` holds at least one entry, in both languages."""
    errors = [_entry(fault) for fault in problem.faults] or [
        {"code": problem.code, "message": {"lo": problem.detail("lo"), "en": problem.detail("en")}}
    ]
    members: dict[str, Any] = {
        "type": f"/problems/{problem.code}",
        "title": problem.title(language),
        "status": int(problem.status),
        "detail": problem.detail(language),
        "instance": here.trace_id,
        "reference": here.reference,
        "code": problem.code,
        "effect": problem.effect.value,
        "errors": errors,
    }
    if problem.truncated:
        members["truncated"] = True
    if problem.particulars:
        members["params"] = problem.particulars
    return members


def render(problem: Problem, *, accept_language: str | None, here: Trace) -> Rendered:
    """Return status, headers and body of a refusal, in the language the caller asked for."""
    language = language_of(accept_language)
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        **problem.headers,
    }
    body = orjson.dumps(document(problem, language, here), default=str)
    return Rendered(int(problem.status), headers, body)


def response(request: Request, problem: Problem) -> Response:
    """Return the refusal as a response of FastAPI."""
    here = trace.current() or trace.begin(request.headers.get("traceparent"))
    rendered = render(problem, accept_language=stated_in(request.headers.raw), here=here)
    return Response(rendered.body, rendered.status, headers=rendered.headers)


_BY_STATUS: Final[Mapping[int, type[Problem]]] = {
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowed,
    HTTPStatus.NOT_ACCEPTABLE: NotAcceptable,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: UnsupportedMediaType,
    HTTPStatus.BAD_REQUEST: InvalidInput,
}


def install(app: FastAPI) -> None:
    """Answer every failure of `app` as a problem, its framework's own 404s and 405s too."""

    async def on_problem(request: Request, problem: Exception) -> Response:
        return response(request, problem if isinstance(problem, Problem) else InternalFault())

    async def on_invalid(request: Request, invalid: Exception) -> Response:
        errors = invalid.errors() if isinstance(invalid, RequestValidationError) else []
        faults = faults_in_request(errors)
        return response(request, InvalidInput(faults=faults, truncated=len(errors) > len(faults)))

    async def on_http(request: Request, refusal: Exception) -> Response:
        status = refusal.status_code if isinstance(refusal, HTTPException) else 500
        problem = _BY_STATUS.get(status, InternalFault)()
        if isinstance(refusal, HTTPException) and refusal.headers:
            problem.headers |= refusal.headers
        if "Allow" in problem.headers:
            problem.headers["Allow"] = heads.allowed(problem.headers["Allow"].split(", "))
        return response(request, problem)

    async def on_fault(request: Request, fault: Exception) -> Response:
        _LOG.error("unhandled", exc_info=fault)
        return response(request, InternalFault())

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
