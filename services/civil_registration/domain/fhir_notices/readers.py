"""How a value of a FHIR notice is read: codes, days, weights, numbers, texts, identifiers. No I/O.

A reader states facts in the notice, or says there why the value is not taken; what it does not mention has its reason
by where it stands. Formats: FHIR R4 §2.24, data types.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from contracts.calendar import VIENTIANE
from services.civil_registration.domain.declaring import Country
from services.civil_registration.domain.fhir_notices.nodes import At, Node
from services.civil_registration.domain.fhir_notices.notices import Notice, Reason
from services.civil_registration.domain.fhir_notices.tables import TABLES, Codes

_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_PRECISIONS: Final = {4: "year", 7: "month", 10: "day"}
_MOST: Final = 100_000  # of any unit: more is no weight of a child, and its product may be no number
_FIRST_DAY: Final = {"year": "-01-01", "month": "-01", "day": ""}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a value goes: the pointer of its fact and of further ones, the codes it is read by, and the country."""

    fact: str
    others: str
    codes: Codes
    country: Country
    today: date


Reader: TypeAlias = Callable[[Notice, Target, Node], None]


def code(notice: Notice, target: Target, node: Node) -> None:
    """Read a Coding, a code without a system, or a truth value as a code of ours."""
    ours = ours_of(notice, target.codes, node)
    if ours is not None:
        notice.put(target.fact, *ours)


def ours_of(notice: Notice, codes: Codes, node: Node) -> tuple[str, list[At]] | None:
    """Return our code and the leaves that said it; None, with the reason in the notice, where the tables have none."""
    system, named = "", node
    leaves = [*node.chosen]
    if isinstance(node.value, dict):
        system, member = node.said("system"), node.get("code")
        if member is None:
            return None
        named = member
        leaves += [*([(*node.at, "system")] if system else []), member.at]
    if isinstance(named.value, bool):
        stated = "true" if named.value else "false"
    elif isinstance(named.value, str):
        stated = named.value.strip()
    else:
        notice.leave([node.at], Reason.UNREADABLE)
        return None
    if not stated:
        return None
    if not codes.knows(system):
        notice.leave([*node.chosen, node.at], Reason.UNKNOWN_SYSTEM, system)
        return None
    ours = codes.ours(system, stated)
    if ours is None:
        notice.leave([*node.chosen, node.at], Reason.UNKNOWN_CODE, stated)
        return None
    return ours, [*leaves, *([] if isinstance(node.value, dict) else [node.at])]


def words(notice: Notice, target: Target, node: Node) -> None:
    """Read a text as it is, without blanks at its ends."""
    if isinstance(node.value, str) and node.value.strip():
        notice.put(target.fact, node.value.strip(), [*node.chosen, node.at])


def whole_number(notice: Notice, target: Target, node: Node) -> None:
    """Read an integer."""
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        notice.put(target.fact, node.value, [*node.chosen, node.at])
    else:
        notice.leave([node.at], Reason.UNREADABLE)


def is_true(notice: Notice, _target: Target, node: Node) -> None:
    """Take a truth value that says what the kind of notice says already."""
    if node.value is True:
        notice.read.add(node.at)
    else:
        notice.leave([node.at], Reason.SAID_OTHERWISE)


def day(notice: Notice, target: Target, node: Node) -> None:
    """Read a date or moment as the day of the event: its first day, and how far it is known."""
    # what is no day goes on as it is, and the schema refuses it: nothing is recorded under a day that nobody read
    value, precision = dated(node.value) or (node.value, "day")
    if not isinstance(value, str) or not value:
        notice.leave([node.at], Reason.UNREADABLE)
        return
    notice.put(target.fact, value + _FIRST_DAY[precision], [*node.chosen, node.at])
    if precision != "day":
        notice.put(f"{target.fact}Precision", precision, [*node.chosen, node.at])


def partial_date(notice: Notice, target: Target, node: Node) -> None:
    """Read a date of birth as far as it is known."""
    told = dated(node.value)
    if told is None:
        notice.leave([node.at], Reason.UNREADABLE)
    else:
        notice.put(target.fact, {"value": told[0], "precision": told[1]}, [*node.chosen, node.at])


def dated(value: object) -> tuple[str, str] | None:
    """Return a FHIR date as its text and precision; of a moment with its zone the day that it was in the country."""
    if not isinstance(value, str):
        return None
    try:
        if _DATE.fullmatch(value):
            date.fromisoformat(value + _FIRST_DAY[_PRECISIONS[len(value)]])
            return value, _PRECISIONS[len(value)]
        if not _MOMENT.fullmatch(value):
            return None
        moment = datetime.fromisoformat(value)
        local = moment if moment.tzinfo is None else moment.astimezone(VIENTIANE)
    except (ValueError, OverflowError):
        return None
    return local.date().isoformat(), "day"


def grams(notice: Notice, target: Target, node: Node) -> None:
    """Read a Quantity of a mass in grams, rounded to whole ones."""
    if not isinstance(node.value, dict):
        return
    coded = "code" if node.said("code") else "unit"  # beside a code the unit is a word for people
    amount, unit = node.value.get("value"), node.said(coded)
    factor = target.codes.ours(node.said("system"), unit)
    if factor is None:
        notice.leave([*node.chosen, node.at], Reason.UNKNOWN_CODE, unit)
        return
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount < _MOST:
        notice.leave([*node.chosen, node.at], Reason.UNREADABLE)
        return
    said = [(*node.at, name) for name in ("system", coded) if node.said(name)]
    notice.put(target.fact, round(amount * int(factor)), [*node.chosen, (*node.at, "value"), *said])


def own_number(notice: Notice, target: Target, node: Node) -> None:
    """Read the identifier of a bundle, or else of its document, as the sender's own number."""
    if node.said("value") and notice.fact(target.fact) is None:
        notice.put(target.fact, node.said("value"), [(*node.at, "value")])


def identifiers(notice: Notice, target: Target, node: Node) -> None:
    """Read an Identifier of a person: its type, or the system that it is of, says which number it is."""
    if not isinstance(node.value, dict) or not node.said("value"):
        return
    if node.said("use") in TABLES.outdated:
        notice.leave([node.at], Reason.OUTDATED)
        return
    kind = _type_of(notice, target, node)
    if kind is None:
        return
    stated, leaves = {"type": kind[0], "value": node.said("value")}, [*kind[1], (*node.at, "value")]
    assigner = node.get("assigner")
    if assigner is not None and assigner.said("display"):
        stated["issuer"] = assigner.said("display")
        leaves.append((*assigner.at, "display"))
    period = node.get("period")
    for name, ours in (("start", "validFrom"), ("end", "validTo")):
        told = dated(period.said(name)) if period is not None else None
        if period is not None and told is not None and told[1] == "day":
            stated[ours] = told[0]
            leaves.append((*period.at, name))
    notice.add(target.fact, stated, leaves)


def _type_of(notice: Notice, target: Target, node: Node) -> tuple[str, list[At]] | None:
    """Return the type of an identifier and the leaves that say it."""
    for kind in node.all("type"):
        for coding in kind.all("coding"):
            ours = ours_of(notice, target.codes, coding)
            if ours is not None:
                return ours
    system = node.said("system")
    ours_by_system = target.codes.ours("", system)
    if ours_by_system is not None:
        return ours_by_system, [(*node.at, "system")]
    if node.get("type") is None:
        notice.leave([node.at], Reason.UNKNOWN_SYSTEM, system)
    else:
        notice.leave([(*node.at, "value")], Reason.UNKNOWN_CODE)
    return None


READERS: Final[Mapping[str, Reader]] = {
    "code": code,
    "day": day,
    "grams": grams,
    "identifiers": identifiers,
    "is_true": is_true,
    "own_number": own_number,
    "partial_date": partial_date,
    "text": words,
    "whole_number": whole_number,
}
