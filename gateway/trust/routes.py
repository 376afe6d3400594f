"""Routes of the authorization server: token, revocation, metadata (RFC 8414, RFC 9728) and JWK set."""

import asyncio
import re
from collections.abc import Mapping
from typing import Final

import orjson
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from chassis.http import problems
from chassis.http.languages import language_of, stated_in
from chassis.http.media_types import media_type
from chassis.http.request_line import METHODS
from chassis.process import trace
from contracts.problems import BodyTooLarge, BodyTooSlow, MethodNotAllowed, NotFound, Problem, UnsupportedMediaType
from gateway import security_log
from gateway.errors.passage import RequestIncomplete
from gateway.trust.certificates import FIELD as CLIENT_CERT
from gateway.trust.errors import TokenRefusal
from gateway.trust.server_metadata import JWKS_PATH, RESOURCE_PATH, is_plain, metadata, resource_metadata
from gateway.trust.token_endpoint import PATH, REVOCATION_PATH, TokenEndpoint

FORM: Final = "application/x-www-form-urlencoded"
MAX_FORM: Final = 16_384  # bytes: an assertion is under 8 KiB
FORM_WITHIN_S: Final = 10.0
_NOT_IN_DESCRIPTION: Final = re.compile(r"[^ !#-\[\]-~]")  # RFC 6749 §5.2: a purpose may come in any script
# What is wrong with the form is told to OAuth clients in their words, whichever problem it is.
_REFUSED: Final = (TokenRefusal, UnsupportedMediaType, BodyTooLarge, BodyTooSlow)
_PRIVATE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749 §5.1
_PUBLIC: Final = {"Cache-Control": "public, max-age=300"}


def router(endpoint: TokenEndpoint) -> APIRouter:
    """Return the router over one token endpoint."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(PATH)
    async def token(request: Request) -> Response:
        """Grant an access token; the answers and refusals are those of RFC 6749 §5."""
        form = b""
        try:
            form = await _form(request)
            granted = await endpoint.grant(form, _proof(request), request.headers.get(CLIENT_CERT))
        except _REFUSED as refusal:
            return _refused(request, refusal, endpoint.asking(form))
        return _json(granted.answer(), headers=_PRIVATE | endpoint.next_nonce())

    @routes.post(REVOCATION_PATH)
    async def revoke(request: Request) -> Response:
        """Take a token back (RFC 7009)."""
        form = b""
        try:
            form = await _form(request)
            await endpoint.revoke(form)
        except _REFUSED as refusal:
            return _refused(request, refusal, endpoint.asking(form))
        return Response(status_code=200, headers=_PRIVATE)

    for path in (PATH, REVOCATION_PATH):
        routes.add_api_route(path, _another_method, methods=sorted({*METHODS} - {"POST"}))
    _add_metadata(routes, endpoint)
    return routes


async def _another_method(request: Request) -> Response:
    """Refuse every method but POST, so that OAuth clients read it too (RFC 6749 §3.2)."""
    return _refused(request, MethodNotAllowed(headers={"Allow": "POST"}), {})


def _add_metadata(routes: APIRouter, endpoint: TokenEndpoint) -> None:
    @routes.get("/.well-known/oauth-authorization-server")
    async def server() -> Response:
        """Return the metadata of RFC 8414."""
        told = metadata(endpoint.keys.issuer, endpoint.scopes(), certificates=endpoint.certificates)
        return _json(told, headers=_PUBLIC)

    @routes.get(RESOURCE_PATH)
    @routes.get(RESOURCE_PATH + "/{path:path}")
    async def resource(request: Request) -> Response:
        """Return the metadata of RFC 9728, of the gateway or of what stands at a path of it."""
        before, here, path = request.scope["raw_path"].decode("latin-1").partition(RESOURCE_PATH)
        if before or not here or (path and not is_plain(path)):  # spelt in another way it is none of ours
            raise NotFound
        issuer, certificates = endpoint.keys.issuer, endpoint.certificates
        return _json(resource_metadata(issuer, path, endpoint.scopes(), certificates=certificates), headers=_PUBLIC)

    @routes.get(JWKS_PATH)
    async def jwks() -> Response:
        """Return the public keys that sign tokens and vouchers."""
        return _json(endpoint.keys.jwks(), headers=_PUBLIC)


def _json(content: object, *, headers: dict[str, str], status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, headers, media_type="application/json")


def _proof(request: Request) -> str | None:
    proofs = request.headers.getlist("dpop")
    return proofs[0] if len(proofs) == 1 else None  # RFC 9449 §4.3: not more than one


async def _form(request: Request) -> bytes:
    if media_type(request.headers.get("content-type")) != FORM:
        raise UnsupportedMediaType(accepted=FORM)
    form = bytearray()
    try:
        async with asyncio.timeout(FORM_WITHIN_S):
            async for chunk in request.stream():
                form += chunk
                if len(form) > MAX_FORM:
                    raise BodyTooLarge(limit=MAX_FORM)
    except TimeoutError:
        raise BodyTooSlow from None
    except ClientDisconnect:  # somebody who hangs up is no fault of ours, and no page of log
        raise RequestIncomplete from None
    return bytes(form)


def _refused(request: Request, refusal: Problem, who: Mapping[str, str]) -> Response:
    """Render what OAuth clients read (RFC 6749 §5.2) and the problem's members in one object."""
    here = trace.current() or trace.begin(request.headers.get("traceparent"))
    client = request.scope.get("client")
    security_log.note_at_the_door(refusal, trace=here.trace_id, path=request.url.path, client=client, who=who)
    language = language_of(stated_in(request.headers.raw))
    members = {
        "error": refusal.error if isinstance(refusal, TokenRefusal) else "invalid_request",
        "error_description": _NOT_IN_DESCRIPTION.sub("?", refusal.detail("en")),
        **problems.document(refusal, language, here),
    }
    headers = {**_PRIVATE, "Content-Language": language, **refusal.headers}
    return _json(members, headers=headers, status=int(refusal.status))
