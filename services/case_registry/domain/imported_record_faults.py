"""What is wrong with the records that an imported row brings beside its case, all of it at once. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from contracts.codelists import CodeLists
from contracts.national.justice.imported_called_up_file import ImportedCalledUpFile
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.imported_charge import ImportedCharge
from contracts.national.justice.imported_proceeding import ImportedProceeding
from contracts.national.justice.imported_statement import ImportedStatement
from contracts.official_numbers import normal_number
from contracts.problems import Fault
from contracts.sentences import fault
from services.case_registry.domain import days
from services.case_registry.domain.charges import GUILT
from services.case_registry.domain.decisions import JUDGMENT
from services.case_registry.domain.hearings import HELD, LONGEST, SCHEDULED, beginning_of, day_of, end_of
from services.case_registry.domain.imported_panels import seated_since
from services.case_registry.domain.imported_records import filed_on, number_key
from services.case_registry.domain.imported_standings import JUDGED, ended_on, judgment_of
from services.case_registry.domain.named_people import ever
from services.case_registry.domain.participants import CHAIN, days_of
from services.case_registry.domain.words import Kind
from services.case_registry.errors.charges import SENTENCE_WITHOUT_GUILT, unknown_edition
from services.case_registry.errors.days import ends_before_it_begins
from services.case_registry.errors.hearings import too_long
from services.case_registry.errors.imported_records import (
    DECIDED_AFTER_THE_JUDGMENT,
    DECIDED_BEFORE_THE_CHARGE,
    FILED_BEFORE_THE_ACT,
    FINAL_BEFORE,
    HEARING_AGAIN,
    HELD_AFTER_THE_JUDGMENT,
    NOT_A_COURT,
    NOT_A_PROSECUTOR,
    NOT_IN_THE_PANEL,
    NUMBER_AGAIN,
    SECOND_JUDGMENT,
    SET_ASIDE_BEFORE,
    STILL_OPEN,
    STILL_TO_COME,
    WITHDRAWN_BEFORE_THE_CHARGE,
    WITHDRAWN_WITH_RESULT,
)
from services.case_registry.errors.participants import no_such_participant, not_pursued
from services.case_registry.errors.proceedings import before_the_beginning, judge_twice
from services.case_registry.errors.prosecution import BEFORE_THE_ENTRY, BEFORE_THE_OPENING


def record_faults(row: ImportedCase, *, kind: str, now: datetime, lists: CodeLists) -> Iterator[Fault]:
    """Yield the faults of what a row brings, given the kind of the importing member."""
    yield from _number_faults(row, now)
    for position, charge in enumerate(row.charges or ()):
        yield from _charge_faults(row, charge, f"/charges/{position}", now, lists)
    if row.proceedings and kind != Kind.COURT:
        yield replace(NOT_A_COURT, pointer="/proceedings")
    for position, proceeding in enumerate(row.proceedings or ()):
        yield from _proceeding_faults(row.opened_on, proceeding, f"/proceedings/{position}", now)
    of_prosecutors = (
        ("statements", row.statements),
        ("calledUpFiles", row.called_up_files),
        ("prosecutors", row.prosecutors),
    )
    for name, stated in of_prosecutors:
        if stated and kind != Kind.PROSECUTOR:
            yield replace(NOT_A_PROSECUTOR, pointer=f"/{name}")
    yield from _prosecutor_faults(row, now)
    for name, entries in (("statements", row.statements), ("calledUpFiles", row.called_up_files)):
        yield from _entry_faults(row.opened_on, entries or (), f"/{name}", now)


def _prosecutor_faults(row: ImportedCase, now: datetime) -> Iterator[Fault]:
    for position, each in enumerate(row.prosecutors or ()):
        where = f"/prosecutors/{position}"
        yield from _come(each.assigned_on, now, f"{where}/assignedOn")
        if each.assigned_on < row.opened_on:
            yield replace(BEFORE_THE_OPENING, pointer=f"{where}/assignedOn")
        if each.relieved_on is not None:
            yield from _come(each.relieved_on, now, f"{where}/relievedOn")
            if each.relieved_on < each.assigned_on:
                yield ends_before_it_begins(f"{where}/relievedOn")


def _number_faults(row: ImportedCase, now: datetime) -> Iterator[Fault]:
    seen = set()
    for position, number in enumerate(row.numbers or ()):
        where = f"/numbers/{position}"
        if number.assigned_on is not None:
            yield from _come(number.assigned_on, now, f"{where}/assignedOn")
        key = (*number_key(number, row.opened_on), normal_number(number.number))
        if key in seen:
            yield replace(NUMBER_AGAIN, pointer=f"{where}/number")
        seen.add(key)


def _charge_faults(
    row: ImportedCase, charge: ImportedCharge, where: str, now: datetime, lists: CodeLists
) -> Iterator[Fault]:
    people = row.participants or ()
    if charge.participant_place >= len(people):
        yield no_such_participant(f"{where}/participantPlace")
    elif ever(people[charge.participant_place]).isdisjoint(CHAIN):
        yield not_pursued(f"{where}/participantPlace")
    filed = filed_on(charge, row)
    judged_on = row.status_on if row.status in JUDGED else None
    yield from _come(filed, now, f"{where}/filedOn")
    first, last = days_of(charge.article.committed_on)
    # of an act whose day is known the code is held against that day with all others
    if first != last and not lists.was_valid_between("law-edition", charge.article.edition, first, last):
        yield unknown_edition(f"{where}/article/edition")
    if filed < first:
        yield replace(FILED_BEFORE_THE_ACT, pointer=f"{where}/filedOn")
    if charge.decided_on is not None:
        yield from _come(charge.decided_on, now, f"{where}/decidedOn")
        if charge.decided_on < filed:
            yield replace(DECIDED_BEFORE_THE_CHARGE, pointer=f"{where}/decidedOn")
        if judged_on is not None and charge.decided_on > judged_on:
            yield replace(DECIDED_AFTER_THE_JUDGMENT, pointer=f"{where}/decidedOn")
    yield from _withdrawal_faults(charge, filed, where, now)
    if charge.sentence and charge.result not in GUILT:
        yield replace(SENTENCE_WITHOUT_GUILT, pointer=f"{where}/sentence")


def _withdrawal_faults(charge: ImportedCharge, filed: date, where: str, now: datetime) -> Iterator[Fault]:
    if charge.withdrawn_on is None:
        return
    yield from _come(charge.withdrawn_on, now, f"{where}/withdrawnOn")
    if charge.withdrawn_on < filed:
        yield replace(WITHDRAWN_BEFORE_THE_CHARGE, pointer=f"{where}/withdrawnOn")
    if charge.result is not None:
        yield replace(WITHDRAWN_WITH_RESULT, pointer=f"{where}/result")


def _proceeding_faults(opened_on: date, stated: ImportedProceeding, where: str, now: datetime) -> Iterator[Fault]:
    yield from _come(stated.started_on, now, f"{where}/startedOn")
    if stated.started_on < opened_on:
        yield replace(BEFORE_THE_OPENING, pointer=f"{where}/startedOn")
    if (ended := ended_on(stated)) is not None:
        yield from _come(ended, now, f"{where}/endedOn")
        if ended < stated.started_on:
            yield before_the_beginning(f"{where}/endedOn")
    for position in _named_again([judge.judge_id for judge in stated.panel or ()]):
        yield judge_twice(f"{where}/panel/{position}/judgeId")
    for position, judge in enumerate(stated.panel or ()):
        if judge.from_ is not None and judge.from_ < stated.started_on:
            yield before_the_beginning(f"{where}/panel/{position}/from")
        elif judge.from_ is not None:
            yield from _come(judge.from_, now, f"{where}/panel/{position}/from")
    yield from _former_faults(stated, f"{where}/formerPanel", now)
    yield from _decision_faults(stated, f"{where}/decisions", now)
    yield from _hearing_faults(stated, f"{where}/hearings", now)


def _former_faults(stated: ImportedProceeding, where: str, now: datetime) -> Iterator[Fault]:
    """Yield the faults of judges who left the panel: each with its end, and once from a day."""
    seen = {(judge.judge_id.upper(), seated_since(stated, judge)) for judge in stated.panel or ()}
    for position, seat in enumerate(stated.former_panel or ()):
        if seat.from_ < stated.started_on:
            yield before_the_beginning(f"{where}/{position}/from")
        if seat.to is None:
            yield fault("required", f"{where}/{position}/to")
        elif seat.to < seat.from_:
            yield ends_before_it_begins(f"{where}/{position}/to")
        else:
            yield from _come(seat.to, now, f"{where}/{position}/to")
        if (key := (seat.judge_id.upper(), seat.from_)) in seen:
            yield judge_twice(f"{where}/{position}/judgeId")
        seen.add(key)


def _named_again(judges: Sequence[str]) -> Iterator[int]:
    """Yield the places of judges who are named before, in whichever letters."""
    keys = [judge.upper() for judge in judges]
    yield from (position for position, key in enumerate(keys) if key in keys[:position])


def _decision_faults(stated: ImportedProceeding, where: str, now: datetime) -> Iterator[Fault]:
    judged = False
    for position, decision in enumerate(stated.decisions or ()):
        yield from _come(decision.decided_on, now, f"{where}/{position}/decidedOn")
        if decision.decided_on < stated.started_on:
            yield before_the_beginning(f"{where}/{position}/decidedOn")
        if decision.final_on is not None:
            yield from _come(decision.final_on, now, f"{where}/{position}/finalOn")
            if decision.final_on < decision.decided_on:
                yield replace(FINAL_BEFORE, pointer=f"{where}/{position}/finalOn")
        if decision.superseded_on is not None:
            yield from _come(decision.superseded_on, now, f"{where}/{position}/supersededOn")
            if decision.superseded_on < decision.decided_on:
                yield replace(SET_ASIDE_BEFORE, pointer=f"{where}/{position}/supersededOn")
        if decision.kind == JUDGMENT and judged:
            yield replace(SECOND_JUDGMENT, pointer=f"{where}/{position}/kind")
        judged = judged or decision.kind == JUDGMENT


def _hearing_faults(stated: ImportedProceeding, where: str, now: datetime) -> Iterator[Fault]:
    seats = {judge.judge_id.upper() for judge in (*(stated.panel or ()), *(stated.former_panel or ()))}
    for position, hearing in enumerate(stated.hearings or ()):
        begins, ends_at = beginning_of(hearing), end_of(hearing)
        if ends_at <= begins:
            yield ends_before_it_begins(f"{where}/{position}/endsAt")
        elif ends_at - begins > LONGEST:
            yield too_long(f"{where}/{position}/endsAt")
        # one that was cancelled or put off may have had a day to come
        if hearing.status == SCHEDULED or (hearing.status == HELD and begins > now):
            yield replace(STILL_TO_COME, pointer=f"{where}/{position}")
        if day_of(hearing) < stated.started_on:
            member = "startsAt" if hearing.starts_on is None else "startsOn"
            yield before_the_beginning(f"{where}/{position}/{member}")
        judges = [judge.root for judge in hearing.judge_ids or ()]
        for place in _named_again(judges):
            yield judge_twice(f"{where}/{position}/judgeIds/{place}")
        for place, judge in enumerate(judges):
            if seats and judge.upper() not in seats:
                yield replace(NOT_IN_THE_PANEL, pointer=f"{where}/{position}/judgeIds/{place}")
    yield from _held_faults(stated, where, now)


def _held_faults(stated: ImportedProceeding, where: str, now: datetime) -> Iterator[Fault]:
    """Yield the faults of hearings that were held: each once, and none behind the judgment of its proceedings."""
    judged, seen = judgment_of(stated), set()
    for position, hearing in enumerate(stated.hearings or ()):
        if hearing.status != HELD or beginning_of(hearing) > now:
            continue  # what is to come is told as such
        member = "startsAt" if hearing.starts_on is None else "startsOn"
        if judged is not None and day_of(hearing) > judged.decided_on:
            yield replace(HELD_AFTER_THE_JUDGMENT, pointer=f"{where}/{position}/{member}")
        key = (hearing.kind, beginning_of(hearing), hearing.starts_on, hearing.ends_at, hearing.room)
        if key in seen:
            yield replace(HEARING_AGAIN, pointer=f"{where}/{position}/{member}")
        seen.add(key)


def _entry_faults(
    opened_on: date, entries: Sequence[ImportedStatement | ImportedCalledUpFile], where: str, now: datetime
) -> Iterator[Fault]:
    waiting = set()
    for position, entry in enumerate(entries):
        yield from _come(entry.entered_on, now, f"{where}/{position}/enteredOn")
        if entry.entered_on < opened_on:
            yield replace(BEFORE_THE_OPENING, pointer=f"{where}/{position}/enteredOn")
        if entry.resolved_on is None:
            if entry.level in waiting:
                yield replace(STILL_OPEN, pointer=f"{where}/{position}/level")
            waiting.add(entry.level)
            continue
        yield from _come(entry.resolved_on, now, f"{where}/{position}/resolvedOn")
        if entry.resolved_on < entry.entered_on:
            yield replace(BEFORE_THE_ENTRY, pointer=f"{where}/{position}/resolvedOn")


def _come(day: date, now: datetime, pointer: str) -> Iterator[Fault]:
    if wrong := days.fault(day, now, pointer):
        yield wrong
