"""The people of an HMCTS case as our participants: who is prosecuted, and who speaks for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from hmcts_adapter.leaves import Part
from hmcts_adapter.notes import Notes

Participant = dict[str, Any]  # Any: a NewParticipant document

# Where the dialects keep a person, and what they know of the birth.
_PERSONS: Final = (("individual", "personalInformation"), ("personDefendant", "personDetails"))
_BIRTHS: Final = (
    ("individual", "selfDefinedInformation"),
    ("individual", "personalInformation"),
    ("personDefendant", "personDetails"),
)
_PARENT: Final = "ParentGuardian"


@dataclass(slots=True)
class People:
    """The participants of a case, and the place among them of every defendant who has one."""

    participants: list[Participant] = field(default_factory=list)
    places: list[int | None] = field(default_factory=list)  # by defendant, in the document's order


def people_of(defendants: Sequence[Part], role: str, opened_on: date, notes: Notes) -> People:
    """Return the defendants in this role, and behind them their parents, guardians and lawyers."""
    people = People()
    for each in defendants:
        person = _defendant(each, role, opened_on, notes)
        people.places.append(None if person is None else len(people.participants))
        if person is not None and _is_again(person, people.participants):
            # the registry asks: the source has defendants by its own ids, and two of them look like one
            person["overrideReason"] = "A defendant of its own in the source."
            notes.add(
                each.pointer, "person-twice", f"{person['name']['text']}: somebody of that name and birth before."
            )
        people.participants += [] if person is None else [person]
    for each, place in zip(defendants, people.places, strict=True):
        speakers = [*_guardians(each, opened_on, notes), *_lawyers(each)] if place is not None else []
        if place is not None and speakers:
            first = len(people.participants)
            people.participants[place]["representativePlaces"] = list(range(first, first + len(speakers)))
            people.participants += speakers
    return people


def _defendant(of: Part, role: str, opened_on: date, notes: Notes) -> Participant | None:
    """Return a defendant, a person in Latin letters or an organisation; one without a name is noted."""
    person = next(filter(None, (of.at(*path) for path in _PERSONS)), None)
    if person is not None and (name := _name(person, "latin")) is not None:
        aliases = [_name(each, "alias") for each in of.at("individualAliases").items()]
        others = [each for each in aliases if each is not None]
        stated = [day for path in _BIRTHS if (day := of.at(*path).text("dateOfBirth"))]
        birth = _birth(of, stated[0] if stated else None, opened_on, notes) or _perceived(of)
        return {"name": name, "role": role} | birth | ({"otherNames": others[:10]} if others else {})
    firm = of.text("organisationName") or of.text("legalEntityDefendant", "organisation", "name")
    if firm is not None:
        return {"organisation": firm, "role": role}
    notes.add(of.pointer, "nobody", "A defendant without a name was left out.")
    return None


def _is_again(person: Participant, others: Sequence[Participant]) -> bool:
    """Tell whether somebody before has the same name and day of birth: so far the papers tell."""
    if "name" not in person or "birthDate" not in person:
        return False
    marks = (person["name"]["text"].casefold(), person["birthDate"]["value"])
    known = [each for each in others if "name" in each and "birthDate" in each]
    return marks in {(each["name"]["text"].casefold(), each["birthDate"]["value"]) for each in known}


def _guardians(of: Part, opened_on: date, notes: Notes) -> list[Participant]:
    parent = of.at("individual", "parentGuardianInformation")
    told = [(parent.at("personalInformation"), parent)] if parent else []
    others = of.at("associatedPersons").items()
    told += [(each.at("person"), each.at("person")) for each in others if each.text("role") == _PARENT]
    found = []
    for person, about in told:
        if (name := _name(person, "latin")) is not None:
            birth = _birth(about, about.text("dateOfBirth"), opened_on, notes)
            found.append({"name": name, "role": "guardian"} | birth)
    firm = parent.text("organisationName")
    return [*found, {"organisation": firm, "role": "guardian"}] if firm else found


def _lawyers(of: Part) -> list[Participant]:
    firm = of.text("associatedDefenceOrganisation", "defenceOrganisation", "organisation", "name")
    return [{"organisation": firm, "role": "lawyer"}] if firm else []


def _birth(of: Part, stated: str | None, opened_on: date, notes: Notes) -> Participant:
    """Return the member `birthDate`; a day that is none, or on which the case was there already, is noted."""
    try:
        born = date.fromisoformat(stated) if stated else None
    except ValueError:
        born = date.max
    if born is None:
        return {}
    if born > opened_on:
        notes.add(of.pointer, "no-birth-date", f"Nobody in this case was born on {stated}; left out.")
        return {}
    return {"birthDate": {"value": born.isoformat(), "precision": "day"}}


def _perceived(of: Part) -> Participant:
    year = of.text("individual", "perceivedBirthYear")
    known = year is not None and year.isdecimal() and year.startswith(("19", "20"))
    return {"birthDate": {"value": year, "precision": "year", "estimated": True}} if known else {}


def _name(of: Part, use: str) -> dict[str, str] | None:
    given = " ".join(
        filter(None, (of.text("firstName"), of.text("middleName"), of.text("givenName2"), of.text("givenName3")))
    )
    family, title = of.text("lastName"), of.text("title")
    text = " ".join(filter(None, (given, family)))
    if not text:
        return None
    parts = {"use": use, "text": text, "script": "latin", "given": given, "family": family, "title": title}
    return {name: value for name, value in parts.items() if value}
