"""Routes of the front: pages, OpenAPI documents and static files; all of them are reads."""

from http import HTTPStatus
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Header, Path, Response
from fastapi.responses import HTMLResponse

from chassis.http.etags import none_match
from chassis.prints.answers import OWN_FILES_ONLY, SAME_ORIGIN, html_answer
from contracts.problems import NotFound
from gateway.front import assets, pages, refusals
from gateway.front.contact import Contact
from gateway.front.language import LanguageDep
from gateway.front.page_data import FrontPageData
from gateway.front.reference.served import FORMS, WHOLE, Reference
from gateway.front.schema_routes import add_schemas

# Swagger UI and Redoc write style elements while they run, and Redoc searches in a worker it makes from its own text.
REFERENCE: Final = OWN_FILES_ONLY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") + "; worker-src blob:"


def _form(form: Annotated[str, Path()]) -> str:
    if form not in FORMS:
        raise NotFound
    return form


FormDep = Annotated[str, Depends(_form)]
HeldDep = Annotated[str | None, Header(alias="if-none-match")]


def build_router(
    data: FrontPageData, *, public_url: str, contact: Contact | None = None, sandbox: bool = False
) -> APIRouter:
    """Return the front's routes over its data; `sandbox` says loudly that members and records are samples."""
    router = APIRouter(include_in_schema=False)

    _add_pages(router, data, sandbox=sandbox)
    _add_refusals(router, data)
    add_schemas(router, data)
    _add_documents(router, data, Reference(public_url, contact))
    router.add_api_route("/static/{name:path}", _file, methods=["GET"])
    return router


def _add_pages(router: APIRouter, data: FrontPageData, *, sandbox: bool) -> None:
    @router.get("/")
    async def start(reader: LanguageDep) -> HTMLResponse:
        """Show the start page."""
        return html_answer(
            pages.start_page(await data.directory(), await data.counts(), reader, sandbox=sandbox), reader
        )

    @router.get("/counts")
    async def counts() -> Response:
        """Return the two live numbers of the start page."""
        now = await data.counts()
        return _json(orjson.dumps({"exchanges": now.exchanges, "events": now.events}), keep="no-store")

    @router.get("/docs")
    async def swagger() -> HTMLResponse:
        """Show every operation in Swagger UI."""
        return html_answer(pages.reference_page("swagger", "/openapi.json"), "en", policy=REFERENCE)

    @router.get("/redoc")
    async def redoc() -> HTMLResponse:
        """Show every operation in Redoc."""
        return html_answer(pages.reference_page("redoc", "/openapi.json"), "en", policy=REFERENCE)


def _add_refusals(router: APIRouter, data: FrontPageData) -> None:
    @router.get("/problems")
    async def problems(reader: LanguageDep) -> HTMLResponse:
        """List every refusal."""
        every = refusals.catalogue((await data.directory()).services)
        return html_answer(pages.refusals_page(list(every.values()), reader), reader)

    @router.get("/problems/{code}")
    async def problem(code: str, reader: LanguageDep) -> HTMLResponse:
        """Explain one refusal: the page that the `type` of a problem names."""
        refusal = refusals.catalogue((await data.directory()).services).get(code)
        if refusal is None:
            raise NotFound
        return html_answer(pages.refusal_page(refusal, reader), reader)


def _add_documents(router: APIRouter, data: FrontPageData, reference: Reference) -> None:
    async def sent(name: str, form: str, held: str | None) -> Response:
        found = await reference.document(await data.directory(), name, form)
        if found is None:
            raise NotFound
        return _as_answer(found, held)

    @router.get("/openapi.{form}")
    async def merged_document(form: FormDep, held: HeldDep = None) -> Response:
        """Return the operations of every service as one OpenAPI document."""
        return await sent(WHOLE, form, held)

    @router.get("/openapi/{service}.{form}")
    async def document(service: str, form: FormDep, held: HeldDep = None) -> Response:
        """Return the OpenAPI document of one service, as the gateway enforces it and with words for a reader."""
        return await sent(service, form, held)


def _json(body: bytes, *, keep: str) -> Response:
    return Response(body, media_type="application/json", headers={**SAME_ORIGIN, "Cache-Control": keep})


async def _file(name: str, held: HeldDep = None) -> Response:
    """Return one of the files that pages load."""
    found = assets.asset(name)
    if found is None:
        raise NotFound
    return _as_answer(found, held)


def _as_answer(found: assets.Asset, held: str | None) -> Response:
    """Return the file, or 304 where the caller holds it."""
    headers = {**SAME_ORIGIN, "ETag": found.etag, "Cache-Control": "no-cache"}
    if none_match(held, found.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.content, headers=headers, media_type=found.media_type)
