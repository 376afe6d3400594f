"""A small real service behind the gateway: a land register in raw ASGI, which a test tells how to misbehave."""

import asyncio
import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope, Send

OWNER = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "value": {"type": "string"}},
    "x-subject": "identifier",
    "x-field-group": "owners",
}
PARCEL = {
    "type": "object",
    "properties": {
        "parcelId": {"type": "string"},
        "name": {"type": "string", "minLength": 1},
        "area": {"type": "integer", "minimum": 1},
        "note": {"type": "string", "x-field-group": "remarks"},
        "owner": OWNER,
        "corners": {"type": "array", "items": {"type": "object", "required": ["x"]}},
    },
    "required": ["name", "area"],
    "additionalProperties": False,
    "x-data-class": "general",
}
KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
PARCEL_ID = {"name": "parcelId", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z0-9]+$"}}
FULL = {"name": "full", "in": "query", "schema": {"type": "boolean"}}
PARCEL_JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Parcel"}}}
ONE_PARCEL = {"description": "The parcel.", "content": PARCEL_JSON}
A_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
AN_IMAGE = {"image/*": A_FILE["application/octet-stream"]}
ANY_FILE = {"*/*": A_FILE["application/octet-stream"]}
SOME_PARCELS = {
    "application/x-ndjson": {
        "schema": {"type": "string", "format": "binary"},
        "x-row": {"$ref": "#/components/schemas/Parcel"},
    }
}


def _creating(operation_id: str, **more: Any) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "parameters": [KEY],
        "requestBody": {"required": True, "content": PARCEL_JSON},
        "responses": {"201": ONE_PARCEL},
        "x-deadline-s": 10,
    } | more


NOTICE = {
    "type": "object",
    "properties": {"number": {"type": "integer"}, "text": {"type": "string"}},
    "required": ["number", "text"],
    "additionalProperties": False,
    "x-data-class": "general",
}
PUBLIC_NOTICE: dict[str, Any] = {
    "operationId": "readNotice",
    "x-public": True,
    "parameters": [{"name": "since", "in": "query", "schema": {"type": "integer", "minimum": 0}}],
    "responses": {
        "200": {
            "description": "The newest notice.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Notice"}}},
        }
    },
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Land register", "version": "1.2.3"},
    "servers": [{"url": "/land-register/v1"}],
    "paths": {
        "/parcels": {"post": _creating("registerParcel", **{"x-max-body": 1_000_000})},
        "/parcels/{parcelId}": {
            "get": {
                "operationId": "readParcel",
                "parameters": [PARCEL_ID, FULL],
                "responses": {"200": ONE_PARCEL, "304": {"description": "Unchanged."}},
                "x-deadline-s": 10,
            },
        },
        "/titles": {"post": _creating("issueTitle", **{"x-legal-act": True})},
        "/seizures": {"post": _creating("seizeParcel")},
        "/maps": {
            "post": {
                "operationId": "uploadMap",
                "x-body": "stream",
                "x-data-class": "general",
                "x-max-body": 3_000_000,
                "x-deadline-s": 10,
                "parameters": [KEY],
                "requestBody": {"required": True, "content": A_FILE | AN_IMAGE | SOME_PARCELS},
                "responses": {"201": ONE_PARCEL},
            },
        },
        "/notices/newest": {"get": PUBLIC_NOTICE},
        "/maps/district": {
            "get": {
                "operationId": "readDistrictMap",
                "x-public": True,
                "x-data-class": "general",
                "responses": {"200": {"description": "The map of the district.", "content": A_FILE}},
            },
        },
        "/maps/{parcelId}": {
            "get": {
                "operationId": "readMap",
                "x-body": "stream",
                "x-data-class": "general",
                "parameters": [PARCEL_ID],
                "responses": {"200": {"description": "The map.", "content": A_FILE | ANY_FILE}},
            },
        },
    },
    "components": {"schemas": {"Parcel": PARCEL, "Notice": NOTICE}},
}


@dataclass
class Call:
    """What the service saw of a call."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class LandRegister:
    """Answers as its mood says, and remembers what it was asked and which exchanges it has applied."""

    mood: str = "well"
    answer: dict[str, Any] = field(default_factory=lambda: {"parcelId": "p1", "name": "ນາ", "area": 3, "note": "wet"})
    raw: bytes | None = None
    answers_with: tuple[int, bytes, str] | None = None
    etag: str | None = '"1"'
    more: list[tuple[bytes, bytes]] = field(default_factory=list)  # headers of every answer
    file: bytes = bytes(range(256)) * 4096
    file_etag: str | None = None
    file_type: bytes = b"application/octet-stream"
    piece: tuple[int, int] | None = None  # of the file, first and last byte: sent instead of all of it
    calls: list[Call] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    applied: set[str] = field(default_factory=set)
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        path: str = scope["path"]
        if path.startswith("/internal/effects/"):
            await self._look_up(path.rpartition("/")[2], send)
            return
        body = await _body(receive)
        if body is None:
            if self.mood == "protesting":
                await _send(send, 400, a_problem("upload-broken", 400), "application/problem+json", self.more)
            return
        self.calls.append(Call(scope["method"], path, scope["query_string"].decode(), headers, body))
        if scope["method"] == "POST" and self.mood not in {"unmoved", "refusing"}:
            self.applied.add(headers["exchange-id"])
        self.entered.set()
        await self._in_mood(scope, send)

    async def _in_mood(self, scope: Scope, send: Send) -> None:
        match self.mood:
            case "waiting":
                await self.go_on.wait()
            case "hanging" | "unmoved":
                await asyncio.sleep(30)
            case "broken":
                raise RuntimeError("the service broke down")
            case "down":
                await _send(send, 503, a_problem("unavailable", 503), "application/problem+json", self.more)
                return
        if self.answers_with is not None:
            await _send(send, *self.answers_with, self.more)
            return
        if scope["path"].startswith(("/land-register/v1/maps/", "/land-register/v1/plans/")):
            await self._send_map(send)
            return
        status = 201 if scope["method"] == "POST" else 200
        content = self.raw if self.raw is not None else orjson.dumps(self.answer)
        digest = b64encode(hashlib.sha256(content).digest())
        more = [(b"set-cookie", b"a=b"), (b"x-inside", b"secret"), (b"content-digest", b"sha-256=:" + digest + b":")]
        if self.etag is not None:
            more.append((b"etag", self.etag.encode()))
        more += self.more
        await _send(send, status, content, "application/json", more)

    async def _send_map(self, send: Send) -> None:
        tag = [] if self.file_etag is None else [(b"etag", self.file_etag.encode())]
        if tag and self.mood != "unconditional" and self.calls[-1].headers.get("if-none-match") == self.file_etag:
            await send({"type": "http.response.start", "status": 304, "headers": tag})
            await send({"type": "http.response.body", "body": b""})
            return
        if self.piece is not None:
            await self._send_piece(*self.piece, send)
            return
        told = self.file if self.mood != "lying" else b"another file"
        digest = b"sha-256=:" + b64encode(hashlib.sha256(told).digest()) + b":"
        more = [] if self.mood == "silent" else [(b"content-digest", digest)]
        size = b"%d" % len(self.file)
        headers = [(b"content-type", self.file_type), (b"content-length", size), *more, *tag, *self.more]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for start in range(0, len(self.file), 65536):
            if self.mood == "pausing" and start == 4 * 65536:
                await self.go_on.wait()
            await send({"type": "http.response.body", "body": self.file[start : start + 65536], "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _send_piece(self, first: int, last: int, send: Send) -> None:
        content = self.file[first : last + 1]
        digest = b"sha-256=:" + b64encode(hashlib.sha256(content).digest()) + b":"
        at = b"bytes %d-%d/%d" % (first, last, len(self.file))
        more = [(b"content-range", at), (b"content-digest", digest), *self.more]
        await _send(send, 206, content, "application/octet-stream", more)

    async def _look_up(self, exchange_id: str, send: Send) -> None:
        self.looked_up.append(exchange_id)
        if self.mood == "gone":
            await _send(send, 500, b"{}", "application/json")
            return
        state = "applied" if exchange_id in self.applied else "notApplied"
        await _send(send, 200, orjson.dumps({"state": state}), "application/json")


def a_problem(code: str, status: int) -> bytes:
    """Return a problem as services answer it."""
    words = {"lo": "ບໍ່ພ້ອມ", "en": "Not now."}
    return orjson.dumps(
        {
            "type": f"/problems/{code}",
            "title": "Not now",
            "status": status,
            "detail": "Not now.",
            "instance": "0" * 31 + "1",
            "reference": "0000-0000",
            "code": code,
            "effect": "none",
            "errors": [{"code": code, "message": words}],
        }
    )


async def _body(receive: Receive) -> bytes | None:
    body: bytes = b""
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body


async def _send(
    send: Send, status: int, body: bytes, media: str, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [(b"content-type", media.encode()), (b"content-length", b"%d" % len(body)), *(more or [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
