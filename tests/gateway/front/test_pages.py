import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from urllib.parse import unquote

import httpx2
import pytest
import yaml
from fastapi import FastAPI
from fastapi.middleware import Middleware

from chassis.http import problems
from chassis.http.packing import PACKED_FROM, Packing
from chassis.prints.words import Words
from contracts.catalogue import Catalogue
from gateway.front.page_data import Counts, DirectoryPage
from gateway.front.pages import PARTICULAR, sentence
from gateway.front.reference.documents import one, whole
from gateway.front.reference.served import Reference
from gateway.front.refusals import catalogue
from gateway.front.router import build_router
from gateway.front.words import KINDS, PARTICULARS, SAYINGS
from tests.support.front_page import PageDataInMemory, a_directory, a_document, a_service, our_guests, our_services

URL = "http://gateway.example"


def the_front(page_data: PageDataInMemory, *, sandbox: bool = True) -> httpx2.AsyncClient:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, middleware=[Middleware(Packing)])
    problems.install(app)
    app.include_router(build_router(page_data, public_url=URL, sandbox=sandbox))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=URL)


@pytest.fixture
async def front() -> AsyncIterator[httpx2.AsyncClient]:
    async with the_front(PageDataInMemory()) as client:
        yield client


class Links(HTMLParser):
    """Notes what a page leads to and loads."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.led: list[str] = []
        self.inline = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag in {"script", "img"} or (tag == "link" and had.get("rel") in {"stylesheet", "icon"}):
            self.loaded.append(had.get("src") or had.get("href") or "")
        if tag == "a":
            self.led.append(had["href"] or "")
        self.inline += any(name == "style" or name.startswith("on") for name in had)


def links(html: str) -> Links:
    parser = Links()
    parser.feed(html)
    return parser


async def test_the_start_page_shows_the_house_in_english(front: httpx2.AsyncClient) -> None:
    page = await front.get("/", params={"lang": "en"})
    assert page.headers["content-language"] == "en"
    for shown in (
        "Case registry",
        "/case-registry/v1/cases",
        "Ministry of Public Security",
        "1\u202f234",
        "case-system",
    ):
        assert shown in page.text


async def test_what_is_open_to_everybody_is_listed_with_its_description_in_the_document() -> None:
    document = a_document()
    notice = {"operationId": "getNotice", "summary": "Read a notice", "responses": {}}
    document["paths"]["/notices/{noticeId}"] = {"get": notice | {"x-public": True}, "head": notice}
    async with the_front(PageDataInMemory(a_directory(a_service(document=document)))) as front:
        for language, title in (("en", "Open to everybody"), ("lo", "ເປີດໃຫ້ທຸກຄົນ")):
            page = (await front.get(f"/?lang={language}")).text
            shown = page[page.index(f'<h2 id="open">{title}') : page.index('<h2 id="first">')]
            assert shown.count("/case-registry/v1/notices/{noticeId}") == 1
            assert "Read a notice" in shown
            assert "/case-registry/v1/cases" not in shown
        [address] = [each for each in links(shown).led if each.startswith("/openapi/")]
        served = (await front.get(address.partition("#")[0])).json()
    assert unquote(address.partition("#")[2]) == "/paths/~1notices~1{noticeId}/get"
    assert served["paths"]["/notices/{noticeId}"]["get"]["x-public"] is True


async def test_the_start_page_speaks_lao_unless_english_is_preferred(front: httpx2.AsyncClient) -> None:
    lao = await front.get("/")
    english = await front.get("/", headers={"Accept-Language": "en-GB"})
    assert '<html lang="lo">' in lao.text
    assert "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ" in lao.text
    assert '<html lang="en">' in english.text
    assert lao.headers["vary"] == "Accept-Language, Accept-Encoding"


async def test_the_start_page_with_everything_is_under_60_kb(front: httpx2.AsyncClient) -> None:
    page = await front.get("/")
    parts = [page.content] + [(await front.get(address)).content for address in set(links(page.text).loaded)]
    assert sum(len(part) for part in parts) < 60_000


async def test_no_page_loads_anything_from_elsewhere_or_has_script_inside(front: httpx2.AsyncClient) -> None:
    for path in ("/", "/docs", "/redoc", "/problems", "/problems/not-found"):
        page = await front.get(path)
        found = links(page.text)
        assert found.loaded
        assert all(address.startswith("/static/") for address in found.loaded)
        assert found.inline == 0
        assert re.search(r"<script(?![^>]*\bsrc=)", page.text) is None
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy


async def test_every_address_a_page_loads_or_leads_to_answers(front: httpx2.AsyncClient) -> None:
    elsewhere = ("/healthz", "/.well-known/", "/ledger/", "/directory/")  # the gateway's other routes, not of the front
    for path in ("/", "/problems", "/problems/not-found"):
        found = links((await front.get(path)).text)
        for address in {*found.loaded, *found.led}:
            if not address.startswith((*elsewhere, "#")):
                answer = await front.get(address.partition("#")[0])
                assert answer.status_code == 200, address


async def test_the_sandbox_is_told_only_where_it_is_one() -> None:
    async with the_front(PageDataInMemory(), sandbox=False) as real:
        assert "not production" not in (await real.get("/?lang=en")).text
    async with the_front(PageDataInMemory()) as sandbox:
        assert "not production" in (await sandbox.get("/?lang=en")).text


async def test_an_empty_house_has_a_page_too() -> None:
    async with the_front(PageDataInMemory(DirectoryPage(0, (), ()), Counts(exchanges=0, events=None))) as front:
        page = await front.get("/?lang=en")
        assert "No service is registered yet." in page.text
        assert '<dd data-count="events">–</dd>' in page.text


async def test_what_a_document_says_never_becomes_markup() -> None:
    document = a_document("<script>alert(1)</script>")
    async with the_front(PageDataInMemory(a_directory(a_service(document=document)))) as front:
        page = await front.get("/")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


async def test_a_service_speaks_lao_to_a_lao_reader_where_it_can() -> None:
    document = a_document()
    document["info"]["description"] = "One case, one record. ຄະດີດຽວ ບັນທຶກດຽວ."
    async with the_front(PageDataInMemory(a_directory(a_service(document=document)))) as front:
        assert '<p class="sum" lang="lo">ຄະດີດຽວ ບັນທຶກດຽວ.</p>' in (await front.get("/?lang=lo")).text
        assert '<p class="sum" lang="en">Cases from the report' in (await front.get("/?lang=en")).text


async def test_every_service_of_ours_has_its_name_in_the_readers_language() -> None:
    services = [*our_services(), *our_guests()]
    async with the_front(PageDataInMemory(a_directory(*services))) as front:
        lao, english = [(await front.get(f"/?lang={language}")).text for language in ("lo", "en")]
    assert '<h3 lang="lo">ທະບຽນຄະດີ</h3>' in lao
    assert '<h3 lang="en">Case registry</h3>' in english
    assert (lao.count('<h3 lang="lo">'), lao.count('<h3 lang="en">')) == (len(services), 0)
    assert lao.count('<p class="sum" lang="en">') == 0


async def test_the_counts_can_be_asked_for_alone(front: httpx2.AsyncClient) -> None:
    answer = await front.get("/counts")
    assert answer.json() == {"exchanges": 1234, "events": 56}
    assert answer.headers["cache-control"] == "no-store"


async def test_the_merged_document_follows_the_directory() -> None:
    page_data = PageDataInMemory()
    async with the_front(page_data) as front:
        served = (await front.get("/openapi.json")).json()
        assert served == whole(page_data.shown.services, public_url=URL, catalogue=Catalogue.load())
        page_data.shown = a_directory(a_service("court-archive", a_document("Court archive", servers=[])), version=2)
        paths = (await front.get("/openapi.json")).json()["paths"]
        assert [path for path in paths if not path.startswith(("/oauth/", "/.well-known/"))] == [
            "/court-archive/v1/cases"
        ]


async def test_a_services_own_document_is_served_with_words(front: httpx2.AsyncClient) -> None:
    served = (await front.get("/openapi/case-registry.json")).json()
    assert served == one(a_service(), public_url=URL, catalogue=Catalogue.load())
    for nowhere in ("/openapi/bakery.json", "/openapi/case-registry.txt", "/openapi.toml"):
        unknown = await front.get(nowhere)
        assert unknown.status_code == 404
        assert unknown.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["/openapi", "/openapi/case-registry"])
async def test_a_document_is_yaml_too_and_says_the_same(front: httpx2.AsyncClient, name: str) -> None:
    served = await front.get(f"{name}.yaml")
    assert served.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(served.text) == (await front.get(f"{name}.json")).json()


@pytest.mark.parametrize(
    "name", ["/openapi.json", "/openapi.yaml", "/openapi/case-registry.json", "/static/samples/saphan.py"]
)
async def test_a_document_is_sent_packed_and_not_twice(front: httpx2.AsyncClient, name: str) -> None:
    plain = await front.get(name, headers={"Accept-Encoding": "identity"})
    packed = await front.get(name, headers={"Accept-Encoding": "gzip"})
    again = await front.get(name, headers={"If-None-Match": plain.headers["etag"]})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert (packed.content, packed.headers["vary"]) == (plain.content, "Accept-Encoding")
    assert (again.status_code, again.content) == (304, b"")


async def test_a_document_is_made_again_only_when_a_service_has_changed() -> None:
    reference = Reference(URL)
    first = await reference.document(a_directory(), "", "json")
    assert first is not None
    assert await reference.document(a_directory(version=2), "", "json") is first
    other = a_directory(a_service("court-archive", a_document("Court archive", servers=[])), version=3)
    assert await reference.document(other, "", "json") != first
    assert await reference.document(other, "case-registry", "json") is None


async def test_every_refusal_has_its_page_in_both_languages(front: httpx2.AsyncClient) -> None:
    listing = (await front.get("/problems")).text
    for code, refusal in catalogue(()).items():
        page = await front.get(f"/problems/{code}")
        assert page.status_code == 200
        assert f"/problems/{code}?" in listing
        text = page.text.replace("&#34;", '"').replace("&#39;", "'")
        assert refusal.sentence.lo.partition("{")[0] in text
        english = (await front.get(f"/problems/{code}?lang=en")).text.replace("&#34;", '"').replace("&#39;", "'")
        assert refusal.sentence.en.partition("{")[0] in english
        assert refusal.meaning.partition("`")[0][:40] in english
        assert "<dt>ຄວາມໝາຍ" not in text
        assert not refusal.sentence.en.partition("{")[0] or refusal.sentence.en not in text
        assert [f'<tr id="{reason}">' in text for reason in refusal.reasons] == [True] * len(refusal.reasons)
    assert (await front.get("/problems/no-such-code")).status_code == 404


def test_what_a_refusal_names_is_said_in_words_of_the_readers_language() -> None:
    every = catalogue((*our_services(), *our_guests())).values()
    said = [words for each in every for words in (each.sentence, *each.reasons.values())]
    named = {name for words in said for name in PARTICULAR.findall(words.lo + words.en)}
    assert named - PARTICULARS.keys() == set(), "each particular of a sentence has words in words.toml"
    unheard = Words(lo="ໃຫຍ່ກວ່າ {limit} & {unheard_of}", en="")
    assert sentence(unheard, "lo") == "ໃຫຍ່ກວ່າ <var>ຂີດຈຳກັດ</var> &amp; <var>unheard_of</var>"


async def test_the_page_of_a_refusal_with_a_reason_says_what_to_change(front: httpx2.AsyncClient) -> None:
    for lang, change in (("en", "Set aud to <var>"), ("lo", "ຕັ້ງ aud ເປັນ <var>")):
        page = (await front.get(f"/problems/client-not-authenticated?lang={lang}")).text
        assert f'<code>assertion-audience-not-expected</code></th><td lang="{lang}">{change}' in page
    assert "params.reason" not in (await front.get("/problems/not-found?lang=en")).text


async def test_what_everybody_may_read_is_packed_for_who_reads_that(front: httpx2.AsyncClient) -> None:
    for path in ("/", "/docs", "/problems", "/openapi.json", "/openapi/case-registry.json", "/static/front.js"):
        packed = await front.get(path, headers={"Accept-Encoding": "br, gzip;q=0.5"})
        for refused in ("identity", "gzip;q=0", "notgzip", ""):
            plain = await front.get(path, headers={"Accept-Encoding": refused})
            assert "content-encoding" not in plain.headers
            assert "Accept-Encoding" in plain.headers["vary"], "a cache must not give the packed one to the next"
            assert plain.content == packed.content
        long = len(packed.content) >= PACKED_FROM
        assert ("content-encoding" in packed.headers) is long, path
        assert int(packed.headers["content-length"]) <= len(packed.content) * (0.7 if long else 1)
    for path in ("/counts", "/problems/no-such-code"):  # kept by nobody, and a refusal
        assert "content-encoding" not in (await front.get(path, headers={"Accept-Encoding": "gzip"})).headers


async def test_a_file_is_sent_packed_and_not_twice(front: httpx2.AsyncClient) -> None:
    plain = await front.get("/static/front.css", headers={"Accept-Encoding": "identity"})
    packed = await front.get("/static/front.css", headers={"Accept-Encoding": "gzip"})
    tag = plain.headers["etag"].removeprefix("W/")
    again = await front.get("/static/front.css", headers={"If-None-Match": f'"other", W/{tag}'})
    other = await front.get("/static/front.css", headers={"If-None-Match": f'"a{tag[1:]}'})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert (again.status_code, other.status_code) == (304, 200)


@pytest.mark.parametrize("name", ["words.toml", "../router.py", "vendor/PROVENANCE.md", "", "front.css/"])
async def test_only_listed_files_are_sent(front: httpx2.AsyncClient, name: str) -> None:
    assert (await front.get(f"/static/{name}")).status_code == 404


def test_everything_is_said_in_both_languages() -> None:
    for words in [*SAYINGS.values(), *KINDS.values(), *PARTICULARS.values()]:
        assert words.en
        assert words.en.isascii() or "\u2013" in words.en
        assert any("\u0e81" <= letter <= "\u0edf" for letter in words.lo) or words.lo == words.en
