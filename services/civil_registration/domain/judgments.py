"""Judgments on a civil status: which kind of event each opens, its facts, its office, and what is cautioned of. No I/O.

Of a judgment the facts of the event are its reference and the number of the registration that it changes, and nothing
else: names, days and places are the registrar's to declare.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from contracts.national.justice.civil_status_extract import CivilStatusExtract
from contracts.organisations import Organisations
from contracts.placed_offices import offices_at, offices_near
from contracts.seats import Seat
from services.civil_registration.domain.facts import Facts, at
from services.civil_registration.domain.kinds import KINDS, EventKind

# Kinds of event by the code of the programme's list `judgment-matter`; other matters change no civil status.
KIND_OF_MATTER: Final[Mapping[str, EventKind]] = {
    "divorce": EventKind.DIVORCE,
    "adoption": EventKind.ADOPTION,
    "parentage": EventKind.RECOGNITION,
    "guardianship": EventKind.GUARDIANSHIP,
    "declaredDeath": EventKind.DEATH,
}
_DISTRICT: Final = 4  # digits of a place's code that are its district's
_NOT_CITED: Final = {
    "lo": "ເຫດການນີ້ເປີດຈາກຄຳພິພາກສາທີ່ໄດ້ຮັບ ແຕ່ຂໍ້ເທັດຈິງບໍ່ໄດ້ອ້າງເຖິງຄຳພິພາກສານັ້ນ: ໃຫ້ກວດຄືນ.",
    "en": "This event was opened by a judgment, and its facts do not cite it: look at them again.",
}
_WITHOUT_FORCE: Final = {
    "lo": "ຄຳພິພາກສາທີ່ໄດ້ຮັບ ບໍ່ມີຜົນໃຊ້ໄດ້ອີກ, ຄະດີຖືກຮື້ຟື້ນ: ຢ່າຟ້າວຈົດທະບຽນ.",
    "en": "The judgment is not in force any more, its case was reopened: do not register the event yet.",
}
_REGISTERED_WITHOUT_FORCE: Final = {
    "lo": "ຄຳພິພາກສາບໍ່ມີຜົນໃຊ້ໄດ້ອີກ ແຕ່ເຫດການໄດ້ຈົດທະບຽນແລ້ວ: ໃຫ້ພິຈາລະນາການແກ້ໄຂ ຫຼື ຍົກເລີກ.",
    "en": "The judgment is not in force any more, and the event is registered: consider correcting or cancelling it.",
}


class NoResponsibleOffice(Exception):  # noqa: N818 - it says what is the matter
    """No registering office follows from a judgment; the message names its court, for whoever keeps the directory."""

    def __init__(self, decision_id: str, court: Seat) -> None:
        super().__init__(f"{decision_id}: no registering office near {court}; give the directory one, and replay")


def facts_of(kind: EventKind, extract: CivilStatusExtract, case_id: str) -> Facts:
    """Return the facts that the judgment itself states."""
    cited = {
        "caseId": case_id,
        "decisionId": extract.decision_id,
        "number": extract.number,
        "decidedOn": extract.decided_on.isoformat(),
        "finalOn": extract.final_on.isoformat(),
    }
    facts: dict[str, Any] = {"judgment": {name: value for name, value in cited.items() if value is not None}}
    if kind is EventKind.DIVORCE and extract.marriage_number is not None:
        facts["marriageNumber"] = extract.marriage_number
    elif kind is not EventKind.DIVORCE and extract.birth_number is not None:
        facts[KINDS[kind].subjects[0]] = {"birthNumber": extract.birth_number}
    return facts


def number_named(extract: CivilStatusExtract) -> tuple[EventKind, str] | None:
    """Return the registration that the judgment changes, by its kind and number; None where it names none."""
    if extract.marriage_number is not None:
        return EventKind.MARRIAGE, extract.marriage_number
    return None if extract.birth_number is None else (EventKind.BIRTH, extract.birth_number)


def office_of(
    extract: CivilStatusExtract,
    registrar: Seat | None,
    organisations: Organisations,
    kinds: frozenset[str],
    today: date,
) -> Seat:
    """Return the office in whose work list the judgment waits: it may hand it over.

    That is `registrar`, which has the registration that the judgment changes, or who follows it; else the first
    registering office of the court's district, or of its province. Raises `NoResponsibleOffice`.
    """
    if registrar is not None:
        return organisations.holder(registrar, today)
    court = Seat(extract.court.member, extract.court.office)
    office = organisations.offices.get(court)
    place = None if office is None else office.place
    if place is not None:
        there = offices_at(place[:_DISTRICT], kinds, organisations, today)
        near = there or offices_near(place, kinds, organisations, today)
        if near:
            return near[0]  # they come in the order of their codes
    raise NoResponsibleOffice(extract.decision_id, court)


def says_otherwise(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:  # Any: documents of the schema
    """Tell whether an extract says something else than it did; the day on which it may have changed says nothing."""
    return {**now, "changedOn": None} != {**before, "changedOn": None}


def cautions(
    kind: EventKind, facts: Facts, judgment: Mapping[str, Any] | None, *, registered: bool
) -> list[Mapping[str, Any]]:  # Any: documents of the schema
    """Return what is cautioned of an event that a judgment opened: it does not cite it, or it has lost its force."""
    if judgment is None:
        return []
    found: list[Mapping[str, Any]] = []  # Any: as above
    if at(facts, "/judgment/decisionId") != judgment["decisionId"]:
        found.append({"code": "judgment-not-cited", "pointer": f"/{kind.value}/judgment", "message": _NOT_CITED})
    if judgment.get("withoutForce"):
        message = _REGISTERED_WITHOUT_FORCE if registered else _WITHOUT_FORCE
        found.append({"code": "judgment-without-force", "pointer": "/judgmentReceived", "message": message})
    return found
