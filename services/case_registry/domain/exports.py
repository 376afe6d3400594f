"""Export of cases in the form in which an import takes them again: what was one office's, as one row. No I/O."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final, TypeAlias

import orjson

from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.hearings import SCHEDULED
from services.case_registry.domain.participants import CHARGEABLE
from services.case_registry.domain.words import IN_FORCE

Part: TypeAlias = Mapping[str, Any]  # Any: JSON members, by the names that documents have

_OF_PEOPLE: Final = ("name", "otherNames", "organisation", "identifiers", "birthDate", "age", "custody")
_OF_CHARGES: Final = (
    "article",
    "text",
    "count",
    "filedOn",
    "result",
    "decidedOn",
    "sentence",
    "withdrawnOn",
    "withdrawalReason",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A case with all that an export tells of it, as it is on record."""

    facts: Part  # title, category, place, openedOn, status, statusOn, restriction
    responsible: Seat
    court: Seat | None
    numbers: Sequence[Part]
    participants: Sequence[Part]
    charges: Sequence[Part]
    proceedings: Sequence[Part]
    hearings: Sequence[Part]
    decisions: Sequence[Part]
    statements: Sequence[Part]
    called_up: Sequence[Part]
    claims: Sequence[Part]
    prosecutors: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file with rows: its size, its SHA-256, and the case after which the next one begins, if one does."""

    file: BinaryIO
    size: int
    digest: bytes
    following: str | None


def row_of(
    kept: Kept, member: str, office: str, held: Collection[str]
) -> dict[str, Any]:  # Any: an ImportedCase document
    """Return the row of a case for that office: under its number, if it gave one, with what its member brings.

    Proceedings and entries are those of courts and registers of the offices that it holds there (`held`): others export
    theirs. Nothing is told of who is not shown to the office. A hearing to come is no part of a row.
    """
    own, others = _numbers(kept.numbers, member, office)

    def is_held(entry: Part) -> bool:
        return entry["member"] == member and entry["office"] in held

    places = {person["participantId"]: place for place, person in enumerate(kept.participants)}
    row: dict[str, Any] = {**kept.facts, "office": office} | _own_number(own, kept.facts["openedOn"])
    if kept.court is not None:
        row["court"] = kept.court.to_document()
    lists: dict[str, Iterable[Any]] = {
        "numbers": [dict(each) for each in others],
        "participants": [_person(each, places, kept.facts) for each in kept.participants],
        "charges": [_charge(each, places, member) for each in kept.charges if _is_told(each, places)],
        "proceedings": _in_time("startedOn", (_proceeding(each, kept) for each in kept.proceedings if is_held(each))),
        "statements": _in_time("enteredOn", (_entry(each) for each in kept.statements if is_held(each))),
        "calledUpFiles": _in_time("enteredOn", (_entry(each) for each in kept.called_up if is_held(each))),
        "prosecutors": [_prosecutor(each) for each in kept.prosecutors if is_held(each["office"])],
        "claims": _in_time("statedOn", (_claim(each, places) for each in kept.claims)),
    }
    return row | {name: entries for name, entries in lists.items() if entries}


def _numbers(numbers: Sequence[Part], member: str, office: str) -> tuple[Part | None, list[Part]]:
    """Return the number that the office gave first, if it gave one, and all others."""
    given = _in_time("assignedOn", map(dict, numbers))
    own = next((each for each in given if each["by"] == {"member": member, "office": office}), None)
    return own, [each for each in given if each is not own]


def _own_number(own: Part | None, opened_on: str) -> dict[str, Any]:
    if own is None:
        return {}
    later = {} if own["assignedOn"] == opened_on else {"numberedOn": own["assignedOn"]}
    return {"number": own["number"], **later}


def _person(person: Part, places: Mapping[str, int], facts: Part) -> dict[str, Any]:
    roles = sorted(person["roles"], key=lambda role: (role["from"], role.get("to", "9999")))
    held = [role for role in roles if "to" not in role] or roles
    stated = {name: person[name] for name in _OF_PEOPLE if name in person} | {"role": held[-1]["role"]}
    if "custody" in person:
        stated["custody"] = [_with_moments(record, "since", "until") for record in person["custody"]]
    # where a judgment is in force, an import makes convicts of those whose roles are not stated
    is_judged = facts["status"] in IN_FORCE and stated["role"] in CHARGEABLE
    if is_judged or roles != [{"role": stated["role"], "from": facts["openedOn"]}]:
        stated["roles"] = roles
    spoken = person.get("representatives") or ()
    speakers = [each["representativeId"] for each in spoken if "to" not in each and each["representativeId"] in places]
    former = [
        {"representativePlace": places[each["representativeId"]]}
        | {name: each[name] for name in ("role", "from", "to")}
        for each in spoken
        if "to" in each and each["representativeId"] in places
    ]
    speaks = {"representativePlaces": [places[each] for each in speakers]} if speakers else {}
    spoke = {"formerRepresentations": _in_time("to", former)} if former else {}
    return stated | speaks | spoke


def _is_told(charge: Part, places: Mapping[str, int]) -> bool:
    return charge["participantId"] in places


def _charge(charge: Part, places: Mapping[str, int], member: str) -> dict[str, Any]:
    stated = {name: charge[name] for name in _OF_CHARGES if charge.get(name) is not None}
    # its own office: a prosecutor that imports is the one who charged, and a court that knew of none has no such member
    if charge["by"]["member"] != member:
        stated["filedBy"] = charge["by"]
    return stated | {"participantPlace": places[charge["participantId"]]}


def _with_moments(stated: Part, *names: str) -> dict[str, Any]:
    """Return the part with its moments, which are as PostgreSQL says them in JSON, in the form of every answer."""
    return {**stated, **{name: stated[name].replace("+00:00", "Z") for name in names if name in stated}}


def _proceeding(proceeding: Part, kept: Kept) -> dict[str, Any]:
    stated = _but(proceeding, "proceedingId", "member", "panel", "formerPanel")
    mine = proceeding["proceedingId"]
    lists = {
        "panel": [_sits_since(judge, proceeding["startedOn"]) for judge in proceeding.get("panel") or ()],
        "formerPanel": _in_time("from", map(dict, proceeding.get("formerPanel") or ())),
        "decisions": [_but(each, "proceedingId") for each in kept.decisions if each["proceedingId"] == mine],
        "hearings": sorted(
            (
                _with_moments(_but(each, "proceedingId"), "startsAt", "endsAt")
                for each in kept.hearings
                if each["proceedingId"] == mine and each["status"] != SCHEDULED
            ),
            key=lambda hearing: (_beginning_of(hearing), orjson.dumps(hearing)),
        ),
    }
    return stated | {name: entries for name, entries in lists.items() if entries}


def _sits_since(judge: Part, began: str) -> Part:
    return _but(judge, "from") if judge["from"] == began else judge


def _beginning_of(hearing: Part) -> datetime:
    if "startsOn" in hearing:
        return days.morning(date.fromisoformat(hearing["startsOn"]))
    return datetime.fromisoformat(hearing["startsAt"])


def _in_time(day: str, entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries by that day of theirs, those of one day by what they say: ids of one import are in no order."""
    return sorted(entries, key=lambda entry: (entry[day], orjson.dumps(entry)))


def _claim(claim: Part, places: Mapping[str, int]) -> dict[str, Any]:
    stated = _but(claim, "claimId", "participantId")
    return stated | ({"participantPlace": places[claim["participantId"]]} if "participantId" in claim else {})


def _prosecutor(assigned: Part) -> dict[str, Any]:
    return {**assigned, "office": assigned["office"]["office"]}


def _entry(entry: Part) -> dict[str, Any]:
    return _but(entry, "member")


def _but(part: Part, *names: str) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in names}
