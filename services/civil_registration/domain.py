"""Rules of a birth's record. No I/O: everything here is decided from its arguments.

The record is the fold of an immutable list of actions: `replay` reads it, the deciding functions return the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from typing import Any, Final

from pydantic import BaseModel

from contracts.calendar import VIENTIANE
from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.civil.event_registration import EventRegistration
from contracts.national.shared.partial_date import PartialDate
from contracts.problems import Fault, InvalidInput
from contracts.voucher import Caller
from services.civil_registration.errors import (
    MOTHER_BORN_AFTER,
    NOTICE_BEFORE_BIRTH,
    ChildAlreadyNamed,
    ChildNotNamed,
    EventMoveNotAllowed,
    MayNotDeclare,
    NotTheRegistrar,
    buddhist_era,
    future_date,
    no_such_date,
)

_SEES_EVERY_EVENT: Final = frozenset({"registry"})  # the kind of member that keeps the national register


class State(StrEnum):
    """Where an event stands."""

    NOTIFIED = "notified"  # known to the office, but not complete
    DECLARED = "declared"
    REGISTERED = "registered"


class Role(StrEnum):
    """The kinds of member that move an event."""

    HOSPITAL = "hospital"
    REGISTRAR = "registrar"


class Kind(StrEnum):
    """What an action did."""

    NOTIFY = "notify"
    DECLARE = "declare"
    REGISTER = "register"


# A notice gives no legal status, and nobody but the registrar gives one; what is registered stays as it is.
MOVES: Final[Mapping[State, Mapping[State, frozenset[Role]]]] = {
    State.NOTIFIED: {State.DECLARED: frozenset({Role.HOSPITAL, Role.REGISTRAR})},
    State.DECLARED: {State.REGISTERED: frozenset({Role.REGISTRAR})},
    State.REGISTERED: {},
}
LEADS_TO: Final[Mapping[Kind, State]] = {
    Kind.NOTIFY: State.NOTIFIED,
    Kind.DECLARE: State.DECLARED,
    Kind.REGISTER: State.REGISTERED,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What no national text fixes for good: from settings, never constants."""

    late_after_days: int
    mother_age_from: int
    mother_age_to: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, through which system, and when."""

    member: str
    system: str
    officer: str | None
    at: datetime

    @property
    def today(self) -> date:
        """The day in Laos."""
        return self.at.astimezone(VIENTIANE).date()


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the log; it is written once and never changed."""

    kind: Kind
    author: Author
    content: Mapping[str, Any]  # Any: a JSON document of its kind, as kept


@dataclass(frozen=True, slots=True)
class Age:
    """Completed years; estimated when the date behind them is not known to the day."""

    years: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Record:
    """An event as its actions made it."""

    state: State
    birth: BirthDeclaration
    late: bool
    warnings: Sequence[Mapping[str, Any]]  # Any: documents of the schema, as kept
    actions: tuple[Action, ...]
    registration: Mapping[str, Any] | None = None  # Any: what the registrar added, as kept

    @property
    def district(self) -> str:
        """The district whose registrar is responsible: that of the place of birth."""
        return self.birth.place[:4]

    @property
    def flags(self) -> list[str]:
        """What a person should look at."""
        signs = {"incomplete": self.state is State.NOTIFIED, "late": self.late, "check": bool(self.warnings)}
        return [flag for flag, is_up in signs.items() if is_up]


def move(current: State, target: State, role: Role) -> State:
    """Return the new state, or raise `EventMoveNotAllowed` naming the moves that are."""
    if role not in MOVES[current].get(target, ()):
        raise EventMoveNotAllowed(current, target, [state for state, roles in MOVES[current].items() if role in roles])
    return target


def replay(actions: Sequence[Action]) -> Record:
    """Return the record that these actions add up to; the same actions always give the same record."""
    first, *later = actions
    opened = Record(
        state=LEADS_TO[first.kind],
        birth=BirthDeclaration.model_validate(first.content["birth"]),
        late=first.content["late"],
        warnings=first.content["warnings"],
        actions=(first,),
    )
    return reduce(_after, later, opened)


def _after(record: Record, action: Action) -> Record:
    changed = replace(record, state=LEADS_TO[action.kind], actions=(*record.actions, action))
    if action.kind is Kind.REGISTER:
        return replace(changed, registration=action.content, late=record.late or action.content["late"])
    facts = _document(record.birth)
    child = {"name": action.content["childName"], "sex": record.birth.child.sex}
    return replace(changed, birth=BirthDeclaration.model_validate({**facts, "child": child}))


def declared(birth: BirthDeclaration, kind: str, author: Author, limits: Limits) -> Action:
    """Return the action that opens the record: a declaration, or a notice while the child has no name.

    Raises `MayNotDeclare` for a member that is neither hospital nor registrar, and `InvalidInput` with everything in
    the declaration that cannot be true.
    """
    if kind not in set(Role):
        raise MayNotDeclare
    if faults := impossibilities(birth, author.today):
        raise InvalidInput(faults=faults)
    opening = Kind.NOTIFY if birth.child.name is None else Kind.DECLARE
    content = {
        "birth": _document(birth),
        "late": is_late(birth, author.today, limits),
        "warnings": _warnings(birth, limits),
    }
    return Action(opening, author, content)


def named(record: Record, registration: EventRegistration, author: Author) -> list[Action]:
    """Return the action that completes a notice with the child's name; nothing for an event that is declared already.

    Raises `ChildNotNamed` without a name, `ChildAlreadyNamed` for a second one.
    """
    name = registration.child_name
    if record.state is State.NOTIFIED:
        if name is None:
            raise ChildNotNamed
        return [Action(Kind.DECLARE, author, {"childName": _document(name)})]
    if record.state is State.DECLARED and name is not None:
        raise ChildAlreadyNamed
    return []


def must_be_registrable(record: Record) -> None:
    """Raise `EventMoveNotAllowed` before a number is spent on an event that cannot be registered."""
    move(record.state, State.REGISTERED, Role.REGISTRAR)


def registered(record: Record, registration: EventRegistration, number: str, author: Author, limits: Limits) -> Action:
    """Return the action that registers a declared event under its number."""
    must_be_registrable(record)
    added = _document(registration)
    added.pop("childName", None)  # it completed the declaration; the number is given to the event as a whole
    content = {
        **added,
        "registrationNumber": number,
        "registeredOn": author.today.isoformat(),
        "late": is_late(record.birth, author.today, limits),
    }
    return Action(Kind.REGISTER, author, content)


def must_be_registrar(caller: Caller, district: str) -> None:
    """Raise `NotTheRegistrar` for anybody but the registrar of the district."""
    if not _registers_in(caller, district):
        raise NotTheRegistrar(district=district)


def may_see(caller: Caller, record: Record) -> bool:
    """Tell whether the event exists for this caller: it declared it, it registers there, or it keeps the register."""
    return (
        caller.member == record.actions[0].author.member
        or caller.kind in _SEES_EVERY_EVENT
        or _registers_in(caller, record.district)
    )


def _registers_in(caller: Caller, district: str) -> bool:
    return caller.kind == Role.REGISTRAR and caller.office == district


def tracking_id(event_id: str) -> str:
    """Return what people quote before registration: the random end of the identifier, short enough to be read out."""
    return "B" + event_id[-8:].upper()


def registration_number(district: str, year: int, serial: int) -> str:
    """Return the number by which the registered event is known: district, year, and its place in that year."""
    return f"{district}-{year}-{serial:06d}"


def is_late(birth: BirthDeclaration, on: date, limits: Limits) -> bool:
    """Tell whether the limit has passed, counted from the notice or, where none is stated, from the birth itself."""
    return (on - (birth.noticed_on or birth.occurred_on)).days > limits.late_after_days


def mother_age(birth: BirthDeclaration) -> Age:
    """Return the mother's age at the birth (UN item 3b): always computed, never accepted."""
    born = _day_of(birth.mother.birth_date)
    on = birth.occurred_on
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    exact = birth.mother.birth_date.precision == "day" and not birth.mother.birth_date.estimated
    return Age(years=on.year - born.year - (not had_birthday), estimated=not exact)


# Where the day is not known, the middle of the stated time is the least wrong.
_MIDDLE: Final = {"day": "", "month": "-15", "year": "-07-01"}


def _day_of(partial: PartialDate) -> date:
    return date.fromisoformat(partial.value + _MIDDLE[partial.precision])


def impossibilities(birth: BirthDeclaration, today: date) -> list[Fault]:
    """Return everything in the declaration that cannot be true, each with the member it is about."""
    faults = [
        (buddhist_era if day.year > today.year + 1 else future_date)(pointer)
        for pointer, day in (("/occurredOn", birth.occurred_on), ("/noticedOn", birth.noticed_on))
        if day is not None and day > today
    ]
    if birth.noticed_on is not None and birth.noticed_on < birth.occurred_on:
        faults.append(NOTICE_BEFORE_BIRTH)
    try:
        if mother_age(birth).years < 0:
            faults.append(MOTHER_BORN_AFTER)
    except ValueError:
        faults.append(no_such_date("/mother/birthDate/value"))
    return faults


def _warnings(birth: BirthDeclaration, limits: Limits) -> list[dict[str, Any]]:  # Any: documents of the schema
    low, high = limits.mother_age_from, limits.mother_age_to
    if low <= mother_age(birth).years <= high:
        return []
    message = {
        "lo": f"ອາຍຸແມ່ຢູ່ນອກຊ່ວງ {low}-{high} ປີ: ກະລຸນາກວດຄືນ.",
        "en": f"The mother's age is outside {low} to {high} years: please check.",
    }
    return [{"code": "mother-age-unusual", "pointer": "/birth/mother/birthDate", "message": message}]


def _document(model: BaseModel) -> dict[str, Any]:  # Any: the national model as the JSON document that is kept
    document: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return document
