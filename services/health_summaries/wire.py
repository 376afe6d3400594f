"""Parameters of the operations, and DHIS2's import summary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Query

from chassis.http.pages import Cursor, Limit, Name, PageQuery, Position, must_run_forward
from contracts.calendar import Day
from contracts.national.health.data_value_set import DataValueSet
from contracts.national.health.web_message import WebMessage
from contracts.problems import InvalidInput
from contracts.texts import LINE
from services.health_summaries.domain import periods
from services.health_summaries.domain.changes import Changes
from services.health_summaries.domain.data_value_sets import MOST_CONFLICTS, Checked, Conflict, QueryOptions, Status
from services.health_summaries.domain.periods import Period
from services.health_summaries.errors import NotAPeriod, bad_period

_SchemeName = Literal["uid", "code", "UID", "CODE"]
_StrategyName = Literal[
    "CREATE", "UPDATE", "CREATE_AND_UPDATE", "DELETE", "NEW", "UPDATES", "NEW_AND_UPDATES", "DELETES"
]
_Text = Annotated[str | None, Query(min_length=1, max_length=230, pattern=LINE)]


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _query_options(
    *,
    dry_run: Annotated[bool | None, Query(alias="dryRun", description="Check and count, but keep nothing.")] = None,
    import_strategy: Annotated[
        _StrategyName | None, Query(alias="importStrategy", description="Which rows may have an effect.")
    ] = None,
    id_scheme: Annotated[
        _SchemeName | None, Query(alias="idScheme", description="What the identifiers are; the payload counts first.")
    ] = None,
    data_element_id_scheme: Annotated[
        _SchemeName | None, Query(alias="dataElementIdScheme", description="What identifiers of data elements are.")
    ] = None,
    org_unit_id_scheme: Annotated[
        _SchemeName | None, Query(alias="orgUnitIdScheme", description="What identifiers of organisation units are.")
    ] = None,
) -> QueryOptions:
    return QueryOptions(dry_run, import_strategy, id_scheme, data_element_id_scheme, org_unit_id_scheme)


ImportDep = Annotated[QueryOptions, Depends(_query_options)]


class DataValuePosition(Position):
    """The key of the data value after which a page begins."""

    data_element: Name
    org_unit: Name
    facility_member: Name
    facility_office: Name
    period: Name
    option_combo: Name
    attribute_combo: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class DataValueQuery(PageQuery[DataValuePosition]):
    """The filters of a list of values, and where its page begins."""

    data_element: str | None
    org_unit: str | None
    period: Period | None
    first_day: date | None
    last_day: date | None


async def _data_value_query(
    data_element: Annotated[_Text, Query(alias="dataElement", description="Code or UID of a data element.")] = None,
    org_unit: Annotated[
        _Text, Query(alias="orgUnit", description="UID or code of a unit, or the code of its place.")
    ] = None,
    period: Annotated[str | None, Query(max_length=11, description="A period as DHIS2 writes it.")] = None,
    start_date: Annotated[
        Day | None, Query(alias="startDate", description="Only periods that begin on this day or later.")
    ] = None,
    end_date: Annotated[
        Day | None, Query(alias="endDate", description="Only periods that end on this day or earlier.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> DataValueQuery:
    must_run_forward(("startDate", start_date), ("endDate", end_date))
    one = None if period is None else _period(period)
    query = DataValueQuery(
        limit=limit, data_element=data_element, org_unit=org_unit, period=one, first_day=start_date, last_day=end_date
    )
    return query.continued(cursor, DataValuePosition)


def _period(text: str) -> Period:
    try:
        return periods.parse(text)
    except NotAPeriod:
        raise InvalidInput(faults=[bad_period("period")]) from None


DataValueQueryDep = Annotated[DataValueQuery, Depends(_data_value_query)]

_MESSAGES: Final[Mapping[Status, str]] = {
    Status.SUCCESS: "Import was successful.",
    Status.WARNING: "{rejected} of {rows} rows were rejected, the others imported; see conflicts.",
    Status.ERROR: "All {rows} rows were rejected and nothing was kept; see conflicts.",
}
# DHIS2 answers 200 unless every row was rejected: a client that looks only at the HTTP code loses rows.
_HTTP: Final[Mapping[Status, HTTPStatus]] = {
    Status.SUCCESS: HTTPStatus.OK,
    Status.WARNING: HTTPStatus.OK,
    Status.ERROR: HTTPStatus.CONFLICT,
}


def web_message(
    body: DataValueSet, checked: Checked, changes: Changes, *, completed: date | None, report_id: str | None
) -> WebMessage:
    """Return DHIS2's web message for a data value set: counts, conflicts, rejected indexes."""
    rows, rejected, status = len(body.data_values), checked.rejected, checked.status
    sentence = _MESSAGES[status].format(rows=rows, rejected=len(rejected))
    summary: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "responseType": "ImportSummary",
        "status": status.value,
        "description": sentence,
        "importCount": {
            "imported": changes.imported,
            "updated": changes.updated,
            "ignored": rows - changes.imported - changes.updated - changes.deleted,
            "deleted": changes.deleted,
        },
        "conflicts": [
            _conflict(conflict, indexes) for conflict, indexes in list(checked.conflicts.items())[:MOST_CONFLICTS]
        ],
        "rejectedIndexes": rejected,
        "dataSetComplete": "false",
    }
    if report_id is not None:
        summary["reportId"] = report_id
        if body.data_set is not None and completed is not None:
            summary["dataSetComplete"] = completed.isoformat()
    http = _HTTP[status]
    return WebMessage.model_validate(
        {
            "httpStatus": http.phrase,
            "httpStatusCode": http.value,
            "status": "OK" if status is Status.SUCCESS else status.value,
            "message": sentence,
            "response": summary,
        }
    )


def _conflict(conflict: Conflict, indexes: list[int]) -> dict[str, Any]:  # Any: a JSON document of the schema
    kind = conflict.kind
    return {
        "object": conflict.about,
        "objects": {kind.member: conflict.about},
        "value": kind.en,
        "message": {"lo": kind.lo, "en": kind.en},
        "errorCode": kind.code,
        "property": kind.member,
        "indexes": indexes,
    }
