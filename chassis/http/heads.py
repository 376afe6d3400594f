"""HEAD wherever GET is (RFC 9110 §9.3.2): the handler of GET runs, and its body is not sent."""

from collections.abc import Iterable
from typing import Final

from starlette.types import Message, Scope, Send

HEAD: Final = "HEAD"
GET: Final = "GET"
_IS_HEAD: Final = "saphan.head"  # in the scope: the request was HEAD


def as_get(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """Return scope and send of a GET; the body that is sent through it is dropped."""

    async def without_body(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return {**scope, "method": GET, _IS_HEAD: True}, without_body


def only_the_head(scope: Scope) -> bool:
    """Tell whether the request was HEAD, so that a long body need not be read."""
    return _IS_HEAD in scope


def allowed(methods: Iterable[str]) -> str:
    """Return the value of `Allow` for an address with these methods."""
    named = set(methods)
    return ", ".join(sorted(named | {HEAD} if GET in named else named))
