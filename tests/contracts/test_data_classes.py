"""A form classes a thing as every other does: who may read it in one answer may in the other."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, cast

from contracts.dialect import walk
from contracts.texts import LINE, LINES
from gateway.directory.schema_paths import CLASS, GENERAL, SPECIFIC, UNSAID, Place, place_of, unavoidable
from tests.contracts.test_same_forms import of_the_sector
from tests.support.front_page import our_services

Node = dict[str, Any]  # Any: JSON of a schema; lint has judged it
DOCUMENT: Final = "https://schemas.saphan.gov.la/shared/document-reference/v1"
# A list at a door, what everybody may read and figures name nobody: what is somebody's elsewhere is nobody's there.
OF_NOBODY: Final = frozenset({"justice/custody-list", "justice/public-decision", "civil/vital-statistics"})
# An event of the bus has ids and codes alone: without facts beside it the id of somebody's record tells nothing.
THIN: Final = "events/"
# The two sides of a correction are classed as what is corrected.
PAIR: Final = frozenset({"was", "now"})
# Members whose name says that somebody writes freely in them.
WRITTEN: Final = ("reason", "note", "summary", "text", "title")
# Places in the list of participants.
PLACES: Final = frozenset({"participantPlace", "representativePlace", "representativePlaces"})
# What an answer holds in one of its members, by the operation that has one of it and the one that lists it.
ONE_AND_LIST: Final = {
    "moveCase": "listCaseMoves",
    "sendHandOver": "listHandOvers",
    "decisionById": "listDecisions",
    "scheduleHearing": "showSchedule",
    "openProceeding": "listProceedings",
    "giveStatement": "listStatements",
}


def members() -> Iterator[tuple[str, str, Node]]:
    """Yield every labelled member of every form of the sector: the form, its name and what it says of the value."""
    for form, root in of_the_sector().items():
        for _, node in walk(root):
            for name, part in node.get("properties", {}).items() if isinstance(node, dict) else ():
                if isinstance(part, dict) and "x-data-class" in part:
                    yield form, name, part


def test_a_member_of_one_name_and_label_has_one_class_in_every_form() -> None:
    found: dict[tuple[str, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for form, name, part in members():
        if form not in OF_NOBODY and name not in PAIR:
            called = THIN + name if form.startswith(THIN) else name
            found[called, part["x-label"]["lo"], part["x-label"]["en"]][part["x-data-class"]].append(form)
    assert [(of, dict(classes)) for of, classes in found.items() if len(classes) > 1] == []


def test_a_document_is_specific_its_title_names_people() -> None:
    documents = [
        (form, name, part["x-data-class"])
        for form, name, part in members()
        if DOCUMENT in (part.get("$ref"), part.get("items", {}).get("$ref"))
    ]
    assert documents
    assert [of for of in documents if of[2] != SPECIFIC] == []


def test_the_items_of_a_page_speak_for_themselves() -> None:
    pages = [
        (form, part["x-data-class"]) for form, name, part in members() if form.endswith("-page") and name == "items"
    ]
    assert pages
    assert [of for of in pages if of[1] != GENERAL] == []


def test_what_people_write_freely_is_specific() -> None:
    written = [
        (form, name, part["x-data-class"])
        for form, name, part in members()
        if name.lower().endswith(WRITTEN) and part.get("pattern") in {LINE, LINES} and "x-codelist" not in part
    ]
    assert written
    assert [of for of in written if of[2] != SPECIFIC] == []


def test_a_place_in_the_list_of_participants_is_specific_and_a_law_is_general() -> None:
    places = [(form, part["x-data-class"]) for form, name, part in members() if name in PLACES]
    laws = [(form, part["x-data-class"]) for form, name, part in members() if name == "legalBasis"]
    assert {of[1] for of in places} == {SPECIFIC}
    assert {of[1] for of in laws} == {GENERAL}


@cache
def answers() -> dict[str, Place]:
    """Return what every operation of our services answers with, by its name."""
    return {
        operation["operationId"]: place_of(
            content["application/json"]["schema"], cast("Node", service.document["components"])["schemas"]
        )
        for service in our_services()
        for methods in cast("Node", service.document["paths"]).values()
        for operation in methods.values()
        for status, answer in operation.get("responses", {}).items()
        if status.startswith("2") and "application/json" in (content := answer.get("content", {}))
    }


def given(place: Place, at: str = "", outer: str = UNSAID) -> Iterator[tuple[str, str]]:
    """Yield what an agreement for general data alone lets through of an answer: places with their class."""
    here = place.stated or outer
    if not place.members and place.elements is None and place.others is None:
        yield at, here
    for name, member in place.members.items():
        if not any(guard.startswith(CLASS) for guard in member.guards):
            yield from given(member.below, f"{at}/{name}", here)
    for nested in (place.elements, place.others):
        if nested is not None:
            yield from given(nested, f"{at}/*", here)


def test_an_agreement_for_general_data_gets_nothing_else_from_any_operation() -> None:
    passed = {name: place for name, place in answers().items() if not unavoidable(place)}
    assert {"listDecisions", "showSchedule", "workList", "listCaseMoves"} <= passed.keys()
    assert [(name, at) for name, place in passed.items() for at, its in given(place) if its != GENERAL] == []


def test_an_item_whose_required_members_are_specific_is_not_listed_for_it_at_all() -> None:
    refused = {name for name, place in answers().items() if SPECIFIC in unavoidable(place)}
    assert {"listCases", "listCharges", "listCorrections", "listCustodyExpiries", "listCaseDocuments"} <= refused


def test_a_list_gives_of_each_item_what_the_one_gives_and_no_more() -> None:
    of = answers()
    for one, listed in ONE_AND_LIST.items():
        items = of[listed].members["items"].below
        assert items.elements is not None
        assert set(given(items.elements, "", GENERAL)) == set(given(of[one]))
