"""Maps prosecution cases of HMCTS Common Platform (MIT, hmcts/cpp-context-prosecution-casefile) into ours.

Three dialects tell the same story: a prosecutor initiates (`caseDetails` + `defendants`), the court's listing
(`initiateCourtProceedings`), and the court's record (`prosecutionCase` with `hearingsAtAGlance`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from hmcts_adapter.acts import charge_acts, custody_act, hearing_acts
from hmcts_adapter.leaves import Leaves, Part
from hmcts_adapter.notes import Notes
from hmcts_adapter.people import People, people_of

_WRAPPED: Final = (("prosecutionWithReferenceData", "prosecution"), ("initiateCourtProceedings",), ())
_STATUS: Final = {"ACTIVE": "inTrial", "INACTIVE": "closed", "CLOSED": "closed"}
_DAYS: Final = ("chargeDate", "arrestDate", "laidDate")


@dataclass(slots=True)
class Adapted:
    """A case of ours: its row for `/imports`, and the acts that follow once it is on record."""

    row: dict[str, Any]  # Any: an ImportedCase document
    acts: list[dict[str, Any]] = field(default_factory=list)  # Any: bodies of operations, with what they are about


@dataclass(frozen=True, slots=True)
class Ours:
    """What their documents do not say and ours need."""

    place: str
    articles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by their offence code


@dataclass(frozen=True, slots=True)
class _Case:
    """One case wherever its parts stand in the document."""

    details: Part
    defendants: list[Part]
    status: str
    hearings: list[Part]
    civil: bool


def adapted(leaves: Leaves, ours: Ours, notes: Notes) -> list[Adapted]:
    """Return the cases of a document in its order; what cannot be told, or has no place in ours, goes to the notes."""
    found = [each for case in _cases(leaves.root) if (each := _adapted(case, ours, notes)) is not None]
    for warning in leaves.root.at("defendantWarnings").items():
        who = warning.text("prosecutorDefendantReference") or "a defendant"
        for problem in warning.at("problems").items():
            notes.add(problem.pointer, "source-warning", f"{who}: {problem.text('code')}")
    return found


def _cases(root: Part) -> Iterator[_Case]:
    for wrapping in _WRAPPED:
        inner = root.at(*wrapping)
        for each in inner.at("prosecutionCases").items():
            yield _Case(each, each.at("defendants").items(), "filedInCourt", _listed(inner), each.flag("isCivil"))
        if inner.at("caseDetails"):
            yield _initiated(inner)
    for each in root.at("groupProsecutions").items():
        yield _initiated(each)
    record = root.at("prosecutionCase")
    if record:
        status = _STATUS.get(record.text("caseStatus") or "", "inTrial")
        sittings = root.at("hearingsAtAGlance", "hearings").items()
        yield _Case(record, record.at("defendants").items(), status, sittings, record.flag("isCivil"))


def _initiated(of: Part) -> _Case:
    defendants = of.at("defendants").items()
    firsts = [each.at("initialHearing") for each in defendants if each.at("initialHearing")]
    return _Case(of.at("caseDetails"), defendants, "charged", firsts, of.flag("isCivil"))


def _listed(of: Part) -> list[Part]:
    return of.at("listHearingRequests").items()


def _adapted(case: _Case, ours: Ours, notes: Notes) -> Adapted | None:
    number = case.details.first("prosecutorCaseReference") or case.details.at("prosecutionCaseIdentifier").first(
        "caseURN", "prosecutionAuthorityReference"
    )
    if number is None:
        notes.add(case.details.pointer, "no-number", "A case without the prosecutor's reference was left out.")
        return None
    opened_on = _opened_on(case) or _committed_on(case, notes)
    if opened_on is None:
        notes.add(case.details.pointer, "no-date", f"{number}: no day of charge, arrest or receipt; left out.")
        return None
    role = "party" if case.civil else "accused" if case.status == "charged" else "defendant"
    people = people_of(case.defendants, role, opened_on, notes)
    row = {
        "number": _numbered(number, opened_on, case, notes),
        "title": _title(case, people),
        "category": "civil" if case.civil else "criminal",
        "place": ours.place,
        "openedOn": opened_on.isoformat(),
        "status": "filedInCourt" if case.civil and case.status == "charged" else case.status,
        "participants": people.participants,
    }
    if any(each.flag("isYouth") for each in case.defendants):
        row["restriction"] = "juvenile"
    acts: list[dict[str, Any]] = []  # Any: as in Adapted
    for participant, each in zip(people.places, case.defendants, strict=True):
        if participant is not None:
            acts += custody_act(each, participant, opened_on)
            acts += charge_acts(each, participant, ours.articles, opened_on, notes)
    sittings = hearing_acts(case.hearings, notes)
    if case.status == "closed":
        # they do not say since when: the case has not ended before it was heard last
        row["statusOn"] = max([row["openedOn"], *(act["body"]["startsAt"][:10] for act in sittings)])
    return Adapted(row, [{"number": row["number"], **act} for act in acts + sittings])


def _title(case: _Case, people: People) -> str:
    prosecutor = (
        case.details.text("prosecutionCaseIdentifier", "prosecutionAuthorityName")
        or case.details.text("prosecutor", "prosecutorName")
        or case.details.text("prosecutor", "prosecutingAuthority")
        or "Prosecutor"
    )
    prosecuted = [people.participants[place] for place in people.places if place is not None]
    names = [each.get("organisation") or each["name"]["text"] for each in prosecuted]
    against = names[0] if names else "unknown"
    return f"{prosecutor} v {against}" + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def _opened_on(case: _Case) -> date | None:
    """Return the day of receipt, or else the earliest on which anybody was charged or arrested."""
    stated = [case.details.text("dateReceived")]
    offences = [offence for each in case.defendants for offence in each.at("offences").items()]
    days = [_day(each) for each in stated] + [_day(each.text(name)) for each in offences for name in _DAYS]
    days += [_day(each.text("postingDate")) or _day(each.text("courtProceedingsInitiated")) for each in case.defendants]
    found = [each for each in days if each is not None]
    return days[0] or (min(found) if found else None)


def _committed_on(case: _Case, notes: Notes) -> date | None:
    """Return the last day of an offence: a summons is no earlier, and nothing nearer is stated."""
    offences = [offence for each in case.defendants for offence in each.at("offences").items()]
    days = [_day(each.first("offenceCommittedEndDate", "offenceCommittedDate")) for each in offences]
    found = [each for each in days if each is not None]
    if not found:
        return None
    notes.add(
        case.details.pointer, "opened-on-inferred", "No day of receipt or charge: the last day of an offence stands."
    )
    return max(found)


def _numbered(number: str, opened_on: date, case: _Case, notes: Notes) -> str:
    if any(sign in "0123456789" for sign in number):
        return number
    notes.add(case.details.pointer, "number-extended", f"A number of ours has a digit: {number} got the year.")
    return f"{number}/{opened_on.year}"


def _day(text: str | None) -> date | None:
    """Return the day of a date or moment; templates carry words such as DATE_RECEIVED."""
    try:
        return None if text is None else datetime.fromisoformat(text).date()
    except ValueError:
        return None
