"""SQL of what cases are found by beside their own columns: numbers, relations, people, charges, judges, decisions."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Select, Text, and_, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.statements import table_of
from services.case_registry.models.cases import CaseNumberRow, CaseRelationRow
from services.case_registry.models.charges import ChargeRow
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.participants import (
    ParticipantNameRow,
    ParticipantRoleRow,
    ParticipantRow,
    ParticipantSubjectRow,
)
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow
from services.case_registry.store.visibility import sees
from services.case_registry.wire.cases import CaseQuery

NAMES: Final = table_of(ParticipantNameRow)
_LAST: Final = "\U0010ffff"  # behind every text that begins with what stands before it, byte by byte
_NUMBERS: Final = table_of(CaseNumberRow)
_RELATIONS: Final = table_of(CaseRelationRow)
_PARTICIPANTS: Final = table_of(ParticipantRow)
_ROLES: Final = table_of(ParticipantRoleRow)
_SUBJECTS: Final = table_of(ParticipantSubjectRow)
_CHARGES: Final = table_of(ChargeRow)
_PROCEEDINGS: Final = table_of(ProceedingRow)
_PANEL: Final = table_of(PanelSeatRow)
_DECISIONS: Final = table_of(DecisionRow)

_CaseIds = Select[tuple[str]]


def named(keys: Sequence[str]) -> _CaseIds:
    """Return the query of the ids of cases with a name that begins with one of these keys, of nobody in no list."""
    child = _PARTICIPANTS.c.participant_id == NAMES.c.participant_id, _PARTICIPANTS.c.unlisted
    is_child = select(_PARTICIPANTS.c.participant_id).where(*child).correlate(NAMES).exists()
    # a range, not LIKE: a prepared statement's pattern finds no index
    begins = or_(*(and_(NAMES.c.key >= key, NAMES.c.key < key + _LAST) for key in keys))
    return select(NAMES.c.case_id).where(begins, ~is_child)


def numbered(dashless: str) -> _CaseIds:
    """Return the query of the ids of cases with a number that is this one without its dashes."""
    # written out as the index has it: with parameters in their place it would not be found
    stored = func.replace(_NUMBERS.c.normal, literal_column("'-'"), literal_column("''"))
    return select(_NUMBERS.c.case_id).where(stored == dashless)


def of_others(query: CaseQuery) -> Iterator[Select[Any]]:  # Any: SQL types
    """Yield a query of case ids for each filter that other tables than that of cases answer."""
    yield from _of_the_case(query)
    yield from _of_people(query)
    yield from _of_the_court(query)


def _of_the_case(query: CaseQuery) -> Iterator[_CaseIds]:
    if query.dashless_number is not None:
        yield numbered(query.dashless_number)
    if query.related_to is not None:
        other = _RELATIONS.c.other_id
        yield select(_RELATIONS.c.case_id).where(other == query.related_to, sees(other))
    if query.article is not None:
        charged = select(_CHARGES.c.case_id).where(_CHARGES.c.article["article"].astext == query.article)
        is_of = [] if query.law_edition is None else [_CHARGES.c.article["edition"].astext == query.law_edition]
        yield charged.where(*is_of)


def _of_people(query: CaseQuery) -> Iterator[_CaseIds]:
    if query.affected_by is not None:
        yield select(_PARTICIPANTS.c.case_id).where(_PARTICIPANTS.c.deceased.is_not(None))
    if query.lawyer_keys:
        is_lawyer = (_ROLES.c.participant_id == NAMES.c.participant_id) & (_ROLES.c.role == "lawyer")
        yield named(query.lawyer_keys).where(select(_ROLES.c.role).where(is_lawyer).correlate(NAMES).exists())
    if query.subject_keys:
        keys = literal(list(query.subject_keys), ARRAY(Text))
        of_person = _SUBJECTS.c.participant_id == _PARTICIPANTS.c.participant_id
        yield (
            select(_PARTICIPANTS.c.case_id)
            .join(_SUBJECTS, of_person)
            .where(_SUBJECTS.c.key == keys.any_(), ~_PARTICIPANTS.c.unlisted)
        )


def _of_the_court(query: CaseQuery) -> Iterator[_CaseIds]:
    if query.judge is not None:
        of_panel = _PANEL.c.proceeding_id == _PROCEEDINGS.c.proceeding_id
        # a number is the member's that the query names as the court: another's judge may have the same one
        is_of = [] if query.court.member is None else [_PROCEEDINGS.c.court_member == query.court.member]
        sits = func.upper(_PANEL.c.judge_id) == query.judge.upper()
        yield select(_PROCEEDINGS.c.case_id).join(_PANEL, of_panel).where(sits, *is_of)
    if query.decided_from is not None or query.decided_to is not None:
        decided = select(_DECISIONS.c.case_id)
        if query.decided_from is not None:
            decided = decided.where(_DECISIONS.c.decided_on >= query.decided_from)
        if query.decided_to is not None:
            decided = decided.where(_DECISIONS.c.decided_on <= query.decided_to)
        yield decided
