"""A small real identity system: it gives UINs to children and closes them, and a test tells it how to misbehave."""

import asyncio
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import orjson
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from chassis.http import openapi
from contracts.catalogue import Catalogue
from contracts.national.civil.uin_answer import UinAnswer
from contracts.national.civil.uin_request import UinRequest

NAME: Final = "identity-system"
PATH: Final = f"/{NAME}/v1/uin-requests"
NAMELESS: Final = {
    "code": "name-missing",
    "message": {"lo": "ເດັກຍັງບໍ່ມີຊື່.", "en": "The child has no name."},
}


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document by which it stands in the directory: the national forms both ways."""
    app = FastAPI(title="Identity system", version="1.0.0", separate_input_output_schemas=False)

    @app.post(PATH, operation_id="takeUinRequest", openapi_extra={"x-deadline-s": 2})
    async def take(body: UinRequest) -> UinAnswer:
        """Give, update, withdraw, open again or close a UIN."""
        raise NotImplementedError(body)

    published = openapi.publish(app.openapi, f"/{NAME}/v1", Catalogue.load())
    published["servers"] = [{"url": f"/{NAME}/v1"}]
    return published


@dataclass
class IdentitySystem:
    """One UIN for each birth, however often it is asked; it remembers what it was asked under which key."""

    mood: str = "well"
    numbers: dict[str, str] = field(default_factory=dict)  # by event
    ended: set[str] = field(default_factory=set)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    pending: int = 0  # so many requests are not decided yet
    same: str | None = None  # the UIN that it gives to everybody

    def questions(self) -> list[str]:
        """What it was asked, in order, each request once."""
        return list({each["requestId"]: each["question"] for each in self.requests}.values())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as its mood is."""
        if scope["path"].startswith("/internal/effects/"):
            await _answer(send, 200, {"state": "notApplied"})
            return
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        asked = orjson.loads(body)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.requests.append(asked)
        self.keys.append(headers["idempotency-key"])
        await self._in_mood(asked, send)

    async def _in_mood(self, asked: dict[str, Any], send: Send) -> None:
        match self.mood:
            case "slow":
                await asyncio.sleep(5)  # longer than the deadline of its operation
            case "garbage":
                await _answer(send, 200, {"uin": 12, "granted": True})
                return
            case "broken":
                await _answer(send, 500, {"error": "out of memory"})
                return
            case "protesting":
                await _answer(send, 409, a_problem())
                return
        await _answer(send, 200, self.answered(asked))

    def answered(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What it says when it is well."""
        told = {"requestId": asked["requestId"]}
        if self.pending:
            self.pending -= 1
            return told | {"outcome": "pending"}
        number = asked.get("uin")
        if asked["question"] in {"request", "update", "reopen"} and "child" in asked and "name" not in asked["child"]:
            return told | {"outcome": "refused", "reason": NAMELESS}
        if number is None:
            number = self.same or self.numbers.setdefault(asked["eventId"], f"0123-{len(self.numbers) + 1:06}")
        (self.ended.add if asked["question"] in {"close", "withdraw"} else self.ended.discard)(number)
        return told | {"outcome": "confirmed", "uin": number}


def a_problem(code: str = "child-unknown") -> dict[str, Any]:
    """A refusal of the request itself, as services answer it."""
    message = {"lo": "ບໍ່ຮູ້ຈັກເດັກຄົນນີ້.", "en": "This child is not known."}
    return {
        "type": f"/problems/{code}",
        "title": "Refused",
        "status": 409,
        "detail": message["en"],
        "instance": "0" * 31 + "1",
        "reference": "0000-0000",
        "code": code,
        "effect": "none",
        "errors": [{"code": code, "message": message}],
    }


async def _answer(send: Send, status: int, document: dict[str, Any]) -> None:
    body = orjson.dumps(document)
    media = b"application/json" if status < 400 else b"application/problem+json"
    headers = [(b"content-type", media), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
