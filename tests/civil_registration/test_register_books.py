"""registerBook: what an office registered in a month, in the order of its numbers, with its closing line."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue import Catalogue
from services.civil_registration.domain import declaring
from services.civil_registration.domain.register_books import Entry, days_of, entries_of, missing_in
from tests.civil_registration.builders import (
    HOME_AFFAIRS,
    HOSPITAL,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    a_registration,
    act_on,
    an_author,
    an_opening,
    declared_birth,
    register_event,
    replayed,
)
from tests.civil_registration.imports import an_entry, imported, lines
from tests.support.prints import read
from tests.support.service import ServiceUnderTest
from tests.support.verapdf import faults

BOOK = "https://schemas.saphan.gov.la/civil/register-book/v1"
MONTH = f"{TODAY:%Y-%m}"
ANNULLED = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": TODAY.isoformat()}, "reason": "ຜິດຄົນ"}


async def a_book(register: ServiceUnderTest) -> None:
    """Register two births, of which the second is cancelled, and carry an old one of this month over."""
    for number in (1, 2):
        event = await declared_birth(register)
        assert (await register_event(register, event["eventId"], bookNumber=f"{number}/ທບ")).status_code == 201
    assert (await act_on(register, event["eventId"], "cancellation", ANNULLED)).status_code == 201
    first = f"{MONTH}-01"
    entry = an_entry(9, {"occurredOn": f"{TODAY.year - 1}-03-01"}, registeredOn=first)
    assert (await imported(register, lines(entry)))["imported"] == 1


async def test_a_book_has_its_entries_in_order_notes_in_the_margin_and_a_closing_line(
    register: ServiceUnderTest,
) -> None:
    await a_book(register)
    book = (await register.call("GET", f"/register-books/{MONTH}?kind=birth", caller=REGISTRAR)).json()
    assert Catalogue.load().validator(BOOK).is_valid(book)
    numbers = [f"0101-B-{TODAY.year}-00000{serial}" for serial in (1, 2)]
    assert [each["registrationNumber"] for each in book["entries"]] == [
        *numbers,
        f"REGISTRAR-0101-B-{TODAY.year}-P9/ທບ",
    ]
    assert [each["state"] for each in book["entries"]] == ["registered", "cancelled", "registered"]
    (note,) = book["entries"][1]["notes"]
    assert (note["action"], note["on"], note["reason"]) == ("cancel", TODAY.isoformat(), "ຜິດຄົນ")
    assert book["closing"] == {
        "entries": 3,
        "cancelled": 1,
        "corrected": 0,
        "imported": 1,
        "firstNumber": numbers[0],
        "lastNumber": numbers[1],
        "missing": [],
        "closedOn": TODAY.isoformat(),
        "officer": "ນ. ຄຳຫຼ້າ",
        "complete": False,
    }


async def test_a_book_is_a_page_for_the_binder_and_a_table(register: ServiceUnderTest) -> None:
    await a_book(register)
    path = f"/register-books/{MONTH}?kind=birth"
    page = await register.call("GET", path, caller=REGISTRAR, headers={"Accept": "text/html"})
    assert "ເລກທີ່ຂາດ: ບໍ່ມີ" in page.text
    assert "ຜິດຄົນ" in page.text
    table = await register.call("GET", path, caller=REGISTRAR, headers={"Accept": "text/csv"})
    assert len(table.text.splitlines()) == 4
    empty = await register.call("GET", "/register-books/1999-02?kind=death", caller=REGISTRAR)
    assert (empty.json()["closing"]["entries"], empty.json()["closing"]["complete"]) == (0, True)


async def test_a_book_is_seen_by_its_office_and_by_the_keeper(register: ServiceUnderTest) -> None:
    asked = f"/register-books/{MONTH}?kind=birth&member=registrar&office=0101"
    for caller, status in ((REGISTRAR, 200), (HOME_AFFAIRS, 200), (OTHER_REGISTRAR, 404), (HOSPITAL, 404)):
        assert (await register.call("GET", asked, caller=caller)).status_code == status


def registered(serial: int) -> Entry:
    """An entry of that serial."""
    opening, number = an_opening(), f"0101-B-2026-{serial:06d}"
    record = replayed(opening)
    action = declaring.registered(record, record.facts, a_registration(), number, an_author("registrar"))
    (entry,) = entries_of({f"civ_{serial}": replayed(opening, action)})
    return entry


@given(st.sets(st.integers(1, 40), min_size=1, max_size=12))
def test_the_numbers_that_are_missing_are_those_between_the_first_and_the_last(serials: set[int]) -> None:
    expected = [each for each in range(min(serials), max(serials)) if each not in serials]
    assert missing_in([registered(serial) for serial in serials]) == [f"0101-B-2026-{each:06d}" for each in expected]


def test_a_month_has_its_days() -> None:
    assert days_of("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_of("2026-12") == (date(2026, 12, 1), date(2026, 12, 31))


async def test_the_book_is_a_pdf_for_the_binder(register: ServiceUnderTest, tmp_path: Path) -> None:
    event = (await register_event(register, (await declared_birth(register))["eventId"])).json()
    path = f"/register-books/{event['registeredOn'][:7]}?kind=birth"
    answer = await register.call("GET", path, caller=REGISTRAR, headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), answer.text
    said = "".join("".join(page.split()) for page in read(answer.content))
    name = event["subjects"][0]["text"]
    for each in (event["registrationNumber"], "".join(name.split()), "ປຶ້ມທະບຽນ", "Registerbook"):
        assert each in said
    assert faults(tmp_path, {"book": answer.content}) == {"book": []}
