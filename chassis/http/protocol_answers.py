"""Answers that the HTTP protocol writes without an app: refusals of a connection, and `OPTIONS *`."""

import logging
from email.utils import formatdate
from typing import Final, TypeAlias

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from chassis.http import problems
from chassis.http.languages import stated_in
from chassis.http.request_line import ALLOWED
from chassis.process.trace import Trace
from contracts.problems import Problem

Fields: TypeAlias = list[tuple[bytes, bytes]]
_SECURITY: Final = logging.getLogger("saphan.security")


def log_connection(client: tuple[str, int] | None, reason: str, here: Trace | None = None) -> None:
    """Log a refused or aborted connection in the security log, with its peer and the reason."""
    facts = {"code": "bad-connection", "reason": reason, "peer": client[0] if client else None}
    if here is not None:
        facts["traceId"] = here.trace_id
    _SECURITY.warning("refused", extra={"facts": facts})


def render_refusal(problem: Problem, request_headers: Fields, here: Trace) -> tuple[int, Fields, bytes]:
    """Return status, headers and body of a refusal, in the language of the request headers that have arrived."""
    answer = problems.render(problem, accept_language=stated_in(request_headers), here=here)
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers += [(b"content-length", b"%d" % len(answer.body)), (b"connection", b"close")]
    return answer.status, headers, answer.body


def refusal_bytes(problem: Problem, request_headers: Fields, here: Trace, *, head_only: bool) -> bytes:
    """Return a refusal as the bytes of an HTTP/1.1 response; to HEAD without its body."""
    status, headers, body = render_refusal(problem, request_headers, here)
    headers.append((b"date", formatdate(usegmt=True).encode()))  # RFC 9110 §6.6.1; uvicorn sets it for apps alone
    return b"".join(
        [STATUS_LINE[status], *(b"%s: %s\r\n" % field for field in headers), b"\r\n", b"" if head_only else body]
    )


async def options_of_server(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer `OPTIONS *` (RFC 9110 §9.3.7) with the methods that this server knows."""
    headers = [(b"allow", ALLOWED["Allow"].encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body"})
