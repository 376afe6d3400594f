"""Ready and alarmed are two things: what somebody must look at sends nobody away."""

import httpx2
from fastapi import FastAPI

from chassis.http import health


async def test_a_full_share_is_shown_and_the_gateway_stays_ready() -> None:
    async def there() -> bool:
        return True

    app = FastAPI()
    app.include_router(health.router({"database": there}, dict, lambda: {"places-full": "documents to land-register"}))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://here") as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "checks": {"database": True}, "alarms": {"places-full": "documents to land-register"}},
    )
