import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError

from chassis.http.model_faults import MOST, faults_in_body, faults_in_request
from contracts.calendar import YEARS, Day, Moment


class Loaf(BaseModel):
    baked_on: Day = Field(alias="bakedOn")
    sold_at: Moment | None = Field(None, alias="soldAt")
    slices: list[int] = []


def refused(document: object) -> ValidationError:
    with pytest.raises(ValidationError) as found:
        Loaf.model_validate(document)
    return found.value


def test_a_year_that_cannot_be_is_told_in_both_languages_at_its_member() -> None:
    faults = faults_in_body(refused({"bakedOn": "2569-11-28", "soldAt": "0001-01-01T00:00:00+14:00"}).errors(), "/loaf")
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/loaf/bakedOn", "buddhist-era"),
        ("/loaf/soldAt", "year-too-early"),
    ]
    assert {(fault.lo, fault.en) for fault in faults} == {(YEARS["lo"], YEARS["en"])}


def test_other_faults_are_told_by_their_kind() -> None:
    (fault,) = faults_in_body(refused({"bakedOn": "2026-11-28", "slices": [1, "x"]}).errors())
    assert (fault.pointer, fault.code) == ("/slices/1", "int-parsing")


def test_no_more_is_told_than_anybody_reads() -> None:
    assert len(faults_in_body(refused({"bakedOn": "2026-11-28", "slices": ["x"] * 200}).errors())) == MOST


def test_a_fault_of_a_request_stands_at_its_parameter_or_in_its_body() -> None:
    errors = RequestValidationError(
        [
            {"type": "missing", "loc": ("query", "limit"), "msg": "Field required"},
            {"type": "missing", "loc": ("body", "loaf", 0), "msg": "Field required"},
        ]
    ).errors()
    assert [(each.location, each.name, each.pointer) for each in faults_in_request(errors)] == [
        ("query", "limit", None),
        (None, None, "/loaf/0"),
    ]
