"""Rules of facts: the national list `civil-rules`, with its sentences. No I/O.

A rule of the list refuses or flags. What asks the register itself (an open marriage) is answered by `Known`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.domain.cited_births import CitedBirth, differing
from services.civil_registration.domain.civil_rules import Check, Rule, Severity, rules_in
from services.civil_registration.domain.facts import Facts, age_on, at, earliest, latest, occurred_on, years_between
from services.civil_registration.domain.kinds import EventKind

OF_REGISTRATION: Final = frozenset({Check.GIVEN})  # asked when the event is registered, and not before
OF_THE_REGISTER: Final = frozenset(
    {
        Check.NO_OPEN_MARRIAGE,
        Check.REGISTERED_MARRIAGE,
        Check.MARRIAGE_CITED,
        Check.MARRIAGE_DAY,
        Check.NO_EARLIER_DEATH,
        Check.REGISTERED_BIRTH,
        Check.BIRTH_AGREES,
    }
)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered event that a rule names, an open marriage or a death, by its number and its office."""

    number: str
    registrar: Seat


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of the persons of the facts, for the rules that ask it."""

    married: Mapping[str, Sequence[Registered]] = field(default_factory=dict)  # open ones, by the pointer of the person
    deaths: Mapping[str, Sequence[Registered]] = field(default_factory=dict)  # before the event, by that pointer
    marriage_found: bool | None = None  # whether the marriage that is cited is theirs and open; None: not asked
    married_on: Mapping[str, Any] | None = None  # Any: the partial date of the marriage of theirs that is cited
    uncited: Sequence[Registered] = ()  # open ones of the two whom a divorce names, which cites none
    births: Mapping[str, CitedBirth | None] = field(default_factory=dict)  # by the pointer that cites; None: no such


@dataclass(frozen=True, slots=True)
class Findings:
    """What rules say of facts: faults refuse, warnings flag."""

    faults: Sequence[Fault]
    warnings: Sequence[Mapping[str, Any]]  # Any: documents of the schema, as kept


def findings(
    kind: EventKind,
    facts: Facts,
    lists: CodeLists,
    today: date,
    known: Known | None = None,
    *,
    of_a_book: bool = False,
    checks: Collection[Check] = frozenset(Check),
) -> Findings:
    """Return what the rules in force on the day of the event say of its facts.

    `known` is asked about the register; without it rules that ask it say nothing. Those of `OF_REGISTRATION` are left
    out, but of an entry that an old book has as registered: what each rule does to that one its row says, too.
    """
    faults, warnings = list[Fault](), list[Mapping[str, Any]]()  # Any: see Findings
    for rule in _in_force(kind, facts, lists, today):
        severity = rule.in_books if of_a_book else rule.severity
        is_asked = rule.check in checks and (of_a_book or rule.check not in OF_REGISTRATION)
        if not is_asked or severity is Severity.EXEMPT or not _is_broken(rule, facts, today, known or Known()):
            continue
        named = _NAMED[rule.check](rule, known or Known()) if rule.check in _NAMED else {}
        differs = _differing(rule, facts, known or Known())
        if severity is Severity.REFUSE:
            faults.append(_fault(rule, named, differs))
        else:
            message = rule.sentences(_numbers(named), differs)
            warnings.append({"code": rule.code, "pointer": f"/{kind.value}{rule.of}", "message": message})
    return Findings(faults, warnings)


def needed_to_register(kind: EventKind, facts: Facts, lists: CodeLists, today: date) -> list[Fault]:
    """Return the faults of facts that lack what a rule needs at registration, such as the name of a child."""
    rules = _in_force(kind, facts, lists, today)
    return [_fault(rule) for rule in rules if rule.check is Check.GIVEN and rule.refuses and at(facts, rule.of) is None]


def _in_force(kind: EventKind, facts: Facts, lists: CodeLists, today: date) -> list[Rule]:
    day = occurred_on(facts) or today
    return [rule for rule in rules_in(lists).get(kind, ()) if rule.valid_from <= day <= rule.valid_to]


def _fault(
    rule: Rule,
    named: Mapping[str, Sequence[Registered]] = MappingProxyType({}),
    differs: Sequence[str] = (),
) -> Fault:
    told = rule.sentences(_numbers(named), differs)
    params: dict[str, Any] = {"rule": rule.code}  # Any: JSON
    for what, events in named.items():
        params[what] = [{"number": each.number, **each.registrar.to_document()} for each in events]
    if differs:
        params["differing"] = [*differs]
    return Fault(code=_kebab(rule.code), en=told["en"], lo=told["lo"], pointer=rule.of, params=params)


def _numbers(named: Mapping[str, Sequence[Registered]]) -> list[str]:
    return [each.number for events in named.values() for each in events]


def _kebab(code: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in code)


def _is_broken(rule: Rule, facts: Facts, today: date, known: Known) -> bool:
    return _CHECKS[rule.check](rule, facts, today, known)


def _older_than(facts: Facts, rule: Rule) -> tuple[date, date, Mapping[str, Any]] | None:
    """Return the day of the event, the first day that the person may be born on, and that date."""
    day, born = occurred_on(facts), at(facts, rule.of)
    if day is None or born is None:
        return None
    try:
        return day, earliest(born), born
    except ValueError:
        return None  # said by `impossibilities`


def _too_young(rule: Rule, facts: Facts, _today: date, _known: Known) -> bool:
    # who may have been old enough is not refused; a flag asks by the age as it is most likely
    told = _older_than(facts, rule)
    if told is None:
        return False
    day, first, born = told
    age = years_between(first, day) if rule.refuses else age_on(day, born).years
    return age < rule.years


def _too_old(rule: Rule, facts: Facts, _today: date, _known: Known) -> bool:
    told = _older_than(facts, rule)
    if told is None:
        return False
    day, _, born = told
    age = years_between(latest(born), day) if rule.refuses else age_on(day, born).years
    return age > rule.years


def _too_long_ago(rule: Rule, facts: Facts, today: date, _known: Known) -> bool:
    told = at(facts, rule.of)
    return told is not None and years_between(date.fromisoformat(str(told)), today) > rule.years


def _not_older(rule: Rule, facts: Facts, _today: date, _known: Known) -> bool:
    one, other = at(facts, rule.of), at(facts, rule.than)
    if one is None or other is None:
        return False
    try:
        gap = years_between(earliest(one), latest(other))
    except ValueError:
        return False
    return gap < rule.years


def _no_woman(rule: Rule, facts: Facts, _today: date, _known: Known) -> bool:
    person, day = at(facts, rule.than), occurred_on(facts)
    if at(facts, rule.of) is not True or person is None:
        return False
    if person.get("sex") == "male":
        return True
    born = person.get("birthDate")
    if born is None or day is None:
        return False
    try:
        return years_between(earliest(born), day) < rule.low or years_between(latest(born), day) > rule.high
    except ValueError:
        return False


def _married(rule: Rule, _facts: Facts, _today: date, known: Known) -> bool:
    return bool(known.married.get(rule.of))


def _no_such_marriage(rule: Rule, facts: Facts, _today: date, known: Known) -> bool:
    return at(facts, rule.of) is not None and known.marriage_found is False


def _cites_none(_rule: Rule, facts: Facts, _today: date, known: Known) -> bool:
    return at(facts, "/marriageNumber") is None and bool(known.uncited)


def _no_such_birth(rule: Rule, _facts: Facts, _today: date, known: Known) -> bool:
    return rule.of in known.births and known.births[rule.of] is None


def _differing(rule: Rule, facts: Facts, known: Known) -> list[str]:
    birth, person = known.births.get(rule.of), at(facts, rule.of.rpartition("/")[0])
    return [] if birth is None or person is None else differing(person, birth, rule.members)


def _on_another_day(rule: Rule, facts: Facts, _today: date, known: Known) -> bool:
    told, registered = at(facts, rule.of), known.married_on
    if told is None or registered is None:
        return False
    try:
        return earliest(told) > latest(registered) or latest(told) < earliest(registered)
    except ValueError:
        return False


_NAMED: Final[Mapping[Check, Callable[[Rule, Known], Mapping[str, Sequence[Registered]]]]] = {
    Check.NO_OPEN_MARRIAGE: lambda rule, known: {"marriages": known.married.get(rule.of, ())},
    Check.MARRIAGE_CITED: lambda _rule, known: {"marriages": known.uncited},
    Check.NO_EARLIER_DEATH: lambda rule, known: {"deaths": known.deaths.get(rule.of, ())},
}
_CHECKS: Final[Mapping[Check, Callable[[Rule, Facts, date, Known], bool]]] = {
    Check.AGE_AT_LEAST: _too_young,
    Check.AGE_AT_MOST: _too_old,
    Check.NOT_LONGER_AGO: _too_long_ago,
    Check.OLDER_BY: _not_older,
    Check.WOMAN_AGED: _no_woman,
    Check.GIVEN: lambda rule, facts, _today, _known: at(facts, rule.of) is None,
    Check.NO_OPEN_MARRIAGE: _married,
    Check.REGISTERED_MARRIAGE: _no_such_marriage,
    Check.MARRIAGE_CITED: _cites_none,
    Check.MARRIAGE_DAY: _on_another_day,
    Check.NO_EARLIER_DEATH: lambda rule, _facts, _today, known: bool(known.deaths.get(rule.of)),
    Check.NONE_OF: lambda rule, facts, _today, _known: str(at(facts, rule.of)) in rule.codes,
    Check.REGISTERED_BIRTH: _no_such_birth,
    Check.BIRTH_AGREES: lambda rule, facts, _today, known: bool(_differing(rule, facts, known)),
}
