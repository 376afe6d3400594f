"""Rights to move a case and to hand its file over: answers of `moves.toml` to everybody around a case of a crime."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cli.rights.cases import OFFICE_KINDS, WAY, is_met
from cli.rights.cells import Answer, Position, Words
from services.case_registry.domain.table import TABLE, HandOverRow, Move, Table
from services.case_registry.domain.words import PAUSES, Kind, Part, Status

RECEIVERS: Final = (*(kind.value for kind in Kind), "hospital")  # the last one is of a kind that has no files


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: its status, the one before, who has the file and who had it, and the level of its court.

    During a pause, also what was before the status to which it goes back; and whether its latest move ended one.
    """

    status: Status
    previous: Status | None
    holder: Kind
    had: frozenset[Kind]
    court_level: str = "district"
    before_pause: Status | None = None
    resumed: bool = False


def around(case: Standing) -> list[Position]:
    """Return everybody around the case: each kind of member, the lines of holder and court, and who has no office."""
    found = []
    for kind in Kind:
        parts = _parts(kind, case)
        is_own = kind is case.holder
        level = case.court_level if kind is Kind.COURT else "district"
        words = Words(kind=kind.value, office_kind=OFFICE_KINDS[kind])
        had = "own" if is_own else "role" if parts else "another member"
        found.append(Position(name=f"{had}: {kind}", own=is_own, parts=parts, level=level, **words))
        if level != "central" and kind in {case.holder, Kind.COURT}:
            for word, up in (("above", "province"), ("above all", "central")):
                found.append(Position(name=f"{word}: {kind}", over=parts, over_own=is_own, level=up, **words))
    own = Words(kind=case.holder.value, office_kind=OFFICE_KINDS[case.holder])
    found.append(Position(name=f"beside: {case.holder}", **own))
    found.append(Position(name=f"no office: {case.holder}", held=_parts(case.holder, case), **own))
    return found


def move_rows(case: Standing, target: Status, day: date, table: Table = TABLE) -> list[Move]:
    """Return the rows by which the case goes to that status on that day."""
    return [
        row
        for row in table.moves
        if (row.source, row.target) == (case.status, target)
        and WAY in row.way
        and (not row.after or case.previous in row.after)
        and (not (row.resumes or row.reverses) or case.previous is target)
        and row.valid_from <= day <= row.valid_until
    ]


def moved_on(case: Standing, target: Status) -> Standing:
    """Return how the case stands after a move to that status; from a pause it comes back as it was before."""
    before_pause = case.previous if target in PAUSES else None
    if case.status in PAUSES and target is case.previous:
        return replace(case, status=target, previous=case.before_pause, before_pause=before_pause, resumed=True)
    return replace(case, status=target, previous=case.status, before_pause=before_pause, resumed=False)


def move_answer(rows: Sequence[Move], position: Position) -> Answer:
    """Return what who stands so is answered to a move by one of these rows; whoever is around sees the case."""
    if not position.is_of_an_office:
        return Answer.OFFICE_NEEDED
    allowed = any(position.kind == row.by and is_met(row.office, position) for row in rows)
    return Answer.ALLOWED if allowed else Answer.REFUSED


def hand_over_rows(case: Standing, sender: str, receiver: str, table: Table = TABLE) -> list[HandOverRow]:
    """Return the rows by which a file goes from one kind of member to another while the case stands so."""
    return table.ways(sender, receiver, case.status, case.previous)


def hand_over_answer(case: Standing, position: Position, receiver: str, table: Table = TABLE) -> Answer:
    """Return what who stands so is answered when it hands the file to a member of that kind."""
    if not position.is_of_an_office:
        return Answer.OFFICE_NEEDED
    ways = hand_over_rows(case, position.kind, receiver, table)
    return Answer.ALLOWED if any(is_met(row.office, position) for row in ways) else Answer.REFUSED


def _parts(kind: Kind, case: Standing) -> frozenset[str]:
    if kind not in case.had:
        return frozenset()
    return frozenset({Part.FILE, Part.COURT} if kind is Kind.COURT else {Part.FILE})
