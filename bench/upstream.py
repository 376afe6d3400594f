"""Stub service behind the gateway: raw ASGI with canned answers, so that its own cost is small."""

from typing import Final

from starlette.types import Receive, Scope, Send

from bench import bodies

_ANSWERS: Final = {size: bodies.case(size) for size in (2_000, 10_000, 100_000)}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a case about as large as the request's body."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    received, more = 0, True
    while more:
        message = await receive()
        received += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = next(answer for size, answer in _ANSWERS.items() if received < 2 * size)
    status = 201 if scope["method"] == "POST" else 200
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
