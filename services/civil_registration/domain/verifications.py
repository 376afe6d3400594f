"""Facts to be verified: what a question looks for, how a registered person is compared with it, and limits. No I/O.

A question names one number, and one more fact or none. Whether nothing has the number or the further fact is another
one is one answer: who asks must not learn which numbers exist.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from contracts.codelists import Code, CodeLists
from contracts.name_keys import spelling_key
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.facts import at, earliest, latest, partial_day
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.present_names import latin_names, name_of
from services.civil_registration.domain.records import Record

LIST: Final = "verification-limits"
# Numbers that stand for one person whoever issued them; of a family book or a file number that nobody can say.
OF_ONE_PERSON: Final = frozenset({"uin", "citizenId", "passport", "birthRegistration", "deathRegistration"})
_OWN_NUMBERS: Final = {"birthRegistration": EventKind.BIRTH, "deathRegistration": EventKind.DEATH}


class Counts(StrEnum):
    """What a limit counts: the codes of the list `guess-count`."""

    OFFICE = "office"
    MEMBER = "member"
    NUMBER_OF_MEMBER = "numberOfMember"
    MEMBERS_OF_NUMBER = "membersOfNumber"


OF_NUMBERS: Final = frozenset({Counts.NUMBER_OF_MEMBER, Counts.MEMBERS_OF_NUMBER})
_FEWEST_MEMBERS: Final = 2  # one member alone never closes a number for the others


@dataclass(frozen=True, slots=True)
class Limit:
    """How many guesses, or members that guess, are let through in a window that begins with the first one."""

    code: str
    counts: Counts
    guesses: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """One count: of a limit, and of an office, a member or a number; `by` the member whose guesses at it these are.

    Members that guess at a number are two counts: theirs, which is limited, and the guesses of each, which says that
    this member was counted.
    """

    limit: Limit
    of: str
    by: str | None = None

    @property
    def most(self) -> int | None:
        """How many it lets through; None where it is only kept."""
        return None if self.limit.counts is Counts.MEMBERS_OF_NUMBER and self.by is not None else self.limit.guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as it is looked up: a number in its normal form, and the further fact in the form of the tables."""

    key: str
    type: str | None  # code of `identifier-type`: a number of a person; None: the registration number of an event
    kind: EventKind | None  # None: events of any kind
    name_key: str | None = None
    born: tuple[date, date] | None = None  # the first and the last possible day

    @property
    def is_number_alone(self) -> bool:
        """Whether it names no further fact: then the number itself may be a guess, whatever is found."""
        return self.name_key is None and self.born is None

    @property
    def own_kinds(self) -> Sequence[EventKind]:
        """The kinds of event whose own registration number is meant, too."""
        if self.type is None:
            return [self.kind] if self.kind is not None else list(EventKind)
        own = _OWN_NUMBERS.get(self.type)
        return [own] if own is not None and self.kind in {own, None} else []


def question_of(
    kind: EventKind | None,
    type_: str | None,
    number: str,
    lists: CodeLists,
    *,
    name: str | None = None,
    born: tuple[date, date] | None = None,
) -> Question:
    """Return the question; `type_` is a code of `identifier-type`, or None for a registration number."""
    key = None if name is None else spelling_key(name, lists)
    return Question(key=dashless_number(number), type=type_, kind=kind, name_key=key, born=born)


def is_about_persons(kind: EventKind) -> bool:
    """Tell whether an event of this kind is about a person of whom a fact can be verified."""
    return bool(KINDS[kind].subjects)


def agrees(role: str, record: Record, question: Question, lists: CodeLists) -> bool:
    """Tell whether all that the question states of a person is what is registered now: a former name is another one.

    The name agrees as it is written, and in the Latin letters that belong to it. A date of birth agrees as far as the
    register knows it; who knows less of it than the register has not named it.
    """
    if question.name_key is not None:
        name = name_of(record, role)
        texts = () if name is None else (str(name["text"]), *latin_names(record, role, name))
        if question.name_key not in {spelling_key(text, lists) for text in texts} - {""}:
            return False
    if question.born is None:
        return True
    known = birth_date_of(record, role)
    try:
        return known is not None and earliest(known) <= question.born[0] and question.born[1] <= latest(known)
    except ValueError:
        return False  # an old book has a day that there is not


def birth_date_of(record: Record, role: str) -> Mapping[str, Any] | None:  # Any: a PartialDate document
    """Return the date of birth of a person of the event; a child was born on the day of its birth."""
    if record.kind is EventKind.BIRTH and (role,) == KINDS[record.kind].subjects:
        return partial_day(record.facts)
    born: Mapping[str, Any] | None = at(record.facts, f"/{role}/birthDate")
    return born


def limits_of(lists: CodeLists, today: date) -> list[Limit]:
    """Return the limits in force; one that cannot be followed is left out. No number is closed by one member alone."""
    limits = [_limit(known) for known in lists.codes(LIST).values() if known.is_valid_on(today)]
    return [limit for limit in limits if limit is not None]


def counted(limits: Iterable[Limit], seat: Seat, keys: Sequence[str]) -> Counter[Count]:
    """Return what these questions of an office count for if each is a guess, by the count, and how often.

    A number is one count under whatever type it is asked. Its members are one more: `growth` says whether they grow.
    """
    found = Counter[Count]()
    for limit in limits:
        whose = {Counts.OFFICE: f"{seat.member}/{seat.office}", Counts.MEMBER: seat.member}
        for key in keys:
            of_a_number = limit.counts in OF_NUMBERS
            found[Count(limit, whose.get(limit.counts, key), seat.member if of_a_number else None)] += 1
            if limit.counts is Counts.MEMBERS_OF_NUMBER:
                found[Count(limit, key)] = 1
    return found


def growth(counts: Counter[Count], held: Mapping[Count, int]) -> dict[Count, int]:
    """Return by how much each count grows if all is a guess, given what each has; by a member that it has, by none."""
    member = {(count.limit, count.of): count for count in counts if count.most is None}
    known = {key for key, count in member.items() if held[count]}
    return {
        count: 0 if count.by is None and (count.limit, count.of) in known else more for count, more in counts.items()
    }


def _limit(known: Code) -> Limit | None:
    told = known.attributes
    try:
        window = timedelta(minutes=int(told["minutes"]))
        limit = Limit(known.code, Counts(told["counts"]), int(told["guesses"]), window)
    except (KeyError, TypeError, ValueError):
        return None  # an office gave its list another schema
    of_members = limit.counts is Counts.MEMBERS_OF_NUMBER
    return replace(limit, guesses=max(limit.guesses, _FEWEST_MEMBERS)) if of_members else limit
