"""One case with everybody around it, as the matrix of rights has it: its offices as callers, and the case itself."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from cli.rights.cells import Cell
from contracts.identifiers import new_id
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.words import Restriction
from tests.case_registry.builders import ARTICLE, an_opening, sent
from tests.case_registry.country import MEMBERS, OFFICES, an_office, at
from tests.case_registry.court_builders import a_hearing, a_panel, a_person, posted
from tests.support.rights import caller_at
from tests.support.service import ServiceUnderTest

STATION, ZONE, COURT = at("police", "0101"), at("ospp", "0101"), at("psc", "0101")
LAST: Final = tuple(an_office(member, "010101", "village", "0101") for member in ("psc", "ospp"))
RECEIVER: Final = an_office("psc", "0103", "district", "01")  # to which a file is on its way
# a second member of a kind; its office has a code that no other has
ARMY: Final = MemberFacts("army-prosecution", "prosecutor", "ໄອຍະການທະຫານ", "Army Prosecution")
ARMY_OFFICE: Final = OfficeFacts(
    Seat(ARMY.id, "a1"), "prosecutor-office", "district", "ໄອຍະການທະຫານ a1", "Army Prosecution a1"
)
THE_COUNTRY: Final = Organisations.of(1, (*MEMBERS, ARMY), (*OFFICES, *LAST, RECEIVER, ARMY_OFFICE))
# codes by which the registry refuses what it lets the caller see
REFUSALS: Final = frozenset(
    {"act-not-allowed", "file-elsewhere", "other-offices", "move-not-allowed", "hand-over-not-allowed", "other-kinds"}
)
RESTRICTIONS: Final = tuple(each.value for each in Restriction)

_IN_LINE: Final = {  # offices of the member that has the record, by their position
    "own": "0101",
    "own: taken over from a closed office": "0199",
    "own: on its way there": "0103",
    "above": "01",
    "above all": "hq",
    "below": "010101",
    "beside": "0102",
}
_ELSEWHERE: Final = {
    "role: it holds the suspect": Seat("police", "0101"),
    "above: the one that holds the suspect": Seat("police", "01"),
    "beside: the one that holds the suspect": Seat("police", "0102"),
    "role: it made the charge": Seat("ospp", "0101"),
    "above: the one that made the charge": Seat("ospp", "01"),
    "beside: the one that made the charge": Seat("ospp", "0102"),
    "another member: of that kind": ARMY_OFFICE.seat,
    "another member: the court with the file": Seat("psc", "0101"),
    "another member: justice": Seat("moj", "0101"),
    "another member: a hospital": Seat("hospital", "0101"),
}
_HELD: Final = {"no office: one with a part is held": "0101", "no office: others are held": "0102"}


def caller_of(cell: Cell, member: str) -> Caller:
    """Return who stands as the cell says to a record of that member's office 0101, as the gateway vouches for it."""
    named = cell.position.name
    seat = _ELSEWHERE.get(named) or Seat(member, (_IN_LINE | _HELD)[named])
    return caller_at(cell, seat, THE_COUNTRY, own=Seat(member, "0101"))


@dataclass
class SampleCase:
    """A case of one restriction, whose file is before the court 0101, or still with the prosecutor 0101."""

    registry: ServiceUnderTest
    restriction: str
    case_id: str = ""
    suspect: str = ""
    lawyer: str = ""
    charges: list[str] = field(default_factory=list)
    proceeding: dict[str, Any] = field(default_factory=dict)
    hearing: str = ""
    decision: str = ""
    judge: str = ""  # who joined last
    title: str = an_opening()["title"]
    changes: list[str] = field(default_factory=list)  # days on which the panel changed
    numbers: Any = field(default_factory=count)
    asked: Any = field(default_factory=lambda: (f"01010{last}" for last in count(1)))

    @property
    def path(self) -> str:
        return f"/cases/{self.case_id}"

    async def add(self, below: str, body: Any, caller: Caller) -> Any:
        """Record something of the case, and return it."""
        return await posted(self.registry, f"{self.path}{below}", body, caller)

    async def move(self, to: str, caller: Caller, on: str = "2026-03-20", **other: Any) -> None:
        found = (await self.registry.call("GET", self.path, caller=caller)).headers["etag"]
        answer = await self.registry.call(
            "POST",
            f"{self.path}/moves",
            json={"to": to, "happenedOn": on} | other,
            caller=caller,
            headers={"If-Match": found},
        )
        assert answer.status_code == 201, answer.text

    async def hand_over(self, to: Caller, caller: Caller) -> None:
        hand_over = await sent(self.registry, self.case_id, to, caller)
        await self.add(f"/hand-overs/{hand_over['handOverId']}/acceptance", {"received": []}, to)

    async def charge(self) -> str:
        """Charge the suspect, and return the path of the charge below the case."""
        filing = {"participantId": self.suspect, "article": ARTICLE, "text": new_id("chg"), "filedOn": "2026-03-20"}
        return f"/charges/{(await self.add('/charges', filing, ZONE))['chargeId']}"

    async def sit(self) -> None:
        """Open proceedings before judges who sit nowhere else."""
        judges = [f"J-{self.case_id[-8:]}-{next(self.numbers)}" for _ in range(3)]
        opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel(*judges)}
        self.proceeding = await self.add("/proceedings", opening, COURT)
        self.judge = judges[-1]

    async def schedule(self) -> str:
        """Schedule a hearing and return its path below the case."""
        return f"/hearings/{(await self.add('/hearings', self.a_hearing(), COURT))['hearingId']}"

    async def participant(self, role: str = "witness") -> str:
        caller = COURT if self.proceeding else ZONE
        return str((await self.add("/participants", a_person(role), caller))["participantId"])

    async def correct(self, caller: Caller) -> None:
        """Correct the title, which every office with a part in the case has to hear of."""
        await self.add("/corrections", self.a_correction(), caller)

    def a_correction(self, *, made: bool = True) -> dict[str, Any]:
        """Return a correction of the title as it stands now, to another one; it is the title when it is made."""
        was, now = self.title, f"{an_opening()['title']} {next(self.numbers)}"
        self.title = now if made else was
        why = {"reason": "ພິມຜິດ", "basis": "ສຳນວນ", "approvedBy": "ofc-2"}
        return {"position": 1, "members": {"title": {"was": was, "now": now}}} | why

    def a_hearing(self) -> dict[str, Any]:
        """Return a hearing on a day and in a room of its own."""
        number = next(self.numbers)
        day = date(2027, 1, 20) + timedelta(days=number)
        times = {"startsAt": f"{day}T08:30:00+07:00", "endsAt": f"{day}T11:30:00+07:00"}
        return a_hearing(self.proceeding) | times | {"room": f"{self.case_id[-8:]}-{number}"}


async def before_the_prosecutor(registry: ServiceUnderTest, restriction: str) -> SampleCase:
    """Open a case at a station, take the suspect, and bring the file to the prosecutor of the zone."""
    case = SampleCase(registry, restriction)
    opening = an_opening(number=f"{1 + RESTRICTIONS.index(restriction)}/ປກສ", restriction=restriction)
    opened = await posted(registry, "/cases", opening, STATION)
    case.case_id, case.suspect = opened["caseId"], opened["participants"][0]["participantId"]
    order = {"orderNumber": "1/ອຍ", "orderedOn": "2026-03-03", "since": "2026-03-03T08:00:00+07:00"}
    await case.add(f"/participants/{case.suspect}/custody", order | {"status": "detained"}, STATION)
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await case.move(status, STATION)
    await case.hand_over(ZONE, STATION)
    case.lawyer = await case.participant("lawyer")
    return case


async def in_trial(registry: ServiceUnderTest, restriction: str, charges: int = 2) -> SampleCase:
    """Bring a case into its trial before the court of the zone, with everything that the registry keeps of one."""
    case = await before_the_prosecutor(registry, restriction)
    entry = {"enteredOn": "2026-03-20", "level": "firstInstance"}
    await case.add("/prosecutor-statements", entry, ZONE)
    await case.add("/called-up-files", entry | {"basis": "petition"}, ZONE)
    case.charges = [await case.charge() for _ in range(charges)]
    for status in ("charged", "filedInCourt"):
        await case.move(status, ZONE)
    await case.hand_over(COURT, ZONE)
    for status in ("accepted", "inTrial"):
        await case.move(status, COURT)
    asking = {"to": {"member": "ospp", "office": "0101"}, "level": "firstInstance", "requestedOn": "2026-04-10"}
    await case.add("/statement-requests", asking, COURT)
    await case.sit()
    case.hearing = await case.schedule()
    order = {"kind": "order", "proceedingId": case.proceeding["proceedingId"], "decidedOn": "2026-05-11"}
    case.decision = (await case.add("/decisions", order, COURT))["decisionId"]
    return case
