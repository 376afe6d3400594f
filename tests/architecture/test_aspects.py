"""One aspect, one name: what is about hearings is called `hearings` on every layer, so that any path can be guessed.

The verbs of a service name its aspects. What serves several of them, or a layer of several modules above verbs that
are still one, is shared: it is listed here with its reason. Everything else is a stranger.
"""

import pkgutil
from collections.abc import Collection, Mapping
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.architecture.test_services import SERVICES

LAYERS: Final = ("routes", "usecases", "store", "models", "wire", "domain", "errors", "events")

SHARED: Final[Mapping[str, Mapping[str, str]]] = {
    "case_registry": {
        "about": "every announcement is about a case",
        "acts": "who may act in a case, asked by every verb",
        "asking": "who asks, from where, and what it may see, for every verb",
        "base": "what every table stands on",
        "case_filters": "what cases are found by in tables of other aspects",
        "case_state": "what every decision about a case is made from",
        "categories": "what a category says to rules, for openings, moves, decisions and registers",
        "chambers": "what a court has and when it was there, for openings, moves, hand-overs and proceedings",
        "codes": "codes of lists, looked up for every verb",
        "correctors": "who corrects which fact, for corrections",
        "courts": "what is a court, for its figures, its hearings and its published decisions",
        "day_order": "which facts lie not before which others, for corrections of every day",
        "days": "every fact has a day",
        "days_in_order": "days of judgments, results and restrictions among each other, for charges and decisions",
        "door_lists": "lists of an office's day: what they are asked with, and where they are served",
        "fact_kinds": "every kind of fact, for the history",
        "facts": "what every verb adds to a case",
        "history": "the sum of the facts of all verbs",
        "import_mappings": "what a mapping may name and say, for imports",
        "imported_names": "whom a row of an import names, for the case and for everything in it",
        "imported_panels": "who sat when by an old book, for imports and their faults",
        "imported_people": "people of a row with their dated roles and custody, for imports",
        "imported_record_faults": "what is wrong with all that a row brings, for imports",
        "imported_records": "what a row brings beside its case, for imports and exports",
        "imported_standings": "where an imported case may stand, and where it stood before, for imports and figures",
        "imported_verdicts": "what judgments of a row bring to its people, for imports",
        "instances": "which court stands above which, for moves, hand-overs, proceedings and decisions",
        "judges": "who is the same judge, for panels, hearings and transfers",
        "judgment_matters": "what a judgment has to say for the civil register, by its matter",
        "known_in_court": "what courts had on record at a moment, for proceedings, hearings and decisions",
        "mistakes": "moves that take a mistaken one back, for moves and figures",
        "named_people": "who is named at an opening, for openings, imports and claims",
        "needs": "what moves must state and have on record, by the table",
        "opened_cases": "the case that an opening or a row begins, for openings and imports",
        "open_offices": "whether an office was there on the day of an act, for every verb",
        "openings": "where a case begins, for openings and imports",
        "presupposed": "what must have happened before, for every act of a past day",
        "prints": "figures and lists that are printed are answered in the same forms",
        "procedure": "figures of procedure, for participants and courts",
        "prosecution_offices": "which office of the prosecution enters a case in its register",
        "reads": "who may see what, asked by every read",
        "reopenings": "what a case was reopened on, for corrections of moves, proposals and judgments",
        "recording": "what every verb on a case does",
        "same_person": "who is in a case twice, for openings, participants, imports and joins",
        "seat_conditions": "which office may do it, for every table of acts",
        "owed_corrections": "who has to hear of a correction, for corrections and joinings that are undone",
        "waiting": "cases that wait for somebody, for lists of work and of cases",
        "seats": "the seat that a row is of, for every table",
        "stays": "how long a case was at one office, written with every fact and counted by every figure",
        "subject_keys": "the key of the bus, for every verb that writes people down",
        "table": "moves and hand-overs are rows of one table",
        "visibility": "who may see a case, asked by every read",
        "withdrawals": "taking out what an import brought, for imports",
        "words": "the words of a case, for all",
    },
    "civil_registration": {
        "certificate_endings": "which certificates end with whatever changes a record, for every verb",
        "claims": "what the symbol of a certificate says, of what its paper does",
        "actions": "what every record is made of, and what its state allows",
        "appending": "how the actions of every verb come into the log and are announced",
        "second_marriages": "no act may leave somebody with two open marriages; asked by every write",
        "asking": "who asks, what it sees, and as whom it acts, for every verb",
        "base": "what every table stands on",
        "cited_births": "whose the births are that persons cite, for rules of every kind",
        "civil_rules": "rows of the national list of rules, for what is declared, registered and imported",
        "declaring": "what facts have to be to be declared and registered, for declarations and registrations",
        "derived": "what is computed from the facts of every kind",
        "event_filters": "what events are found by in tables of other aspects, for lists",
        "events": "the record itself: read by one verb, written and announced for all",
        "facts": "what stands at a pointer, and on which day, for every kind",
        "kinds": "the forms, letters and persons of the nine kinds",
        "lateness": "when a registration is late and what it needs then, for every kind",
        "needs": "what facts need in a state, for declarations, registrations and flags",
        "numbers": "the numbers of every event",
        "people": "persons of an event as they are searched",
        "recording": "what every verb on an event does",
        "records": "the sum of the actions of all verbs",
        "registrars": "which office registers, for every kind",
        "impossibilities": "what facts of every kind can be nowhere",
        "rules": "what the national list says of facts, for every kind",
        "import_mappings": "what a mapping may name and say, for imports",
        "present_names": "what persons are called now, for certificates, verification and identity systems",
        "prints": "books and figures that are printed are answered in the same forms",
        "seats": "whose events are asked for, for lists and counts",
        "sights": "which events are shown to whom, for every list",
    },
    "document_exchange": {
        "files": "bytes: uploads bring them, documents give them out",
        "letters": "whose a letter is, asked by every verb",
    },
    "health_summaries": {
        "changes": "what a set changed, counted",
        "data_value_sets": "the rows of a set, checked",
        "org_units": "every value is of one",
        "periods": "every value is of one",
        "value_types": "every value is of one",
    },
}


def layers(service: str) -> dict[str, set[str]]:
    """Return the names of the modules on each layer; a layer that is one module has none."""
    folders = {layer: ROOT / "services" / service / layer for layer in LAYERS}
    return {
        layer: {module.name for module in pkgutil.iter_modules([str(folder)])}
        for layer, folder in folders.items()
        if folder.is_dir()
    }


def strangers(named: Mapping[str, Collection[str]], shared: Collection[str]) -> set[str]:
    """Return what bears a name that neither verbs nor the shared list have, and verbs that no other layer serves."""
    verbs = set(named.get("usecases", ()))
    others = {stem for layer, stems in named.items() if layer != "usecases" for stem in stems}
    known = (verbs & others) | set(shared)
    return {f"{layer}/{stem}" for layer, stems in named.items() for stem in stems if stem not in known}


@pytest.mark.parametrize("service", SERVICES)
def test_an_aspect_has_one_name_on_every_layer(service: str) -> None:
    assert strangers(layers(service), SHARED[service]) == set(), (
        "name it as its verbs are named, or say why it is shared"
    )


@pytest.mark.parametrize("service", SERVICES)
def test_the_lists_name_nothing_that_is_not_there(service: str) -> None:
    named = layers(service)
    assert set(SHARED[service]) <= {stem for stems in named.values() for stem in stems}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"usecases": {"hearings"}, "store": {"hearings"}, "domain": {"hearings", "days"}}, set()),
        ({"usecases": {"hearings"}, "store": {"hearings"}, "domain": {"sitting"}}, {"domain/sitting"}),
        (
            {"usecases": {"hearings"}, "store": {"court"}, "routes": {"court"}},
            {"usecases/hearings", "store/court", "routes/court"},
        ),
        ({"domain": {"sitting"}}, {"domain/sitting"}),
    ],
    ids=["one name", "a second name", "two layers against the verbs", "verbs in one module"],
)
def test_a_stranger_is_found(named: dict[str, set[str]], expected: set[str]) -> None:
    assert strangers(named, {"days"}) == expected
