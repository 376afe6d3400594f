"""A data value set, checked row by row without I/O."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.national.health.data_value_set import DataValueSet
from services.health_summaries.domain.data_value_sets import (
    Checked,
    Element,
    Options,
    QueryOptions,
    Scheme,
    Status,
    Strategy,
    check,
    options,
    split,
)
from tests.health_summaries.builders import (
    ATTAPEU,
    a_body,
    a_row,
    an_element,
    known,
    sample,
    the_offices,
)

AS_SENT = Options(Scheme.CODE, Scheme.UID)


def checked(*rows: dict[str, Any], how: Options = AS_SENT, element: Element | None = None, **header: Any) -> Checked:
    return check(a_body(*rows, **header), how, known(element), the_offices())


def conflicts(found: Checked) -> dict[str, list[int]]:
    return {conflict.kind.code: indexes for conflict, indexes in found.conflicts.items()}


def test_a_row_that_names_everything_is_accepted() -> None:
    [row] = checked(a_row(comment="ລວມທຸກເມືອງ", followUp=True)).accepted
    assert row[:7] == ("DENGUE_CASES", "17", "", "", "201001", "default", "default")
    assert (row.value, row.comment, row.follow_up, row.withdrawn) == ("19", "ລວມທຸກເມືອງ", True, False)


def test_header_values_fill_what_rows_leave_out() -> None:
    found = checked(
        a_row(period=None, orgUnit=None),
        a_row(orgUnit=None, period="201002"),
        period="2010-01",
        orgUnit=ATTAPEU,
        attributeOptionCombo="HllvX50cXC0",
    )
    assert [(row.unit, row.period, row.attribute) for row in found.accepted] == [
        ("17", "201001", "default"),
        ("17", "201002", "default"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_row(dataElement=None), "E8102"),
        (a_row(dataElement="MALARIA_CASES"), "E8102"),
        (a_row(orgUnit=None), "E8107"),
        (a_row(orgUnit="Zz00000000z"), "E8107"),
        (a_row(period=None), "E7611"),
        (a_row(period="201013"), "E7611"),
        (a_row(period="2010W1"), "E8021"),
        (a_row(period="202612"), "E8030"),
        (a_row(categoryOptionCombo="oPcWGgS2Liz"), "E7613"),
        (a_row(attributeOptionCombo="oPcWGgS2Liz"), "E7615"),
        (a_row(value=None), "E8120"),
        (a_row(value=""), "E8120"),
        (a_row(value="19.5"), "E8122"),
        (a_row(value="ສິບເກົ້າ"), "E8122"),
    ],
)
def test_a_wrong_row_is_rejected_by_its_code_and_the_others_are_not(row: dict[str, Any], code: str) -> None:
    found = checked(a_row(period="200901"), row, a_row(period="200902"))
    assert conflicts(found) == {code: [1]}
    assert (len(found.accepted), found.status) == (2, Status.WARNING)


def test_conflicts_are_grouped_by_code_and_object() -> None:
    found = checked(a_row(orgUnit="nowhere"), a_row(), a_row(orgUnit="nowhere"), a_row(orgUnit="elsewhere"))
    assert [(each.about, indexes) for each, indexes in found.conflicts.items()] == [
        ("nowhere", [0, 2]),
        ("elsewhere", [3]),
    ]
    assert found.rejected == [0, 2, 3]


def test_of_two_rows_about_one_value_the_first_counts() -> None:
    found = checked(a_row(value="19"), a_row(period="2010-01", value="20"))
    assert [row.value for row in found.accepted] == ["19"]
    assert conflicts(found) == {"E8128": [1]}


def test_a_wrong_row_does_not_block_the_right_one_about_the_same_value() -> None:
    assert [row.value for row in checked(a_row(value="x"), a_row(value="20")).accepted] == ["20"]


def test_what_is_counted_here_is_reported_by_nobody() -> None:
    assert conflicts(checked(a_row(), element=an_element(counted=True))) == {"E8020": [0]}


def test_when_every_row_is_rejected_the_set_is() -> None:
    assert checked(a_row(value="x")).status is Status.ERROR
    assert checked(a_row()).status is Status.SUCCESS
    assert check(DataValueSet(data_values=[]), AS_SENT, known(), the_offices()).status is Status.SUCCESS


def test_the_month_that_has_begun_is_no_future() -> None:
    assert checked(a_row(period="202611")).status is Status.SUCCESS


@pytest.mark.parametrize("row", [a_row(deleted=True, value=None), a_row(deleted=True, value="0")])
def test_a_deleted_row_needs_no_value(row: dict[str, Any]) -> None:
    [withdrawn] = checked(row).accepted
    assert (withdrawn.withdrawn, withdrawn.value) == (True, "")


@pytest.mark.parametrize("name", ["dataValueSetJ", "dataValueSetJDeleteNewValue", "dataValueSetJDeleteZeroValue"])
def test_dhis2s_own_rows_by_uid_are_accepted(name: str) -> None:
    found = check(DataValueSet.model_validate(sample(name)), Options(), known(), the_offices())
    assert [(row.element, row.unit, row.period) for row in found.accepted] == [("DENGUE_CASES", "14", "201201")]


def test_dhis2s_row_without_a_value_is_only_good_for_deletion() -> None:
    body = DataValueSet.model_validate(sample("dataValueSetJDeleteNoValue"))
    assert conflicts(check(body, Options(), known(), the_offices())) == {"E8120": [0]}
    assert check(body, Options(strategy=Strategy.DELETE), known(), the_offices()).accepted[0].withdrawn


def test_identifiers_are_uids_unless_somebody_says_otherwise() -> None:
    assert options(a_body(dataElementIdScheme=None, orgUnitIdScheme=None), QueryOptions()) == Options()


def test_the_payload_counts_before_the_query_and_the_particular_before_the_general() -> None:
    asked = QueryOptions(dry_run=True, import_strategy="CREATE", id_scheme="uid", data_element_id_scheme="uid")
    plain = {"dataElementIdScheme": None, "orgUnitIdScheme": None}
    assert options(a_body(**plain), asked) == Options(Scheme.UID, Scheme.UID, Strategy.CREATE, dry_run=True)
    said = a_body(**plain | {"idScheme": "code", "orgUnitIdScheme": "UID", "dryRun": False, "importStrategy": "DELETE"})
    assert options(said, asked) == Options(Scheme.CODE, Scheme.UID, Strategy.DELETE, dry_run=False)


@given(
    st.lists(
        st.builds(
            a_row,
            period=st.sampled_from(["201001", "2010-01", "201002", "201099", "209901"]),
            value=st.sampled_from(["0", "19", "-1", ""]),
            dataElement=st.sampled_from(["DENGUE_CASES", "MALARIA_CASES"]),
        ),
        max_size=20,
    )
)
def test_every_row_is_either_accepted_or_rejected_and_no_value_is_named_twice(rows: list[dict[str, Any]]) -> None:
    found = check(DataValueSet.model_validate({"dataValues": rows}), AS_SENT, known(), the_offices())
    assert len(found.accepted) + len(found.rejected) == len(rows)
    assert len({row[:7] for row in found.accepted}) == len(found.accepted)
    assert len(set(found.rejected)) == len(found.rejected)


def test_stated_and_withdrawn_values_are_told_apart() -> None:
    found = checked(a_row(), a_row(period="201002", deleted=True))
    stated, withdrawn = split(found.accepted)
    assert [row.period for row in stated] == ["201001"]
    assert [row.period for row in withdrawn] == ["201002"]
