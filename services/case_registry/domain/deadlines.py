"""Deadlines of a case: what runs in it, until when, and whose it is; the sum of its history and the rules. No I/O.

Of several rules about one thing the most special counts, one that names categories before one that does not; among
equals the earliest last day. Custody whose order has ended, or that has none, is due by itself: no rule has to say so.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from contracts.codelists import CodeLists
from contracts.national.justice.participant import Participant
from contracts.seats import Seat
from services.case_registry.domain import days, history
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.criminal_work import HELD
from services.case_registry.domain.deadline_rules import OF_STATUS, DeadlineRule, DeadlineRules, Since, rules_in
from services.case_registry.domain.entry_withdrawals import EntryWithdrawn
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.joins import JoinUndone
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided, StatementAwaited, StatementGiven
from services.case_registry.domain.words import IN_FORCE, Kind, Status

CUSTODY_ORDER: Final = "custodyOrder"  # what is due where an order of custody ends
_NOTICE: Final = timedelta(days=7)

KindOf = Callable[[str], str | None]  # the kind of a member, where it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """The latest record of a participant's custody."""

    participant: str
    status: str
    since: datetime
    until: datetime | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that is due in a case, by a rule of the list or by an order."""

    of: str
    rule: str = ""  # code of the list; none: by an order
    subject: str = ""  # the participant or the register's entry that it is about; none: the case
    since: date
    due_on: date
    notify_on: date  # from this day on it is told of
    seat: Seat  # whose it is


@dataclass(frozen=True, slots=True)
class _Running:
    """What deadlines may count from, and whose they are."""

    began: date
    seat: Seat
    subject: str = ""


def deadlines(
    entries: Sequence[Entry], custody: Iterable[Custody], rules: DeadlineRules, kind_of: KindOf
) -> list[Deadline]:
    """Return what is due in the case of this history, the soonest first."""
    right = effective(entries)
    state, stays = _walked(right)
    held = [] if state.status in IN_FORCE else [each for each in custody if each.status in HELD]
    prosecutor = _prosecutor(right, state, kind_of) if held else state.responsible
    began = {
        Since.OPENED: [_Running(stays[0][1], state.responsible)],
        Since.CUSTODY: [_Running(days.today(each.since), prosecutor, each.participant) for each in held],
        **_registered(right),
    }
    found = list(_by_orders(held, prosecutor))
    for since, of in sorted({(rule.since, rule.of) for rule in rules.rules}):
        alike = [rule for rule in rules.rules if (rule.since, rule.of) == (since, of) and _concerns(rule, state)]
        if since is Since.MOVED:
            candidates = [(rule, _Running(_came(stays, rule), state.responsible)) for rule in alike]
            found += _chosen(candidates, state, rules)
        else:
            for running in began[since]:
                found += _chosen([(rule, running) for rule in alike], state, rules)
    return sorted(found, key=lambda each: (each.due_on, each.rule, each.subject))


def at_first(entries: Sequence[Entry], lists: CodeLists, people: Iterable[Participant] = ()) -> list[Deadline]:
    """Return what is due in a case that is only now on record; held is who of these people came as held."""
    return deadlines(entries, list(_held_of(people)), rules_in(lists), lambda _member: None)


def _held_of(people: Iterable[Participant]) -> Iterator[Custody]:
    """Yield the latest custody of each of these people."""
    for person in people:
        if person.custody:
            latest = person.custody[-1]
            yield Custody(
                participant=person.participant_id,
                status=latest.status,
                since=latest.since,
                until=latest.until,
                order=latest.order_number,
            )


def _walked(entries: Sequence[Entry]) -> tuple[CaseState, list[tuple[Status, date]]]:
    """Return the state of the case, and each status that it had with the day on which it came there.

    A joining that is undone was a mistake, and so was a move that is taken back: the case has stood all the time where
    it stood before.
    """
    state: CaseState | None = None
    stays: list[tuple[Status, date]] = []
    before_moves: dict[int, int] = {}  # how many stays there were
    for entry in entries:
        following = history.next_state(state, entry)
        if isinstance(entry.fact, JoinUndone):
            stays.pop()
        elif isinstance(entry.fact, Moved) and entry.fact.mistake is not None:
            del stays[before_moves[entry.fact.mistake.move] :]
        elif state is None or following.status is not state.status:
            before_moves[entry.position] = len(stays)
            stays.append((following.status, entry.happened_on))
        state = following
    if state is None:
        raise history.HistoryBroken("there is no history")
    return state, stays


def _concerns(rule: DeadlineRule, state: CaseState) -> bool:
    return rule.since not in OF_STATUS or state.status in rule.statuses


def _came(stays: Sequence[tuple[Status, date]], rule: DeadlineRule) -> date:
    """Return the day since which the case stands at one of the rule's statuses without a break."""
    came = stays[-1][1]
    for status, day in reversed(stays):
        if status not in rule.statuses:
            break
        came = day
    return came


def _registered(entries: Sequence[Entry]) -> dict[Since, list[_Running]]:
    """Return what waits in registers of the prosecution."""
    waiting: dict[Since, dict[str, _Running]] = {Since.STATEMENT: {}, Since.CALLED_UP: {}}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, StatementAwaited | CalledUp):
            since = Since.CALLED_UP if isinstance(fact, CalledUp) else Since.STATEMENT
            waiting[since][fact.file] = _Running(entry.happened_on, entry.by, fact.file)
        elif isinstance(fact, StatementGiven | CallUpDecided | EntryWithdrawn):
            for of_kind in waiting.values():
                of_kind.pop(fact.file, None)
    return {since: list(files.values()) for since, files in waiting.items()}


def _by_orders(held: Iterable[Custody], prosecutor: Seat) -> Iterator[Deadline]:
    for each in held:
        began = days.today(each.since)
        if each.until is None and each.order is not None:
            continue  # ordered without an end: what a law says of it is a rule of the list
        due_on = began if each.until is None else days.today(each.until)
        yield Deadline(
            of=CUSTODY_ORDER,
            subject=each.participant,
            since=began,
            due_on=due_on,
            notify_on=due_on - _NOTICE,
            seat=prosecutor,
        )


def _chosen(
    candidates: Sequence[tuple[DeadlineRule, _Running]], state: CaseState, rules: DeadlineRules
) -> Iterator[Deadline]:
    """Yield the deadline of the rule that counts among those about one thing; none where none holds."""
    holding = [(rule, each) for rule, each in candidates if rule.holds(state.category, each.began)]
    if not holding:
        return
    rule, running = min(
        holding, key=lambda one: (one[0].categories is None, rules.due(one[0], one[1].began), one[0].code)
    )
    due_on = rules.due(rule, running.began)
    yield Deadline(
        of=rule.of,
        rule=rule.code,
        subject=running.subject,
        since=running.began,
        due_on=due_on,
        notify_on=due_on - timedelta(days=rule.notice),
        seat=running.seat,
    )


def _prosecutor(entries: Sequence[Entry], state: CaseState, kind_of: KindOf) -> Seat:
    """Return the prosecutor's office that acted last in the case and has a part in it; else whoever has the file."""
    with_part = {seat for seat, _ in state.involved}
    if kind_of(state.responsible.member) == Kind.PROSECUTOR:
        return state.responsible
    acted = (entry.by for entry in reversed(entries) if entry.by in with_part)
    return next((seat for seat in acted if kind_of(seat.member) == Kind.PROSECUTOR), state.responsible)
