"""Rights in the registers of prosecutors: cells of the acts on what one office keeps, for everybody around it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Final

from cli.rights.cases import MANAGEMENT, STAGES, WAY, Who, cell_of, is_met, line, read_answer, tried_purposes
from cli.rights.cells import Answer, Cell, Position, Words
from services.case_registry.domain import acts, reads
from services.case_registry.domain.acts import Act
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Kind, Part, Restriction, Status

STATUS: Final = STAGES[0].status  # the court has the file: whoever keeps the entry does not
_NOBODYS: Final = frozenset[str]()
_PROSECUTION: Final = Words(kind=Kind.PROSECUTOR.value, office_kind="prosecutor-office")
_COURT: Final = Words(kind=Kind.COURT.value, office_kind="court")
# The office that keeps the entry once charged the suspect, and has its parts in the case; the court has the file.
POSITIONS: Final = (
    *line(frozenset({Part.FILE, Part.CHARGE, Part.REGISTER}), _PROSECUTION),
    Position(name="another member: of that kind", **_PROSECUTION),
    Position(name="another member: the court with the file", parts=frozenset({Part.FILE, Part.COURT}), **_COURT),
    Position(name="another member: justice", kind="justice", office_kind="justice-office"),
    Position(name="another member: a hospital", kind="hospital", office_kind="hospital"),
)


def register_answer(
    act: Act,
    who: Who,
    day: date,
    status: Status = STATUS,
    rules: Sequence[acts.Rule] = acts.RULES,
    sights: Sequence[reads.Rule] = reads.RULES,
) -> Answer:
    """Return what who stands so is answered to this act on an entry, or on figures, which are of no case.

    An entry is looked at as its case is; parts in the case are none in the register.
    """
    purpose, position, restriction = who
    if position.held is not None:
        return Answer.OFFICE_NEEDED
    if restriction:
        looked = read_answer(Read.CASE_BY_ID, purpose, position, restriction, sights)
        if looked is not Answer.ALLOWED:
            return looked
    rows = [
        row
        for row in rules
        if row.act is act
        and position.kind in row.by
        and row.valid_from <= day <= row.valid_until
        and (restriction is None or (status in row.at and WAY in row.way))
    ]
    in_register = replace(position, parts=_NOBODYS, over=_NOBODYS)
    return Answer.ALLOWED if any(is_met(row.office, in_register) for row in rows) else Answer.REFUSED


def register_cells(day: date, rules: Sequence[acts.Rule] = acts.RULES) -> Iterator[Cell]:
    """Return the cells of every act on a register: as `act_cells` does, and of another kind of office."""
    own, beside = (next(each for each in POSITIONS if each.name == name) for name in ("own", "beside"))
    of_other_kinds = [
        *(replace(own, kind=kind.value) for kind in Kind if kind != own.kind),
        replace(own, office_kind="court"),
    ]
    for act in Act:
        if act not in acts.IN_REGISTER:
            continue
        about: tuple[Restriction | None, ...] = (None,) if act is Act.REPORT_REGISTER else tuple(Restriction)
        for who in (
            *product([MANAGEMENT], POSITIONS, about),
            *product(tried_purposes(), (own, beside), about),
            *product([MANAGEMENT], of_other_kinds, about[:1]),
        ):
            yield cell_of(act, who, register_answer(act, who, day, rules=rules))
