"""Each national schema has a page with its history, in both languages, and every version its text as published."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx2
import orjson
import pytest
from fastapi import FastAPI

from chassis.http import problems
from contracts.schema_files import BASE, schema_names, schemas_folder
from gateway.front import schemas
from gateway.front.page_data import Counts, DirectoryPage, ListedSchema
from gateway.front.router import build_router
from tests.support.front_page import PageDataInMemory, a_directory

LABEL = {"lo": "ດິນ", "en": "Parcel of land"}
PARCEL: dict[str, Any] = {
    "$id": f"{BASE}land/parcel/v1",
    "title": "Parcel",
    "description": "A parcel of land. ດິນຕອນໜຶ່ງ.",
    "x-label": LABEL,
    "type": "object",
    "properties": {"number": {"type": "string", "maxLength": 40, "x-label": {"lo": "ເລກ", "en": "Number"}}},
    "required": ["number"],
    "unevaluatedProperties": False,
}
OWNER = {"$ref": f"{BASE}shared/person-name/v1", "x-label": {"lo": "ເຈົ້າຂອງ", "en": "Owner"}}
NEXT = PARCEL | {
    "$id": f"{BASE}land/parcel/v2",
    "title": "ParcelV2",
    "description": "A piece of land. ດິນຕອນໜຶ່ງ.",
    "properties": PARCEL["properties"] | {"owner": OWNER},
    "examples": [{"number": "1/ກ"}],
}


def listed(document: dict[str, Any], since: datetime) -> ListedSchema:
    return ListedSchema(orjson.dumps(document).decode(), since)


PUBLISHED = (
    listed(PARCEL, datetime(2026, 12, 1, 3, tzinfo=UTC)),
    listed(NEXT, datetime(2027, 1, 31, 18, tzinfo=UTC)),  # in Vientiane it is February already
)


@pytest.fixture
async def front() -> AsyncIterator[httpx2.AsyncClient]:
    known = a_directory()
    page = DirectoryPage(known.version, known.services, known.members, PUBLISHED)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    problems.install(app)
    data = PageDataInMemory(page, Counts(exchanges=0, events=None))
    app.include_router(build_router(data, public_url="http://gateway.example"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gateway.example") as client:
        yield client


async def shown(front: httpx2.AsyncClient, path: str, lang: str = "en") -> str:
    answer = await front.get(path, params={"lang": lang})
    assert (answer.status_code, answer.headers["content-language"]) == (200, lang)
    return answer.text


async def test_every_schema_has_a_page_and_the_list_leads_to_it(front: httpx2.AsyncClient) -> None:
    every = await shown(front, "/schemas")
    for name in {(name.domain, name.name) for name in schema_names(schemas_folder())}:
        path = f"/schemas/{name[0]}/{name[1]}"
        assert f'href="{path}?lang=en"' in every
        for lang in ("lo", "en"):
            assert f"{BASE}{name[0]}/{name[1]}/v1" in await shown(front, path, lang)


async def test_a_page_says_what_a_document_has_to_be(front: httpx2.AsyncClient) -> None:
    page = await shown(front, "/schemas/access/access")
    assert "Nothing of the person stands in it." in page
    assert "<code>legalBasis[].law</code><small>required</small>" in page
    assert 'Law<small lang="lo">ກົດໝາຍ</small>' in page
    assert "Must be one line with at least one visible character" in page
    listed = '<a href="/directory/v1/code-lists/access-outcome"><code>access-outcome</code></a>'
    assert f"A code of the list {listed}" in page
    assert "&#34;exchangeId&#34;: &#34;xch_" in page, "an example"
    assert "2026-11-29" in page


async def test_a_page_is_in_lao_where_it_is_asked_for(front: httpx2.AsyncClient) -> None:
    page = await shown(front, "/schemas/shared/seat", "lo")
    assert '<h2 id="schema">ຫ້ອງການຂອງສະມາຊິກ</h2>' in page
    assert "ໄປນຳກັນສະເໝີ" in page
    assert "always go together" not in page
    assert "ສະບັບທຳອິດ." in page
    # a file that describes itself in English alone has its label, and no paragraph that a Lao reader cannot read
    assert '<p class="said">' not in await shown(front, "/schemas/documents/document", "lo")
    assert '<p class="said">' in await shown(front, "/schemas/documents/document")


async def test_a_draft_is_called_one(front: httpx2.AsyncClient) -> None:
    assert "<dd>Draft</dd>" in await shown(front, "/schemas/documents/document")


async def test_a_member_leads_to_the_schema_that_describes_it(front: httpx2.AsyncClient) -> None:
    assert 'href="/schemas/shared/identifier?lang=en"' in await shown(front, "/schemas/consent/consent")
    assert 'href="/schemas/consent/consent?lang=en"' in await shown(front, "/schemas/consent/consent-page")


async def test_what_a_file_describes_in_a_part_of_its_own_is_told_in_place(front: httpx2.AsyncClient) -> None:
    assert "<code>errors[].message.lo</code>" in await shown(front, "/schemas/shared/problem")


async def test_the_history_says_what_each_version_added_and_when(front: httpx2.AsyncClient) -> None:
    page = await shown(front, "/schemas/land/parcel")
    history = page[page.index('id="history"') :]
    second, first = history.index(">v2</a>"), history.index(">v1</a>")
    assert second < first
    assert "2027-02-01" in history[second:first]
    assert "Added <code>#/properties/owner</code> Owner" in history[second:first]
    assert "Said otherwise: <code>#</code>" in history[second:first]
    assert "2026-12-01" in history[first:]
    assert "The first version." in history[first:]
    assert "ເພີ່ມ <code>#/properties/owner</code> ເຈົ້າຂອງ" in await shown(front, "/schemas/land/parcel", "lo")


async def test_each_version_is_served_byte_for_byte(front: httpx2.AsyncClient) -> None:
    answer = await front.get("/schemas/shared/seat/v1")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.content == (schemas_folder() / "shared" / "seat" / "v1.json").read_bytes()
    digest = hashlib.sha256(answer.content).hexdigest()
    assert f"{digest}  shared/seat/v1.json" in (schemas_folder() / "published.txt").read_text("utf-8")
    assert digest in await shown(front, "/schemas/shared/seat")
    again = await front.get("/schemas/shared/seat/v1", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await front.get("/schemas/land/parcel/v2")).json() == NEXT


@pytest.mark.parametrize("path", ["/schemas/shared/nothing", "/schemas/shared/seat/v9", "/schemas/shared/seat/vx"])
async def test_what_there_is_not_is_not_found(front: httpx2.AsyncClient, path: str) -> None:
    answer = await front.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_a_schema_of_this_distribution_is_shown_as_its_file_has_it() -> None:
    """A directory in which it was published before the distribution had it says the same: it never changes."""
    twice = schemas.versions([listed(PARCEL | {"$id": f"{BASE}shared/seat/v1"}, datetime(2020, 1, 1, tzinfo=UTC))])
    assert twice["shared", "seat"][0].since == date(2026, 11, 29)


def test_a_part_that_lies_within_itself_is_told_once() -> None:
    tree = {"type": "object", "properties": {"name": {"type": "string"}, "below": {"$ref": "#/$defs/tree"}}}
    document = PARCEL | {"properties": {"root": {"$ref": "#/$defs/tree"}}, "$defs": {"tree": tree}}
    every = schemas.versions([listed(document, datetime(2026, 1, 1, tzinfo=UTC))])
    paths = [member.path for member in schemas.members(every["land", "parcel"][0], every)]
    assert paths == ["root", "root.name", "root.below"]


def test_members_in_common_with_another_schema_are_shown_as_ones_own() -> None:
    every = schemas.versions([])
    shown = {member.path: member for member in schemas.members(every["justice", "criminal-work-register"][0], every)}
    assert next(iter(shown)) in {"member", "year"}
    assert {"months[].status", "rows[].figures[].value", "rows[].row"} <= shown.keys()
    assert shown["year"].is_required
    assert not shown["member"].is_required
