from datetime import date, datetime, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.calendar import VIENTIANE, YEARS, Day, Moment, MomentOrDay
from contracts.catalogue import compile_schema

DAY, MOMENT = TypeAdapter(Day), TypeAdapter(Moment)


@pytest.mark.parametrize("day", ["1800-01-01", "2026-11-28", "2099-12-31"])
def test_a_day_of_the_common_era_is_one_and_can_be_reckoned_with(day: str) -> None:
    assert DAY.validate_python(day) == date.fromisoformat(day)
    assert compile_schema(DAY.json_schema()).is_valid(day)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("0001-01-01", "year-too-early"),
        ("1483-05-14", "year-too-early"),  # 2026 less 543: the era was reckoned twice
        ("2100-01-01", "buddhist-era"),
        ("2569-11-28", "buddhist-era"),
        ("9999-12-31", "buddhist-era"),
    ],
)
def test_a_year_that_cannot_be_is_told_as_such_at_both_doors(day: str, code: str) -> None:
    for adapter, stated in ((DAY, day), (MOMENT, f"{day}T00:00:00+07:00")):
        with pytest.raises(ValidationError) as refused:
            adapter.validate_python(stated)
        assert [error["type"] for error in refused.value.errors()] == [code]
        (fault,), _ = compile_schema(adapter.json_schema()).faults(stated)
        assert (fault.lo, fault.en) == (YEARS["lo"], YEARS["en"])


@pytest.mark.parametrize("offset", ["-14:00", "+14:00", "+23:59"])
def test_a_moment_at_the_ends_of_its_years_is_one_in_every_time_zone(offset: str) -> None:
    for stated in (f"1800-01-01T00:00:00{offset}", f"2099-12-31T23:59:59{offset}"):
        assert MOMENT.validate_python(stated).astimezone(VIENTIANE) == datetime.fromisoformat(stated)


def test_a_day_that_is_asked_for_as_a_moment_is_its_end_where_the_offices_are() -> None:
    adapter = TypeAdapter(MomentOrDay)
    schema = compile_schema(adapter.json_schema())
    begins_next = datetime(2027, 1, 2, tzinfo=VIENTIANE)
    assert begins_next - adapter.validate_python("2027-01-01") == timedelta(microseconds=1)
    moment = "2027-01-01T08:30:00+07:00"
    assert adapter.validate_python(moment) == datetime.fromisoformat(moment)
    for stated in ("2027-01-01", moment, "2027-01-01T08:30:00.5Z"):
        assert schema.is_valid(stated)
    for wrong in ("2569-01-01", "2027-01-01T08:30:00", "01/01/2027", "2027-1-1"):
        (fault,), _ = schema.faults(wrong)
        assert ("such as 2024-05-31" in fault.en, YEARS["lo"] in fault.lo) == (True, True)
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
    with pytest.raises(ValidationError):
        adapter.validate_python("2027-02-30")
