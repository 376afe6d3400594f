"""SQL of charges and their steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, case, func, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.charge import Charge
from contracts.seats import Seat
from services.case_registry.domain.charges import ChargeDecided, ChargeFiled, ChargeState
from services.case_registry.models.charges import ChargeRow, ChargeStepRow
from services.case_registry.store.history import HISTORY

CHARGES: Final = table_of(ChargeRow)
STEPS: Final = table_of(ChargeStepRow)

# the place of a fact whose day is corrected, where the charge is still in the case in which that stands
_FACT_OF: Final = case({"filed": ChargeFiled.kind, "decided": ChargeDecided.kind}, value=STEPS.c.step)
_place = (
    select(HISTORY.c.position)
    .join(CHARGES, CHARGES.c.case_id == HISTORY.c.case_id)
    .where(
        CHARGES.c.charge_id == STEPS.c.charge_id,
        HISTORY.c.kind == _FACT_OF,
        HISTORY.c.recorded_at == STEPS.c.recorded_at,
        HISTORY.c.fact["charge"].astext == STEPS.c.charge_id,
    )
    .correlate(STEPS)
    .scalar_subquery()
)
# what a step said stands flat beside what every step has
STEP: Final = func.jsonb_strip_nulls(
    func.jsonb_build_object(
        *(literal_column("'step'"), STEPS.c.step),
        *(literal_column("'happenedOn'"), STEPS.c.happened_on),
        *(literal_column("'recordedAt'"), STEPS.c.recorded_at),
        *(literal_column("'position'"), _place),
        *(literal_column("'by'"), func.jsonb_build_object("member", STEPS.c.member, "office", STEPS.c.office)),
    )
).op("||")(STEPS.c.said)
_history = (
    select(func.jsonb_agg(literal_column("steps.step order by steps.position"), type_=JSONB))
    .select_from(
        select(STEP.label("step"), STEPS.c.position)
        .where(STEPS.c.charge_id == CHARGES.c.charge_id)
        .correlate(CHARGES)
        .subquery("steps")
    )
    .correlate(CHARGES)
)
_stated = ("charge_id", "case_id", "sequence", "participant_id", "state", "article", "text", "count", "filed_on")
_DOCUMENTS: Final = select(
    *(CHARGES.c[name] for name in (*_stated, "plea", "result", "decided_on", "sentence")),
    _history.scalar_subquery().label("history"),
).where(CHARGES.c.case_id == bindparam("of_case"))
_last_on = select(func.max(STEPS.c.happened_on)).where(STEPS.c.charge_id == CHARGES.c.charge_id).correlate(CHARGES)
_filer = select(func.jsonb_build_array(STEPS.c.member, STEPS.c.office)).where(
    STEPS.c.charge_id == CHARGES.c.charge_id, STEPS.c.position == 1
)
_ruled = ("charge_id", "participant_id", "sequence", "state", "result", "filed_on", "decided_on")
_RULED: Final = select(
    *(CHARGES.c[name] for name in _ruled),
    _filer.correlate(CHARGES).scalar_subquery().label("filer"),
    _last_on.scalar_subquery().label("last_on"),
).where(CHARGES.c.case_id == bindparam("of_case"))


async def states(unit: Unit, case_id: str) -> dict[str, ChargeState]:
    """Return the charges of a case by id, as the rules need them."""
    rows = await unit.connection.execute(_RULED, {"of_case": case_id})
    return {
        row.charge_id: ChargeState(
            charge_id=row.charge_id,
            participant_id=row.participant_id,
            sequence=row.sequence,
            state=row.state,
            result=row.result,
            office=Seat(*row.filer),
            filed_on=row.filed_on,
            last_on=row.last_on,
            decided_on=row.decided_on,
        )
        for row in rows
    }


async def add(unit: Unit, case_id: str, charge_id: str, stated: Mapping[str, JSON], *, filed_on: date) -> None:
    """Write a charge that was filed."""
    statement = insert(CHARGES).values(charge_id=charge_id, case_id=case_id, filed_on=filed_on, state="live", **stated)
    await unit.connection.execute(statement)


async def change(unit: Unit, charge_id: str, **changed: Any) -> None:  # Any: values of SQL types
    """Update columns of a charge."""
    await unit.connection.execute(update(CHARGES).where(CHARGES.c.charge_id == charge_id).values(**changed))


async def twin(
    unit: Unit, case_id: str, participant_id: str, stated: Mapping[str, JSON], *, amended: str | None
) -> int | None:
    """Return the number of another live charge that says the same of the participant; what is not stated stays."""
    of_it = select(CHARGES.c.article, CHARGES.c.text).where(CHARGES.c.charge_id == amended)
    row = (await unit.connection.execute(of_it)).first()
    article, text = ("", "") if row is None else row
    same = select(CHARGES.c.sequence).where(
        CHARGES.c.case_id == case_id,
        CHARGES.c.participant_id == participant_id,
        CHARGES.c.state == "live",
        CHARGES.c.article == (stated.get("article") or article),
        CHARGES.c.text.is_not_distinct_from(stated.get("text") or text),  # one of an old register may have none
        *([] if amended is None else [CHARGES.c.charge_id != amended]),
    )
    sequence: int | None = await unit.connection.scalar(same.order_by(CHARGES.c.sequence).limit(1))
    return sequence


async def keep_step(
    unit: Unit, charge_id: str, step: str, by: Seat, *, happened_on: date, said: Mapping[str, JSON]
) -> None:
    """Write a step of a charge; its case is locked, so its place is the next."""
    place = select(func.coalesce(func.max(STEPS.c.position), 0) + 1).where(STEPS.c.charge_id == charge_id)
    await unit.connection.execute(
        insert(STEPS).values(
            charge_id=charge_id,
            position=place.scalar_subquery(),
            step=step,
            happened_on=happened_on,
            recorded_at=unit.now,
            member=by.member,
            office=by.office,
            said=said,
        )
    )


async def one(unit: Unit, case_id: str, charge_id: str) -> Charge:
    """Return a charge of the case, which must exist."""
    query = _DOCUMENTS.where(CHARGES.c.charge_id == charge_id)
    rows = await unit.connection.execute(query, {"of_case": case_id})
    return Charge.model_validate(rows.mappings().one())


async def page(unit: Unit, case_id: str, *, after: int, limit: int) -> list[Charge]:
    """Return the charges of the case after this sequence number, in their order."""
    query = _DOCUMENTS.where(CHARGES.c.sequence > after).order_by(CHARGES.c.sequence).limit(limit)
    rows = await unit.connection.execute(query, {"of_case": case_id})
    return [Charge.model_validate(row) for row in rows.mappings()]
