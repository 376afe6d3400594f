"""Generator of one case's history: the facts, in an order that the registry's state machine allows."""

from datetime import date, timedelta
from typing import Any, Final

from bench.books import ENDED, Books, Rows, midday
from bench.names import ENDING, FAMILY, GIVEN, ROOTS, keys_of
from contracts.official_numbers import normal_number
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Numbered, Opened
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.hand_overs import HandedOver, TakenOver
from services.case_registry.domain.history import next_state
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided, StatementAwaited, StatementGiven
from services.case_registry.domain.stays import told
from services.case_registry.domain.words import (
    CallUpOutcome,
    Ground,
    Instance,
    Kind,
    Restriction,
    StatementOutcome,
    Status,
)
from services.case_registry.store.history import columns_of, row_of
from services.case_registry.store.stays import rows_of

MEMBERS: Final = {Kind.POLICE: "police", Kind.PROSECUTOR: "ospp", Kind.COURT: "psc", Kind.JUSTICE: "moj"}
CATEGORIES: Final = {
    "criminal": 48,
    "civil": 28,
    "family": 14,
    "commercial": 4,
    "juvenile": 3,
    "labour": 2,
    "administrative": 1,
}
ROLES: Final = {"criminal": ("suspect", "victim", "witness", "lawyer")}
PARTIES: Final = ("plaintiff", "defendant", "witness", "lawyer")
# What becomes of a case, as shares of those that come so far; the rest of the way follows from the table of moves.
CHARGED, APPEALED, TO_CASSATION, ENFORCED, CALLED_UP, RESOLVED = 0.93, 0.2, 0.25, 0.75, 0.04, 0.9


HELD: Final = range(4)  # last digits of the cases whose suspect is held


class Story:
    """The life of one case, told until it ends or the decade does."""

    def __init__(self, books: Books, rows: Rows, day: date) -> None:
        self.books, self.rows, self.day = books, rows, day
        self.chance = books.chance
        self.case_id = books.id("cas", day)
        self.office = self.chance.choice(books.offices)
        self.category = self.chance.choices(list(CATEGORIES), list(CATEGORIES.values()))[0]
        self.state: CaseState | None = None
        self.entries: list[Entry] = []

    @property
    def now(self) -> CaseState:
        """Where the case stands."""
        if self.state is None:
            raise ValueError("the case has not been opened")
        return self.state

    def seat(self, kind: Kind) -> Seat:
        """Return the office of that kind which is in charge of the place."""
        return Seat(MEMBERS[kind], self.office)

    def record(self, fact: Fact, kind: Kind, *, wait: int = 45) -> None:
        """Let something happen some days later, unless the decade has ended."""
        if self.state is not None:
            self.day += timedelta(days=self.chance.randrange(1, wait))
        if self.day > ENDED:
            raise Ended
        position = 1 if self.state is None else self.now.version + 1
        entry = Entry(position, fact, self.day, midday(self.day), self.seat(kind))
        self.state = next_state(self.state, entry)
        self.entries.append(entry)
        days: dict[str, Any] = {
            "happened_on": entry.happened_on,
            "recorded_at": entry.recorded_at,
        }  # as days, not as text
        self.rows.tables["case_history"].append({**row_of(self.case_id, entry, None), **days})

    def tell(self) -> None:
        """Tell the story and write down where the case stands at its end."""
        opened_on = self.day
        try:
            self.open()
            if self.category == "criminal":
                self.investigate()
            self.try_first()
            self.seek_remedies()
            self.finish()
        except Ended:
            pass
        self.rows.add(
            "cases",
            case_id=self.case_id,
            title=f"ຄະດີ {self.category} {self.case_id[-6:]}",
            category=self.category,
            place=self.office,
            opened_on=opened_on,
            opened_member=MEMBERS[Kind.POLICE if self.category == "criminal" else Kind.COURT],
            opened_office=self.office,
            recorded_at=midday(opened_on),
            **columns_of(self.now),
        )
        days = ("began_on", "ended_on")
        for stay, row in zip(stays := told(self.entries), rows_of(stays), strict=True):
            self.rows.tables["case_stays"].append({**row, **{day: getattr(stay, day) for day in days}})

    def open(self) -> None:
        """Open the case with four people in it."""
        criminal = self.category == "criminal"
        kind = Kind.POLICE if criminal else Kind.COURT
        people = [(self.books.id("ptc", self.day), role) for role in ROLES.get(self.category, PARTIES)]
        fact = Opened(
            case=self.case_id,
            category=self.category,
            restriction=Restriction.JUVENILE if self.category == "juvenile" else Restriction.NONE,
            status=Status.REPORTED if criminal else Status.FILED_IN_COURT,
            number=self.book(kind),
            by_court=not criminal,
            participants=tuple(Role(participant=each, role=role) for each, role in people),
        )
        self.record(fact, kind)
        for position, (participant_id, role) in enumerate(people):
            self.introduce(participant_id, position, role)

    def introduce(self, participant_id: str, position: int, role: str) -> None:
        """Write a person down, with what the name is found by."""
        pick = self.chance.choice
        given, family = pick(GIVEN) + pick(ENDING), pick(FAMILY) + pick(ROOTS)
        name = {"use": "legal", "text": f"{given} {family}", "given": given, "family": family, "script": "lao"}
        mine = {"participant_id": participant_id, "case_id": self.case_id}
        self.rows.add("participants", **mine, position=position, name=name)
        self.rows.add("participant_roles", participant_id=participant_id, role=role, held_from=self.day)
        for key in keys_of(f"{given} {family}"):
            self.rows.add("participant_names", **mine, key=key)

    def book(self, kind: Kind) -> str:
        """Give the case the next number in the book of an office."""
        member = MEMBERS[kind]
        number = self.books.number(member, self.office, self.day.year)
        self.rows.add(
            "case_numbers",
            case_id=self.case_id,
            member=member,
            office=self.office,
            printed=number,
            normal=normal_number(number),
            year=self.day.year,
            assigned_on=self.day,
        )
        return number

    def move(self, target: Status, kind: Kind, *, wait: int = 45) -> None:
        """Move the case."""
        self.record(Moved(source=self.now.status, target=target), kind, wait=wait)

    def hand_over(self, source: Kind, target: Kind) -> None:
        """Send the file and let it be taken; the taker gives the case a number of its own."""
        hand_over = self.books.id("hov", self.day)
        to = self.seat(target)
        self.record(HandedOver(hand_over=hand_over, to=to, sender_kind=source), source, wait=5)
        row: dict[str, Any] = {
            "hand_over_id": hand_over,
            "case_id": self.case_id,
            "status": "sent",
            "sender_kind": source.value,
        }
        row |= {"from_member": MEMBERS[source], "from_office": self.office, "sent_at": midday(self.day)}
        row["sent_on"] = self.day
        row |= {"to_member": to.member, "to_office": to.office}
        self.rows.tables["hand_overs"].append(row)
        self.record(TakenOver(hand_over=hand_over, by_court=target is Kind.COURT), target, wait=8)
        row |= {"status": "taken", "decided_at": midday(self.day), "received_on": self.day}
        if target is not Kind.JUSTICE:
            self.record(Numbered(number=self.book(target)), target, wait=3)

    def investigate(self) -> None:
        """Bring a criminal case from the report to the court."""
        self.move(Status.UNDER_INVESTIGATION, Kind.POLICE, wait=10)
        self.move(Status.FILE_SENT_TO_PROSECUTOR, Kind.POLICE, wait=90)
        if int(self.case_id[-1]) in HELD:
            self.hold()
        self.hand_over(Kind.POLICE, Kind.PROSECUTOR)
        if self.chance.random() > CHARGED:
            self.move(self.chance.choice((Status.DISMISSED, Status.SUSPENDED)), Kind.PROSECUTOR)
            raise Ended
        self.move(Status.CHARGED, Kind.PROSECUTOR)
        self.move(Status.FILED_IN_COURT, Kind.PROSECUTOR)
        self.hand_over(Kind.PROSECUTOR, Kind.COURT)

    def hold(self) -> None:
        """Keep the suspect in custody for three months, and then free."""
        suspect = self.rows.tables["participants"][-len(ROLES["criminal"])]
        held = {name: suspect[name] for name in ("participant_id", "case_id")}
        until = midday(self.day + timedelta(days=90))
        is_over = until.date() <= ENDED
        order = {"order_number": "1", "ordered_on": self.day, "ordered_until": until}
        since = {"since": midday(self.day), "ended_at": until if is_over else None}
        self.rows.add("custody_records", **held, **order, **since, status="detained")
        if is_over:
            self.rows.add("custody_records", **held, status="free", since=until)

    def try_first(self) -> None:
        """Try the case; in a case between parties the prosecutor gives a statement."""
        self.move(Status.ACCEPTED, Kind.COURT, wait=15)
        if self.category != "criminal":
            self.be_stated(Instance.FIRST_INSTANCE)
        self.move(Status.IN_TRIAL, Kind.COURT)
        self.move(Status.JUDGED_FIRST_INSTANCE, Kind.COURT, wait=120)

    def seek_remedies(self) -> None:
        """Appeal and go on to cassation, or leave it at that."""
        if self.chance.random() < APPEALED:
            self.move(Status.APPEALED, Kind.COURT, wait=30)
            self.be_stated(Instance.APPEAL)
            self.move(Status.JUDGED_ON_APPEAL, Kind.COURT, wait=150)
            if self.chance.random() < TO_CASSATION:
                self.move(Status.IN_CASSATION, Kind.COURT, wait=40)
                self.be_stated(Instance.CASSATION)
                self.move(Status.DECIDED_IN_CASSATION, Kind.COURT, wait=200)
        self.move(Status.FINAL, Kind.COURT, wait=30)

    def finish(self) -> None:
        """Enforce the judgment where there is something to enforce, and close; some files are called up later."""
        if self.chance.random() < ENFORCED:
            self.hand_over(Kind.COURT, Kind.JUSTICE)
            self.move(Status.IN_ENFORCEMENT, Kind.JUSTICE)
            self.move(Status.ENFORCED, Kind.JUSTICE, wait=300)
            self.move(Status.CLOSED, Kind.JUSTICE)
        else:
            self.move(Status.CLOSED, Kind.COURT)
        if self.chance.random() < CALLED_UP:
            self.be_called_up()

    def be_stated(self, level: Instance) -> None:
        """Let the prosecutor enter the case for a statement, and mostly give it."""
        fact = StatementAwaited(file=self.books.id("pst", self.day), level=level)
        self.record(fact, Kind.PROSECUTOR, wait=10)
        row = self.enter("I", fact)
        if self.chance.random() < RESOLVED:
            outcome = self.chance.choices(list(StatementOutcome), [4, 1])[0]
            self.record(StatementGiven(file=fact.file, outcome=outcome, decision="1"), Kind.PROSECUTOR)
            self.resolve(row, outcome)

    def be_called_up(self) -> None:
        """Let the prosecutor call the file up, and mostly decide on it."""
        ground = self.chance.choice(list(Ground))
        fact = CalledUp(file=self.books.id("cuf", self.day), level=Instance.CASSATION, ground=ground)
        self.record(fact, Kind.PROSECUTOR, wait=200)
        row = self.enter("II", fact) | {"ground": ground.value}
        self.rows.tables["prosecutor_files"][-1] = row
        if self.chance.random() < RESOLVED:
            outcome = self.chance.choice(list(CallUpOutcome))
            self.record(CallUpDecided(file=fact.file, outcome=outcome, decision="1"), Kind.PROSECUTOR, wait=120)
            self.resolve(row, outcome)

    def enter(self, section: str, fact: StatementAwaited | CalledUp) -> dict[str, Any]:  # Any: as above
        """Write the entry of the register that follows from a fact."""
        row: dict[str, Any] = {
            "file_id": fact.file,
            "case_id": self.case_id,
            "section": section,
            "level": fact.level.value,
        }
        row |= {"member": MEMBERS[Kind.PROSECUTOR], "office": self.office, "category": self.category}
        row |= {"entered_on": self.day, "recorded_at": midday(self.day)}
        self.rows.tables["prosecutor_files"].append(row)
        return row

    def resolve(self, row: dict[str, Any], outcome: StatementOutcome | CallUpOutcome) -> None:  # Any: as above
        """Write how the entry left the register."""
        row |= {"outcome": outcome.value, "decision": "1"}
        row |= {"resolved_on": self.day, "resolved_at": midday(self.day)}


class Ended(Exception):  # noqa: N818 - the story has ended, nothing has failed
    """Nothing more happens to this case within the decade."""
