"""Import of old books: cells of a file, what is wrong with an entry, its key, and the action it becomes. No I/O."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.national.civil.imported_event import ImportedEvent
from contracts.official_numbers import normal_number
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.domain import lateness, needs, rules
from services.civil_registration.domain.actions import Act, Action, Author, State
from services.civil_registration.domain.cited_births import numbers_in
from services.civil_registration.domain.civil_rules import Check, rules_in
from services.civil_registration.domain.derived import derived
from services.civil_registration.domain.facts import Facts, at, document, earliest, latest, occurred_on
from services.civil_registration.domain.impossibilities import by_the_register, impossibilities
from services.civil_registration.domain.kinds import KINDS, EventKind, forms_in
from services.civil_registration.domain.numbers import paper_number
from services.civil_registration.domain.rules import Findings, Known
from services.civil_registration.errors.facts import FACTS_OF_ONE_KIND, future_date
from services.civil_registration.errors.imports import (
    OFFICE_INSTEAD,
    OTHER_KIND_IN_ROW,
    REGISTERED_BEFORE,
    derived_age_differs,
    printed_age_outside,
    spouses_disagree,
)

DAYS: Final = frozenset({"occurredOn", "noticedOn", "registeredOn", "decidedOn", "finalOn"})
PARTIAL_DAYS: Final = frozenset({"birthDate", "marriedOn", "previousBirthOn"})
DIGITS: Final = frozenset({"place", "residence", "birthPlace", "motherResidence", "office"})
INTEGERS: Final = frozenset(
    {
        *("motherAge", "fatherAge", "ageAtDeath", "brideAge", "groomAge", "wifeAge", "husbandAge", "marriageDuration"),
        *("birthOrder", "birthWeight", "weight", "gestationWeeks", "childrenBornAlive", "fetalDeaths"),
        *("previousMarriages", "dependentChildren"),
    }
)
BOOLEANS: Final = frozenset({"pregnancyRelated", "estimated"})
STAND_INS: Final[Mapping[str, JSON]] = {"number": "1"}  # for a wrong one, so that the rest of the row is judged
NAMES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {  # where a name goes, and what it is
    "name": ("name", {"use": "legal", "script": "lao"}),
    "latin": ("otherNames", {"use": "latin", "script": "latin"}),
}
_ASKS: Final = frozenset({EventKind.MARRIAGE, EventKind.DIVORCE})  # rules ask the register of them, cited birth or not
_LISTS: Final = frozenset({"witnesses"})  # of persons, one a column


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry of which rules ask the register, where the rows of a slice are looked up."""

    facts: Facts
    of_a_book: bool  # which has it as registered


@dataclass(frozen=True, slots=True)
class Key:
    """The natural key of an entry: the number that an office gave in a year to an event of a kind, in normal form."""

    office: str
    kind: str
    year: int
    normal: str
    asked: Asked | None = field(default=None, compare=False)  # it goes with the key, and is none of it


@dataclass(frozen=True, slots=True)
class Book:
    """Whose book it is, and what it is called."""

    registrar: Seat
    source: str
    import_id: str


def begun(mapping: Mapping[str, object]) -> dict[str, Any]:  # Any: an ImportedEvent document in the making
    """Return what the mapping says of every row: of which kind its facts are."""
    return {str(mapping["kind"]): {}}


def put_name(row: dict[str, Any], target: str, stated: str) -> Iterator[str]:  # Any: as above
    """Put a person's name into the facts by its target, such as `name:mother`; yield where it is."""
    sort, _, person = target.partition(":")
    member, words = NAMES[sort]
    name = {**words, "text": stated}
    kind = next(known for known in KINDS if known in row)
    if person in _LISTS:
        people = row[kind].setdefault(person, [])
        yield f"/{kind}/{person}/{len(people)}/name"
        people.append({"name": name})
        return
    holder = row[kind].setdefault(person, {})
    if member == "name":
        holder["name"] = name
        yield f"/{kind}/{person}/name"
        return
    others = holder.setdefault(member, [])
    yield f"/{kind}/{person}/{member}/{len(others)}"
    others.append(name)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was read: the facts of its kind, and what the rules say of them."""

    row: ImportedEvent
    facts: dict[str, Any] | None  # Any: a JSON document of the form; None where they are of another kind
    findings: Findings


def entry_of(row: ImportedEvent, kind: EventKind, lists: CodeLists, today: date) -> Entry:
    """Return a row that is valid by its schema with its facts, and what the rules in force on its day say of them."""
    form = forms_in(row).get(kind)
    facts = None if form is None else document(form)
    of_a_book = row.registered_on is not None
    return Entry(row, facts, rules.findings(kind, facts or {}, lists, today, of_a_book=of_a_book))


def key_of(entry: Entry, kind: EventKind, office: str) -> Key:
    """Return the key of a row without fault; `office` is the one that imports it."""
    row, facts = entry.row, entry.facts or {}
    day = row.registered_on or occurred_on(facts) or date.min
    asks = kind in _ASKS or numbers_in(kind, facts)
    asked = Asked(facts, row.registered_on is not None) if asks else None
    return Key(row.office or office, kind.value, day.year, normal_number(row.number), asked)


def of_the_register(kind: EventKind, asked: Asked, known: Known, lists: CodeLists, today: date) -> Findings:
    """Return what the register says of an entry, by rules and by what can be nowhere, with pointers into the row."""
    said = rules.findings(
        kind, asked.facts, lists, today, known, of_a_book=asked.of_a_book, checks=rules.OF_THE_REGISTER
    )
    found = (*by_the_register(asked.facts, known), *said.faults)
    faults = [replace(fault, pointer=f"/{kind.value}{fault.pointer}") for fault in found]
    return Findings(faults, said.warnings)


def faults(entry: Entry, kind: EventKind, lists: CodeLists, today: date) -> Iterator[Fault]:
    """Yield everything that is wrong with a row that is valid by its schema, but for the office that it names.

    What asks the register itself (an open marriage) is asked where the rows of a slice are looked up.
    """
    row, facts = entry.row, entry.facts
    if facts is None:
        yield OTHER_KIND_IN_ROW
        return
    if len(forms_in(row)) > 1:
        yield FACTS_OF_ONE_KIND
        return
    if "registrar" in facts:
        yield replace(OFFICE_INSTEAD, pointer=f"/{kind.value}/registrar")
    yield from _of_registration(row, facts, today)
    for fault in (*impossibilities(kind, facts, today), *_lacking(row, kind, facts), *entry.findings.faults):
        yield replace(fault, pointer=f"/{kind.value}{fault.pointer}")
    yield from _printed(row, kind, facts)
    yield from _outside(row, kind, facts, lists)
    yield from _repeated(row, facts)


def _of_registration(row: ImportedEvent, facts: Facts, today: date) -> Iterator[Fault]:
    day = occurred_on(facts)
    if row.registered_on is None:
        return
    if row.registered_on > today:
        yield future_date("/registeredOn")
    # of an event of which the month alone is known the first day counts: what may be is not refused
    if day is not None and row.registered_on < day:
        yield REGISTERED_BEFORE


def _lacking(row: ImportedEvent, kind: EventKind, facts: Facts) -> list[Fault]:
    """Return the faults of what is not there: of what a book has as registered the table of needs asks less."""
    if row.registered_on is None:
        return needs.unmet(kind, facts, State.DECLARED)
    return needs.unmet(kind, facts, State.REGISTERED, of_a_book=True)


def _printed(row: ImportedEvent, kind: EventKind, facts: Facts) -> Iterator[Fault]:
    """Yield the ages that the book prints and that do not follow from its dates; an estimate may be a year off."""
    computed = {} if row.printed is None else derived(kind, facts)
    for name, stated in _ages(row).items():
        if (age := computed.get(name)) is not None and abs(stated - age["years"]) > age["estimated"]:
            yield derived_age_differs(f"/printed/{name}", stated, age["years"])


def _outside(row: ImportedEvent, kind: EventKind, facts: Facts, lists: CodeLists) -> Iterator[Fault]:
    """Yield the printed ages by which the event cannot be what a rule on the age of a woman says it is."""
    day, printed = occurred_on(facts), _ages(row).get("ageAtDeath")
    for rule in rules_in(lists).get(kind, ()):
        is_asked = rule.check is Check.WOMAN_AGED and day is not None and rule.valid_from <= day <= rule.valid_to
        if is_asked and printed is not None and at(facts, rule.of) is True and not rule.low <= printed <= rule.high:
            yield printed_age_outside("/printed/ageAtDeath", printed, rule.low, rule.high)


def _ages(row: ImportedEvent) -> dict[str, int]:
    return {} if row.printed is None else document(row.printed)


def _repeated(row: ImportedEvent, facts: Facts) -> Iterator[Fault]:
    """Yield what the two columns of the spouses say differently."""
    twice = {} if row.repeated is None else document(row.repeated)
    for name, second in twice.items():
        first = facts.get(name)
        if first is not None and not _agree(first, second):
            yield spouses_disagree(f"/repeated/{name}")


def _agree(first: Any, second: Any) -> bool:  # Any: JSON
    if not isinstance(first, Mapping):
        return bool(first == second)
    try:
        return earliest(first) <= latest(second) and earliest(second) <= latest(first)
    except ValueError:
        return True  # a date that is none is another fault


def opened(entry: Entry, kind: EventKind, by: Author, book: Book, lists: CodeLists) -> Action:
    """Return the action that a row without fault becomes: registered as the book has it, or declared and waiting."""
    row, facts = entry.row, entry.facts or {}
    if row.registered_on is None:
        facts = {"ownNumber": row.number, **facts}
    due = lateness.due_on(kind, facts, lists)
    content: dict[str, Any] = {  # Any: as kept
        "kind": kind.value,
        "facts": facts,
        "registrar": book.registrar.to_document(),
        "warnings": [*entry.findings.warnings],
        "source": book.source,
        "importId": book.import_id,
    }
    if due is not None:
        content["dueOn"] = due.isoformat()
    if row.registered_on is None:
        return Action(Act.DECLARE, by, content)
    number = paper_number(book.registrar, kind, row.registered_on.year, row.number)
    registered = {"registrationNumber": number, "registeredOn": row.registered_on.isoformat()}
    return Action(Act.IMPORT, by, {**content, **registered, "bookNumber": row.number})
