"""Routes of the front: pages, OpenAPI documents and static files; all of them are reads."""

from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse

from chassis.http.etags import none_match
from chassis.prints.answers import OWN_FILES_ONLY, SAME_ORIGIN, html_answer
from contracts.problems import NotFound
from gateway.front import assets, merged, pages, refusals
from gateway.front.language import LanguageDep
from gateway.front.page_data import DirectoryPage, FrontPageData
from gateway.front.schema_routes import add_schemas

# Swagger UI and Redoc write style elements while they run, and Redoc searches in a worker it makes from its own text.
REFERENCE: Final = OWN_FILES_ONLY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") + "; worker-src blob:"


def build_router(data: FrontPageData, *, public_url: str, sandbox: bool = False) -> APIRouter:
    """Return the front's routes over its data; `sandbox` says loudly that members and records are samples."""
    router = APIRouter(include_in_schema=False)

    _add_pages(router, data, sandbox=sandbox)
    _add_refusals(router, data)
    add_schemas(router, data)
    _add_documents(router, data, _MergedDocument(public_url))
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


def _add_documents(router: APIRouter, data: FrontPageData, merged_of: "_MergedDocument") -> None:
    @router.get("/openapi.json")
    async def merged_document() -> Response:
        """Return the operations of every service as one OpenAPI document."""
        return _json(merged_of(await data.directory()))

    @router.get("/openapi/{service}.json")
    async def document(service: str) -> Response:
        """Return the OpenAPI document of one service, as it was registered."""
        for listed in (await data.directory()).services:
            if listed.name == service:
                return _json(orjson.dumps(listed.document))
        raise NotFound


class _MergedDocument:
    """The merged document as bytes, made once per version of the directory."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._version: int | None = None
        self._body = b""

    def __call__(self, page: DirectoryPage) -> bytes:
        if page.version != self._version:
            self._body = orjson.dumps(merged.merge(page.services, public_url=self._public_url))
            self._version = page.version
        return self._body


def _json(body: bytes, *, keep: str = "no-cache") -> Response:
    return Response(body, media_type="application/json", headers={**SAME_ORIGIN, "Cache-Control": keep})


async def _file(name: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Return one of the files that pages load."""
    found = assets.asset(name)
    if found is None:
        raise NotFound
    headers = {**SAME_ORIGIN, "ETag": found.etag, "Cache-Control": "no-cache"}
    if none_match(if_none_match, found.etag):
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type=found.media_type)
