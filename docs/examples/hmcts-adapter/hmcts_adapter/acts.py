"""Maps what follows the opening of an HMCTS case (charges, pleas, results, custody, hearings) to our acts.

An act names the operation that takes its body, and what it is about by position: `participant` in the row, `charge`
among the defendant's own. Each is performed by who is entitled to it: police, prosecutor or court.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from contracts.calendar import VIENTIANE
from hmcts_adapter.leaves import Part
from hmcts_adapter.notes import Notes

Act = dict[str, Any]  # Any: a JSON document

_PLEAS: Final = {"GUILTY": "guilty", "NOT_GUILTY": "notGuilty", "NO_PLEA": "silent"}
_RESULTS: Final = {
    "GUILTY": "guilty",
    "GUILTY_BUT_OF_LESSER_OFFENCE": "guiltyOfLesser",
    "NOT_GUILTY": "acquitted",
    "NO_VERDICT": "discontinued",
}
# Bail status of Common Platform: A not applicable; B, P conditional and U unconditional bail; C, L, S custody.
_CUSTODY: Final = {
    "A": "free",
    "B": "releasedOnBail",
    "P": "releasedOnBail",
    "U": "releasedOnBail",
    "C": "detained",
    "L": "detained",
    "S": "detained",
}
_SENTENCES: Final = (
    (re.compile("imprison|custod", re.IGNORECASE), "imprisonment"),
    (re.compile("compensation", re.IGNORECASE), "compensation"),
    (re.compile("fine", re.IGNORECASE), "fine"),
)
_KINDS: Final = (
    (re.compile("preparation|plea|first", re.IGNORECASE), "preparatory"),
    (re.compile("sentence|judgment", re.IGNORECASE), "judgment"),
)


def custody_act(of: Part, participant: int, since: date) -> list[Act]:
    """Return whether the defendant is free or held, when the document says so."""
    code = of.text("custodyStatus") or of.text("personDefendant", "bailStatus", "code")
    status = _CUSTODY.get(code or "")
    if status is None:
        return []
    body = {"status": status, "since": datetime.combine(since, time(), VIENTIANE).isoformat()}
    return [{"operation": "recordCustody", "participant": participant, "body": body}]


def charge_acts(
    of: Part, participant: int, articles: Mapping[str, Mapping[str, str]], opened_on: date, notes: Notes
) -> Iterator[Act]:
    """Yield each offence as a charge, with its plea and its result; an offence without an article of ours is noted."""
    for charge, offence in enumerate(of.at("offences").items()):
        code = offence.first("offenceCode") or "?"
        text = offence.first("wording", "offenceWording", "offenceTitle") or code
        filed_on = offence.first("chargeDate", "laidDate") or opened_on.isoformat()
        body: Act = {"text": text[:2000], "filedOn": filed_on[:10], "count": max(offence.number("count") or 1, 1)}
        article = articles.get(code)
        if article is None:
            notes.add(offence.pointer, "no-article", f"No article of ours is named for the offence {code}.")
        else:
            acted_on = offence.first("startDate", "offenceCommittedDate") or filed_on
            body["article"] = {**article, "committedOn": {"value": acted_on[:10], "precision": "day"}}
        about = {"participant": participant, "charge": charge}
        yield {"operation": "fileCharge", **about, "body": body}
        yield from _plea(offence, about, notes)
        yield from _result(offence, about, notes)


def _plea(of: Part, about: Act, notes: Notes) -> Iterator[Act]:
    value, on = of.text("plea", "pleaValue"), of.text("plea", "pleaDate")
    if value is None or on is None:
        return
    if value not in _PLEAS:
        notes.add(f"{of.pointer}/plea/pleaValue", "no-code", f"Among our codes of a plea there is none for {value}.")
        return
    yield {"operation": "enterPlea", **about, "body": {"plea": _PLEAS[value], "pleadedOn": on[:10]}}


def _result(of: Part, about: Act, notes: Notes) -> Iterator[Act]:
    verdict, on = of.text("verdict", "verdictType", "categoryType"), of.text("verdict", "verdictDate")
    results = of.at("judicialResults").items()
    final = [each for each in results if each.text("category") == "FINAL"]
    result = _RESULTS.get(verdict or "")
    if verdict is not None and result is None:
        notes.add(f"{of.pointer}/verdict", "no-code", f"Our list of results has nothing for {verdict}.")
    if result is None and any(each.flag("isConvictedResult") for each in final):
        result = "guilty"
    if final:
        on = final[-1].text("orderedDate") or on
    if result is None or on is None:
        return
    body: Act = {"result": result, "decidedOn": on[:10]}
    if final:
        body["sentence"] = [_sentence(each) for each in final]
    yield {"operation": "decideCharge", **about, "body": body}


def _sentence(of: Part) -> Act:
    label = of.text("label") or "?"
    text = of.text("resultText") or label
    kind = next((kind for found, kind in _SENTENCES if found.search(label)), "other")
    return {"kind": kind, "text": text[:2000]}


def hearing_acts(hearings: list[Part], notes: Notes) -> list[Act]:
    """Return each sitting once, with room and time; one whose end nobody knows is noted."""
    sittings: dict[tuple[str, str], Act] = {}
    for each in hearings:
        for start, minutes, room, court in _sittings(each):
            if minutes is None or room is None:
                notes.add(
                    each.pointer, "hearing-incomplete", f"A hearing on {start[:10]} at {court}: no room or no end."
                )
                continue
            begins = datetime.fromisoformat(start)
            ends = begins + timedelta(minutes=minutes)
            label = each.text("hearingType", "description") or each.text("type", "description") or "trial"
            kind = next((kind for pattern, kind in _KINDS if pattern.search(label)), "trial")
            body = {"kind": kind, "startsAt": begins.isoformat(), "endsAt": ends.isoformat(), "room": room}
            sittings[start, room] = {"operation": "scheduleHearing", "court": court, "body": body}
    return list(sittings.values())


def _sittings(of: Part) -> Iterator[tuple[str, int | None, str | None, str]]:
    """Yield start, minutes, room and court of every day of a hearing, in whichever dialect it is told."""
    court = of.text("courtCentre", "name") or of.text("courtHearingLocation") or "?"
    room = of.text("courtCentre", "roomName")
    room = re.sub(r"[^A-Za-z0-9.-]+", "-", room).strip("-")[:32] or None if room else None
    for day in of.at("hearingDays").items():
        start = day.text("sittingDay")
        if start is not None and not day.flag("isCancelled"):
            yield start, day.number("listedDurationMinutes"), room, court
    listed, initial = of.text("listedStartDateTime"), of.text("dateOfHearing")
    if listed is not None:
        yield listed, of.number("estimateMinutes"), room, court
    elif initial is not None:
        yield f"{initial}T{of.text('timeOfHearing') or '00:00'}+00:00", None, room, court
