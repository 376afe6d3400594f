"""The matrix of rights says what the law says, in cells that are written here by hand, and has one for every row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from chassis.reference.tables import Rights
from cli.rights import records
from cli.rights.cases import MANAGEMENT, WAY, act_cells, read_cells, stage_of
from cli.rights.cells import Answer, Cell, MatrixBroken
from cli.rights.hand_overs import hand_over_cells
from cli.rights.moves import Standing, around, hand_over_answer, move_answer, move_rows
from cli.rights.openings import opening_cells
from cli.rights.registers import register_cells
from services.case_registry.domain import acts, openings, reads
from services.case_registry.domain.words import Kind, Restriction, Status

DAY: Final = date(2026, 11, 29)
CASES: Final = [*read_cells(), *act_cells(DAY), *register_cells(DAY), *hand_over_cells()]
ALLOWED, HIDDEN, REFUSED, OFFICE_NEEDED = Answer


def answers(cells: list[Cell], operation: str, purpose: str, position: str, about: str) -> set[Answer]:
    return {
        cell.answer
        for cell in cells
        if (cell.operation, cell.purpose, cell.position.name, cell.about) == (operation, purpose, position, about)
    }


@pytest.mark.parametrize(
    ("operation", "position", "restriction", "answer"),
    [
        ("withdrawCharge", "role: it made the charge", "none", ALLOWED),
        ("withdrawCharge", "above: the one that made the charge", "none", REFUSED),
        ("withdrawCharge", "above all", "none", REFUSED),
        ("recordCustody", "role: it holds the suspect", "none", ALLOWED),
        ("recordCustody", "beside: the one that holds the suspect", "none", REFUSED),
        ("recordCustody", "beside: the one that holds the suspect", "familySecret", HIDDEN),
        ("decideCharge", "above", "juvenile", REFUSED),
        ("scheduleHearing", "beside", "none", REFUSED),
        ("issueDecision", "own: taken over from a closed office", "stateSecret", ALLOWED),
        ("issueDecision", "no office: one with a part is held", "none", OFFICE_NEEDED),
        ("giveStatement", "own: taken over from a closed office", "none", ALLOWED),
        ("giveStatement", "above", "juvenile", REFUSED),
        ("giveStatement", "beside", "familySecret", HIDDEN),
        ("decideCalledUpFile", "another member: of that kind", "none", REFUSED),
        ("decideCalledUpFile", "another member: the court with the file", "stateSecret", REFUSED),
        ("reportMonthlyRegister", "above all", "", REFUSED),
        ("acceptHandOver", "own: on its way there", "stateSecret", ALLOWED),
        ("acceptHandOver", "own", "none", REFUSED),
        ("recallHandOver", "own: taken over from a closed office", "none", ALLOWED),
        ("recallHandOver", "above", "none", REFUSED),
        ("refuseHandOver", "beside", "none", HIDDEN),
        ("reportMonthlyRegister", "beside", "", REFUSED),
        ("reportMonthlyRegister", "no office: others are held", "", OFFICE_NEEDED),
        ("caseById", "role: it holds the suspect", "stateSecret", ALLOWED),
        ("caseById", "above", "stateSecret", HIDDEN),
        ("caseById", "above all", "juvenile", ALLOWED),
        ("caseById", "below", "familySecret", HIDDEN),
        ("caseById", "beside", "none", ALLOWED),
        ("listCases", "no office: one with a part is held", "familySecret", ALLOWED),
        ("listCases", "no office: others are held", "none", HIDDEN),
        ("listHandOvers", "role: it holds the suspect", "none", HIDDEN),
        ("importById", "another member: a hospital", "none", HIDDEN),
    ],
)
def test_what_the_law_says_of_cases(operation: str, position: str, restriction: str, answer: Answer) -> None:
    assert answers(CASES, operation, MANAGEMENT, position, restriction) == {answer}


@pytest.mark.parametrize(
    ("operation", "purpose", "position", "restriction", "answer"),
    [
        ("caseById", "investigation", "own", "stateSecret", HIDDEN),
        ("caseById", "oversight", "another member: a hospital", "none", ALLOWED),
        ("caseById", "oversight", "own", "juvenile", HIDDEN),
        ("caseById", "vitalRegistration", "own", "none", REFUSED),
        ("importById", "oversight", "own", "none", REFUSED),
        ("monthlyRegister", "oversight", "another member: a hospital", "stateSecret", ALLOWED),
        ("addParticipant", "vitalRegistration", "own", "none", REFUSED),
    ],
)
def test_what_a_purpose_is_for(operation: str, purpose: str, position: str, restriction: str, answer: Answer) -> None:
    assert answers(CASES, operation, purpose, position, restriction) == {answer}


@pytest.mark.parametrize(
    ("service", "operation", "purpose", "position", "about", "answer"),
    [
        ("civil_registration", "eventById", "vitalRegistration", "above: registrar", "submitted", ALLOWED),
        ("civil_registration", "eventById", "vitalRegistration", "above: registrar", "", HIDDEN),
        ("civil_registration", "eventById", "caseManagement", "another member", "submitted+registeredDeath", ALLOWED),
        ("civil_registration", "registerEvent", "vitalRegistration", "above: registrar", "submitted", REFUSED),
        ("document_exchange", "readFile", "caseManagement", "above: recipient", "", HIDDEN),
        ("document_exchange", "documentById", "caseManagement", "above: recipient", "", ALLOWED),
        ("document_exchange", "openDelivery", "caseManagement", "own", "", HIDDEN),
        ("document_exchange", "uploadFile", "caseManagement", "no office: others are held", "", OFFICE_NEEDED),
        ("health_summaries", "sendDataValueSet", "oversight", "beside", "", REFUSED),
        ("health_summaries", "listDataValues", "oversight", "another member", "counted", ALLOWED),
    ],
)
def test_what_the_law_says_of_other_records(
    service: str, operation: str, purpose: str, position: str, about: str, answer: Answer
) -> None:
    (known,) = [each for each in records.SERVICES if each.name == service]
    of_any_kind = [
        cell
        for cell in records.cells(known)
        if {cell.profile.member_kind, cell.profile.office_kind}.isdisjoint({"registry", "health", "authority"})
    ]
    assert answers(of_any_kind, operation, purpose, position, about) == {answer}


@pytest.mark.parametrize(
    ("status", "to", "by", "answer"),
    [
        (Status.FINAL, Status.REOPENED, "above all: court", ALLOWED),
        (Status.FINAL, Status.REOPENED, "above: court", REFUSED),
        (Status.FINAL, Status.REOPENED, "own: court", REFUSED),
        (Status.FINAL, Status.REOPENED, "role: prosecutor", REFUSED),
        (Status.IN_TRIAL, Status.JUDGED_FIRST_INSTANCE, "own: court", ALLOWED),
        (Status.IN_TRIAL, Status.JUDGED_FIRST_INSTANCE, "above all: court", REFUSED),
        (Status.IN_TRIAL, Status.CLOSED, "own: court", REFUSED),
        (Status.IN_TRIAL, Status.JUDGED_FIRST_INSTANCE, "no office: court", OFFICE_NEEDED),
    ],
)
def test_what_the_law_says_of_moves(status: Status, to: Status, by: str, answer: Answer) -> None:
    case = Standing(status, None, Kind.COURT, frozenset({Kind.POLICE, Kind.PROSECUTOR, Kind.COURT}))
    (side,) = [each for each in around(case) if each.name == by]
    assert move_answer(move_rows(case, to, DAY), side) is answer


def test_a_file_goes_from_who_has_it_to_where_the_law_says() -> None:
    case = Standing(Status.REPORTED, None, Kind.POLICE, frozenset({Kind.POLICE}))
    own = next(side for side in around(case) if side.own)
    assert hand_over_answer(case, own, "police") is ALLOWED
    assert hand_over_answer(case, own, "prosecutor") is REFUSED


def without_each(rights: Rights) -> Iterator[tuple[object, Rights]]:
    """Return each row, and the table without it."""
    for row in rights.acts:
        yield row, replace(rights, acts=[each for each in rights.acts if each is not row])
    for row in rights.reads:
        yield row, replace(rights, reads=[each for each in rights.reads if each is not row])


@pytest.mark.parametrize("service", records.SERVICES, ids=lambda service: service.name)
def test_no_row_of_a_service_is_without_a_cell(service: records.Service) -> None:
    whole = {str(cell): cell.answer for cell in records.cells(service)}
    for row, less in without_each(service.rights):
        left = {str(cell): cell.answer for cell in records.cells(service, less)}
        assert any(left.get(cell) is not answer for cell, answer in whole.items()), row


def test_no_row_of_reads_is_without_a_cell() -> None:
    whole = [cell.answer for cell in read_cells()]
    purposes = {cell.purpose for cell in read_cells()}
    kinds = {cell.profile.member_kind for cell in read_cells()}
    # rows of the keepers of the civil register alone are tried where their extracts are: test_final_decisions
    for row in [each for each in reads.RULES if any(map(each.is_for, kinds))]:
        left = [each for each in reads.RULES if each is not row]
        cells = list(read_cells(left))
        assert {cell.purpose for cell in cells} != purposes or [cell.answer for cell in cells] != whole, row


@pytest.mark.parametrize(
    ("category", "member", "office", "answer"),
    [
        ("criminal", "police", "police-station", ALLOWED),
        ("criminal", "court", "court", REFUSED),
        ("military", "police", "investigation-office", ALLOWED),
        ("family", "court", "court", ALLOWED),
        ("family", "police", "police-station", REFUSED),
        ("civil", "court", "police-station", REFUSED),
    ],
)
def test_what_the_law_says_of_openings(category: str, member: str, office: str, answer: Answer) -> None:
    found = {
        cell.answer
        for cell in opening_cells(DAY)
        if (cell.about, cell.profile.member_kind, cell.profile.office_kind) == (category, member, office)
        and cell.position.is_of_an_office
    }
    assert found == {answer}


def test_no_row_of_openings_is_without_a_cell() -> None:
    whole = {str(cell): cell.answer for cell in opening_cells(DAY)}
    for row in openings.OPENINGS:
        left = {
            str(cell): cell.answer
            for cell in opening_cells(DAY, [each for each in openings.OPENINGS if each is not row])
        }
        assert any(left.get(cell) is not answer for cell, answer in whole.items()), row


def test_no_row_of_acts_is_without_a_cell() -> None:
    for row in acts.RULES:
        if (row.act, row.by) == (acts.Act.STATE_CLAIM, frozenset({Kind.PROSECUTOR})):
            continue  # at a judgment alone, which is no stage: tests/case_registry/test_claims.py tries its sides
        assert stage_of(row.act).status in row.at, row
        assert WAY in row.way, row
        own = [cell for cell in CASES if cell.operation == row.act and cell.answer is ALLOWED]
        assert row.by <= {cell.position.kind for cell in own}, row


def test_a_row_that_cannot_be_tried_breaks_the_matrix() -> None:
    with pytest.raises(MatrixBroken, match="no stage"):
        stage_of(acts.Act.ADD_PARTICIPANT, [replace(acts.RULES[0], at=frozenset({Status.CLOSED}))])
    of_one = [replace(row, restrictions=frozenset({Restriction.NONE})) for row in reads.RULES]
    with pytest.raises(MatrixBroken, match="every restriction"):
        list(read_cells(of_one))
    with pytest.raises(MatrixBroken, match="no right of a purpose"):
        list(read_cells([replace(reads.RULES[0], rights=frozenset({"curiosity"}))]))
