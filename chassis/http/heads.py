"""HEAD wherever GET is (RFC 9110 §9.3.2): the same head, by the same code, and no body."""

from collections.abc import Iterable
from typing import Final

from starlette.types import Message, Scope, Send

HEAD: Final = "HEAD"
GET: Final = "GET"
_ASKED: Final = "saphan.head"  # in the scope: only the head was asked for


def as_get(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """Return scope and send for an app that knows GET alone; what it sends as a body goes nowhere."""

    async def bare(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return {**scope, "method": GET, _ASKED: True}, bare


def only_the_head(scope: Scope) -> bool:
    """Tell whether a body would go nowhere: what is long need not be read."""
    return _ASKED in scope


def allowed(methods: Iterable[str]) -> str:
    """Return the value of `Allow` for an address with these methods."""
    named = set(methods)
    return ", ".join(sorted(named | {HEAD} if GET in named else named))
