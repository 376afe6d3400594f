"""Rights in cases: cells of `acts.toml` and `reads.toml` for one case and everybody around it.

The words of the tables are read here once more, without the registry's own code, so that each checks the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final, TypeAlias

from cli.rights.cells import Answer, Cell, MatrixBroken, Position, Profile, Words, purposes_of, rights_of
from contracts.seats import SeatRule
from services.case_registry.domain import acts, reads
from services.case_registry.domain.acts import Act
from services.case_registry.domain.reads import Reach, Read
from services.case_registry.domain.seat_conditions import SeatCondition
from services.case_registry.domain.words import Kind, Part, Restriction, Status, Way

WAY: Final = Way.CRIMINAL  # of the case that is tried
MANAGEMENT: Final = "caseManagement"
# What has no cells: a rule of its own in code.
RULED_IN_CODE: Final[Mapping[str, tuple[str, str]]] = {
    "keepImportMapping": ("any office, for its member", "ທຸກຫ້ອງການ, ໃຫ້ໜ່ວຍງານຂອງຕົນ"),
    "competentCourts": ("any office; it tells of courts, and of no case", "ທຸກຫ້ອງການ; ບອກກ່ຽວກັບສານ, ບໍ່ແມ່ນຄະດີ"),
    "acknowledgeCorrection": (
        "any office to which the correction is owed; for others it is not there",
        "ທຸກຫ້ອງການທີ່ຕ້ອງຮັບຮູ້ການແກ້ໄຂ; ສຳລັບຫ້ອງການອື່ນແມ່ນບໍ່ມີ",
    ),
    "importCases": ("any office; each row is judged by who opens such cases", "ທຸກຫ້ອງການ; ກວດແຕ່ລະແຖວ"),
    "listPublicDecisions": ("everybody, without a token: nothing in it is anybody's", "ທຸກຄົນ ໂດຍບໍ່ຕ້ອງມີ token"),
}
# What an office keeps in its register is no case: `registers.py` has the cells of these acts.
IN_CASES: Final = tuple(act for act in Act if act not in acts.IN_REGISTER)
MOVES: Final = ("moveCase", "sendHandOver")
Who: TypeAlias = tuple[str, Position, Restriction | None]  # its purpose, and the restriction of its case, if any

_TRIES = frozenset({Part.FILE, Part.COURT})
_CHARGES = frozenset({Part.FILE, Part.CHARGE, Part.REGISTER})
_HOLDS = frozenset({Part.FILE, Part.CUSTODY})
OFFICE_KINDS: Final = {
    Kind.POLICE: "police-station",
    Kind.PROSECUTOR: "prosecutor-office",
    Kind.COURT: "court",
    Kind.JUSTICE: "justice-office",
}
_POLICE, _PROSECUTION, _COURT, _JUSTICE = (
    Words(kind=kind.value, office_kind=office) for kind, office in OFFICE_KINDS.items()
)
# Before the trial, the prosecutor of the zone has the file; in it, the court of the zone. The police took the suspect.
_AROUND: Final = (
    Position(name="role: it holds the suspect", parts=_HOLDS, **_POLICE),
    Position(name="above: the one that holds the suspect", over=_HOLDS, level="province", **_POLICE),
    Position(name="beside: the one that holds the suspect", **_POLICE),
    Position(name="another member: justice", **_JUSTICE),
    Position(name="another member: a hospital", kind="hospital", office_kind="hospital"),
)


def line(parts: frozenset[str], kind: Words) -> tuple[Position, ...]:
    """Return whoever stands in the line of the office that has the file, and those who have named no office."""
    return (
        Position(name="own", own=True, parts=parts, **kind),
        Position(name="own: taken over from a closed office", own=True, parts=parts, **kind),
        Position(name="above", over_own=True, over=parts, level="province", **kind),
        Position(name="above all", over_own=True, over=parts, level="central", **kind),
        Position(name="below", under=True, level="village", **kind),
        Position(name="beside", **kind),
        Position(name="no office: one with a part is held", held=parts, **kind),
        Position(name="no office: others are held", held=frozenset(), **kind),
    )


_ON_ITS_WAY: Final = Position(name="own: on its way there", offered=True, **_COURT)
_CHARGED_BY: Final = (
    Position(name="role: it made the charge", parts=_CHARGES, **_PROSECUTION),
    Position(name="above: the one that made the charge", over=_CHARGES, level="province", **_PROSECUTION),
    Position(name="beside: the one that made the charge", **_PROSECUTION),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case stands, and everybody around it."""

    status: Status
    positions: Sequence[Position]


STAGES: Final = (
    Stage(Status.IN_TRIAL, (*line(_TRIES, _COURT), *_CHARGED_BY, *_AROUND)),
    Stage(Status.FILE_SENT_TO_PROSECUTOR, (*line(frozenset({Part.FILE}), _PROSECUTION), *_AROUND)),
)
_OF_A_CASE: Final = (*STAGES[0].positions, _ON_ITS_WAY)
_READERS: Final = tuple(
    each
    for each in _OF_A_CASE
    if each.kind == Kind.COURT or each.name in {_AROUND[0].name, _AROUND[1].name, _AROUND[4].name}
)
# A hand-over has two sides, an import and a register an office; a part in the case is none of these.
SIDES: Final = tuple(each for each in _READERS if each is not _AROUND[1])
_OFFICES: Final = tuple(each for each in SIDES if each is not _AROUND[0] and each is not _ON_ITS_WAY)
_POSITIONS: Final[Mapping[Read, Sequence[Position]]] = {
    Read.LIST_HAND_OVERS: SIDES,
    Read.MONTHLY_REGISTER: _OFFICES,
    Read.CRIMINAL_WORK: _OFFICES,
    Read.YEARLY_STATISTICS: _OFFICES,
    Read.LIST_DEADLINES: _OFFICES,
    Read.LIST_RECONCILIATIONS: _OFFICES,
    Read.RECONCILIATION_SUMS: _OFFICES,
    Read.IMPORT_BY_ID: _OFFICES,
    Read.LIST_IMPORT_ROWS: _OFFICES,
}
_OF_ALL_CASES: Final = frozenset(
    {
        *(Read.IMPORT_BY_ID, Read.LIST_IMPORT_ROWS, Read.MONTHLY_REGISTER, Read.CRIMINAL_WORK),
        *(Read.YEARLY_STATISTICS, Read.RECONCILIATION_SUMS),
    }
)


def words(position: Position) -> frozenset[Reach]:
    """Return the words of `reads.toml` that such an office meets."""
    if position.held is not None:
        return frozenset({Reach.MEMBER} if position.held else ())
    met = {
        Reach.OWN: position.own or position.offered,
        Reach.ROLE: position.own or position.offered or bool(position.parts),
        Reach.ABOVE: bool(position.over),
        Reach.BELOW: position.under,
        Reach.BESIDE: True,
    }
    return frozenset(word for word, is_met in met.items() if is_met)


def read_answer(
    operation: Read, purpose: str, position: Position, restriction: Restriction, rules: Sequence[reads.Rule]
) -> Answer:
    """Return what who stands so is answered by this read of such a case: no row for the purpose, no answer at all."""
    rows = [
        row
        for row in rules
        if operation in row.operations
        and row.rights & rights_of(purpose)
        and position.kind in (row.by or {position.kind})
    ]
    if not rows:
        return Answer.REFUSED
    if position.held is not None and not any(Reach.MEMBER in row.reach for row in rows):
        return Answer.OFFICE_NEEDED
    shown = any(restriction in row.restrictions and row.reach & words(position) for row in rows)
    return Answer.ALLOWED if shown else Answer.HIDDEN


def is_met(condition: SeatCondition, position: Position) -> bool:
    """Tell whether who stands so meets the columns `seat`, `parts`, `kinds` and `levels` of a row."""
    if condition.kinds is not None and position.office_kind not in condition.kinds:
        return False
    if condition.levels is not None and position.level not in condition.levels:
        return False
    named = frozenset(Part) if condition.parts is None else condition.parts
    if condition.seat is SeatRule.BESIDE:
        return True
    if condition.seat is SeatRule.OWN:
        return position.own
    if condition.seat is SeatRule.ROLE:
        return position.own or bool(position.parts & named)
    return position.over_own if condition.parts is None else bool(position.over & named)


def act_answer(
    act: Act,
    purpose: str,
    position: Position,
    case: tuple[Status, Way, Restriction],
    day: date,
    rules: Sequence[acts.Rule] = acts.RULES,
    sights: Sequence[reads.Rule] = reads.RULES,
) -> Answer:
    """Return what who stands so is answered to this act; it looks at the case as `caseById` does."""
    status, way, restriction = case
    if position.held is not None:
        return Answer.OFFICE_NEEDED
    looked = read_answer(Read.CASE_BY_ID, purpose, position, restriction, sights)
    if looked is not Answer.ALLOWED:
        return looked
    rows = [
        row
        for row in rules
        if row.act is act
        and status in row.at
        and way in row.way
        and position.kind in row.by
        and row.valid_from <= day <= row.valid_until
    ]
    return Answer.ALLOWED if any(is_met(row.office, position) for row in rows) else Answer.REFUSED


def read_cells(rules: Sequence[reads.Rule] = reads.RULES) -> Iterator[Cell]:
    """Return the cells of every read."""
    purposes = purposes_of({right for row in rules for right in row.rights})
    for operation in Read:
        rows = [row for row in rules if operation in row.operations]
        if operation in _OF_ALL_CASES and any(row.restrictions != frozenset(Restriction) for row in rows):
            raise MatrixBroken(f"{operation} tells of cases of every restriction at once: its rows name all of them")
        positions = _POSITIONS.get(operation, _READERS)
        for purpose, position, restriction in product(purposes, positions, Restriction):
            answer = read_answer(operation, purpose, position, restriction, rules)
            yield cell_of(operation, (purpose, position, restriction), answer)


def stage_of(act: Act, rules: Sequence[acts.Rule] = acts.RULES) -> Stage:
    """Return where a case stands when this act is tried; raise `MatrixBroken` where it is done at no stage."""
    rows = [row for row in rules if row.act is act and WAY in row.way]
    for stage in STAGES:
        if any(stage.status in row.at for row in rows):
            return stage
    raise MatrixBroken(f"{act}: no stage of a case is one at which it is done")


def act_cells(day: date, rules: Sequence[acts.Rule] = acts.RULES) -> Iterator[Cell]:
    """Return the cells of every act of `acts.toml`.

    An act is for `caseManagement`, by what its operation declares: for that from every side, and by whoever has the
    file as any kind of member; for other purposes by it and from beside it.
    """
    for act in IN_CASES:
        stage = stage_of(act, rules)
        own = stage.positions[0]
        sides = [
            *product([MANAGEMENT], stage.positions, Restriction),
            *product(tried_purposes(), _two_of(stage), Restriction),
            *((MANAGEMENT, replace(own, kind=kind.value), Restriction.NONE) for kind in Kind if kind != own.kind),
        ]
        for who in sides:
            purpose, position, restriction = who
            case = (stage.status, WAY, restriction)
            yield cell_of(act, who, act_answer(act, purpose, position, case, day, rules))


def tried_purposes() -> list[str]:
    """Return the purposes, other than `caseManagement`, for which acts are tried."""
    named = purposes_of({right for row in reads.RULES for right in row.rights})
    return [each for each in named if each != MANAGEMENT]


def _two_of(stage: Stage) -> list[Position]:
    """Return who has the file, and who stands beside it."""
    return [each for each in stage.positions if each.name in {"own", "beside"}]


def cell_of(operation: str, who: Who, answer: Answer) -> Cell:
    """Return the cell of who asks for that purpose about a case so restricted, or about none."""
    purpose, position, restriction = who
    return Cell(
        operation=str(operation),
        purpose=purpose,
        position=position,
        profile=Profile(position.kind, position.office_kind, position.level),
        about=restriction.value if restriction else "",
        answer=answer,
    )
