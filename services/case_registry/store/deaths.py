"""SQL of deaths: find participants of open cases by subject keys, and mark one as deceased."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.participant import ParticipantDeceased
from contracts.national.shared.identifier import Identifier
from contracts.national.shared.partial_date import PartialDate
from contracts.national.shared.person_name import PersonName
from services.case_registry.domain.deaths import Candidate
from services.case_registry.domain.words import Status
from services.case_registry.models.participants import ParticipantSubjectRow
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.visibility import CASES

_SUBJECTS: Final = table_of(ParticipantSubjectRow)

_OF_PERSON: Final = ("participant_id", "case_id", "identifiers", "name", "other_names", "birth_date")

# A case that is closed, or that another carries on, is over, and nobody dies twice. The registry itself asks: whether a
# case is restricted is no question.
_KNOWN: Final = (
    select(*(PARTICIPANTS.c[name] for name in _OF_PERSON))
    .join(CASES, CASES.c.case_id == PARTICIPANTS.c.case_id)
    .where(
        PARTICIPANTS.c.participant_id.in_(
            select(_SUBJECTS.c.participant_id).where(
                _SUBJECTS.c.key == bindparam("keys", type_=ARRAY(_SUBJECTS.c.key.type)).any_()
            )
        ),
        PARTICIPANTS.c.deceased.is_(None),
        CASES.c.status.not_in([Status.CLOSED.value, Status.JOINED.value]),
    )
    .order_by(PARTICIPANTS.c.case_id, PARTICIPANTS.c.participant_id)
)


async def is_anybody(unit: Unit, keys: Sequence[str]) -> bool:
    """Tell whether one of these subject keys is that of a living participant in an open case."""
    return bool(await unit.connection.scalar(select(exists(_KNOWN.order_by(None))), {"keys": list(keys)}))


async def candidates(unit: Unit, keys: Sequence[str]) -> list[Candidate]:
    """Return the living participants of open cases who have one of these subject keys, case by case."""
    rows = await unit.connection.execute(_KNOWN, {"keys": list(keys)})
    return [
        Candidate(
            row.case_id,
            row.participant_id,
            [Identifier.model_validate(identifier) for identifier in row.identifiers or ()],
            [PersonName.model_validate(name) for name in (row.name, *(row.other_names or ())) if name],
            PartialDate.model_validate(row.birth_date) if row.birth_date else None,
        )
        for row in rows
    ]


async def mark(unit: Unit, participant_id: str, deceased: ParticipantDeceased) -> bool:
    """Write that a participant has died; return False when that was known."""
    living = update(PARTICIPANTS).where(
        PARTICIPANTS.c.participant_id == participant_id, PARTICIPANTS.c.deceased.is_(None)
    )
    document = deceased.model_dump(mode="json", by_alias=True)
    return (await unit.connection.execute(living.values(deceased=document))).rowcount == 1


async def mark_unconfirmed(unit: Unit, participant_id: str, deceased: ParticipantDeceased) -> bool:
    """Write that a death waits to be confirmed; return False when one does already."""
    waiting = update(PARTICIPANTS).where(
        PARTICIPANTS.c.participant_id == participant_id, PARTICIPANTS.c.death_unconfirmed.is_(None)
    )
    document = deceased.model_dump(mode="json", by_alias=True)
    return (await unit.connection.execute(waiting.values(death_unconfirmed=document))).rowcount == 1
