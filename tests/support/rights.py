"""The matrix of rights against a running service: answers as cells have them, and the cells that are wrong."""

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias

from cli.rights.cells import Answer, Cell
from contracts.organisations import Organisations
from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller
from tests.support.service import a_caller

Found: TypeAlias = tuple[Cell, Answer | str]  # a text: what no cell expects


def caller_at(cell: Cell, seat: Seat, country: Organisations, *, own: Seat) -> Caller:
    """Return who asks from that seat as the cell says, or without one by what it is enrolled for; `own` has it."""
    position, profile = cell.position, cell.profile
    if not position.is_of_an_office:
        held = Holding(codes=(seat.office,))
        return a_caller(seat.member, profile.member_kind, standing=None, holding=held, purpose=cell.purpose)
    succeeds = (own,) if position.name.startswith("own: taken over") else ()
    above = tuple(up.office for up in country.above(seat))
    standing = Standing(seat, profile.office_kind, profile.level, above=above, succeeds=succeeds)
    return a_caller(seat.member, profile.member_kind, standing=standing, officer="ofc-1", purpose=cell.purpose)


def answer_of(response: Any, refusals: Collection[str]) -> Answer | str:
    """Return the answer of the matrix that a response is; `refusals` are the codes by which this service refuses."""
    if response.status_code < 300:
        return Answer.ALLOWED
    code = response.json().get("code")
    if (response.status_code, code) == (403, "office-needed"):
        return Answer.OFFICE_NEEDED
    if (response.status_code, code) == (404, "not-found"):
        return Answer.HIDDEN
    return Answer.REFUSED if code in {*refusals, "purpose-without-right"} else f"{response.status_code} {code}"


def shown(is_shown: bool) -> Answer:
    """Return the answer of a list, a count or a figure."""
    return Answer.ALLOWED if is_shown else Answer.HIDDEN


def denied_first(cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells in the order of trying: what is denied changes nothing."""
    return sorted(cells, key=lambda cell: cell.answer is Answer.ALLOWED)


def wrong(found: Iterable[Found]) -> dict[str, str]:
    """Return the cells that are not as the tables say, each with what was found instead."""
    return {str(cell): f"{answer}, not {cell.answer}" for cell, answer in found if answer != cell.answer}
