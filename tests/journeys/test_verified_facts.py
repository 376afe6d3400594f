"""A fact verified through the running gateway: what an agreement has beyond yes and no, and what it has not."""

from typing import Any, Final

import aiohttp
import pytest

from tests.support.sample_country import SampleCountry, a_death
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow
REGISTER: Final = "/civil-registration/v1"
PURPOSES: Final = {"justice": "caseManagement", "police": "investigation", "registrar": "vitalRegistration"}


async def told(country: SampleCountry, kind: str, path: str, body: object) -> Any:
    answer = await country.call(kind, "POST", f"{REGISTER}{path}", json=body, purpose=PURPOSES[kind])
    assert answer.ok, answer.body
    return answer.json()


async def test_an_agreement_says_what_is_told_beyond_yes_and_no(shared: SaphanProcess) -> None:
    await shared.ready()
    async with aiohttp.ClientSession() as session:
        country = SampleCountry(shared, session)
        death = a_death()
        declared = await told(country, "registrar", "/deaths", death)
        where = f"{REGISTER}/events/{declared['eventId']}/registration"
        await country.done_by_registrar(where, {})
        deceased = declared["death"]["deceased"]
        number = (await country.call("registrar", "GET", where.rpartition("/")[0], purpose="vitalRegistration")).json()
        asked = {"kind": "death", "registrationNumber": number["registrationNumber"], "name": deceased["name"]["text"]}
        seen = {kind: await told(country, kind, "/verifications", asked) for kind in PURPOSES}
        assert seen["police"] == {"verified": True}
        assert set(seen["justice"]) == {
            *("verified", "name", "sex", "birthDate"),
            *("eventId", "registrationNumber", "registeredOn", "registeredBy"),
        } & {"verified", *seen["registrar"]}
        assert {"occurredOn", "place"} <= set(seen["registrar"])
        request = {
            "reference_id": "r-1",
            "timestamp": "2026-11-30T08:00:00+07:00",
            "search_criteria": {
                "query_type": "idtype-value",
                "query": {"type": "DRN", "value": number["registrationNumber"]},
            },
        }
        header = {"version": "1.0.0", "message_id": "m", "message_ts": request["timestamp"], "action": "search"}
        message = {
            "header": header | {"total_count": 1},
            "message": {"transaction_id": "t", "search_request": [request]},
        }
        found = {kind: await told(country, kind, "/registry/sync/search", message) for kind in PURPOSES}
        records = {kind: each["message"]["search_response"][0]["data"]["reg_records"] for kind, each in found.items()}
        assert records["police"] == [{"@type": "CRVS_Person"}]
        assert "death_date" not in records["justice"][0]
        assert records["registrar"][0]["death_date"] == death["occurredOn"]
        wrong = asked | {"name": "ຄົນອື່ນ ພົມມະຈັນ"}
        answers = [
            await country.call("police", "POST", f"{REGISTER}/verifications", json=wrong, purpose="investigation")
            for _ in range(6)
        ]
        # one of the member's own five is spent on the number, which it searched alone
        assert [each.status for each in answers] == [200, 200, 200, 200, 429, 429]
        refused = answers[-1].json()
        assert (refused["code"], int(answers[-1].headers["Retry-After"]) > 0) == ("too-many-guesses", True)
