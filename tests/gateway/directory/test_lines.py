"""Who may stand above whom and follow whom: every fault of a list at once, each a sentence that names what is right."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.organisations import HIGHEST, MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat
from gateway.directory.lines import Wrong, faults_of, rewritten
from gateway.directory.organisations import Office, OfficeOf

DAY = date(2026, 11, 28)
YESTERDAY = date(2026, 11, 27)
NEXT_YEAR = date(2027, 1, 1)


def seat(code: str, member: str = "police") -> Seat:
    return Seat(member, code)


def office(code: str, parent: str | None = None, *, member: str = "police", **more: Any) -> OfficeFacts:
    return OfficeFacts(seat(code, member), "police-station", "district", "ຫ້ອງການ", "Office", parent=parent, **more)


def member(id_: str, **more: Any) -> MemberFacts:
    return MemberFacts(id_, "ministry", "ກະຊວງ", id_, **more)


COUNTRY = Organisations.of(
    1,
    [member("police"), member("moh"), member("old", dissolved_on=date(2025, 3, 31), successor="moh")],
    [
        office("hq"),
        office("01", "hq"),
        office("0101", "01"),
        office("0102", "01"),
        office("gone", "01", ends=date(2025, 1, 31), successor=seat("0101")),
        office("ends-today", "01", ends=DAY, successor=seat("hq")),
        office("next", "01", begins=NEXT_YEAR),
        office("hq", member="moh"),
        office("only", member="moh"),
    ],
)


def wrong(*offices: OfficeFacts, members: tuple[MemberFacts, ...] = ()) -> list[Wrong]:
    return list(faults_of(members, offices, rewritten(COUNTRY, members, offices, DAY)))


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        (office("x", "nowhere"), "its parent police/nowhere is no office of police"),
        (office("x", "only"), "(moh/only is another member's: the parent is an office of its own)"),
        (office("x", "gone"), "its parent police/gone is open only until 2025-01-31: name police/0101"),
        (office("x", "next"), "its parent police/next begins only on 2027-01-01"),
        (office("01", "0101"), "is a circle, 01 > 0101 > 01"),
        (office("0101", "0101"), "is a circle, 0101 > 0101"),
        (office("0101", "01", ends=DAY), "closes on 2026-11-28 without a successor"),
        (office("0101", "01", successor=seat("0102")), "no last day"),
        (office("0101", "01", ends=DAY, successor=seat("no")), "its successor police/no is no office"),
        (office("0101", "01", ends=DAY, successor=seat("gone")), "is closed by then, on 2025-01-31"),
        (office("0102", "01", ends=DAY, successor=seat("ends-today")), "on 2026-11-28: name police/hq"),
        (office("0101", "01", ends=DAY, successor=seat("0101")), "an office is not its own successor: name another"),
        (
            office("gone", "01", ends=date(2025, 1, 31), successor=seat("0102")),
            "are police/0101's since 2025-01-31; a second",
        ),
        (
            office("0102", "01", ends=DAY, successor=seat("next")),
            "begins only on 2027-01-01: close it on the day before",
        ),
        (office("01", "hq", ends=DAY, successor=seat("hq")), "police/0101, police/0102, police/next"),
        (office("gone", "01"), "it was closed on 2025-01-31, and its records are police/0101's; its code is not given"),
        (office("0101", "01", begins=NEXT_YEAR), "police/gone closes on 2025-01-31 and hands its open records to it"),
        (office("x", member="nobody"), "there is no member nobody"),
        (
            office("x", member="old"),
            "old is dissolved on 2025-03-31, and the office would be open longer; enter it for moh",
        ),
        (office("x", place="01", country="VN"), "not both"),
        (office("x", begins=DAY, ends=YESTERDAY, successor=seat("hq")), "its last day is before its first"),
        (office("x", informed=(seat("no"),)), "there is no office police/no to tell of"),
    ],
    ids=lambda value: "" if isinstance(value, OfficeFacts) else value[:40],
)
def test_an_office_that_cannot_be_so_is_told_why_in_two_languages(listed: OfficeFacts, why: str) -> None:
    found = wrong(listed)
    assert why in " ".join(each.en for each in found)
    assert all(each.en != each.lo and each.lo.startswith(str(listed.seat)) for each in found)


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        (member("police", dissolved_on=DAY), "without a successor: name the one member"),
        (member("police", successor="moh"), "no dissolvedOn"),
        (member("police", dissolved_on=DAY, successor="nobody"), "there is no member nobody to follow it"),
        (
            member("police", dissolved_on=DAY, successor="old"),
            "its successor old is dissolved itself by then: name moh",
        ),
        (member("police", dissolved_on=DAY, successor="police"), "its successor police is dissolved itself"),
        (member("police", dissolved_on=DAY, successor="moh"), "its offices police/01, police/0101, police/0102 (+2)"),
        (member("old", dissolved_on=date(2025, 3, 31), successor="police"), "followed by moh: there is no second"),
        (member("old"), "old was dissolved on 2025-03-31; its id is not given again"),
    ],
    ids=lambda value: "" if isinstance(value, MemberFacts) else value[:40],
)
def test_a_member_that_cannot_be_so_is_told_why_in_two_languages(listed: MemberFacts, why: str) -> None:
    found = wrong(members=(listed,))
    assert why in " ".join(each.en for each in found)
    assert all(each.en != each.lo for each in found)


def test_a_merger_a_split_and_a_move_to_another_member_are_one_content_each() -> None:
    merger = [office(code, "01", ends=DAY, successor=seat("0103")) for code in ("0101", "0102")]
    assert wrong(*merger, office("0103", "01", begins=date(2026, 11, 29))) == []
    halves = [office("a", "01"), office("b", "01")]
    split = office("0102", "01", ends=DAY, successor=seat("a"), informed=(seat("b"),))
    assert wrong(*halves, split) == []
    moved = office("0102", "01", ends=DAY, successor=seat("only", "moh"))
    assert wrong(moved) == []


def test_what_stands_below_a_closed_office_goes_with_the_same_change() -> None:
    closed = office("01", "hq", ends=DAY, successor=seat("hq"))
    below = [office(code, "hq") for code in ("0101", "0102")] + [office("next", "hq", begins=NEXT_YEAR)]
    assert wrong(closed, *below) == []


def test_who_was_closed_long_ago_may_be_listed_again_though_its_successor_has_closed_since() -> None:
    again = office("gone", "01", ends=date(2025, 1, 31), successor=seat("0101"))
    closing = office("0101", "01", ends=DAY, successor=seat("0102"))
    assert wrong(again, closing) == []


def test_a_line_has_eight_steps_at_most_seen_from_its_middle_too() -> None:
    line = [office("0"), *(office(str(n), str(n - 1)) for n in range(1, HIGHEST + 1))]
    assert wrong(*line) == []
    [first, *_] = wrong(*line, office("too-low", str(HIGHEST)))
    assert "the line through it has 9 steps; at most 8" in first.en
    country = Organisations.of(1, [member("police")], line)
    upper = [office("top"), office("0", "top")]
    [found] = faults_of((), upper, rewritten(country, (), upper, DAY))
    assert "has 9 steps" in found.en


def test_every_fault_of_a_list_is_told_with_its_place() -> None:
    listed = [office("a", "no"), office("b", "hq"), office("c", "0102", ends=DAY)]
    assert [(each.listed, each.number) for each in wrong(*listed)] == [("offices", 0), ("offices", 2)]


def test_two_successors_are_refused_in_both_languages() -> None:
    with pytest.raises(ValidationError, match="one successor for its open records") as refused:
        Office.model_validate({"successor": [{"member": "moh", "office": "a"}, {"member": "moh", "office": "b"}]})
    assert "ພຽງຫ້ອງການດຽວ" in str(refused.value.errors())
    assert OfficeOf(member="moh", office="a").seat() == seat("a", "moh")
