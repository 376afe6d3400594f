"""SQL of what the record of a case holds of what a move needs: one statement, and its charges."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import Text, bindparam, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.criminal_work import HELD
from services.case_registry.domain.decisions import JUDGMENT
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.needs import Evidence, Judgment
from services.case_registry.domain.participants import CHAIN, Person, stands_alone
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import PAUSES, Instance, Status
from services.case_registry.models.decisions import DecisionRow
from services.case_registry.models.proceedings import ProceedingRow
from services.case_registry.store import charges, prosecution
from services.case_registry.store.history import HISTORY

_DECISIONS: Final = table_of(DecisionRow)
_PROCEEDINGS: Final = table_of(ProceedingRow)
_CASE: Final = bindparam("of_case", type_=Text)

_fact = HISTORY.c.fact
_PAUSES: Final = [status.value for status in PAUSES]
_later: Final = HISTORY.alias("later")
_taken_back = select(_later.c.position).where(
    _later.c.case_id == _CASE,
    _later.c.kind == Moved.kind,
    _later.c.fact["mistake"]["move"].astext == cast(HISTORY.c.position, Text),
)
# a pause is no arrival, nor is coming back from one: what was done before it still counts
_arrived = (
    select(HISTORY.c.position)
    .where(
        HISTORY.c.case_id == _CASE,
        HISTORY.c.kind.in_((Opened.kind, Moved.kind, Imported.kind)),
        *(func.coalesce(_fact[end].astext, "").not_in(_PAUSES) for end in ("source", "target")),
        *(_fact["mistake"].astext.is_(None), ~_taken_back.exists()),
    )
    .order_by(HISTORY.c.position.desc())
    .limit(1)
)
_imported = (
    select(_fact["target"].astext)
    .where(HISTORY.c.case_id == _CASE, HISTORY.c.kind == Imported.kind)
    .order_by(HISTORY.c.position.desc())
    .limit(1)
)
_judgment = func.jsonb_build_array(_DECISIONS.c.level, _DECISIONS.c.position, _DECISIONS.c.decided_on)
_judgments = select(
    func.coalesce(func.jsonb_agg(aggregate_order_by(_judgment, _DECISIONS.c.position)), literal([], JSONB))
).where(_DECISIONS.c.case_id == _CASE, _DECISIONS.c.kind == JUDGMENT, _DECISIONS.c.superseded_on.is_(None))
_HELD: Final = select(
    _arrived.scalar_subquery().label("arrived"),
    _imported.scalar_subquery().label("imported_at"),
    _judgments.scalar_subquery().label("judgments"),
    exists().where(_PROCEEDINGS.c.case_id == _CASE, _PROCEEDINGS.c.ended_on.is_(None)).label("open_proceedings"),
    exists()
    .where(
        HISTORY.c.case_id == _CASE,
        HISTORY.c.kind == Moved.kind,
        _fact["called_up_file"].astext == bindparam("file"),
        ~_taken_back.exists(),
    )
    .label("proposal_used"),
)


async def evidence(
    unit: Unit, case_id: str, *, called_up_file: str | None, people: Mapping[str, Person], day: date
) -> Evidence:
    """Return what the case has on record of what its moves need, and of the called-up file that an order names."""
    row = (await unit.connection.execute(_HELD, {"of_case": case_id, "file": called_up_file})).one()
    named = called_up_file and await prosecution.one(unit, case_id, called_up_file, Section.CALLED_UP)
    return Evidence(
        stands_since=row.arrived,
        imported_at=Status(row.imported_at) if row.imported_at else None,
        judgments=[
            Judgment(Instance(level), position, date.fromisoformat(day)) for level, position, day in row.judgments
        ],
        open_proceedings=row.open_proceedings,
        charges=list((await charges.states(unit, case_id)).values()),
        participants=frozenset(people),
        pursued=frozenset(each for each, person in people.items() if person.holds(*CHAIN) and not person.had_died(day)),
        held=frozenset(each for each, person in people.items() if person.holds(*CHAIN) and person.custody in HELD),
        detained=frozenset(each for each, person in people.items() if person.custody == "detained"),
        alone=frozenset(each for each, person in people.items() if stands_alone(person, day)),
        called_up=named or None,
        proposal_used=row.proposal_used,
    )
