"""Every row of moves and hand-overs, tried from every side of a case that stands where the row is about."""

from datetime import date
from functools import partial
from typing import Any, Final

from cli.rights.cases import WAY
from cli.rights.cells import Answer, Position
from cli.rights.moves import RECEIVERS, Standing, around, hand_over_answer, move_answer, move_rows, moved_on
from services.case_registry.domain.table import TABLE, HandOverRow, Move
from services.case_registry.domain.words import Status
from tests.case_registry.court_builders import posted
from tests.case_registry.matrix import REFUSALS
from tests.case_registry.walks import DAY, MEMBERS, Walker, Walks, hears
from tests.support.rights import answer_of
from tests.support.service import ServiceUnderTest

MOVES: Final = [row for row in TABLE.moves if WAY in row.way]
ELSEWHERE: Final = "0102"  # an office beside the one that has the file


def is_allowed_at(row: Move, case: Standing) -> bool:
    """Tell whether the row lets anybody move a case that stands so."""
    there = row in move_rows(case, row.target, date.fromisoformat(DAY)) and hears(case, row)
    there &= not (row.reverses and case.resumed)  # the move that was no mistake is behind the pause
    return there and any(move_answer([row], side) is Answer.ALLOWED for side in around(case))


def is_about(row: HandOverRow, case: Standing) -> bool:
    """Tell whether the row lets whoever has the file of such a case hand it over."""
    return case.holder is row.source and case.status in row.at


def nowhere(case: Standing) -> Status:
    """Return a status to which no row leads from there."""
    return next(target for target in Status if not move_rows(case, target, date.fromisoformat(DAY)))


def wrong_answer(case: Standing, what: str, side: Position, found: Any, expected: Answer) -> dict[str, str]:
    if found == expected:
        return {}
    return {f"{case.status}, file with {case.holder}: {what} by {side.name} ({side.level})": f"{found}, not {expected}"}


async def moved_from_every_side(walker: Walker, row: Move) -> dict[str, str]:
    """Try the row's move, and one that no row knows, from every side; last by whom this row allows it."""
    stated = await walker.make_ready(row)
    case, etag, wrong = walker.standing, await walker.etag(), dict[str, str]()
    rows = move_rows(case, row.target, date.fromisoformat(DAY))
    sides = around(case)
    allowed = next(side for side in sides if move_answer([row], side) is Answer.ALLOWED)
    denied = [side for side in sides if move_answer(rows, side) is not Answer.ALLOWED]
    for side, target in [
        *((side, row.target) for side in denied),
        *((side, nowhere(case)) for side in (allowed, denied[0])),
        (allowed, row.target),
    ]:
        answer = await walker.move(target, side, etag, stated)
        found = answer_of(answer, REFUSALS)
        expected = move_answer(rows if target is row.target else [], side)
        wrong |= wrong_answer(case, f"-> {target}", side, found, expected)
    if found is Answer.ALLOWED:
        walker.standing = moved_on(case, row.target)
    return wrong


async def handed_over_from_every_side(walker: Walker, row: HandOverRow) -> dict[str, str]:
    """Try to send the file from every side to where the row says, and by whom has it to everywhere; take it back."""
    case, wrong = walker.standing, dict[str, str]()
    own = next(side for side in around(case) if side.own)
    for side, receiver in [
        *((side, row.target.value) for side in around(case) if side is not own),
        *((own, receiver) for receiver in RECEIVERS),
    ]:
        office = ELSEWHERE if receiver == case.holder else walker.office_of(receiver)
        to, caller = {"member": MEMBERS[receiver], "office": office}, walker.caller(side)
        answer = await walker.registry.call("POST", f"{walker.path}/hand-overs", json={"to": to}, caller=caller)
        found = answer_of(answer, REFUSALS)
        wrong |= wrong_answer(case, f"file to {receiver}", side, found, hand_over_answer(case, side, receiver))
        if found is Answer.ALLOWED:
            path = f"{walker.path}/hand-overs/{answer.json()['handOverId']}/recall"
            await posted(walker.registry, path, {"reason": "ມອບຜິດ"}, caller)
    return wrong


async def test_each_row_of_moves_is_answered_from_every_side_as_it_says(registry: ServiceUnderTest) -> None:
    wrong, waiting = dict[str, str](), list(MOVES)
    # of the highest court too, which has nobody above it and reopens what it tried itself
    for walks in (Walks(registry, "district"), Walks(registry, "central")):
        for row in list(waiting):
            walker = await walks.bring(partial(is_allowed_at, row))
            if walker is not None:
                wrong |= await moved_from_every_side(walker, row)
                waiting.remove(row)
                if row.reverses:
                    walks.under_way.remove(walker)  # it stands as if it had not gone there, which is not followed here
    assert waiting == [], "the table leads no case there"
    assert wrong == {}


async def test_each_row_of_hand_overs_is_answered_from_every_side_as_it_says(registry: ServiceUnderTest) -> None:
    wrong, walks = dict[str, str](), Walks(registry, "district")
    for row in TABLE.hand_overs:
        walker = await walks.bring(partial(is_about, row))
        assert walker is not None, f"the table leads no file there: {row}"
        wrong |= await handed_over_from_every_side(walker, row)
    assert wrong == {}
