"""Rows of the national list `civil-rules`: what each checks, of which kinds, and what it does to facts. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from contracts.codelists import Code, CodeLists

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
    MARRIAGE_DAY = "marriageDay"
    NO_EARLIER_DEATH = "noEarlierDeath"
    NONE_OF = "noneOf"
    REGISTERED_BIRTH = "registeredBirth"
    BIRTH_AGREES = "birthAgrees"


class Severity(StrEnum):
    """What a broken rule does to the facts, or to an entry of an old book."""

    REFUSE = "refuse"
    FLAG = "flag"
    EXEMPT = "exempt"  # of old books alone: they are not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as the office that governs the list states it."""

    code: str
    kinds: frozenset[str]
    check: Check
    of: str
    than: str
    members: tuple[str, ...]  # of a person, compared with the registered birth
    years: int
    low: int
    high: int
    codes: frozenset[str]
    severity: Severity
    in_books: Severity  # of an entry that an old book has as registered
    lo: str
    en: str
    valid_from: date
    valid_to: date

    @property
    def refuses(self) -> bool:
        """Whether what breaks it cannot be declared, or registered."""
        return self.severity is Severity.REFUSE

    def sentences(self, numbers: Sequence[str] = (), differing: Sequence[str] = ()) -> dict[str, str]:
        """Return the sentences of the rule, with its numbers, those of the events it is about, and what differs."""
        named = ", ".join(numbers) or "-"
        holes = {"{years}": self.years, "{from}": self.low, "{to}": self.high, "{marriage}": named, "{death}": named}
        lo, en = self.lo, self.en
        for hole, told in holes.items():
            lo, en = lo.replace(hole, str(told)), en.replace(hole, str(told))
        differs = [_WORDS[member] for member in differing] or [{"lo": "-", "en": "-"}]
        return {
            "lo": lo.replace("{differs}", ", ".join(each["lo"] for each in differs)),
            "en": en.replace("{differs}", ", ".join(each["en"] for each in differs)),
        }


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "name": {"lo": "ຊື່", "en": "name"},
    "sex": {"lo": "ເພດ", "en": "sex"},
    "birthDate": {"lo": "ວັນເດືອນປີເກີດ", "en": "date of birth"},
}
_NUMBERS: Final[Mapping[Check, frozenset[str]]] = {
    Check.AGE_AT_LEAST: frozenset({"years"}),
    Check.AGE_AT_MOST: frozenset({"years"}),
    Check.NOT_LONGER_AGO: frozenset({"years"}),
    Check.OLDER_BY: frozenset({"years", "than"}),
    Check.WOMAN_AGED: frozenset({"from", "to", "than"}),
    Check.NONE_OF: frozenset({"codes"}),
    Check.BIRTH_AGREES: frozenset({"members"}),
}


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
            members=tuple(member for member in _WORDS if member in told.get("members", ())),
            years=int(told.get("years", 0)),
            low=int(told.get("from", 0)),
            high=int(told.get("to", 0)),
            codes=frozenset(map(str, told.get("codes", ()))),
            severity=Severity(told["severity"]),
            in_books=Severity(told.get("inBooks", told["severity"])),
            lo=known.lo,
            en=known.en,
            valid_from=known.valid_from or date.min,
            valid_to=known.valid_to or date.max,
        )
    except (KeyError, TypeError, ValueError):
        return None  # an office gave its list another schema
