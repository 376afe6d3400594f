"""Whom civil registration answers how, by its table of rights, operation by operation."""

import json
from pathlib import Path
from typing import Any, Final

from tests.journeys.authorisation.derived import as_all, listed, record
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, How, Rows, Standing, at
from tests.support.sample_country import ELSEWHERE, SampleCountry, a_birth, a_death

READ: Final = {"If-Match": "*"}
EXAMPLES: Final = Path(__file__).parents[4] / "schemas" / "civil"
PATHS: Final = {
    "declareBirth": "births",
    "declareDeath": "deaths",
    "declareFetalDeath": "fetal-deaths",
    "declareMarriage": "marriages",
    "declareDivorce": "divorces",
    "declareAdoption": "adoptions",
    "declareRecognition": "recognitions",
    "declareNameChange": "name-changes",
    "declareGuardianship": "guardianships",
}
ANNULLED: Final = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": "2026-08-01"}, "reason": "ຜິດ"}
REJECTED: Final = {"reasons": [{"code": "incomplete"}]}
# What is done to an event, and what brought it to the state in which that is done.
ACTS: Final[dict[str, tuple[str, Any, tuple[str, ...]]]] = {
    "submitNotice": ("notification", {"birth": a_birth()}, ()),
    "submitDeclaration": ("declaration", {"birth": a_birth()}, ("rejectEvent",)),
    "amendEvent": ("amendment", {"birth": a_birth()}, ()),
    "archiveEvent": ("archiving", {"reason": "ແຈ້ງຊ້ຳ"}, ()),
    "retrieveEvent": ("retrieval", {"reason": "ຜິດພາດ"}, ("archiveEvent",)),
    "registerEvent": ("registration", {"bookNumber": "12/0101"}, ()),
    "validateEvent": ("validation", {"note": "ປຶ້ມສຳມະໂນຄົວ"}, ()),
    "approveEvent": ("approval", {}, ()),
    "rejectEvent": ("rejection", REJECTED, ()),
    "cancelEvent": ("cancellation", ANNULLED, ("registerEvent",)),
    "reinstateEvent": ("reinstatement", ANNULLED, ("registerEvent", "cancelEvent")),
    "assignEvent": ("assignment", {"officer": "ນ. ຄຳຫຼ້າ"}, ()),
    "unassignEvent": ("unassignment", None, ("assignEvent",)),
    "handOverEvent": ("hand-over", {"to": ELSEWHERE, "reason": "ຍ້າຍ"}, ()),
}


def example(folder: str, name: str = "whole") -> Any:  # Any: JSON
    return json.loads((EXAMPLES / folder / f"examples/v1/valid-{name}.json").read_text("utf-8"))


def declared(operation: str) -> How:
    """Return the declaration of an event of that kind."""

    async def call(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
        if operation in {"declareBirth", "declareDeath"}:
            return Call(f"/{PATHS[operation]}", json=a_birth() if operation == "declareBirth" else a_death())
        folder = PATHS[operation].removesuffix("s")
        name = "marriage-not-registered" if folder == "divorce" else "whole"
        return Call(f"/{PATHS[operation]}", json=example(folder, name))

    return call


def noticed(path: str) -> How:
    """Return the notice, or the draft, of a birth."""

    async def call(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
        return Call(path, json={"birth": a_birth()})

    return call


async def an_event(country: SampleCountry, kind: str, standing: Standing) -> str:
    if standing is OWN:
        # a registrar's own are those that it registers, whoever declared them
        return await country.birth("hospital")
    if standing is SHARED and kind == "justice":
        return await country.registered_death()  # all that concerns cases
    return await country.birth("registrar" if kind == "hospital" else "hospital", registrar=ELSEWHERE)


async def get_event(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/events/{await an_event(country, kind, standing)}")


def acted(operation: str) -> How:
    """Return the act on an event that is in the state for it."""
    what, body, before = ACTS[operation]

    async def call(country: SampleCountry, kind: str, standing: Standing) -> Call:
        event_id = await an_event(country, kind, standing)
        for earlier in before if standing is OWN else ():
            path, said, _ = ACTS[earlier]
            await country.done_by_registrar(f"/civil-registration/v1/events/{event_id}/{path}", said)
        return Call(f"/events/{event_id}/{what}", json=body, headers=READ)

    return call


BEGUN: Final = {NO_RECORD: as_all("own")}  # there is no record yet
STANDINGS: Final = {
    # a registrar's own are those that it registers, whoever declared them
    OWN: {"hospital": ("role: declarer", "submitted"), "registrar": ("own", "submitted")},
    SHARED: {"justice": ("another member", "submitted+registeredDeath"), "registry": ("another member", "submitted")},
    FOREIGN: as_all("another member", "submitted"),
}
# without the consent that an extract rests on, the register's keeper is refused like everybody
WITHOUT_CONSENT: Final = {"registry/officialCorrespondence": 403}
# what was declared is a notice no more: whoever may do it is told that the state does not allow it
ROWS: Final[Rows] = {
    **{name: record("civil_registration", name, declared(name), BEGUN) for name in PATHS},
    "notifyEvent": record("civil_registration", "notifyEvent", noticed("/notifications"), BEGUN),
    "draftEvent": record("civil_registration", "draftEvent", noticed("/drafts"), BEGUN),
    "eventById": record("civil_registration", "eventById", get_event, STANDINGS, done=200, instead=WITHOUT_CONSENT),
    "listEvents": listed(at("/events")),
    "listQueues": listed(at("/queues")),
    "listEventChanges": listed(at("/event-changes")),
    "listRequirements": listed(at("/requirements")),
    **{
        name: record("civil_registration", name, acted(name), STANDINGS, done=409 if name == "submitNotice" else 201)
        for name in ACTS
    },
}
