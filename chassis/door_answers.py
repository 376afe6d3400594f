"""What the door itself says: its refusals, and the answer of the server as a whole."""

from starlette.types import Receive, Scope, Send

from chassis import problems, trace
from chassis.request_line import ALLOWED
from contracts.problems import Problem


def rendered(problem: Problem, asked: list[tuple[bytes, bytes]]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body of a refusal; `asked` are the headers that are there to choose a language by."""
    language = next((value.decode("latin-1") for name, value in asked if name == b"accept-language"), None)
    found = problems.render(problem, accept_language=language, here=trace.current() or trace.begin(None))
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in found.headers.items()]
    headers += [(b"content-length", b"%d" % len(found.body)), (b"connection", b"close")]
    return found.status, headers, found.body


async def of_the_server(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer `OPTIONS *` (RFC 9110 §9.3.7): what this server knows at all."""
    headers = [(b"allow", ALLOWED["Allow"].encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body"})
