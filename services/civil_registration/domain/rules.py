"""Rules of facts: the national list `civil-rules`, with its sentences. No I/O.

A rule of the list refuses or flags. What asks the register itself (an open marriage) is answered by `Known`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from contracts.codelists import Code, CodeLists
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.domain.facts import Facts, age_on, at, earliest, latest, occurred_on, years_between
from services.civil_registration.domain.kinds import EventKind

LIST: Final = "civil-rules"


class Check(StrEnum):
    """What a rule checks: the codes of the list `civil-check`."""

    AGE_AT_LEAST = "ageAtLeast"
    AGE_AT_MOST = "ageAtMost"
    NOT_LONGER_AGO = "notLongerAgo"
    OLDER_BY = "olderBy"
    WOMAN_AGED = "womanAged"
    GIVEN = "given"
    NO_OPEN_MARRIAGE = "noOpenMarriage"
    REGISTERED_MARRIAGE = "registeredMarriage"
    MARRIAGE_CITED = "marriageCited"


OF_REGISTRATION: Final = frozenset({Check.GIVEN})  # asked when the event is registered, and not before


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as the office that governs the list states it."""

    code: str
    kinds: frozenset[str]
    check: Check
    of: str
    than: str
    years: int
    low: int
    high: int
    refuses: bool
    lo: str
    en: str
    valid_from: date
    valid_to: date

    def sentences(self, marriages: Sequence["Marriage"] = ()) -> dict[str, str]:
        """Return the sentences of the rule, with its numbers and the open marriages that it is about."""
        named = ", ".join(each.number for each in marriages) or "-"
        holes = {"{years}": self.years, "{from}": self.low, "{to}": self.high, "{marriage}": named}
        lo, en = self.lo, self.en
        for hole, told in holes.items():
            lo, en = lo.replace(hole, str(told)), en.replace(hole, str(told))
        return {"lo": lo, "en": en}


@dataclass(frozen=True, slots=True)
class Marriage:
    """A registered marriage that has not ended, by its number and its office."""

    number: str
    registrar: Seat


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of the persons of the facts, for the rules that ask it."""

    married: Mapping[str, Sequence[Marriage]] = field(default_factory=dict)  # open ones, by the pointer of the person
    marriage_found: bool | None = None  # whether the marriage that is cited is theirs and open; None: not asked
    uncited: Sequence[Marriage] = ()  # open ones of the two whom a divorce names, which cites none


@dataclass(frozen=True, slots=True)
class Findings:
    """What rules say of facts: faults refuse, warnings flag."""

    faults: Sequence[Fault]
    warnings: Sequence[Mapping[str, Any]]  # Any: documents of the schema, as kept


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def rules_in(lists: CodeLists) -> Mapping[str, Sequence[Rule]]:
    """Return the rules of each kind; one that cannot be followed is left out (`broken_in` names it)."""
    found: dict[str, list[Rule]] = {}
    for known in lists.codes(LIST).values():
        rule = _rule(known)
        for kind in () if rule is None else rule.kinds:
            found.setdefault(kind, []).append(rule)  # type: ignore[arg-type]  # mypy: None has no kinds
    return found


def broken_in(lists: CodeLists) -> list[str]:
    """Return the codes of rules that cannot be followed, to be told to the operator."""
    return [known.code for known in lists.codes(LIST).values() if _rule(known) is None]


def findings(kind: EventKind, facts: Facts, lists: CodeLists, today: date, known: Known | None = None) -> Findings:
    """Return what the rules in force on the day of the event say of its facts.

    `known` is asked about the register; without it rules that ask it say nothing. Those of `OF_REGISTRATION` are left
    out here.
    """
    faults, warnings = list[Fault](), list[Mapping[str, Any]]()  # Any: see Findings
    for rule in _in_force(kind, facts, lists, today):
        if rule.check in OF_REGISTRATION or not _is_broken(rule, facts, today, known or Known()):
            continue
        marriages = _MARRIAGES[rule.check](rule, known or Known()) if rule.check in _MARRIAGES else ()
        if rule.refuses:
            faults.append(_fault(rule, marriages))
        else:
            message = rule.sentences(marriages)
            warnings.append({"code": rule.code, "pointer": f"/{kind.value}{rule.of}", "message": message})
    return Findings(faults, warnings)


def needed_to_register(kind: EventKind, facts: Facts, lists: CodeLists, today: date) -> list[Fault]:
    """Return the faults of facts that lack what a rule needs at registration, such as the name of a child."""
    rules = _in_force(kind, facts, lists, today)
    return [_fault(rule) for rule in rules if rule.check is Check.GIVEN and rule.refuses and at(facts, rule.of) is None]


def _in_force(kind: EventKind, facts: Facts, lists: CodeLists, today: date) -> list[Rule]:
    day = occurred_on(facts) or today
    return [rule for rule in rules_in(lists).get(kind, ()) if rule.valid_from <= day <= rule.valid_to]


def _fault(rule: Rule, marriages: Sequence[Marriage] = ()) -> Fault:
    told = rule.sentences(marriages)
    params: dict[str, Any] = {"rule": rule.code}  # Any: JSON
    if marriages:
        params["marriages"] = [{"number": each.number, **each.registrar.to_document()} for each in marriages]
    return Fault(code=_kebab(rule.code), en=told["en"], lo=told["lo"], pointer=rule.of, params=params)


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


_MARRIAGES: Final[Mapping[Check, Callable[[Rule, Known], Sequence[Marriage]]]] = {
    Check.NO_OPEN_MARRIAGE: lambda rule, known: known.married.get(rule.of, ()),
    Check.MARRIAGE_CITED: lambda _rule, known: known.uncited,
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
}
_NUMBERS: Final[Mapping[Check, frozenset[str]]] = {
    Check.AGE_AT_LEAST: frozenset({"years"}),
    Check.AGE_AT_MOST: frozenset({"years"}),
    Check.NOT_LONGER_AGO: frozenset({"years"}),
    Check.OLDER_BY: frozenset({"years", "than"}),
    Check.WOMAN_AGED: frozenset({"from", "to", "than"}),
}


def _rule(known: Code) -> Rule | None:
    told = known.attributes
    try:
        check = Check(told["check"])
        if not _NUMBERS.get(check, frozenset()) <= told.keys():
            return None
        return Rule(
            code=known.code,
            kinds=frozenset(map(str, told["events"])),
            check=check,
            of=str(told["of"]),
            than=str(told.get("than", "")),
            years=int(told.get("years", 0)),
            low=int(told.get("from", 0)),
            high=int(told.get("to", 0)),
            refuses=told["severity"] == "refuse",
            lo=known.lo,
            en=known.en,
            valid_from=known.valid_from or date.min,
            valid_to=known.valid_to or date.max,
        )
    except (KeyError, TypeError, ValueError):
        return None  # an office gave its list another schema
