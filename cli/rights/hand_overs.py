"""Rights to take, refuse and recall a file: cells of one hand-over between two courts, for all around it."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from cli.rights.cases import MANAGEMENT, SIDES, Who, cell_of, read_answer, tried_purposes
from cli.rights.cells import Answer, Cell
from services.case_registry.domain import reads
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Restriction

# Whether it is for whoever receives the file; else for whoever sent it.
FOR_THE_RECEIVER: Final = {"acceptHandOver": True, "refuseHandOver": True, "recallHandOver": False}
_SIGNS: Final = {Answer.ALLOWED: "**yes**", Answer.REFUSED: "*refused*", Answer.HIDDEN: "no"}
PAGE: Final = """
### Hand-overs · ການຮັບ-ສົ່ງສຳນວນ

Who does not see the case as `caseById` shows it, and the hand-over as `listHandOvers` does, is answered 404; who has
named no office, 403 `office-needed`. *refused* is 403 `not-the-receiver` or `not-the-sender`.
In a case without a restriction:

| act | the sender | the receiver | above them | beside them | others |
|---|---|---|---|---|---|"""
_COLUMNS: Final = ("own", "own: on its way there", "above", "beside", "another member: a hospital")


def hand_over_act_answer(operation: str, who: Who, sights: Sequence[reads.Rule] = reads.RULES) -> Answer:
    """Return what who stands so is answered: its own act to each side, and nothing out of sight."""
    purpose, position, restriction = who
    if position.held is not None:
        return Answer.OFFICE_NEEDED
    looks = (Read.CASE_BY_ID, Read.LIST_HAND_OVERS)
    if restriction is None:
        return Answer.HIDDEN
    for read in looks:
        looked = read_answer(read, purpose, position, restriction, sights)
        if looked is not Answer.ALLOWED:
            return looked
    is_its = position.offered if FOR_THE_RECEIVER[operation] else position.own
    return Answer.ALLOWED if is_its else Answer.REFUSED


def hand_over_cells(sights: Sequence[reads.Rule] = reads.RULES) -> Iterator[Cell]:
    """Return the cells of the three acts: for other purposes than `caseManagement`, of the two sides."""
    two = [each for each in SIDES if each.name in _COLUMNS[:2]]
    for operation in FOR_THE_RECEIVER:
        for who in (*product([MANAGEMENT], SIDES, Restriction), *product(tried_purposes(), two, Restriction)):
            yield cell_of(operation, who, hand_over_act_answer(operation, who, sights))


def page_rows() -> Iterator[str]:
    """Return the section of the page."""
    yield PAGE
    found = {
        (cell.operation, cell.position.name): _SIGNS[cell.answer]
        for cell in hand_over_cells()
        if (cell.purpose, cell.about) == (MANAGEMENT, Restriction.NONE) and cell.position.is_of_an_office
    }
    for operation in FOR_THE_RECEIVER:
        yield f"| `{operation}` | {' | '.join(found[operation, name] for name in _COLUMNS)} |"
