"""Rules of deadlines in cases: the national lists `deadlines` and `holidays`, as an office keeps them. No I/O.

A rule of a case counts from what the registry records (`Since`); the list has rules of other registers, too, which
count from something else. What cannot be followed, and rules between which nothing decides, are told to the operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Final

from contracts.codelists import Code, CodeLists
from contracts.working_days import holidays_in, last_day
from services.case_registry.domain.words import Status

LIST: Final = "deadlines"
_NOTICE_DAYS: Final = 7  # how long before its last day a deadline is told of, where its rule does not say


class Since(StrEnum):
    """What a deadline of a case counts from; it runs until its opposite is recorded."""

    OPENED = "caseOpened"  # as long as the case stands at one of the rule's statuses
    MOVED = "caseMoved"  # since it came to one of the rule's statuses, as long as it stands at one of them
    STATEMENT = "statementAwaited"  # until the statement is given
    CALLED_UP = "fileCalledUp"  # until it is decided
    CUSTODY = "custodyRecorded"  # until the person is free, or a new record begins


OF_STATUS: Final = frozenset({Since.OPENED, Since.MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One rule of a case, as the office that governs the list states it."""

    code: str
    of: str
    since: Since
    months: int
    days: int
    working: bool
    notice: int
    statuses: frozenset[Status]
    categories: frozenset[str] | None  # codes of `case-category`; None: any
    law: str
    article: str | None
    valid_from: date
    valid_to: date

    def holds(self, category: str, day: date) -> bool:
        """Tell whether it is about cases of this category and was in force on the day from which it counts."""
        return (self.categories is None or category in self.categories) and self.valid_from <= day <= self.valid_to

    def meets(self, other: "DeadlineRule") -> bool:
        """Tell whether both can be about one thing of one case, and neither is more special than the other."""
        if (self.of, self.since) != (other.of, other.since) or (self.categories is None) != (other.categories is None):
            return False
        in_time = self.valid_from <= other.valid_to and other.valid_from <= self.valid_to
        of_kind = self.categories is None or other.categories is None or bool(self.categories & other.categories)
        return in_time and of_kind and (self.since not in OF_STATUS or bool(self.statuses & other.statuses))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRules:
    """The rules of cases with the holidays, and what is wrong with the lists."""

    rules: Sequence[DeadlineRule]
    holidays: frozenset[date]
    broken: Sequence[str]  # codes that cannot be followed

    def due(self, rule: DeadlineRule, since: date) -> date:
        """Return the last day of what began on that day."""
        months, days, working = rule.months, rule.days, rule.working
        return last_day(since, months=months, days=days, working=working, holidays=self.holidays)

    def overlapping(self) -> list[tuple[str, str]]:
        """Return the pairs of rules between which only the earlier last day decides."""
        return [(one.code, other.code) for one, other in combinations(self.rules, 2) if one.meets(other)]


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def rules_in(lists: CodeLists) -> DeadlineRules:
    """Return the rules and holidays of these lists; what cannot be followed is left out, and named."""
    rules, broken = list[DeadlineRule](), list[str]()
    for known in lists.codes(LIST).values():
        if known.attributes.get("since") not in set(Since):
            if known.attributes.keys() & {"statuses", "categories"}:  # nobody else's rule has these
                broken.append(known.code)
            continue
        try:
            rules.append(_rule(known))
        except (KeyError, TypeError, ValueError):
            broken.append(known.code)
    return DeadlineRules(rules=rules, holidays=holidays_in(lists), broken=broken)


def _rule(known: Code) -> DeadlineRule:
    told = known.attributes
    since, months, days = Since(told["since"]), int(told.get("months", 0)), int(told.get("days", 0))
    statuses = frozenset(map(Status, told.get("statuses", ())))
    if not months + days or (since in OF_STATUS) != bool(statuses):
        raise ValueError(known.code)
    return DeadlineRule(
        code=known.code,
        of=str(told["of"]),
        since=since,
        months=months,
        days=days,
        working=bool(told.get("workingDays", False)),
        notice=int(told.get("notice", _NOTICE_DAYS)),
        statuses=statuses,
        categories=frozenset(map(str, told["categories"])) if "categories" in told else None,
        law=str(told["law"]),
        article=str(told["article"]) if "article" in told else None,
        valid_from=known.valid_from or date.min,
        valid_to=known.valid_to or date.max,
    )
