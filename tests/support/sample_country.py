"""The sample country at work: a system for every kind of member, and records they made through the gateway."""

import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

from chassis.client.exchange_client import Answer, ExchangeClient, TokenRefused
from chassis.tokens.tokens import SigningKey
from cli.sandbox.country import Sandbox
from evidence.digests import content_digest
from tests.support import four_eyes
from tests.support import sample_records as records
from tests.support.saphan_process import SaphanProcess

SANDBOX: Final = Sandbox.load()
KINDS: Final = {member.kind: member.id for member in SANDBOX.members}
_FIRST_LAST: Final = SANDBOX.systems[::-1]  # of a member with several, the first is meant
SYSTEMS: Final = {system.member: system.client_id for system in _FIRST_LAST}
ELSEWHERE: Final = {"member": "home-affairs", "office": "hq"}  # a registering office that is not the sample registrar's
SEATS: Final = {  # each of the one office its system is enrolled for
    member.kind: {"member": member.id, "office": office}
    for member in SANDBOX.members
    for system in _FIRST_LAST
    if system.member == member.id
    for office in (system.offices.codes or ())[:1]
}
ANOTHER_OFFICE: Final = "hq"  # of police, prosecutor and court; the sample systems act from one below it
_numbers = itertools.count(1)


@dataclass
class SampleCountry:
    """Members by their kind; whatever they do goes through the door like everybody's."""

    saphan: SaphanProcess
    session: aiohttp.ClientSession
    clients: dict[str, ExchangeClient] = field(default_factory=dict)

    def client(self, kind: str) -> ExchangeClient:
        if kind not in self.clients:
            self.clients[kind] = self.saphan.client(SYSTEMS[KINDS[kind]], self.session)
        return self.clients[kind]

    async def call(
        self,
        kind: str,
        method: str,
        path: str,
        *,
        purpose: str | None = None,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        officer: str | None = None,
        sign: bool = False,
    ) -> Answer:
        """Make an exchange as a member of this kind; a token that is refused is an answer, too."""
        key = str(uuid.uuid4()) if method == "POST" else None
        try:
            return await self.client(kind).request(
                method,
                path,
                json=json,
                body=body,
                purpose=purpose,
                idempotency_key=key,
                headers=headers,
                officer=officer,
                sign=sign,
            )
        except TokenRefused as refused:
            return refused.answer

    async def _made(self, kind: str, path: str, json: object, purpose: str, officer: str | None = None) -> Any:
        answer = await self.call(kind, "POST", path, json=json, purpose=purpose, officer=officer)
        assert answer.ok, answer.body
        return answer.json()

    async def case(self, by: str, *, restricted: bool) -> str:
        """Open a case: the police a criminal one, a court a civil or a family matter."""
        opening = a_case(by)
        if restricted:
            opening["restriction"] = "stateSecret" if by == "police" else "familySecret"
        made = await self._made(by, "/case-registry/v1/cases", opening, "caseManagement")
        return str(made["caseId"])

    async def move(self, case_id: str, by: str, to: str) -> None:
        """Move a case, as it stands now, by a signed request."""
        path = f"/case-registry/v1/cases/{case_id}"
        found = await self.call(by, "GET", path, purpose="caseManagement")
        order = {"to": to, "happenedOn": records.today().isoformat()}
        headers = {"If-Match": found.headers["ETag"]}
        answer = await self.call(
            by, "POST", f"{path}/moves", json=order, headers=headers, purpose="caseManagement", sign=True
        )
        assert answer.ok, answer.body

    async def hand_over(self, to: str) -> str:
        """Bring a case to where its file goes to this kind of member, send it, and return the hand-over's path."""
        if to == "prosecutor":
            case = f"/cases/{await self.case('police', restricted=False)}"
            return await self.sent(case, "police", to, "underInvestigation", "fileSentToProsecutor")
        if to == "justice":
            case = f"/cases/{await self.case('court', restricted=False)}"
            for status in ("accepted", "inTrial"):
                await self.move(case.removeprefix("/cases/"), "court", status)
            await self.decision(case, kind="judgment")
            return await self.sent(case, "court", to, "judgedFirstInstance", "final")
        case = await self.taken("prosecutor")
        if to == "police":
            return await self.sent(case, "prosecutor", to, "returnedForInvestigation")
        await self.charge(case)
        return await self.sent(case, "prosecutor", to, "charged", "filedInCourt")

    async def passed_on(self, by: str) -> str:
        """Send the file of a new case to another office of the same member, and return the hand-over's path."""
        case = f"/cases/{await self.case(by, restricted=False)}"
        return await self.sent(case, by, by, office=ANOTHER_OFFICE)

    async def sent(self, case: str, by: str, to: str, *statuses: str, office: str | None = None) -> str:
        """Move a case through the statuses, send its file, and return the hand-over's path."""
        for status in statuses:
            await self.move(case.removeprefix("/cases/"), by, status)
        path = f"{case}/hand-overs"
        seat = SEATS[to] | ({} if office is None else {"office": office})
        sent = await self._made(by, f"/case-registry/v1{path}", {"to": seat}, "caseManagement")
        return f"{path}/{sent['handOverId']}"

    async def taken(self, to: str) -> str:
        """Bring a case to this kind of member, have its file taken, and return its path."""
        path = await self.hand_over(to)
        await self._made(to, f"/case-registry/v1{path}/acceptance", {"received": []}, "caseManagement")
        return path.partition("/hand-overs")[0]

    async def participant(self, case: str, by: str, role: str | None = None) -> str:
        """Add a person in a role to a case whose file is there, and return its id; without a role one who is pursued.

        A court opens cases between parties, in which nobody is suspected.
        """
        role = role or ("defendant" if by == "court" else "suspect")
        person = {"name": records.lao_name("ຄຳລາ", "ສີສະຫວັດ"), "role": role, "from": records.today().isoformat()}
        made = await self._made(by, f"/case-registry/v1{case}/participants", person, "caseManagement")
        return str(made["participantId"])

    async def charge(self, case: str) -> str:
        """Charge somebody in a case that the prosecutor has, and return the path of the charge."""
        filing = a_charge(await self.participant(case, "prosecutor"))
        path = f"/case-registry/v1{case}/charges"
        answer = await self.call("prosecutor", "POST", path, json=filing, purpose="caseManagement", sign=True)
        assert answer.ok, answer.body
        return f"{case}/charges/{answer.json()['chargeId']}"

    async def charge_in_trial(self) -> str:
        """Bring a charge into its trial, and return its path."""
        charge = await self.charge(await self.taken("prosecutor"))
        case = charge.partition("/charges")[0]
        path = await self.sent(case, "prosecutor", "court", "charged", "filedInCourt")
        await self._made("court", f"/case-registry/v1{path}/acceptance", {"received": []}, "caseManagement")
        for status in ("accepted", "inTrial"):
            await self.move(case.removeprefix("/cases/"), "court", status)
        return charge

    async def proceeding(self, case: str) -> str:
        """Open proceedings in a case that a court has, and return their id."""
        made = await self._made("court", f"/case-registry/v1{case}/proceedings", a_proceeding(), "caseManagement")
        return str(made["proceedingId"])

    async def hearing(self, case: str) -> str:
        """Schedule a hearing in a case that a court has, and return its path."""
        wanted = a_hearing(await self.proceeding(case))
        made = await self._made("court", f"/case-registry/v1{case}/hearings", wanted, "caseManagement")
        return f"{case}/hearings/{made['hearingId']}"

    async def decision(self, case: str, kind: str = "order") -> str:
        """Issue a decision in a case that a court has, an order or another, and return its national identifier."""
        order = an_order(await self.proceeding(case)) | {"kind": kind}
        path = f"/case-registry/v1{case}/decisions"
        answer = await self.call("court", "POST", path, json=order, purpose="caseManagement", sign=True)
        assert answer.ok, answer.body
        return str(answer.json()["decisionId"])

    async def statement(self) -> str:
        """Enter a case for the prosecutor's statement and return the entry's path."""
        path = f"/cases/{await self.case('police', restricted=False)}/prosecutor-statements"
        entry = {"enteredOn": records.today().isoformat(), "level": "cassation"}
        made = await self._made("prosecutor", f"/case-registry/v1{path}", entry, "caseManagement")
        return f"{path}/{made['statementId']}"

    async def called_up_file(self) -> str:
        """Call the file of a case up and return the entry's path."""
        path = f"/cases/{await self.case('police', restricted=False)}/called-up-files"
        entry = {"enteredOn": records.today().isoformat(), "level": "cassation", "basis": "assembly"}
        made = await self._made("prosecutor", f"/case-registry/v1{path}", entry, "caseManagement")
        return f"{path}/{made['calledUpFileId']}"

    async def birth(self, by: str, registrar: dict[str, str] | None = None) -> str:
        """Declare a birth, at the registering office of its place or at the one that is named."""
        birth = a_birth() | ({} if registrar is None else {"registrar": registrar})
        declared = await self._made(by, "/civil-registration/v1/births", birth, "vitalRegistration")
        return str(declared["eventId"])

    async def registered_death(self) -> str:
        declared = await self._made("hospital", "/civil-registration/v1/deaths", a_death(), "vitalRegistration")
        await self.done_by_registrar(f"/civil-registration/v1/events/{declared['eventId']}/registration", {})
        return str(declared["eventId"])

    async def done_by_registrar(self, path: str, body: object) -> None:
        """Do something with an event as its registering office, whatever version it has."""
        how: dict[str, Any] = {"purpose": "vitalRegistration", "headers": {"If-Match": "*"}, "sign": True}
        answer = await self.call("registrar", "POST", path, json=body, **how)
        assert answer.ok, answer.body

    async def imported(self, by: str) -> str:
        """Import a case and return the import's path."""
        content = an_import()
        answer = await self.call(
            by,
            "POST",
            "/case-registry/v1/imports?source=old-register",
            body=content,
            headers=an_upload(content, NDJSON),
            purpose="caseManagement",
        )
        assert answer.ok, answer.body
        return f"/imports/{answer.json()['importId']}"

    async def upload(self, by: str) -> str:
        content = f"a letter, {next(_numbers)}".encode()
        answer = await self.call(
            by,
            "POST",
            "/document-exchange/v1/uploads",
            body=content,
            headers=an_upload(content),
            purpose="officialCorrespondence",
        )
        assert answer.ok, answer.body
        return str(answer.json()["uploadId"])

    async def letter(self, by: str) -> dict[str, Any]:
        """Draft a letter; nobody but its issuer sees it."""
        draft = a_letter(await self.upload(by), await self.upload(by))
        found: dict[str, Any] = await self._made(by, "/document-exchange/v1/documents", draft, "officialCorrespondence")
        return found

    async def delivery(self, by: str, to: str) -> str:
        """Send a letter and return its delivery."""
        path = f"/document-exchange/v1/documents/{(await self.letter(by))['documentId']}/dispatch"
        order = records.dispatch_order(**SEATS[to])
        made = await self._made(by, path, order, "officialCorrespondence")
        return str(made["deliveries"][0]["deliveryId"])

    async def change(self, by: str, officer: str = "bounmy") -> str:
        """Propose a server of the member's own for the inventory and return the change."""
        number = next(_numbers)
        server = {"id": f"server-{number}", "owner": KINDS[by], "kind": "server", "lo": "ເຊີບເວີ", "en": "Server"}
        proposal = {"reason": "A test.", "content": {"equipment": [server]}}
        made = await self._made(by, "/directory/v1/changes", proposal, "directoryKeeping", officer)
        return str(made["changeId"])

    async def spare_system(self, member: str) -> str:
        """Give the member a system that nobody uses, decided by two officers, and return its id."""
        name = f"spare-{next(_numbers)}"
        await self.decided(
            {"systems": [{"member": member, "name": name, "keys": [dict(SigningKey.generate().public_jwk)]}]}
        )
        return f"{member}-{name}"

    async def decided(self, content: Mapping[str, Any]) -> None:
        """Change the directory by two officers of the control tower."""
        await four_eyes.decided(self.client("authority"), content)

    async def consent(self, by: str, to: str) -> str:
        made = await self._made(by, "/consent/v1/consents", a_consent(KINDS[to]), "consentKeeping")
        return str(made["consentId"])


def a_case(by: str) -> dict[str, Any]:
    """Return an opening under a number of its own, of a category that this kind of member opens."""
    opening = records.case_opening(10_000 + next(_numbers))
    if by != "court":
        return opening
    people = [person | {"role": "defendant"} for person in opening["participants"]]
    return opening | {"category": "family", "participants": people}


def a_charge(participant: str) -> dict[str, Any]:
    day = records.today().isoformat()
    article = {"edition": "penalCode2017", "committedOn": {"value": day, "precision": "day"}, "article": "243"}
    return {"participantId": participant, "article": article, "text": "ລັກຊັບພົນລະເມືອງ", "filedOn": day}


def a_proceeding() -> dict[str, Any]:
    """Return proceedings before judges who sit nowhere else."""
    bench = [f"J-{next(_numbers)}" for _ in range(3)]
    panel = [
        {"judgeId": judge, "name": f"ທ່ານ {judge}", "role": "presiding" if judge is bench[0] else "member"}
        for judge in bench
    ]
    return {"level": "firstInstance", "startedOn": records.today().isoformat(), "panel": panel}


def a_hearing(proceeding: str) -> dict[str, Any]:
    """Return a hearing tomorrow in a room of its own."""
    day = (records.today() + timedelta(days=1)).isoformat()
    times = {"startsAt": f"{day}T08:30:00+07:00", "endsAt": f"{day}T11:30:00+07:00"}
    return {"proceedingId": proceeding, "kind": "trial", "room": f"R{next(_numbers)}", **times}


def an_order(proceeding: str) -> dict[str, Any]:
    return {"kind": "order", "proceedingId": proceeding, "decidedOn": records.today().isoformat()}


def a_birth() -> dict[str, Any]:
    return records.birth_declaration() | {"ownNumber": f"MX-{next(_numbers)}", "place": records.DISTRICT}


def a_death() -> dict[str, Any]:
    """Return the death of somebody who is in no case."""
    person = {"name": records.lao_name(records.another_given("ບຸນ"), "ສີສະຫວັດ"), "sex": "male"}
    born = {"value": "1950", "precision": "year"}
    return {
        "occurredOn": records.today().isoformat(),
        "place": records.DISTRICT,
        "deceased": person | {"birthDate": born},
    }


def an_upload(content: bytes, media_type: str = "text/plain") -> dict[str, str]:
    return {"Content-Type": media_type, "Content-Digest": content_digest(content)}


NDJSON: Final = "application/x-ndjson"
FHIR_JSON: Final = "application/fhir+json"
_A_FHIR_NOTICE: Final = Path(__file__).parents[1] / "civil_registration" / "data" / "hospital_birth.json"


def an_old_entry() -> bytes:
    """An entry of an old book of births, another one each time."""
    facts = {"occurredOn": "2015-03-21", "place": "0101", "child": {"sex": "female", "notYetNamed": "custom"}}
    row = {"number": f"{next(_numbers)}/2558", "registeredOn": "2015-04-02", "birth": facts}
    return orjson.dumps(row) + b"\n"


def a_fhir_notice() -> bytes:
    """A hospital's notice of a birth as a FHIR bundle, another one each time."""
    bundle = orjson.loads(_A_FHIR_NOTICE.read_bytes())
    bundle["identifier"]["value"] = f"N-{next(_numbers)}"
    return orjson.dumps(bundle)


AN_IMPORT_MAPPING: Final = {
    "category": "civil",
    "columns": {"no": "number", "title": "title", "at": "place", "on": "openedOn"},
}


def an_import() -> bytes:
    """Return a file of one case, under a number of its own."""
    opening = records.case_opening(10_000 + next(_numbers))
    return orjson.dumps(opening) + b"\n"


def a_letter(main: str, annex: str) -> dict[str, Any]:
    return records.document_draft(main, annex) | {"number": f"{next(_numbers)}/ອຄ.ກຂອ"}


def a_consent(recipient: str) -> dict[str, Any]:
    return {
        "subject": {"type": "citizenId", "value": f"01-{next(_numbers):06}"},
        "recipient": recipient,
        "purpose": "officialCorrespondence",
        "validUntil": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
    }
