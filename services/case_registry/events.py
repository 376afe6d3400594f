"""What the case registry announces: thin facts in the past tense, keyed by the case; who needs names reads the case."""

from typing import Final

from pydantic import BaseModel

from chassis.unit import Unit
from contracts.events import Event
from contracts.national.events.case_handed_over import CaseHandedOver
from contracts.national.events.case_imported import CaseImported
from contracts.national.events.case_moved import CaseMoved
from contracts.national.events.case_numbered import CaseNumbered
from contracts.national.events.case_opened import CaseOpened
from contracts.national.events.case_related import CaseRelated
from contracts.national.events.case_sent_back import CaseSentBack
from contracts.national.events.case_taken_over import CaseTakenOver
from contracts.national.justice.case import Case
from contracts.national.justice.case_move import CaseMove
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.hand_over import HandOver

SOURCE: Final = "/case-registry/v1"
CASE_OPENED: Final = "la.gov.justice.case.opened.v1"
CASE_NUMBERED: Final = "la.gov.justice.case.numbered.v1"
CASE_RELATED: Final = "la.gov.justice.case.related.v1"
CASE_MOVED: Final = "la.gov.justice.case.moved.v1"
CASE_HANDED_OVER: Final = "la.gov.justice.case.handed-over.v1"
CASE_TAKEN_OVER: Final = "la.gov.justice.case.taken-over.v1"
CASE_SENT_BACK: Final = "la.gov.justice.case.sent-back.v1"

CASE_IMPORTED: Final = "la.gov.justice.case.imported.v1"


def case_opened(unit: Unit, case: Case) -> Event:
    """Return the announcement of a case."""
    opened = CaseOpened(
        case_id=case.case_id,
        category=case.category,
        place=case.place,
        opened_on=case.opened_on,
        restriction=case.restriction,
        opened_by=case.opened_by,
    )
    return about(unit, case.case_id, CASE_OPENED, opened)


def case_numbered(unit: Unit, case_id: str, member: str) -> Event:
    """Return the announcement that a member has a number of its own for the case."""
    return about(unit, case_id, CASE_NUMBERED, CaseNumbered(case_id=case_id, member=member))


def case_related(unit: Unit, case_id: str, relation: CaseRelation) -> Event:
    """Return the announcement that the case is related to another."""
    related = CaseRelated(case_id=case_id, kind=relation.kind, other_case_id=relation.case_id)
    return about(unit, case_id, CASE_RELATED, related)


def case_moved(unit: Unit, move: CaseMove) -> Event:
    """Return the announcement of a move."""
    moved = CaseMoved(
        case_id=move.case_id,
        from_=move.from_ or "",
        to=move.to,
        happened_on=move.happened_on,
        by=move.by,
        version=move.position,
    )
    return about(unit, move.case_id, CASE_MOVED, moved)


def case_handed_over(unit: Unit, sent: HandOver) -> Event:
    """Return the announcement that a file is on its way."""
    documents = [each.document_id for each in sent.files or ()] or None
    data = CaseHandedOver(
        case_id=sent.case_id, hand_over_id=sent.hand_over_id, from_=sent.from_, to=sent.to, document_ids=documents
    )
    return about(unit, sent.case_id, CASE_HANDED_OVER, data)


def case_taken_over(unit: Unit, taken: HandOver) -> Event:
    """Return the announcement that the receiver took the file."""
    data = CaseTakenOver(
        case_id=taken.case_id,
        hand_over_id=taken.hand_over_id,
        from_=taken.from_,
        to=taken.to,
        missing=len(taken.missing or ()),
    )
    return about(unit, taken.case_id, CASE_TAKEN_OVER, data)


def case_sent_back(unit: Unit, refused: HandOver) -> Event:
    """Return the announcement that the receiver did not take the file."""
    data = CaseSentBack(case_id=refused.case_id, hand_over_id=refused.hand_over_id, from_=refused.from_, to=refused.to)
    return about(unit, refused.case_id, CASE_SENT_BACK, data)


def case_imported(unit: Unit, imported: CaseImported) -> Event:
    """Return the announcement that a case of an earlier system is on record."""
    return about(unit, imported.case_id, CASE_IMPORTED, imported)


def about(unit: Unit, case_id: str, type: str, data: BaseModel) -> Event:
    """Return an event of this moment about a case; the schema of its data follows from its type."""
    *_, aggregate, participle, version = type.split(".")
    return Event(
        id=unit.new_id("evt"),
        type=type,
        source=SOURCE,
        subject=case_id,
        time=unit.now,
        dataschema=f"https://schemas.saphan.gov.la/events/{aggregate}-{participle}/{version}",
        data=data.model_dump(mode="json", by_alias=True, exclude_none=True),
    )
