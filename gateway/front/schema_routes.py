"""Routes of the national schemas: their list, a page for each with its history, and the text of every version."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Response
from fastapi.responses import HTMLResponse

from chassis.http.etags import none_match
from chassis.prints.answers import SAME_ORIGIN, html_answer
from contracts.problems import NotFound
from gateway.front import pages, schemas
from gateway.front.language import LanguageDep
from gateway.front.page_data import DirectoryPage, FrontPageData

MEDIA_TYPE: Final = "application/schema+json"  # JSON Schema 2020-12, core §14


class _Known:
    """Every version of every schema, put together once for each version of the directory."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._found: schemas.Versions = {}

    def __call__(self, page: DirectoryPage) -> schemas.Versions:
        if page.version != self._version:
            self._found, self._version = schemas.versions(page.schemas), page.version
        return self._found


def add_schemas(router: APIRouter, data: FrontPageData) -> None:
    """Add the routes to the front's."""
    known = _Known()

    @router.get("/schemas")
    async def every_schema(reader: LanguageDep) -> HTMLResponse:
        """List every national schema."""
        found = known(await data.directory())
        return html_answer(pages.schemas_page([versions[0] for versions in found.values()], reader), reader)

    @router.get("/schemas/{domain}/{name}")
    async def schema(domain: str, name: str, reader: LanguageDep) -> HTMLResponse:
        """Show a schema: its members, its examples, and what each version added."""
        every = known(await data.directory())
        if (domain, name) not in every:
            raise NotFound
        return html_answer(pages.schema_page(every[domain, name], every, reader), reader)

    @router.get("/schemas/{domain}/{name}/v{number}")
    async def text(
        domain: str, name: str, number: str, if_none_match: Annotated[str | None, Header()] = None
    ) -> Response:
        """Return a version as it was published, byte for byte: what its digest is of."""
        for version in known(await data.directory()).get((domain, name), ()):
            if str(version.name.version) == number:
                headers = {**SAME_ORIGIN, "ETag": f'"{version.digest}"', "Cache-Control": "no-cache"}
                if none_match(if_none_match, headers["ETag"]):
                    return Response(status_code=304, headers=headers)
                return Response(version.text, media_type=MEDIA_TYPE, headers=headers)
        raise NotFound
