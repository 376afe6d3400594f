"""What an imported row brings beside its case: numbers, charges, proceedings, entries, claims, as facts. No I/O.

Everything was done by the office that the row names, and recorded by the import. A decision gets its number when the
row is written; until then a token stands in its place.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from contracts.national.justice.claim import Claim
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.imported_called_up_file import ImportedCalledUpFile
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.imported_charge import ImportedCharge
from contracts.national.justice.imported_decision import ImportedDecision
from contracts.national.justice.imported_hearing import ImportedHearing
from contracts.national.justice.imported_number import ImportedNumber
from contracts.national.justice.imported_proceeding import ImportedProceeding
from contracts.national.justice.imported_prosecutor import ImportedProsecutor
from contracts.national.justice.imported_statement import ImportedStatement
from contracts.national.justice.participant import Participant
from contracts.official_numbers import normal_number
from contracts.seats import Seat
from services.case_registry.domain import claims
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.charges import ChargeDecided, ChargeFiled, ChargeWithdrawn
from services.case_registry.domain.decisions import DecisionIssued, DecisionNumber, series_of
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.hearings import HearingConcluded, HearingScheduled, day_of
from services.case_registry.domain.imported_panels import panel_of
from services.case_registry.domain.imported_standings import ended_on, made_final, with_outcome
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.prosecution import (
    CalledUp,
    CallUpDecided,
    RegisteredFile,
    Resolved,
    StatementAwaited,
    StatementGiven,
)
from services.case_registry.domain.prosecutors import ProsecutorAssigned
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, Kind, Part, StatementOutcome, seat_of


class NumberImported(Fact):
    """Another office knew the case under a number of its own."""

    kind = "numberImported"
    number: str
    member: str
    office: str


class ChargeImported(ChargeFiled):
    """A participant had been charged; by which office only where the earlier system says it."""

    kind = "chargeImported"
    by_member: str | None = None
    by_office: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - who imports has not charged
        """Return the case with the part of the office that charged, where it is known."""
        if self.by_member is None or self.by_office is None:
            return state
        return state.with_part(Seat(self.by_member, self.by_office), Part.CHARGE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact with its day and the office whose act it was."""

    day: date
    fact: Fact
    by: Seat


@dataclass(frozen=True, slots=True)
class BroughtCharge:
    """A charge with its id, the charged participant's, the office that charged, and the one that says its result."""

    charge_id: str
    participant_id: str
    stated: ImportedCharge
    filed_on: date
    by: Seat
    told_by: Seat


@dataclass(frozen=True, slots=True)
class BroughtProceeding:
    """Proceedings with their id and court, and what belongs to them with ids; decisions have tokens."""

    proceeding_id: str
    court: Seat
    ended_on: date | None
    stated: ImportedProceeding
    decisions: list[tuple[str, ImportedDecision]]
    hearings: Sequence[tuple[str, ImportedHearing]]


@dataclass(slots=True)
class Brought:
    """All that one row brings, with ids."""

    numbers: Sequence[ImportedNumber] = ()
    charges: list[BroughtCharge] = field(default_factory=list)
    proceedings: list[BroughtProceeding] = field(default_factory=list)
    files: list[RegisteredFile] = field(default_factory=list)
    prosecutors: list[tuple[Seat, ImportedProsecutor]] = field(default_factory=list)  # by day, as their facts
    facts: list[Dated] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    custody: list[tuple[str, CustodyRecord]] = field(default_factory=list)  # with whose it is
    drawn: dict[str, str] = field(default_factory=dict)  # the series that each decision's token gets its number from


@dataclass(frozen=True, slots=True)
class Bringing:
    """Whose row it is: the office that has the file, the kind of its member, the case, and how ids are made."""

    seat: Seat
    kind: str
    case_id: str
    series: str  # the letters of the category in the identifiers of decisions
    now: datetime
    new_id: Callable[[str], str]


def brings_more(row: ImportedCase) -> bool:
    """Tell whether a row brings anything beside its case and who is in it: most rows of old systems do not."""
    records = (
        row.numbers,
        row.charges,
        row.proceedings,
        row.statements,
        row.called_up_files,
        row.claims,
        row.prosecutors,
    )
    people = row.participants or ()
    return any(records) or any(person.roles or person.custody or person.former_representations for person in people)


def brought(row: ImportedCase, people: Sequence[Participant], by: Bringing) -> Brought:
    """Return what a valid row brings, with ids and facts."""
    all_of_it = Brought(numbers=row.numbers or ())
    for number in all_of_it.numbers:
        seat = seat_of(number.by)
        fact = NumberImported(number=number.number, member=seat.member, office=seat.office)
        all_of_it.facts.append(Dated(number.assigned_on or row.opened_on, fact, by.seat))
    for charge in row.charges or ():
        _charge(all_of_it, charge, filed_on(charge, row), people, by)
    final = made_final(row, by.seat)
    for proceeding in row.proceedings or ():
        _proceeding(all_of_it, with_outcome(proceeding, row, is_final=proceeding is final), by)
    for entry in (*(row.statements or ()), *(row.called_up_files or ())):
        _file(all_of_it, entry, row.category, by)
    for prosecutor in sorted(row.prosecutors or (), key=attrgetter("assigned_on")):
        office = Seat(by.seat.member, prosecutor.office or by.seat.office)
        all_of_it.prosecutors.append((office, prosecutor))
        all_of_it.facts.append(Dated(prosecutor.assigned_on, ProsecutorAssigned(prosecutor=prosecutor.officer), office))
    all_of_it.claims = claims.brought(row.claims or (), people, row.opened_on, by.new_id)
    all_of_it.facts += [Dated(claim.stated_on, claims.fact_of(claim), by.seat) for claim in all_of_it.claims]
    all_of_it.custody = [(person.participant_id, custody) for person in people for custody in person.custody or ()]
    return all_of_it


def prosecutor_of(charge: ImportedCharge, seat: Seat, kind: str) -> Seat | None:
    """Return the office that charged: the one that is named, or the importing prosecutor; None: not known."""
    if charge.filed_by is not None:
        return seat_of(charge.filed_by)
    return seat if kind == Kind.PROSECUTOR else None


def filed_on(charge: ImportedCharge, row: ImportedCase) -> date:
    """Return the day of filing: as stated, or that on which the case was entered: old registers have one for both."""
    return charge.filed_on or row.opened_on


def number_key(number: ImportedNumber, opened_on: date) -> tuple[str, str, int]:
    """Return member, office and year in which another office gave its number."""
    return number.by.member, number.by.office, (number.assigned_on or opened_on).year


def decision_numbers(row: ImportedCase, office: str) -> Iterator[tuple[str, DecisionNumber]]:
    """Yield the numbers of decisions, each by its place, that no reason lets stand twice; `office` has the row."""
    for place, proceeding in enumerate(row.proceedings or ()):
        for position, each in enumerate(proceeding.decisions or ()):
            if each.number is not None and each.override_reason is None:
                normal, year = normal_number(each.number), each.decided_on.year
                where = f"/proceedings/{place}/decisions/{position}/number"
                yield where, DecisionNumber(proceeding.office or office, each.kind, year, normal)


def _charge(
    all_of_it: Brought, charge: ImportedCharge, filed: date, people: Sequence[Participant], by: Bringing
) -> None:
    charge_id, participant_id = by.new_id("crg"), people[charge.participant_place].participant_id
    prosecutor = prosecutor_of(charge, by.seat, by.kind)
    fact = ChargeImported(
        charge=charge_id,
        participant=participant_id,
        edition=charge.article.edition,
        article=charge.article.article,
        by_member=prosecutor and prosecutor.member,
        by_office=prosecutor and prosecutor.office,
    )
    all_of_it.charges.append(BroughtCharge(charge_id, participant_id, charge, filed, prosecutor or by.seat, by.seat))
    all_of_it.facts.append(Dated(filed, fact, by.seat))
    if charge.result is not None and charge.decided_on is not None:
        decided = ChargeDecided(charge=charge_id, result=charge.result)
        all_of_it.facts.append(Dated(charge.decided_on, decided, by.seat))
    if charge.withdrawn_on is not None:
        all_of_it.facts.append(Dated(charge.withdrawn_on, ChargeWithdrawn(charge=charge_id), by.seat))


def _proceeding(all_of_it: Brought, stated: ImportedProceeding, by: Bringing) -> None:
    court, proceeding_id = Seat(by.seat.member, stated.office or by.seat.office), by.new_id("pro")
    opened = ProceedingOpened(
        proceeding=proceeding_id, level=Instance(stated.level), judges=tuple(sorted(panel_of(stated)))
    )
    all_of_it.facts.append(Dated(stated.started_on, opened, court))
    hearings = [(by.new_id("hrg"), hearing) for hearing in stated.hearings or ()]
    for hearing_id, hearing in hearings:
        day = day_of(hearing)
        scheduled = HearingScheduled(hearing=hearing_id, proceeding=proceeding_id)
        concluded = HearingConcluded(hearing=hearing_id, status=hearing.status)
        all_of_it.facts += [Dated(day, scheduled, court), Dated(day, concluded, court)]
    decisions = [(by.new_id("dec"), decision) for decision in stated.decisions or ()]
    for token, decision in decisions:
        issued = DecisionIssued(decision=token, sort=decision.kind, proceeding=proceeding_id)
        all_of_it.drawn[token] = series_of(court, by.series, decision.decided_on.year)
        all_of_it.facts.append(Dated(decision.decided_on, issued, court))
    brought = BroughtProceeding(proceeding_id, court, ended_on(stated), stated, decisions, hearings)
    all_of_it.proceedings.append(brought)


def _file(all_of_it: Brought, stated: ImportedStatement | ImportedCalledUpFile, category: str, by: Bringing) -> None:
    office, level = Seat(by.seat.member, stated.office or by.seat.office), Instance(stated.level)
    called_up = isinstance(stated, ImportedCalledUpFile)
    file_id = by.new_id("cuf" if called_up else "pst")
    ground = Ground(stated.basis) if isinstance(stated, ImportedCalledUpFile) else None
    file = RegisteredFile(
        file_id=file_id,
        case_id=by.case_id,
        section=Section.CALLED_UP if called_up else Section.STATEMENTS,
        office=office,
        category=category,
        level=level,
        ground=ground,
        number=stated.number,
        entered_on=stated.entered_on,
        recorded_at=by.now,
        resolved=_resolved(stated, by.now),
    )
    all_of_it.files.append(file)
    all_of_it.facts += [Dated(day, fact, office) for day, fact in _facts_of(file)]


def _resolved(stated: ImportedStatement | ImportedCalledUpFile, now: datetime) -> Resolved | None:
    if stated.outcome is None or stated.resolved_on is None or stated.decision_number is None:
        return None  # the schema has the three together or none
    outcome: StatementOutcome | CallUpOutcome = (
        StatementOutcome(stated.outcome) if isinstance(stated, ImportedStatement) else CallUpOutcome(stated.outcome)
    )
    return Resolved(outcome=outcome, decision=stated.decision_number, document=None, on=stated.resolved_on, at=now)


def _facts_of(file: RegisteredFile) -> Iterator[tuple[date, Fact]]:
    """Yield the facts to which an entry of the register adds up, with their days."""
    if file.ground is None:
        yield file.entered_on, StatementAwaited(file=file.file_id, level=file.level, number=file.number)
    else:
        yield file.entered_on, CalledUp(file=file.file_id, level=file.level, number=file.number, ground=file.ground)
    if file.resolved is None:
        return
    outcome, decision = file.resolved.outcome, file.resolved.decision
    if isinstance(outcome, StatementOutcome):
        yield file.resolved.on, StatementGiven(file=file.file_id, outcome=outcome, decision=decision)
    else:
        yield file.resolved.on, CallUpDecided(file=file.file_id, outcome=outcome, decision=decision)
