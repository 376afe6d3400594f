"""A short scenario with fixed idempotency keys: repeated after a crash, it must end as if it had run once."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from chassis.client.exchange_client import Answer, ExchangeClient
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess

CASES = "/case-registry/v1/cases"
PATIENCE_S = 30.0
BIRTHS = "/civil-registration/v1/births"
DEATHS = "/civil-registration/v1/deaths"
EVENTS = "/civil-registration/v1/events"
COUNTS_BIRTHS = "moh-dhis2"  # the system that may ask how many births were registered
SOMPHONE = {"type": "citizenId", "value": "01-23 004567"}


def a_case_about(number: dict[str, str], *, running: int = 4242) -> dict[str, Any]:
    """Return the opening of a case whose suspect has this number."""
    opening = records.case_opening(running)
    opening["participants"][0]["identifiers"] = [number]
    return opening


def births_counted() -> str:
    """Return where the health service tells the registered births of the story's district and month."""
    asked = {"dataElement": "REGISTERED_BIRTHS", "orgUnit": records.DISTRICT, "period": f"{records.yesterday():%Y%m}"}
    return f"/health-summaries/v1/data-values?{urlencode(asked)}"


def a_death_of(number: dict[str, str], given_name: str = "ສົມພອນ") -> dict[str, Any]:
    """Return what a hospital declares about somebody with this number and name."""
    born = {"value": "1961-05-20", "precision": "day"}
    deceased = {"name": records.lao_name(given_name, "ວົງສາ"), "sex": "male", "birthDate": born, "identifiers": [number]}
    cause = {"text": "ໄຂ້ຍຸງ", "method": "physician"}
    return {"occurredOn": records.today().isoformat(), "place": records.DISTRICT, "deceased": deceased, "cause": cause}


@dataclass
class Story:
    """Three writes that announce something: a case, a birth, its registration. What was acknowledged is remembered."""

    saphan: SaphanProcess
    session: aiohttp.ClientSession
    name: str
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    # written once: told again after midnight, the same key must still come with the same body
    opening: object = field(default_factory=lambda: records.case_opening(777))
    birth: object = field(default_factory=records.birth_declaration)

    def client(self, system: str) -> ExchangeClient:
        return self.saphan.client(system, self.session)

    async def tell(self) -> bool:
        """Tell it to the end, or until nobody answers any more; say whether it came to the end."""
        try:
            await self._write("case", "police-case-system", CASES, self.opening)
            declared = await self._write("birth", "hospital-records", BIRTHS, self.birth)
            path = f"/civil-registration/v1/events/{declared.json()['eventId']}/registration"
            version = declared.headers["ETag"]
            await self._write("registration", "registrar-desk", path, {"bookNumber": "12/0101"}, sign=version)
        except aiohttp.ClientError:
            return False
        return True

    async def _write(self, what: str, system: str, path: str, body: object, *, sign: str | None = None) -> Answer:
        """Write until it is acknowledged; `sign` is the version on which a legal act is done."""
        client, key = self.client(system), f"{self.name}-{what}"
        deadline = time.monotonic() + PATIENCE_S
        more: dict[str, Any] = {} if sign is None else {"headers": {"If-Match": sign}, "sign": True}
        while (answer := await client.request("POST", path, json=body, idempotency_key=key, **more)).status == 503:
            assert "Retry-After" in answer.headers
            assert time.monotonic() < deadline, "still unavailable"
            await asyncio.sleep(0.2)  # a 503 says that nothing was done: an honest client comes again
        assert answer.ok, answer
        assert self.acknowledged.setdefault(what, answer.body) == answer.body, f"{what} was acknowledged otherwise"
        return answer

    async def cases(self) -> int:
        """Return how many cases there are with the story's number."""
        query = urlencode({"number": records.case_opening(777)["number"]})
        answer = await self.client("police-case-system").request("GET", f"{CASES}?{query}")
        assert answer.ok, answer
        return len(answer.json()["items"])
