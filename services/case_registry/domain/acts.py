"""Permissions: which offices may do what in a case or a register, at which status; read once from `acts.toml`."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from contracts.seats import Seat
from services.case_registry.domain import seat_conditions
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.moves import must_try
from services.case_registry.domain.seat_conditions import Kept, SeatCondition
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import GOES_ON, Kind, Status, Way
from services.case_registry.errors.acts import ActNotAllowed, OtherKinds
from services.case_registry.errors.prosecution import AnotherOffice


class Act(StrEnum):
    """An act in a case or a register, by its operation id; moves and hand-overs have a table of their own."""

    ASSIGN_NUMBER = "assignCaseNumber"
    RELATE_CASE = "relateCase"
    CHANGE_RESTRICTION = "changeRestriction"
    SPLIT_CASE = "splitCase"
    JOIN_CASE = "joinCase"
    UNDO_JOIN = "undoJoin"
    CORRECT_CASE = "correctCase"
    ADD_PARTICIPANT = "addParticipant"
    ASSIGN_ROLE = "assignRole"
    APPOINT_REPRESENTATIVE = "appointRepresentative"
    END_REPRESENTATION = "endRepresentation"
    RECORD_CUSTODY = "recordCustody"
    FILE_CHARGE = "fileCharge"
    AMEND_CHARGE = "amendCharge"
    WITHDRAW_CHARGE = "withdrawCharge"
    ENTER_PLEA = "enterPlea"
    DECIDE_CHARGE = "decideCharge"
    OPEN_PROCEEDING = "openProceeding"
    CHANGE_PANEL = "changePanel"
    SCHEDULE_HEARING = "scheduleHearing"
    CONCLUDE_HEARING = "concludeHearing"
    ISSUE_DECISION = "issueDecision"
    REQUEST_STATEMENT = "requestStatement"
    WITHDRAW_REQUEST = "withdrawStatementRequest"
    AWAIT_STATEMENT = "awaitStatement"
    GIVE_STATEMENT = "giveStatement"
    CALL_UP_FILE = "callUpFile"
    DECIDE_CALLED_UP_FILE = "decideCalledUpFile"
    WITHDRAW_STATEMENT = "withdrawStatement"
    WITHDRAW_CALLED_UP_FILE = "withdrawCalledUpFile"
    ASSIGN_PROSECUTOR = "assignProsecutor"
    STATE_CLAIM = "stateClaim"
    REPORT_REGISTER = "reportMonthlyRegister"


# On what an office keeps in its register, and not on a case: `must_keep` asks, not `must_be_allowed`.
WITHDRAWALS: Final = frozenset({Act.WITHDRAW_STATEMENT, Act.WITHDRAW_CALLED_UP_FILE})
IN_REGISTER: Final = WITHDRAWALS | {Act.GIVE_STATEMENT, Act.DECIDE_CALLED_UP_FILE, Act.REPORT_REGISTER}

# What a row means with `joined`, or without it.
_JOINED: Final = {True: frozenset({Status.JOINED}), False: frozenset[Status]()}

# What the court does that tries the case: none does it while the case waits for another one.
TRYING: Final = frozenset({Act.OPEN_PROCEEDING, Act.ENTER_PLEA, Act.DECIDE_CHARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of `acts.toml`: which act, by which kinds of member, and under which conditions."""

    act: Act
    by: frozenset[Kind]
    at: frozenset[Status] = GOES_ON
    way: frozenset[Way] = frozenset(Way)
    office: SeatCondition
    valid_from: date = date.min
    valid_until: date = date.max
    basis: Basis

    def is_for(self, actor: Actor, day: date) -> bool:
        """Tell whether this row is about the actor's kind of member, and holds on that day."""
        return self.valid_from <= day <= self.valid_until and any(actor.is_a(kind) for kind in self.by)

    def allows(self, state: CaseState, actor: Actor, day: date) -> bool:
        """Tell whether this row allows the actor its act in such a case on that day."""
        return self.is_for(actor, day) and state.status in self.at and actor.way_of(state) in self.way


def must_be_allowed(state: CaseState, actor: Actor, act: Act, day: date) -> None:
    """Raise `ActNotAllowed`, naming who may do it and when, what `must_be_met` or, for `TRYING`, `must_try` raises."""
    rows = _allowed(state, actor, act, day)
    by = frozenset(kind.value for row in rows for kind in row.by)
    seat_conditions.must_be_met([row.office for row in rows], state, actor, by)
    if act in TRYING:
        must_try(state, actor)


def must_keep(register: Seat, actor: Actor, act: Act, day: date, state: CaseState | None = None) -> None:
    """Raise what forbids the actor an act on what an office keeps in its register, about that case or about none.

    `ActNotAllowed` in this case, `OtherKinds` for another kind of member or office, `AnotherOffice` for another one.
    """
    rows = [row for row in RULES if row.act is act]
    allowed = [row for row in rows if row.is_for(actor, day)] if state is None else _allowed(state, actor, act, day)
    if any(row.office.is_met(Kept(register), actor) for row in allowed):
        return
    if any(row.office.fits(actor) for row in allowed):
        raise AnotherOffice(actor.named(register))
    raise OtherKinds(
        act,
        movers=_kinds(rows),
        kinds=seat_conditions.union(row.office.kinds for row in rows),
        levels=seat_conditions.union(row.office.levels for row in rows),
    )


def _allowed(state: CaseState, actor: Actor, act: Act, day: date) -> list[Rule]:
    rows = [row for row in RULES if row.act is act]
    allowed = [row for row in rows if row.allows(state, actor, day)]
    if not allowed:
        raise ActNotAllowed(
            act,
            state.status,
            _kinds(rows),
            sorted(set[str]().union(*_limited_statuses(rows))),
        )
    return allowed


def _kinds(rows: Sequence[Rule]) -> list[str]:
    return sorted({kind for row in rows for kind in row.by})


def parse(text: str) -> Sequence[Rule]:
    """Return the rules of a TOML text (its form stands at the top of `acts.toml`), or raise `TableBroken`."""
    return [_rule(row) for row in tomllib.loads(text)["acts"]]


def _rule(row: dict[str, Any]) -> Rule:  # Any: TOML; every value is checked by its type below
    if unknown := set(row) - (
        {field.name for field in fields(Rule)} - {"office"} | {"joined"} | seat_conditions.COLUMNS
    ):
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    if row.get("act") in IN_REGISTER and "parts" in row:
        raise TableBroken(f"{row}: nobody else has a part in what an office keeps in its register")
    sets: dict[str, type[StrEnum]] = {"by": Kind, "at": Status, "way": Way}
    try:
        stated: dict[str, Any] = {name: row[name] for name in ("valid_from", "valid_until") if name in row}
        stated |= {name: frozenset(map(kind, row[name])) for name, kind in sets.items() if name in row}
        stated["at"] = stated.get("at", GOES_ON) | _JOINED[row.get("joined", False)]
        return Rule(act=Act(row["act"]), basis=Basis(row["basis"]), office=seat_conditions.parse(row), **stated)
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


def _limited_statuses(rows: Sequence[Rule]) -> list[frozenset[Status]]:
    """Return the statuses of rows that do not hold at all of them: "at any" needs no list."""
    return [row.at for row in rows if not row.at >= GOES_ON]


RULES: Final = parse((files(__package__) / "acts.toml").read_text("utf-8"))
