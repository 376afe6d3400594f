"""Sets as clients of DHIS2 send them: a row is understood, or it is a conflict with its index."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.national.health.data_value_set import DataValueSet
from contracts.problems import InvalidInput
from services.health_summaries.domain import data_value_sets, value_types
from services.health_summaries.domain.data_value_sets import (
    Checked,
    Metadata,
    QueryOptions,
    Scheme,
    Strategy,
    options,
)
from services.health_summaries.domain.periods import completed_on
from services.health_summaries.errors import PERIOD_INVALID, ROW_NULL, VALUE_OF_PARTS, NotAValue
from tests.health_summaries.builders import an_element, known, sent, the_offices
from tests.support.field import from_the_field
from tests.support.service import ServiceUnderTest

SET = "https://schemas.saphan.gov.la/health/data-value-set/v1"


def the_metadata(value_type: str = "INTEGER_ZERO_OR_POSITIVE") -> Metadata:
    element = an_element(value_type)
    places = {"0101": "0101", "0102": "0102"}
    return replace(known(element), elements={Scheme.UID: {element.code: element}}, units={Scheme.UID: places})


def checked(document: dict[str, Any], value_type: str = "INTEGER_ZERO_OR_POSITIVE") -> Checked:
    """Return what becomes of the rows of a set, which the national schema lets through."""
    assert Catalogue.load().validator(SET).faults(document) == ([], False)
    body = DataValueSet.model_validate(document)
    return data_value_sets.check(body, options(body, QueryOptions()), the_metadata(value_type), the_offices())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("24-complete-date", [("202601", "5")]),
        ("24-null", [("202602", "5")]),
        ("24-numbers", [("202601", "0"), ("202601", "12")]),
        ("26-blanks", [("202605", "7"), ("202606", "7"), ("202607", "8")]),
        ("27-one", [("202608", "3")]),
    ],
)
def test_a_set_of_the_field_is_understood(name: str, values: list[tuple[str, str]]) -> None:
    found = checked(from_the_field(f"{name}.json"))
    assert ([(row.period, row.value) for row in found.accepted], found.conflicts) == (values, {})


@pytest.mark.parametrize("name", ["25-one-bad-period", "25-one-odd-period"])
def test_an_odd_period_is_the_conflict_of_its_row(name: str) -> None:
    found = checked(from_the_field(f"{name}.json"))
    assert [(row.period, row.value) for row in found.accepted] == [("202603", "5")]
    assert [(conflict.kind.code, indexes) for conflict, indexes in found.conflicts.items()] == [("E7611", [1])]


@pytest.mark.parametrize(
    ("value", "value_type", "read"),
    [
        (1.5, "NUMBER", "1.5"),
        (True, "BOOLEAN", "true"),
        (0, "BOOLEAN", "false"),
        ("\u200b7", "INTEGER", "7"),
        (" a ", "TEXT", " a "),
    ],
)
def test_a_value_of_json_is_the_text_that_dhis2_writes(value: object, value_type: str, read: str) -> None:
    row = {"dataElement": "DENGUE_CASES", "orgUnit": "0101", "period": 202601, "value": value}
    assert [each.value for each in checked({"dataValues": [row]}, value_type).accepted] == [read]


@pytest.mark.parametrize("value", [None, "", " ", 1e300, -1, False, "x" * 50_001])
def test_a_value_that_is_none_is_the_conflict_of_its_row(value: object) -> None:
    header = {"orgUnit": "0101", "period": "202601"}
    found = checked(header | {"dataValues": [{"dataElement": "DENGUE_CASES", "value": each} for each in (value, 3)]})
    assert (found.rejected, [row.value for row in found.accepted]) == ([0], ["3"])


@pytest.mark.parametrize("value_type", ["INTEGER", "TEXT"])
def test_a_document_or_a_list_as_a_value_is_the_conflict_of_its_row(value_type: str) -> None:
    header = {"orgUnit": "0101", "period": "202601"}
    given = [{"value": "ໄຂ້", "unit": "ຄົນ"}, [1, 2], {}, [], "3"]
    found = checked(
        header | {"dataValues": [{"dataElement": "DENGUE_CASES", "value": each} for each in given]}, value_type
    )
    assert [row.value for row in found.accepted] == ["3"]
    told = {conflict.about: (conflict.kind, indexes) for conflict, indexes in found.conflicts.items()}
    assert told == {
        '{"value": "ໄຂ້", "unit": "ຄົນ"}': (VALUE_OF_PARTS, [0]),
        "[1, 2]": (VALUE_OF_PARTS, [1]),
        "{}": (VALUE_OF_PARTS, [2]),
        "[]": (VALUE_OF_PARTS, [3]),
    }


def test_a_row_that_is_null_is_a_conflict_of_its_own() -> None:
    header = {"orgUnit": "0101", "period": "202601"}
    found = checked(header | {"dataValues": [None, {"dataElement": "DENGUE_CASES", "value": 3}, None]}, "INTEGER")
    [(conflict, indexes)] = found.conflicts.items()
    assert (conflict.kind, indexes, [row.value for row in found.accepted]) == (ROW_NULL, [0, 2], ["3"])


def test_a_period_of_another_era_is_told_what_to_subtract() -> None:
    rows = [{"dataElement": "DENGUE_CASES", "orgUnit": "0101", "period": "256901", "value": 3}]
    [conflict] = checked({"dataValues": rows}, "INTEGER").conflicts
    assert (conflict.kind, conflict.about) == (PERIOD_INVALID, "256901")
    assert "subtract 543" in conflict.kind.en
    assert "ລົບ 543" in conflict.kind.lo


def test_a_text_with_nothing_to_see_is_no_value() -> None:
    rows = [{"dataElement": "DENGUE_CASES", "orgUnit": "0101", "period": "202601", "value": "\u200b"}]
    assert checked({"dataValues": rows}, "TEXT").rejected == [0]


def test_a_text_that_a_database_would_cut_is_no_value() -> None:
    with pytest.raises(NotAValue):
        value_types.read("TEXT", "a\0b")


@pytest.mark.parametrize(
    ("old", "strategy"),
    [
        ("NEW", Strategy.CREATE),
        ("UPDATES", Strategy.UPDATE),
        ("NEW_AND_UPDATES", Strategy.CREATE_AND_UPDATE),
        ("DELETES", Strategy.DELETE),
    ],
)
async def test_the_old_names_of_strategies_mean_the_new_ones(
    summaries: ServiceUnderTest, old: str, strategy: Strategy
) -> None:
    body = DataValueSet.model_validate({"dataValues": [], "importStrategy": old})
    assert options(body, QueryOptions()).strategy is strategy
    assert (await sent(summaries, {"dataValues": []}, importStrategy=old))["httpStatusCode"] == 200


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2026-02-03", date(2026, 2, 3)),
        ("2026-02-03T00:00:00.000+0000", date(2026, 2, 3)),
        ("2026-02-03T23:30:00+07:00", date(2026, 2, 3)),
        (" ", None),
        (None, None),
    ],
)
def test_a_set_is_complete_on_the_day_that_is_stated(stated: str | None, day: date | None) -> None:
    assert completed_on(stated) == day


@pytest.mark.parametrize("stated", ["2569-02-03", "1483-02-03", "2026-02-30", "03/02/2026", "2026-02-03Tx"])
def test_a_day_that_cannot_be_is_told_at_its_member(stated: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        completed_on(stated)
    assert [fault.pointer for fault in refused.value.faults] == ["/completeDate"]
