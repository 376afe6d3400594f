"""Actions, the append-only log of a vital event, and the table of what each state allows (`actions.toml`). No I/O."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from contracts.calendar import VIENTIANE
from contracts.seats import Seat
from services.civil_registration.errors.events import ActionNotAllowed


class State(StrEnum):
    """The state of a vital event: the codes of the list `civil-event-state`."""

    DRAFT = "draft"
    NOTIFIED = "notified"
    DECLARED = "declared"
    IN_VALIDATION = "inValidation"
    REJECTED = "rejected"
    REGISTERED = "registered"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


ENDED: Final = frozenset({State.CANCELLED, State.ARCHIVED})
OPEN: Final = frozenset({State.NOTIFIED, State.DECLARED, State.IN_VALIDATION, State.REJECTED})


class Act(StrEnum):
    """What is done to a record: the codes of the list `civil-event-action`."""

    DRAFT = "draft"
    NOTIFY = "notify"
    RECEIVE_JUDGMENT = "receiveJudgment"
    UPDATE_JUDGMENT = "updateJudgment"
    DECLARE = "declare"
    AMEND = "amend"
    VALIDATE = "validate"
    APPROVE = "approve"
    REJECT = "reject"
    REGISTER = "register"
    REQUEST_CORRECTION = "requestCorrection"
    CORRECT = "correct"
    REFUSE_CORRECTION = "refuseCorrection"
    CANCEL = "cancel"
    REINSTATE = "reinstate"
    ARCHIVE = "archive"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    HAND_OVER = "handOver"
    FIND_DUPLICATE = "findDuplicate"
    DECIDE_DUPLICATE = "decideDuplicate"
    IMPORT = "import"
    WITHDRAW_IMPORT = "withdrawImport"
    ANNOTATE = "annotate"
    ISSUE_CERTIFICATE = "issueCertificate"
    REVOKE_CERTIFICATE = "revokeCertificate"
    REQUEST_UIN = "requestUin"
    CONFIRM_UIN = "confirmUin"
    REFUSE_UIN = "refuseUin"
    DECIDE_UIN = "decideUin"


_BEFORE: Final = "before"  # the state in which the record stood before it was cancelled or archived


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; `to` is None where the state stays, or where it is the one of before.

    What the register does by `itself` is nobody's next step, and not named among what a state allows.
    """

    act: Act
    opens: bool
    states: frozenset[State]
    to: State | None
    back: bool
    itself: bool


@dataclass(frozen=True, slots=True)
class Author:
    """The author of an action: seat, system, officer, the moment, and the caller's own id of the action."""

    seat: Seat
    system: str
    officer: str | None
    at: datetime
    client_action_id: str | None = None

    @property
    def today(self) -> date:
        """The day in Vientiane at that moment."""
        return self.at.astimezone(VIENTIANE).date()


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the log; it is written once and never changed."""

    kind: Act
    author: Author
    content: Mapping[str, Any]  # Any: a JSON document of its kind, as kept


def leads_to(act: Act, current: State | None, before: State | None) -> State:
    """Return the state after this action; raise `ActionNotAllowed` where the state does not allow it.

    `current` is None for a record that begins; `before` is where it stood before it was cancelled or archived.
    """
    row = TABLE[act]
    reached = before if row.back else row.to or current
    if reached is None or not (row.opens if current is None else current in row.states):
        raise ActionNotAllowed(act, current, allowed_in(current, back=before is not None))
    return reached


def must_be_allowed(act: Act, current: State) -> None:
    """Raise `ActionNotAllowed`, naming what the state allows, for an action that it does not."""
    if current not in TABLE[act].states:
        raise ActionNotAllowed(act, current, allowed_in(current))


def allowed_in(current: State | None, *, back: bool = True) -> list[str]:
    """Return what may be done in this state, in the order of the table; `back` where there is a state to go back to."""
    rows = [row for row in TABLE.values() if not row.itself and (back or not row.back)]
    return [row.act.value for row in rows if (row.opens if current is None else current in row.states)]


def parse(text: str) -> Mapping[Act, Row]:
    """Return the table of a TOML text; raise `ValueError` or `KeyError` for one that cannot be meant."""
    rows = [_row(row) for row in tomllib.loads(text)["actions"]]
    return {row.act: row for row in rows}


def _row(row: Mapping[str, Any]) -> Row:  # Any: TOML; every value is checked by its type
    if unknown := set(row) - {"action", "opens", "from", "to", "itself"}:
        raise ValueError(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    back = row.get("to") == _BEFORE
    to = None if back or "to" not in row else State(row["to"])
    states: Sequence[str] = row.get("from", ())
    opens, itself = bool(row.get("opens", False)), bool(row.get("itself", False))
    return Row(Act(row["action"]), opens, frozenset(map(State, states)), to, back, itself)


TABLE: Final = parse((files(__package__) / "actions.toml").read_text("utf-8"))
