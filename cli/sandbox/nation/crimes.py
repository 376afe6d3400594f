"""Cases of the country: from a station's report, or a party's filing, as far as the month lets them come."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cli.demo.records import Body
from cli.sandbox.nation.acts import MonthOver, Strand
from cli.sandbox.nation.offices import zone_of
from cli.sandbox.nation.people import Person, somebody
from contracts.seats import Seat

CASES: Final = "/case-registry/v1/cases"
CRIMES: Final = (
    ("ຄະດີລັກຊັບ", "243", "ລັກຊັບພົນລະເມືອງ"),
    ("ຄະດີລັກລົດຈັກ", "243", "ລັກຊັບພົນລະເມືອງ"),
    ("ຄະດີທຳຮ້າຍຮ່າງກາຍ", "204", "ທຳຮ້າຍຮ່າງກາຍ"),
    ("ຄະດີສໍ້ໂກງ", "253", "ສໍ້ໂກງຊັບພົນລະເມືອງ"),
)  # the articles are invented in part: none was read (shared domain file on cases, section 10)
DISPUTES: Final = (("civil", "ຄະດີແພ່ງ: ໜີ້ສິນ"), ("civil", "ຄະດີແພ່ງ: ທີ່ດິນ"), ("family", "ຄະດີຄອບຄົວ: ຢ່າຮ້າງ"))
MATTERS: Final = {"civil": "claim", "family": "divorce"}


@dataclass(slots=True)
class Courts:
    """The offices through which the cases of a district go: station, zone prosecutor, zone court, enforcement."""

    district: str

    @property
    def station(self) -> Seat:
        """The district's police."""
        return Seat("police", self.district)

    @property
    def prosecutor(self) -> Seat:
        """The prosecutor's office of the district's zone."""
        return Seat("ospp", zone_of()[self.district])

    @property
    def court(self) -> Seat:
        """The court of the district's zone, one to one with the prosecutor's office."""
        return Seat("psc", zone_of()[self.district])

    @property
    def enforcement(self) -> Seat:
        """The justice department of the province, which enforces judgments."""
        return Seat("moj", self.district[:2])


@dataclass(slots=True)
class Case:
    """A case on its way. Its version is how many facts it has: every act adds one, so nobody needs to read it first."""

    strand: Strand
    courts: Courts
    case_id: str
    version: int = 1

    async def act(self, seat: Seat, operation: str, where: str, body: Body, *, signed: bool = False) -> Any:
        """Post to the case and return the answer's JSON."""
        answer = await self.strand.post(seat, operation, f"{CASES}/{self.case_id}/{where}", body, signed=signed)
        self.version += 1
        return answer

    async def move(self, seat: Seat, *statuses: str, **stated: str) -> None:
        """Move the case on, today, from the version that it has come to."""
        for status in statuses:
            order = {"to": status, "happenedOn": self.strand.day.isoformat(), **stated}
            path = f"{CASES}/{self.case_id}/moves"
            moved = await self.strand.post(seat, "moveCase", path, order, signed=True, version=f'"{self.version}"')
            self.version = moved["position"]

    async def hand_over(self, sender: Seat, receiver: Seat) -> None:
        """Send the file, and take it at the other office."""
        sent = await self.act(sender, "sendHandOver", "hand-overs", {"to": receiver.to_document()})
        path = f"hand-overs/{sent['handOverId']}/acceptance"
        await self.act(receiver, "acceptHandOver", path, {"received": []})


async def crime(strand: Strand) -> None:
    """A crime is reported, investigated, charged, tried, judged and enforced, as far as there is time."""
    courts = Courts(strand.district)
    title, article, text = strand.chance.choice(CRIMES)
    suspect, victim = somebody(strand.chance, strand.day), somebody(strand.chance, strand.day)
    opening = _opening(strand, title, "criminal", (("suspect", suspect), ("victim", victim)), "ພລຈ")
    charge = _charge(article, text, strand.day)  # no act is later than its report
    opened = await strand.post(courts.station, "openCase", CASES, opening)
    case, participant = Case(strand, courts, opened["caseId"]), opened["participants"][0]["participantId"]
    strand.later(0, 1)
    await case.move(courts.station, "underInvestigation")
    strand.later(1, 5)
    await case.move(courts.station, "fileSentToProsecutor")
    await case.hand_over(courts.station, courts.prosecutor)
    charge_id = await _charged(case, charge | {"participantId": participant})
    await _tried(case, charge_id)


async def _charged(case: Case, charge: Body) -> str:
    """The prosecutor decides on the file: a few are dismissed, most go to court. Return the charge."""
    strand, prosecutor = case.strand, case.courts.prosecutor
    strand.later(1, 4)
    if strand.chance.random() < 0.1:  # noqa: PLR2004 - one in ten, as prosecutors tell
        await case.move(prosecutor, "dismissed", decisionNumber=f"{strand.number}/ຊມ")
        raise MonthOver
    body = charge | {"filedOn": strand.day.isoformat()}
    filed = await case.act(prosecutor, "fileCharge", "charges", body, signed=True)
    await case.move(prosecutor, "charged", "filedInCourt")
    await case.hand_over(prosecutor, case.courts.court)
    return str(filed["chargeId"])


async def _tried(case: Case, charge_id: str) -> None:
    """The court reads the case and takes it, hears and judges it; a final conviction goes to enforcement."""
    strand, court = case.strand, case.courts.court
    strand.later(1, 3)
    await strand.read(court, "caseById", f"{CASES}/{case.case_id}")
    proceeding = await _opened(case)
    hearing = await _heard(case, proceeding)
    await case.act(court, "concludeHearing", f"hearings/{hearing}/outcome", {"status": "held"})
    result = _result(strand)
    await case.act(court, "decideCharge", f"charges/{charge_id}/results", result, signed=True)
    await _judged(case, proceeding, "conviction", "ສອ")
    if strand.chance.random() < 0.2:  # noqa: PLR2004 - about one in five judgments is appealed
        await case.move(court, "appealed")
        return
    strand.later(1, 3)
    await case.move(court, "final")
    if result["result"] == "acquitted":
        await case.move(court, "closed")
        return
    await case.hand_over(court, case.courts.enforcement)
    strand.later(1, 2)
    await case.move(case.courts.enforcement, "inEnforcement")
    strand.later(2, 5)
    await case.move(case.courts.enforcement, "enforced", "closed")


async def dispute(strand: Strand) -> None:
    """Parties file a civil or family case with the zone's court, which hears and judges it."""
    courts = Courts(strand.district)
    category, title = strand.chance.choice(DISPUTES)
    parties = (("plaintiff", somebody(strand.chance, strand.day)), ("party", somebody(strand.chance, strand.day)))
    opening = _opening(strand, title, category, parties, "ສຂ")
    opened = await strand.post(courts.court, "openCase", CASES, opening)
    case = Case(strand, courts, opened["caseId"])
    strand.later(1, 4)
    proceeding = await _opened(case)
    hearing = await _heard(case, proceeding)
    await case.act(courts.court, "concludeHearing", f"hearings/{hearing}/outcome", {"status": "held"})
    status = {"civilStatus": _divorced(strand, opened)} if MATTERS[category] == "divorce" else {}
    await _judged(case, proceeding, MATTERS[category], "ສພ", **status)
    strand.later(1, 4)
    await case.move(courts.court, "final", "closed")


async def _opened(case: Case) -> str:
    """The court opens the first instance before three of its judges, and takes the case. Return the proceeding."""
    strand, court = case.strand, case.courts.court
    panel = _panel(court, strand)
    body = {"level": "firstInstance", "startedOn": strand.day.isoformat(), "panel": panel}
    opened = await case.act(court, "openProceeding", "proceedings", body)
    await case.move(court, "accepted")
    return str(opened["proceedingId"])


async def _heard(case: Case, proceeding: str) -> str:
    """A hearing is set, and the trial begins on its day. Return the hearing."""
    strand, court = case.strand, case.courts.court
    hearing = await case.act(court, "scheduleHearing", "hearings", _hearing(strand, proceeding, strand.later(1, 5)))
    await case.move(court, "inTrial")
    return str(hearing["hearingId"])


def _divorced(strand: Strand, opened: Body) -> Body:
    """Return what a divorce changes in the civil register: whose marriage of the year before it was."""
    spouses = [{"participantId": each["participantId"], "part": "spouse"} for each in opened["participants"]]
    return {"marriageNumber": f"{strand.number}/ສລ {strand.day.year - 1}", "persons": spouses}


async def _judged(case: Case, proceeding: str, matter: str, book: str, **stated: Body) -> None:
    """The court issues its judgment, under a number of the book of such judgments."""
    strand, court = case.strand, case.courts.court
    judgment = {
        "kind": "judgment",
        "proceedingId": proceeding,
        "decidedOn": strand.day.isoformat(),
        "number": f"{strand.number}/{book}",
        "matter": matter,
        **stated,
    }
    await case.act(court, "issueDecision", "decisions", judgment, signed=True)
    await case.move(court, "judgedFirstInstance")


def _opening(strand: Strand, title: str, category: str, people: tuple[tuple[str, Person], ...], book: str) -> Body:
    return {
        "number": f"{strand.number}/{book}.{strand.district}.{strand.day.year}",
        "title": title,
        "category": category,
        "place": strand.district,
        "openedOn": strand.day.isoformat(),
        "participants": [
            {"role": role, "name": person.name, "identifiers": person.identifiers, "birthDate": person.birth_date}
            for role, person in people
        ],
    }


def _charge(article: str, text: str, day: date) -> Body:
    committed_on = {"value": day.isoformat(), "precision": "day"}
    law = {"edition": "penalCode2017", "committedOn": committed_on, "article": article}
    return {"article": law, "text": text}


def _result(strand: Strand) -> Body:
    if strand.chance.random() < 0.15:  # noqa: PLR2004 - a share that makes both happen
        return {"result": "acquitted", "decidedOn": strand.day.isoformat()}
    sentence = [{"kind": "imprisonment", "months": strand.chance.randint(3, 36)}]
    return {"result": "guilty", "decidedOn": strand.day.isoformat(), "sentence": sentence}


def _panel(court: Seat, strand: Strand) -> list[Body]:
    """Return three judges of the court, under staff numbers that no other court has, nor another case."""
    numbers = [f"J-{court.office}-{strand.number}-{place}" for place in range(3)]
    return [
        {
            "judgeId": number,
            "name": f"{(judge := somebody(strand.chance, strand.day, ages=(35, 60))).given} {judge.family}",
            "role": "member" if place else "presiding",
        }
        for place, number in enumerate(numbers)
    ]


def _hearing(strand: Strand, proceeding: str, day: date) -> Body:
    """Return a hearing on that day, in the room of this case: courts of a month need not wait for each other here."""
    hour = strand.chance.choice((8, 9, 10, 13, 14))
    times = {"startsAt": f"{day}T{hour:02}:00:00+07:00", "endsAt": f"{day}T{hour + 1:02}:30:00+07:00"}
    return {"proceedingId": proceeding, "kind": "trial", "room": f"R{strand.number}", **times}
