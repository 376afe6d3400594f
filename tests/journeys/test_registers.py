"""The monthly register through the gateway: the same figures as JSON, as a table, and as a page for the printer."""

import base64
import csv
import hashlib
from collections.abc import AsyncIterator
from io import StringIO

import aiohttp
import pytest

from chassis.client.exchange_client import Answer
from tests.support import sample_records as records
from tests.support.sample_country import SampleCountry
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow


@pytest.fixture
async def sample_country(shared: SaphanProcess) -> AsyncIterator[SampleCountry]:
    await shared.ready()
    async with aiohttp.ClientSession() as session:
        yield SampleCountry(shared, session)


async def read(sample_country: SampleCountry, media: str) -> Answer:
    path = f"/case-registry/v1/registers/monthly?member=ospp&year={records.today().year}"
    answer = await sample_country.call("prosecutor", "GET", path, purpose="caseManagement", headers={"Accept": media})
    assert answer.status == 200, answer.body
    assert answer.headers["Content-Type"].startswith(media)
    return answer


async def test_an_office_reads_its_register_in_the_form_that_it_asks_for(sample_country: SampleCountry) -> None:
    await sample_country.statement()
    register = (await read(sample_country, "application/json")).json()
    month = records.today().month
    new = {row["row"]: {each["month"]: each["value"] for each in row["figures"]} for row in register["rows"]}["I.2"]
    assert new[month] >= 1

    table = await read(sample_country, "text/csv")
    digest = base64.b64encode(hashlib.sha256(table.body).digest()).decode()
    assert table.headers["Content-Digest"] == f"sha-256=:{digest}:"
    rows = {row["ref"]: row for row in csv.DictReader(StringIO(table.body.decode("utf-8-sig")))}
    assert rows["I.2"][f"m{month:02}"] == str(new[month])

    page = await read(sample_country, "text/html")
    assert "ຄະດີເຂົ້າໃໝ່ໃນເດືອນ" in page.body.decode()


async def test_a_register_of_what_no_list_has_is_refused_at_the_door(sample_country: SampleCountry) -> None:
    path = "/case-registry/v1/registers/monthly?category=piracy&level=highest"
    answer = await sample_country.call("prosecutor", "GET", path, purpose="caseManagement")
    faults = sorted((each["name"], each["code"]) for each in answer.json()["errors"])
    assert (answer.status, faults) == (400, [("category", "x-codelist"), ("level", "x-codelist")])
