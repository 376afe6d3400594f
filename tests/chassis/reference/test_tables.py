"""Tables of rights: what a row opens, that everything else is closed, and what no table may say."""

from datetime import date
from typing import Any

import pytest

from chassis.reference.tables import Concerned, Reached, Rights, TableBroken, acting_seat
from contracts.organisations import OfficeFacts, Organisations
from contracts.problems import OfficeNeeded
from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller
from tests.support.service import a_caller

TODAY = date(2026, 11, 28)
HQ, NORTH, SOUTH, OLD, ELSEWHERE = (Seat("m", code) for code in ("hq", "n", "s", "old", "x"))
HEAD = 'parts = ["holder", "sender"]\nfacts = ["open"]\n'


def an_office(seat: Seat, parent: str | None = None, successor: Seat | None = None) -> OfficeFacts:
    return OfficeFacts(seat, "office", "district", "ຫ້ອງການ", "Office", parent=parent, successor=successor)


HELD = Organisations.of(
    1,
    [],
    [an_office(HQ), an_office(NORTH, "hq"), an_office(SOUTH, "hq"), an_office(OLD, "hq", NORTH), an_office(ELSEWHERE)],
)


def acting(seat: Seat, *above: str, succeeds: tuple[Seat, ...] = (), kind: str = "office", **other: Any) -> Caller:
    standing = Standing(seat, kind, "district", above=above, succeeds=succeeds)
    return a_caller(seat.member, "police", standing=standing, **other)


THE_HQ, THE_NORTH, THE_SOUTH = acting(HQ), acting(NORTH, "hq", succeeds=(OLD,)), acting(SOUTH, "hq")
THE_DESK = a_caller("m", "police", office=None, holding=Holding(codes=("n", "s")))
CALLERS = {"hq": THE_HQ, "north": THE_NORTH, "south": THE_SOUTH, "elsewhere": acting(ELSEWHERE), "desk": THE_DESK}


def a_table(where: str = "reads", **row: Any) -> Rights:
    lines = [f"{name} = {value!r}".replace("'", '"') for name, value in ({"operations": ["look"]} | row).items()]
    return Rights.parse(HEAD + f"[[{where}]]\n" + "\n".join(lines))


def allowed(table: Rights, record: Concerned) -> set[str]:
    return {name for name, caller in CALLERS.items() if table.allows("look", caller, record, HELD)}


@pytest.mark.parametrize(
    ("row", "who"),
    [
        ({"seat": "own"}, {"north"}),
        ({"seat": "role", "parts": ["sender"]}, {"south"}),
        ({"seat": "above"}, {"hq"}),
        ({"seat": "above", "parts": ["sender"]}, {"hq"}),
        ({"seat": "below"}, {"hq", "north"}),
        ({"seat": "held"}, {"desk"}),
        ({"seat": "every"}, set(CALLERS)),
        ({"seat": "every", "only": "open"}, set()),
        ({"seat": "every", "members": ["court"]}, set()),
        ({"seat": "every", "offices": ["court"]}, set()),
        ({"seat": "every", "offices": ["office"]}, set(CALLERS) - {"desk"}),
        ({"seat": "every", "levels": ["central"]}, set()),
        ({"seat": "every", "rights": ["oversight"]}, set()),
        ({"seat": "every", "operations": ["other"]}, set()),
    ],
)
def test_a_row_opens_a_record_to_whom_it_says(row: dict[str, Any], who: set[str]) -> None:
    """The record is of an office that the north took over; the south sent it."""
    record = Concerned({"holder": [OLD], "sender": [SOUTH]})
    assert allowed(a_table(**row), record) == who


def test_a_fact_of_the_record_opens_its_row() -> None:
    record = Concerned({"holder": [OLD]}, frozenset({"open"}))
    assert allowed(a_table(seat="every", only="open"), record) == set(CALLERS)


def test_a_fact_of_the_record_closes_a_row_that_says_so() -> None:
    table = a_table(seat="every", unless="open")
    assert allowed(table, Concerned({"holder": [OLD]}, frozenset({"open"}))) == set()
    assert allowed(table, Concerned({"holder": [OLD]})) == set(CALLERS)
    assert table.reached("look", THE_SOUTH, HELD).every
    assert not table.reached("look", THE_SOUTH, HELD, frozenset({"open"})).every


def test_without_a_row_everything_is_closed() -> None:
    empty = Rights.parse(HEAD)
    assert allowed(empty, Concerned({"holder": [NORTH]})) == set()
    assert empty.reached("look", THE_NORTH, HELD) == Reached()


@pytest.mark.parametrize(
    ("row", "caller", "seats"),
    [
        ({"seat": "own"}, THE_NORTH, {NORTH, OLD}),
        ({"seat": "own"}, THE_HQ, {HQ}),
        ({"seat": "below"}, THE_HQ, {HQ, NORTH, SOUTH, OLD}),
        ({"seat": "above"}, THE_HQ, {NORTH, SOUTH, OLD}),
        ({"seat": "held"}, THE_DESK, {NORTH, SOUTH, OLD}),
        ({"seat": "held"}, THE_HQ, set()),
        ({"seat": "own"}, THE_DESK, set()),
        ({"seat": "every", "only": "open"}, THE_HQ, set()),
    ],
)
def test_a_list_shows_the_seats_that_its_rows_reach(row: dict[str, Any], caller: Caller, seats: set[Seat]) -> None:
    assert a_table(**row).reached("look", caller, HELD) == Reached(frozenset(seats))


def test_a_list_may_show_everything() -> None:
    assert a_table(seat="every").reached("look", THE_SOUTH, HELD).every
    assert a_table(seat="every", only="open").reached("look", THE_SOUTH, HELD, frozenset({"open"})).every


def test_who_has_named_no_office_is_told_which_it_holds() -> None:
    for refused in (
        lambda: acting_seat(THE_DESK, HELD, TODAY),
        lambda: a_table(seat="own").must_stand("look", THE_DESK, HELD, TODAY),
    ):
        with pytest.raises(OfficeNeeded) as refusal:
            refused()
        assert refusal.value.particulars["offices"] == ["n", "s"]
    a_table(seat="held").must_stand("look", THE_DESK, HELD, TODAY)
    assert acting_seat(THE_NORTH, HELD, TODAY) == NORTH


@pytest.mark.parametrize(
    "row",
    [
        {"seat": "beside"},
        {"seat": "own", "colour": ["red"]},
        {"seat": "own", "members": "police"},
        {"seat": "own", "operations": []},
        {"seat": "own", "parts": ["holder"]},
        {"seat": "role"},
        {"seat": "role", "parts": ["nobody"]},
        {"seat": "every", "only": "closed"},
        {"seat": "every", "unless": "closed"},
    ],
)
def test_a_row_that_cannot_be_meant_stops_the_start(row: dict[str, Any]) -> None:
    with pytest.raises(TableBroken):
        a_table(**row)


@pytest.mark.parametrize("seat", ["every", "held", "below"])
def test_an_act_needs_an_office_that_has_to_do_with_the_record(seat: str) -> None:
    with pytest.raises(TableBroken):
        a_table("acts", seat=seat)
