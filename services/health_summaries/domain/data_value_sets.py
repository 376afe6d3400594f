"""Check a data value set row by row: accepted rows with resolved identifiers, rejected rows with their conflict."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from contracts.lao import without_invisible
from contracts.national.health.data_value_set import DataValueRow, DataValueSet
from services.health_summaries import errors
from services.health_summaries.domain import periods, value_types
from services.health_summaries.domain.org_units import Offices, OrgUnit
from services.health_summaries.domain.periods import Period
from services.health_summaries.errors import ConflictKind, NotAPeriod, NotAValue

_LONGEST_SAID: Final = 230  # characters of what a conflict is about
MOST_CONFLICTS: Final = 1000  # as many as the summary lists; the rejected indexes are complete whatever happens


class Scheme(StrEnum):
    """The identifier scheme of a set: DHIS2 UIDs or codes."""

    UID = "UID"
    CODE = "CODE"


class Strategy(StrEnum):
    """The import strategy: which rows may have an effect."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    CREATE_AND_UPDATE = "CREATE_AND_UPDATE"
    DELETE = "DELETE"


# Their older names, which DHIS2 still takes and its older clients send.
OLD_STRATEGIES: Final[Mapping[str, Strategy]] = {
    "NEW": Strategy.CREATE,
    "UPDATES": Strategy.UPDATE,
    "NEW_AND_UPDATES": Strategy.CREATE_AND_UPDATE,
    "DELETES": Strategy.DELETE,
}


class Status(StrEnum):
    """The outcome of an import."""

    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Element:
    """A data element: what kind of value, for what kind of period, and whether it is counted here or reported."""

    code: str
    value_type: str
    period_type: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Metadata:
    """Data elements and places of units, by scheme and identifier; codes of combinations, by code or UID."""

    elements: Mapping[Scheme, Mapping[str, Element]]
    units: Mapping[Scheme, Mapping[str, str]]
    combos: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """The import options in the query; the payload may state the same, and has precedence."""

    dry_run: bool | None = None
    import_strategy: str | None = None
    id_scheme: str | None = None
    data_element_id_scheme: str | None = None
    org_unit_id_scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """The import options that hold, from payload and query."""

    elements_by: Scheme = Scheme.UID
    units_by: Scheme = Scheme.UID
    strategy: Strategy = Strategy.CREATE_AND_UPDATE
    dry_run: bool = False


class Accepted(NamedTuple):
    """An accepted row: its value's key, the days of its period, its content."""

    element: str
    unit: str
    facility_member: str  # with the office: of a unit that is an office itself; empty for one that is a place
    facility_office: str
    period: str
    combo: str
    attribute: str
    first_day: date
    last_day: date
    value: str
    comment: str | None
    follow_up: bool
    owner_member: str
    owner_office: str
    withdrawn: bool


class Conflict(NamedTuple):
    """Why rows are rejected, and the text or name concerned."""

    kind: ConflictKind
    about: str


@dataclass(slots=True)
class Checked:
    """The result of a check: accepted rows, and the indexes of rejected rows by conflict."""

    accepted: list[Accepted] = field(default_factory=list)
    conflicts: dict[Conflict, list[int]] = field(default_factory=dict)

    @property
    def rejected(self) -> list[int]:
        """The indexes of all rejected rows, in order."""
        return sorted(index for indexes in self.conflicts.values() for index in indexes)

    @property
    def status(self) -> Status:
        """SUCCESS, WARNING when some rows are rejected, ERROR when all are."""
        if not self.conflicts:
            return Status.SUCCESS
        return Status.WARNING if self.accepted else Status.ERROR


class _Rejected(Exception):  # noqa: N818 - it never leaves this file
    def __init__(self, kind: ConflictKind, about: str | None) -> None:
        # a value may hold line breaks, and what names a conflict is one line
        self.conflict = Conflict(kind, " ".join((about or kind.member)[:_LONGEST_SAID].split()) or kind.member)


def options(body: DataValueSet, from_query: QueryOptions) -> Options:
    """Return the options that hold: the payload precedes the query, then the particular the general."""

    def scheme(in_payload: str | None, in_query: str | None) -> Scheme:
        return Scheme((in_payload or body.id_scheme or in_query or from_query.id_scheme or Scheme.UID).upper())

    strategy = body.import_strategy or from_query.import_strategy or Strategy.CREATE_AND_UPDATE
    return Options(
        elements_by=scheme(body.data_element_id_scheme, from_query.data_element_id_scheme),
        units_by=scheme(body.org_unit_id_scheme, from_query.org_unit_id_scheme),
        strategy=OLD_STRATEGIES.get(strategy) or Strategy(strategy),
        dry_run=bool(from_query.dry_run if body.dry_run is None else body.dry_run),
    )


def check(body: DataValueSet, options: Options, metadata: Metadata, offices: Offices) -> Checked:
    """Return the accepted and the rejected rows of the set; of two rows for the same value the first one counts."""
    reader = _Reader(body, options, metadata, offices)
    checked = Checked()
    for index, row in enumerate(body.data_values):
        try:
            checked.accepted.append(reader.read(row))
        except _Rejected as rejected:
            checked.conflicts.setdefault(rejected.conflict, []).append(index)
    return checked


class _Reader:
    """Reads the rows of one set: header values and metadata are looked up once, here."""

    def __init__(self, body: DataValueSet, options: Options, metadata: Metadata, offices: Offices) -> None:
        self._body = body
        self._elements = metadata.elements[options.elements_by]
        self._places = metadata.units[options.units_by]
        self._offices = offices
        self._units: dict[str, OrgUnit | None] = {}
        self._combos = metadata.combos
        self._withdraws = options.strategy is Strategy.DELETE
        self._seen: set[tuple[str, ...]] = set()

    def read(self, row: DataValueRow | None) -> Accepted:
        """Return the value that the row states, or raise `_Rejected` with what is wrong with the row."""
        if row is None:  # what a client that joins tables sends for a row without values
            raise _Rejected(errors.ROW_NULL, None)
        header = self._body
        element = self._element(_name(row.data_element))
        unit = self._unit(_name(row.org_unit) or _name(header.org_unit))
        period = self._period(_name(row.period) or _name(header.period), element)
        combo = self._combo(_name(row.category_option_combo), errors.COMBO_UNKNOWN)
        attributes = _name(row.attribute_option_combo) or _name(header.attribute_option_combo)
        attribute = self._combo(attributes, errors.ATTRIBUTE_UNKNOWN)
        withdrawn = self._withdraws or bool(row.deleted)
        value = "" if withdrawn else _value(row.value, element)
        facility = (unit.owner.member, unit.owner.office) if unit.facility else ("", "")
        self._first_of_its_kind(element.code, unit.place, period.text, combo, attribute, *facility)
        follow_up = bool(row.followup if row.follow_up is None else row.follow_up)
        return Accepted(
            element.code,
            unit.place,
            *facility,
            period.text,
            combo,
            attribute,
            period.first,
            period.last,
            value,
            row.comment,
            follow_up,
            unit.owner.member,
            unit.owner.office,
            withdrawn,
        )

    def _first_of_its_kind(self, *key: str) -> None:
        if key in self._seen:
            raise _Rejected(errors.ROW_REPEATED, " ".join(key[:3]))
        self._seen.add(key)

    def _element(self, name: str | None) -> Element:
        if name is None:
            raise _Rejected(errors.ELEMENT_MISSING, None)
        element = self._elements.get(name)
        if element is None:
            raise _Rejected(errors.ELEMENT_UNKNOWN, name)
        if element.counted:
            raise _Rejected(errors.ELEMENT_COUNTED, name)
        return element

    def _unit(self, name: str | None) -> OrgUnit:
        if name is None:
            raise _Rejected(errors.UNIT_MISSING, None)
        if name not in self._units:
            self._units[name] = self._offices.unit(name, self._places)
        unit = self._units[name]
        if unit is None:
            raise _Rejected(errors.UNIT_UNKNOWN, name)
        if not self._offices.is_sent_by_right(unit):
            raise _Rejected(errors.UNIT_OF_ANOTHER, name)
        return unit

    def _period(self, text: str | None, element: Element) -> Period:
        if text is None:
            raise _Rejected(errors.PERIOD_MISSING, None)
        try:
            period = periods.parse(text)
        except NotAPeriod:
            raise _Rejected(errors.PERIOD_INVALID, text) from None
        if period.type != element.period_type:
            raise _Rejected(errors.PERIOD_OF_OTHER_TYPE, text)
        if period.first > self._offices.today:
            raise _Rejected(errors.PERIOD_IN_FUTURE, text)
        return period

    def _combo(self, name: str | None, unknown: ConflictKind) -> str:
        combo = self._combos.get(name or "")
        if combo is None:
            raise _Rejected(unknown, name)
        return combo


def _name(stated: str | int | None) -> str | None:
    """Return a name as it is looked up: without blanks around it or what cannot be seen; None for nothing."""
    return None if stated is None else without_invisible(str(stated)).strip() or None


def _value(stated: value_types.Stated | list[Any] | dict[str, Any], element: Element) -> str:  # Any: JSON
    if isinstance(stated, dict | list):
        raise _Rejected(errors.VALUE_OF_PARTS, json.dumps(stated, ensure_ascii=False))
    text = value_types.spelt(stated)
    if not text:
        raise _Rejected(errors.VALUE_MISSING, element.code)
    try:
        return value_types.read(element.value_type, text)
    except NotAValue:
        raise _Rejected(errors.VALUE_OF_WRONG_TYPE, text) from None


def split(rows: Iterable[Accepted]) -> tuple[list[Accepted], list[Accepted]]:
    """Return the rows that state a value and those that withdraw one."""
    stated: list[Accepted] = []
    withdrawn: list[Accepted] = []
    for row in rows:
        (withdrawn if row.withdrawn else stated).append(row)
    return stated, withdrawn
