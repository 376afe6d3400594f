"""The doctor asks the directory as the service does, and tells how old the members are that the service keeps."""

from pathlib import Path
from typing import Final

import pytest

from cli.components import component
from cli.doctor import reference
from contracts.catalogue import Catalogue
from contracts.reference_data import ReferenceData, followed_by
from services.health_summaries.settings import Settings
from tests.gateway.directory.test_reference import PATH, a_country, offices
from tests.support.authority import Authority
from tests.support.organisations import COUNTRY, keep
from tests.support.postgres import FreshDatabase
from tests.support.sockets import served

HEALTH: Final = component("health-summaries")
AWAY: Final = "http://127.0.0.1:1"


@pytest.fixture
def own(fresh_database: FreshDatabase) -> str:
    """The service's own database."""
    return fresh_database(HEALTH.migrations)


async def found(own: str, gateway: str, **other: object) -> list[tuple[str, str]]:
    """Return level and English sentence of each finding; each has a Lao one with the same figures."""
    told = {"database_url": own, "bus": "postgres", "bus_url": "none", "jwks_url": f"{gateway}/.well-known/jwks.json"}
    findings = await reference.findings(HEALTH, Settings.model_validate(told | other))
    assert all(figures(finding.en) == figures(finding.lo) for finding in findings), findings
    assert not any(finding.stops for finding in findings), "a service starts without the directory"
    return [(finding.level, finding.en) for finding in findings]


def figures(sentence: str) -> list[str]:
    return [word for word in sentence.replace(",", " ").split() if word.isdecimal()]


async def test_what_the_directory_tells_is_held_against_what_the_service_keeps(
    own: str, fresh_database: FreshDatabase
) -> None:
    async with a_country(fresh_database("gateway.migrations")) as country, served(country.app) as port:
        gateway = f"http://127.0.0.1:{port}"
        ((level, told),) = await found(own, gateway)
        assert (level, "nobody is enrolled yet" in told) == ("warning", True)

        await country.until(await country.enrol(*offices(["hq", "01"])))
        (_, told), (level, empty) = await found(own, gateway)
        lists = len(list(Catalogue.load().code_lists.national()))
        assert told.endswith(f"1 members, 2 offices, {lists} code lists.")
        assert (level, "keeps nothing of it yet" in empty) == ("warning", True)

        present = (await country.get()).json
        await keep(own, followed_by(ReferenceData(), present)[0].organisations)
        assert await found(own, gateway) == [("ok", told), ("ok", "the service keeps the same.")]

        await country.until(await country.enrol(*offices(["02"])))
        (_, newer), (level, behind) = await found(own, gateway)
        assert newer != told
        assert (level, behind.split(",")[0]) == ("warning", f"health-summaries keeps version {present['version']}")

        other = await found(own, gateway, reference_url=f"{gateway}/openapi.json")
        assert other[0][0] == "wrong"
        assert "answers something else (it names no version or no digest)" in other[0][1]


async def test_a_directory_that_is_away_leaves_what_is_kept_or_nothing(own: str) -> None:
    (level, told), (empty, never) = await found(own, AWAY)
    assert (level, empty) == ("wrong", "wrong")
    assert f"{AWAY}{PATH}: Cannot connect" in told
    assert "REFERENCE_URL, or JWKS_URL that it follows" in told
    assert never == "health-summaries has never seen the directory: it is not ready and answers 503 until it has."
    await keep(own, COUNTRY, age="50 hours")
    (level, _), (kept, since) = await found(own, AWAY)
    assert (level, kept) == ("wrong", "warning")
    assert since == "meanwhile health-summaries works with version 1, which was confirmed 2 days ago."


async def test_an_authority_that_cannot_be_read_is_named(own: str, tmp_path: Path) -> None:
    (level, told), *_ = await found(own, AWAY, gateway_ca_file=tmp_path / "missing.pem")
    assert (level, told.startswith("GATEWAY_CA_FILE: ")) == ("wrong", True)
    assert (await found(own, AWAY, gateway_ca_file=Authority(tmp_path).path))[0][1].startswith(AWAY)


async def test_nothing_is_asked_of_who_has_no_gateway(own: str) -> None:
    told = {"database_url": own, "bus": "postgres", "bus_url": "none"}
    assert await reference.findings(HEALTH, Settings.model_validate(told)) == []
