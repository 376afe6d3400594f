"""Read judgments in force: extracts for the keeper of the civil register, and what everybody may know of them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.national.justice.civil_status_extract import CivilStatusExtract
from contracts.national.justice.civil_status_extract_page import CivilStatusExtractPage
from contracts.national.justice.public_decision import PublicDecision
from contracts.national.justice.public_decision_page import PublicDecisionPage
from services.case_registry.domain import days
from services.case_registry.domain import final_decisions as rules
from services.case_registry.domain.courts import must_be_a_court
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.reads import Read
from services.case_registry.store import final_decisions as store
from services.case_registry.usecases import readers
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.final_decisions import ExtractQuery, FinalPosition, PublicQuery

_OF_THE_REGISTRATION: Final = ("marriageNumber", "birthNumber", "withoutNumber")


async def list_extracts(unit: Unit, asker: Asker, query: ExtractQuery) -> CivilStatusExtractPage:
    """Return one page of extracts, in the order in which the judgments became final."""
    sight = sight_of(unit, asker, Read.LIST_CIVIL_STATUS_EXTRACTS)
    since = None if query.changed_from is None else days.morning(query.changed_from)
    read = partial(store.extracts, unit, query, since, sight=sight, limit=query.with_one_more)
    shown, following = query.page(list(await readers.extracts(unit, asker, read)), _position)
    return CivilStatusExtractPage(items=await _extracts(unit, shown), next=following)


async def extracts_of(unit: Unit, case_id: str) -> dict[str, CivilStatusExtract]:
    """Return the extract of a case's judgment by its identifier, as the keeper reads it, but for when it changed."""
    found = await _extracts(unit, await store.of_case(unit, case_id))
    return {each.decision_id: each.model_copy(update={"changed_on": None}) for each in found}


async def list_public_decisions(unit: Unit, asker: Asker, query: PublicQuery) -> PublicDecisionPage:
    """Return one page of published decisions, the latest first; raise `InvalidInput` for what is no court."""
    must_be_a_court(query.court.member, query.court.office, asker.organisations)
    rows = await store.published(
        unit,
        query,
        query.court.wanted(asker.organisations),
        rules.published_categories(asker.code_lists),
        of_age=PROCEDURE.juvenile_below(days.today(unit.now)),
        limit=query.with_one_more,
    )
    shown, following = query.page(rows, _position)
    return PublicDecisionPage(items=[_published(row, asker) for row in shown], next=following)


def _position(row: Mapping[Any, Any]) -> FinalPosition:  # Any: SQL types
    return FinalPosition(final_on=row["final_on"], decision_id=row["decision_id"])


async def _extracts(unit: Unit, rows: Sequence[Mapping[Any, Any]]) -> list[CivilStatusExtract]:
    concerned = [each["participantId"] for row in rows for each in _persons_of(row)]
    persons = await store.persons(unit, concerned) if concerned else {}
    return [_extract(row, persons) for row in rows]


def _persons_of(row: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """Return whom a judgment in force concerns; one without force says nothing of anybody."""
    return list((row["civil_status"] or {}).get("persons", ())) if row["in_force"] else []


def _extract(row: Mapping[Any, Any], persons: Mapping[str, Mapping[Any, Any]]) -> CivilStatusExtract:
    names = ("decision_id", "court", "matter", "decided_on", "final_on", "number")
    stated: dict[str, Any] = {name: row[name] for name in names}
    if row["in_force"]:
        stated |= {name: (row["civil_status"] or {}).get(name) for name in _OF_THE_REGISTRATION}
    concerned = [
        {
            "part": each["part"],
            "name": known["name"],
            "birthDate": known["birth_date"],
            "identifiers": known["identifiers"],
        }
        for each in _persons_of(row)
        if (known := persons[each["participantId"]])["name"] is not None
    ]
    stated |= {"persons": concerned or None, "withoutForce": None if row["in_force"] else True}
    stated["changedOn"] = days.today(row["changed_at"]) if row["changed_at"] else None
    return CivilStatusExtract.model_validate({name: value for name, value in stated.items() if value is not None})


def _published(row: Mapping[Any, Any], asker: Asker) -> PublicDecision:
    names = ("decision_id", "court", "level", "kind", "category", "matter", "decided_on", "final_on")
    called = asker.names_of(row["court"]["member"], row["court"]["office"])
    parties = [party for each in row["parties"] or () if (party := _party(each, asker.code_lists)) is not None]
    stated = {name: row[name] for name in names if row[name] is not None}
    named = {"courtName": called and {"lo": called[0], "en": called[1]}, "parties": parties or None}
    return PublicDecision.model_validate(stated | named)


def _party(person: Mapping[str, Any], lists: CodeLists) -> dict[str, str] | None:
    role = rules.role_of([each["role"] for each in person.get("roles", ())])
    if role is None:
        return None
    short = rules.initials(person.get("name") or person.get("organisation") or "", lists)
    code = lists.code("participant-role", role)
    return {"role": role, "initials": short, "label": f"{short} ({role if code is None else code.lo})"}
