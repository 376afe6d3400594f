"""Whom civil registration answers how, by its table of rights, operation by operation."""

import json
from pathlib import Path
from typing import Any, Final

from contracts.identifiers import new_id
from tests.journeys.authorisation.derived import as_all, record
from tests.journeys.authorisation.derived import listed as listed_to_all
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Call, How, Row, Rows, Standing, at
from tests.support import sample_records as records
from tests.support.sample_country import (
    ELSEWHERE,
    FHIR_JSON,
    KINDS,
    NDJSON,
    SEATS,
    SampleCountry,
    a_birth,
    a_death,
    a_fhir_notice,
    an_old_entry,
    an_upload,
)

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
ANNULLED: Final = {
    "basis": "courtDecision",
    "judgment": {"number": "3", "decidedOn": records.today().isoformat()},
    "reason": "ຜິດ",
}
REJECTED: Final = {"reasons": [{"code": "incomplete"}]}
A_CORRECTION: Final = json.loads((EXAMPLES / "correction-request/examples/v1/valid-name.json").read_text("utf-8"))
OF_NOBODY: Final = "ecr_01kb4m8a2k7y3v5x9w1z6q8r0t"
PRINTED_NOWHERE: Final = "crt_01kb4m8a2k7y3v5x9w1z6q8r0t"
FOUND_NOWHERE: Final = "dup_01kb4m8a2k7y3v5x9w1z6q8r0t"
LISTS: Final = {
    "listEventCorrections": "corrections",
    "listEventDuplicates": "duplicates",
    "listEventLinks": "links",
    "listCertificates": "certificates",
}
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
    "requestCorrection": ("corrections", A_CORRECTION, ()),
    "decideCorrection": (f"corrections/{OF_NOBODY}/decision", {"outcome": "approve"}, ()),
    "decideDuplicate": (f"duplicates/{FOUND_NOWHERE}/decision", {"outcome": "same", "reason": "ຊ້ຳ"}, ()),
    "decideUin": ("uin-decision", {"outcome": "giveUp", "reason": "ຢຸດຖາມ"}, ()),
    "acknowledgeEventCorrection": (f"corrections/{OF_NOBODY}/acknowledgement", {}, ()),
    "issueCertificate": ("certificates", {"type": "birthCertificate"}, ("registerEvent",)),
    "revokeCertificate": (f"certificates/{PRINTED_NOWHERE}/revocation", {"reason": "ຜິດຄົນ"}, ("registerEvent",)),
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


async def noticed_in_fhir(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content = a_fhir_notice()
    return Call("/notifications/fhir", body=content, headers=an_upload(content, FHIR_JSON))


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


async def verify_fact(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    asked: Any = example("verification-request", "death")
    asked["identifier"]["value"] = new_id("key")  # of nobody, and of each call another: guesses of a number are few
    return Call("/verifications", json=asked)


async def search_registry(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    asked: Any = example("spdci-search-request", "number")
    asked["message"]["search_request"][0]["search_criteria"]["query"]["value"] = new_id("key")
    return Call("/registry/sync/search", json=asked)


async def keep_mapping(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/import-mappings", json={"kind": "birth", "columns": {"no": "number"}})


async def import_events(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content = an_old_entry()
    return Call(IMPORTS, body=content, headers=an_upload(content, NDJSON))


async def an_import(country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    content, path = an_old_entry(), f"/civil-registration/v1{IMPORTS}"
    headers = an_upload(content, NDJSON)
    made = await country.call("registrar", "POST", path, body=content, headers=headers, purpose="vitalRegistration")
    assert made.ok, made.body
    return Call(f"/imports/{made.json()['importId']}")


async def import_rows(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"{(await an_import(country, kind, standing)).path}/rows")


async def check_certificate(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/certificate-checks", json={"text": "NCFOXN"})


IMPORTS: Final = "/imports?source=old-books&kind=birth"
BOOK: Final = "/register-books/2015-04?kind=birth&member={member}&office={office}"
STATISTICS: Final = "/statistics/vital?kind=birth&from=2015-01-01&to=2015-12-31"
OF_BOOKS: Final = {OWN: {"registrar": ("own", "")}}


def listed(what: str) -> How:
    """Return the list of what belongs to an event."""

    async def call(country: SampleCountry, kind: str, standing: Standing) -> Call:
        return Call(f"/events/{await an_event(country, kind, standing)}/{what}")

    return call


async def owed_to_oneself(_country: SampleCountry, _kind: str, _standing: Standing) -> Call:
    return Call("/corrections-owed")


BEGUN: Final = {NO_RECORD: as_all("own")}  # there is no record yet
STANDINGS: Final = {
    # a registrar's own are those that it registers, whoever declared them
    OWN: {"hospital": ("role: declarer", "submitted"), "registrar": ("own", "submitted")},
    SHARED: {"justice": ("another member", "submitted+registeredDeath"), "registry": ("another member", "submitted")},
    FOREIGN: as_all("another member", "submitted"),
}
# without the consent that an extract rests on, the register's keeper is refused like everybody
WITHOUT_CONSENT: Final = {"registry/officialCorrespondence": 403}
# what was declared is a notice no more, and is not corrected: who may is told that the state does not allow it
NOT_NOW: Final = dict.fromkeys(("submitNotice", "requestCorrection", "decideCorrection", "decideUin"), 409)
# nothing was found or is owed: whoever may do it is told so, as is who may not see the event
NOTHING: Final = dict.fromkeys(("decideDuplicate", "acknowledgeEventCorrection", "revokeCertificate"), 404)
ROWS: Final[Rows] = {
    **{name: record("civil_registration", name, declared(name), BEGUN) for name in PATHS},
    "notifyEvent": record("civil_registration", "notifyEvent", noticed("/notifications"), BEGUN),
    "notifyEventInFhir": record("civil_registration", "notifyEventInFhir", noticed_in_fhir, BEGUN),
    "draftEvent": record("civil_registration", "draftEvent", noticed("/drafts"), BEGUN),
    "eventById": record("civil_registration", "eventById", get_event, STANDINGS, done=200, instead=WITHOUT_CONSENT),
    **{name: record("civil_registration", name, listed(what), STANDINGS, done=200) for name, what in LISTS.items()},
    "certificateById": record(
        "civil_registration", "certificateById", listed(f"certificates/{PRINTED_NOWHERE}"), STANDINGS, done=404
    ),
    "checkCertificate": record("civil_registration", "checkCertificate", check_certificate, BEGUN, done=200),
    **{
        name: Row(at(path), {NO_RECORD: dict.fromkeys(KINDS, status)})  # for everybody
        for name, path, status in (
            ("certificateStatus", f"/certificate-status/{PRINTED_NOWHERE}", 404),
            ("certificateStatusList", "/certificate-status-lists/1", 404),
            ("certificateKeys", "/certificate-keys", 200),
        )
    },
    "listOwedEventCorrections": record(
        "civil_registration", "listOwedEventCorrections", owed_to_oneself, BEGUN, done=200
    ),
    "listEvents": listed_to_all(at("/events")),
    "listQueues": listed_to_all(at("/queues")),
    "listEventChanges": listed_to_all(at("/event-changes")),
    "listRequirements": listed_to_all(at("/requirements")),
    **{
        name: record("civil_registration", name, acted(name), STANDINGS, done=(NOT_NOW | NOTHING).get(name, 201))
        for name in ACTS
    },
    "verifyFact": record("civil_registration", "verifyFact", verify_fact, BEGUN, done=200),
    "searchRegistry": record("civil_registration", "searchRegistry", search_registry, BEGUN, done=200),
    "keepEventImportMapping": record("civil_registration", "keepEventImportMapping", keep_mapping, BEGUN),
    "importEvents": record("civil_registration", "importEvents", import_events, BEGUN),
    "eventImportById": record("civil_registration", "eventImportById", an_import, OF_BOOKS, done=200),
    "listEventImportRows": record("civil_registration", "listEventImportRows", import_rows, OF_BOOKS, done=200),
    # the keeper of the register reads everybody's
    "registerBook": Row(at(BOOK.format(**SEATS["registrar"])), {SHARED: {"registrar": 200, "registry": 200}}),
    # health summaries release figures, and say so
    "vitalStatistics": Row(at(STATISTICS), {NO_RECORD: {"registrar": 200, "registry": 200, "hospital": 403}}),
}
