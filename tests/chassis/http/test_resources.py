"""What an app was given is found by its type."""

from dataclasses import dataclass

import pytest
from fastapi import FastAPI, Request

from chassis.http.resources import resource, resource_of


@dataclass
class Oven:
    degrees: int


def request(**given: object) -> Request:
    app = FastAPI()
    app.state.resources = given
    return Request({"type": "http", "app": app})


async def test_a_resource_is_found_among_others() -> None:
    oven = Oven(220)
    asked = request(flour="rye", oven=oven)
    assert resource_of(asked, Oven) is oven
    assert await resource(Oven).dependency(asked) is oven


def test_what_the_app_was_not_given_is_a_fault_that_names_its_type() -> None:
    with pytest.raises(LookupError, match="Oven"):
        resource_of(request(flour="rye"), Oven)
