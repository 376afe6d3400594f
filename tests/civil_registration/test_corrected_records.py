"""Corrections as a fold: the same actions give the same record, and what was known at a moment stays what it was."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.corrections import NEVER, Asked, approved, changes_of, requested
from services.civil_registration.domain.facts import at
from services.civil_registration.domain.first_records import note_of, noted
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.people import people_of
from services.civil_registration.domain.records import Record, continued, known_at
from services.civil_registration.domain.rules import Known
from tests.civil_registration.builders import (
    CHILD_NAME,
    HERE,
    LISTS,
    NOON,
    an_author,
    an_opening,
    birth_facts,
    replayed,
    the_country,
)

NOTHING_KNOWN: Final = (Known(), Known())
REGISTERED: Final = {"registrationNumber": "0101-B-2026-000001", "registeredOn": "2026-11-20"}
NAMES: Final = st.text("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮາ", min_size=2, max_size=12)
VALUES: Final = st.one_of(
    st.tuples(st.just("/child/name"), NAMES.map(lambda text: {**CHILD_NAME, "text": text})),
    st.tuples(st.just("/child/sex"), st.sampled_from(["female", "male"])),
    st.tuples(st.just("/birthOrder"), st.one_of(st.none(), st.integers(1, 5))),
    st.tuples(st.just("/mother/residence"), st.sampled_from(["0101", "0612"])),
)


def a_registered_birth() -> Record:
    return continued(replayed(an_opening()), [Action(Act.REGISTER, an_author(), REGISTERED)])


def an_officer(name: str, hours: int) -> Any:
    return replace(an_author(HERE.member), seat=HERE, officer=name, at=NOON + timedelta(hours=hours))


def corrected(record: Record, pointer: str, value: Any, hours: int) -> Record:
    """The record after a correction that one officer asked for and another one approved."""
    now = {} if value is None else {"now": value}
    was = at(record.facts, pointer)
    changes = {pointer: {**({} if was is None else {"was": was}), **now}}
    asked = Asked(changes, "clericalError", {"reason": "ຜິດ"})
    name = f"ecr_{hours}"
    country = the_country()
    request = requested(record, asked, an_officer("ນ. ຄຳຫຼ້າ", hours), country, NOTHING_KNOWN, name)
    record = continued(record, [request])
    approval = approved(record, name, None, an_officer("ທ. ສົມພອນ", hours + 1), country, NOTHING_KNOWN)
    return continued(record, [approval])


@given(st.lists(VALUES, max_size=8))
def test_corrections_replay_and_leave_every_earlier_moment_as_it_was(values: list[tuple[str, Any]]) -> None:
    record, moments = a_registered_birth(), dict[Any, Record | None]()
    for hours, (pointer, value) in enumerate(values, start=1):
        if at(record.facts, pointer) == value:
            continue  # a correction to what stands there is refused
        record = corrected(record, pointer, value, 2 * hours)
        assert at(record.facts, pointer) == value
        moments[record.actions[-1].author.at] = record
        assert {moment: known_at(record, moment) for moment in moments} == moments
    assert replayed(*record.actions) == record
    assert known_at(record, NOON - timedelta(days=1)) is None
    assert record.facts.keys() - {"birthOrder"} == a_registered_birth().facts.keys() - {"birthOrder"}


def test_what_stands_nowhere_is_left_out_of_a_change() -> None:
    assert changes_of(["/motherUnknown", "/mother"], {"motherUnknown": "foundling"}, {"mother": {"sex": "female"}}) == {
        "/motherUnknown": {"was": "foundling"},
        "/mother": {"now": {"sex": "female"}},
    }
    assert set(NEVER) == set(EventKind)


def test_a_child_that_is_born_is_searched_by_the_day_of_its_birth() -> None:
    child, mother = people_of(EventKind.BIRTH, birth_facts(birthType="twin"), LISTS)
    assert (str(child.born_from), str(child.born_to), child.is_multiple) == ("2026-11-18", "2026-11-18", True)
    assert (str(mother.born_from), mother.is_multiple) == ("1998-04-09", None)
    (of_a_month, _) = people_of(EventKind.BIRTH, birth_facts(occurredOnPrecision="month"), LISTS)
    assert (str(of_a_month.born_from), str(of_a_month.born_to)) == ("2026-11-01", "2026-11-30")


def test_what_is_noted_on_a_first_record_ends_with_what_noted_it() -> None:
    first, author = a_registered_birth(), an_author()
    note = {"eventId": "civ_2", "kind": "adoption", "closes": True, "name": CHILD_NAME}
    noting = noted(first, "civ_2", note, author)
    assert noting is not None
    closed = continued(first, [noting])
    assert (closed.is_closed, closed.name_now, closed.facts) == (True, CHILD_NAME, first.facts)
    assert noted(closed, "civ_2", note, author) is None, "it is noted once"
    ending = noted(closed, "civ_2", None, author)
    assert ending is not None
    open_again = continued(closed, [ending])
    assert (open_again.is_closed, open_again.name_now) == (False, None)
    assert noted(open_again, "civ_2", None, author) is None
    assert note_of("civ_1", first) is None, "a birth changes no other record"
