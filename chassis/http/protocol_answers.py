"""What the door itself says: its refusals, and the answer of the server as a whole."""

import logging
from email.utils import formatdate
from typing import Final, TypeAlias

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from chassis.http import problems
from chassis.http.request_line import ALLOWED
from chassis.process.trace import Trace
from contracts.problems import Problem

Fields: TypeAlias = list[tuple[bytes, bytes]]
_SECURITY: Final = logging.getLogger("saphan.security")


def note(client: tuple[str, int] | None, reason: str, here: Trace | None = None) -> None:
    """Write down what became of a connection that is no client's as one knows them."""
    facts = {"code": "bad-connection", "reason": reason, "peer": client[0] if client else None}
    if here is not None:
        facts["traceId"] = here.trace_id
    _SECURITY.warning("refused", extra={"facts": facts})


def rendered(problem: Problem, asked: Fields, here: Trace) -> tuple[int, Fields, bytes]:
    """Return status, headers and body of a refusal; `asked` are the headers that are there to choose a language by."""
    language = next((value.decode("latin-1") for name, value in asked if name == b"accept-language"), None)
    found = problems.render(problem, accept_language=language, here=here)
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in found.headers.items()]
    headers += [(b"content-length", b"%d" % len(found.body)), (b"connection", b"close")]
    return found.status, headers, found.body


def spelt(problem: Problem, asked: Fields, here: Trace, *, head_only: bool) -> bytes:
    """Return a refusal as it goes over the wire where no app is there to say it; to HEAD without its body."""
    status, headers, body = rendered(problem, asked, here)
    headers.append((b"date", formatdate(usegmt=True).encode()))  # RFC 9110 §6.6.1; uvicorn sets it for apps alone
    return b"".join(
        [STATUS_LINE[status], *(b"%s: %s\r\n" % field for field in headers), b"\r\n", b"" if head_only else body]
    )


async def of_the_server(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer `OPTIONS *` (RFC 9110 §9.3.7): what this server knows at all."""
    headers = [(b"allow", ALLOWED["Allow"].encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body"})
