"""SQL of the documents of a case: each once, with the office where the latest act that names it says it lies."""

from itertools import chain
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.case_document import CaseDocument
from contracts.national.shared.document_reference import DocumentReference
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import CustodyRecorded
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.models.hearings import HearingRow
from services.case_registry.models.history import CaseHistoryRow
from services.case_registry.models.prosecution import ProsecutorFileRow
from services.case_registry.store.participants import CUSTODY, PARTICIPANTS

_HISTORY: Final = table_of(CaseHistoryRow)
_HAND_OVERS: Final = table_of(HandOverRow)
_HEARINGS: Final = table_of(HearingRow)
_DECISIONS: Final = table_of(DecisionRow)
_FILES: Final = table_of(ProsecutorFileRow)
_RELATIONS: Final = table_of(CaseRelationRow)
_CASE: Final[BindParameter[str]] = bindparam("case")
_MEMBERS: Final = {field.alias or name: name for name, field in DocumentReference.model_fields.items()}


def _named(
    act: str,
    act_id: ColumnElement[Any],
    since: ColumnElement[Any],
    seat: tuple[ColumnElement[Any], ColumnElement[Any]],
    document: ColumnElement[Any],
) -> Select[Any]:  # Any: SQL types
    return select(
        literal(act, Text).label("act"),
        cast(act_id, Text).label("act_id"),
        since.label("since"),
        seat[0].label("member"),
        seat[1].label("office"),
        document.label("document"),
    )


def _of_hand_overs() -> Select[Any]:  # Any: as above
    """Return the documents of files: with the receiver once it has taken them, else with the sender."""
    columns = _HAND_OVERS.c
    each = func.jsonb_array_elements(columns.files).table_valued("value", name="each")
    document = cast(each.c.value, JSONB)
    missing = document["documentId"].astext == func.any(columns.missing)
    came = and_(columns.status == "taken", or_(columns.missing.is_(None), ~missing))
    seat = tuple(case((came, columns[f"to_{half}"]), else_=columns[f"from_{half}"]) for half in ("member", "office"))
    since = case((came, columns.decided_at), else_=columns.sent_at)
    statement = _named("handOver", columns.hand_over_id, since, (seat[0], seat[1]), document)
    return statement.select_from(_HAND_OVERS.join(each, literal(value=True))).where(columns.case_id == _CASE)


def _of_moves() -> Select[Any]:  # Any: as above
    columns = _HISTORY.c
    stated = columns.fact["document"]
    members = ((name, stated[key]) for name, key in _MEMBERS.items())  # facts have the names of the models
    document = func.jsonb_strip_nulls(func.jsonb_build_object(*chain.from_iterable(members)), type_=JSONB)
    statement = _named("move", columns.position, columns.recorded_at, (columns.member, columns.office), document)
    return statement.where(columns.case_id == _CASE, columns.kind == Moved.kind, stated.is_not(None))


def _of_hearings() -> Select[Any]:  # Any: as above
    columns = _HEARINGS.c
    court = (columns.court_member, columns.court_office)
    statement = _named("hearing", columns.hearing_id, columns.ends_at, court, columns.record)
    return statement.where(columns.case_id == _CASE, columns.record.is_not(None))


def _of_decisions() -> Select[Any]:  # Any: as above
    columns, facts = _DECISIONS.c, _HISTORY.c
    court = (columns.court_member, columns.court_office)
    statement = _named("decision", columns.decision_id, facts.recorded_at, court, columns.document)
    of_fact = and_(facts.case_id == columns.case_id, facts.position == columns.position)
    joined = statement.select_from(_DECISIONS.join(_HISTORY, of_fact))
    return joined.where(columns.case_id == _CASE, columns.document.is_not(None))


def _of_the_register() -> Select[Any]:  # Any: as above
    columns = _FILES.c
    statement = _named(
        "register", columns.file_id, columns.resolved_at, (columns.member, columns.office), columns.document
    )
    return statement.where(columns.case_id == _CASE, columns.document.is_not(None))


def _of_custody() -> Select[Any]:  # Any: as above
    """Return the orders by which people are held, with the office that recorded them.

    Who was split off or joined brought its orders along: the fact stands in the history of the other case.
    """
    columns, facts = CUSTODY.c, _HISTORY.c
    others = select(_RELATIONS.c.other_id).where(_RELATIONS.c.case_id == _CASE)
    of_fact = and_(
        or_(facts.case_id == _CASE, facts.case_id.in_(others)),
        facts.kind == CustodyRecorded.kind,
        facts.fact["participant"].astext == columns.participant_id,
        facts.recorded_at == columns.recorded_at,
    )
    statement = _named(
        "custody", columns.participant_id, facts.recorded_at, (facts.member, facts.office), columns.document
    )
    people = CUSTODY.join(PARTICIPANTS, PARTICIPANTS.c.participant_id == columns.participant_id)
    joined = statement.select_from(people.join(_HISTORY, of_fact))
    return joined.where(PARTICIPANTS.c.case_id == _CASE, columns.document.is_not(None))


_NAMED: Final = (
    *(_of_hand_overs(), _of_moves(), _of_hearings()),
    *(_of_decisions(), _of_the_register(), _of_custody()),
)
_ALL: Final = union_all(*_NAMED).subquery("named")
_ID: Final = _ALL.c.document["documentId"].astext
_LATEST: Final = (
    select(_ALL, _ID.label("document_id"))
    .ext(distinct_on(_ID))
    .order_by(_ID, _ALL.c.since.desc(), _ALL.c.act_id.desc())
    .subquery("latest")
)
_PAGE: Final = (
    select(_LATEST)
    .where(_LATEST.c.document_id > bindparam("after"))
    .order_by(_LATEST.c.document_id)
    .limit(bindparam("most", type_=Integer))
)


async def page(unit: Unit, case_id: str, *, after: str, limit: int) -> list[CaseDocument]:
    """Return the documents of a case after this id, in the order of their ids."""
    rows = await unit.connection.execute(_PAGE, {"case": case_id, "after": after, "most": limit})
    return [
        CaseDocument.model_validate(
            {
                "document": row["document"],
                "office": {"member": row["member"], "office": row["office"]},
                "act": row["act"],
                "act_id": row["act_id"],
                "since": row["since"],
            }
        )
        for row in rows.mappings()
    ]
