"""What an app was given is found by its type."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from chassis.http.resources import resource


@dataclass
class Oven:
    degrees: int


app = FastAPI()


@app.get("/oven")
async def degrees(oven: Annotated[Oven, resource(Oven)]) -> int:
    return oven.degrees


async def asked() -> int:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://bakery") as client:
        told: int = (await client.get("/oven")).json()
    return told


async def test_a_resource_is_found_among_others():
    app.state.resources = {"flour": "rye", "oven": Oven(220)}
    assert await asked() == 220


async def test_what_the_app_was_not_given_is_a_fault_that_names_its_type():
    app.state.resources = {"flour": "rye"}
    with pytest.raises(LookupError, match="Oven"):
        await asked()
