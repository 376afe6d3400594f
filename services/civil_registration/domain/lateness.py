"""Late registration: the last day that is not late (list `deadlines`), what a late one needs (`late-registration`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from contracts.codelists import Code, CodeLists
from contracts.working_days import holidays_in, last_day
from services.civil_registration.domain.facts import Facts, noticed_on
from services.civil_registration.domain.kinds import EventKind

DEADLINES: Final = "deadlines"
LATE: Final = "late-registration"
_SINCE: Final = "notice"  # what a deadline of registration counts from


class Need(StrEnum):
    """What a late registration needs."""

    REASON = "reason"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class _LateRule:
    after_days: int
    need: Need
    code: Code


def due_on(kind: EventKind, facts: Facts, lists: CodeLists) -> date | None:
    """Return the last day on which registration is not late; None where no rule says one. Of several the earliest."""
    since = noticed_on(facts)
    if since is None:
        return None
    holidays = holidays_in(lists)
    ends = [
        last_day(
            max(since, rule.valid_from or since),  # a law counts from its first day
            months=int(rule.attributes.get("months", 0)),
            days=int(rule.attributes.get("days", 0)),
            working=bool(rule.attributes.get("workingDays", False)),
            holidays=holidays,
        )
        for rule in _deadlines(lists).get(kind, ())
        if rule.valid_to is None or since <= rule.valid_to
    ]
    return min(ends, default=None)


def needs(kind: EventKind, due: date | None, today: date, lists: CodeLists) -> frozenset[Need]:
    """Return what the registration of an event needs that was due by that day."""
    late = days_late(due, today)
    rules = _late_rules(lists).get(kind, ())
    return frozenset(rule.need for rule in rules if late > rule.after_days and rule.code.is_valid_on(today))


def days_late(due: date | None, today: date) -> int:
    """Return by how many days the registration is late; 0 where it is not."""
    return 0 if due is None else max(0, (today - due).days)


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def _deadlines(lists: CodeLists) -> dict[str, list[Code]]:
    found: dict[str, list[Code]] = {}
    for known in lists.codes(DEADLINES).values():
        told = known.attributes
        if told.get("since") == _SINCE:
            for kind in told.get("events", ()):
                found.setdefault(str(kind), []).append(known)
    return found


@lru_cache(maxsize=4)
def _late_rules(lists: CodeLists) -> dict[str, list[_LateRule]]:
    found: dict[str, list[_LateRule]] = {}
    for known in lists.codes(LATE).values():
        told = known.attributes
        try:
            rule = _LateRule(int(told["afterDays"]), Need(told["needs"]), known)
        except (KeyError, ValueError):
            continue  # an office gave its list another schema
        for kind in told.get("events", ()):
            found.setdefault(str(kind), []).append(rule)
    return found
