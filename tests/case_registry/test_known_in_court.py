"""What was known of proceedings, panels, hearings and decisions at a moment stays, whatever is recorded afterwards."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.national.justice.decision import Decision
from contracts.national.justice.panel_seat import PanelSeat
from contracts.national.justice.proceeding import Proceeding
from contracts.national.shared.seat import Seat as Office
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.corrections import Change, Corrected, effective
from services.case_registry.domain.court_records import made_final
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.joins import JoinedInto, JoinUndone
from services.case_registry.domain.known_in_court import decisions_known, proceedings_known
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.proceedings import PanelChanged, ProceedingOpened
from services.case_registry.domain.transfers import ProceedingTransferred
from services.case_registry.domain.words import Instance, Status
from tests.case_registry.builders import COURT, POLICE, handed_over, moved, opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_hearing, a_panel, acquitted, brought, judged, posted, sitting, valid
from tests.case_registry.test_history import history
from tests.case_registry.told import TODAY, TOLD_AT
from tests.support.service import ServiceUnderTest

OTHER = at("psc", "0101")
PAST = {"at": "2020-01-01T00:00:00Z"}


async def told(registry: ServiceUnderTest, case_id: str, caller: Caller, **params: str) -> dict[str, Any]:
    """Return all that the registry tells of what courts did in a case."""
    lists = {
        "proceedings": f"/cases/{case_id}/proceedings",
        "decisions": f"/cases/{case_id}/decisions",
        "hearings": "/schedule",
    }
    found: dict[str, Any] = {}
    for name, path in lists.items():
        asked = params | ({"caseId": case_id} if name == "hearings" else {})
        answer = await registry.call("GET", path, caller=caller, params=asked)
        assert answer.status_code == 200, answer.text
        found[name] = answer.json()["items"]
    for decision in found["decisions"]:
        path = f"/decisions/{decision['decisionId']}"
        assert (await registry.call("GET", path, caller=caller, params=params)).json() == decision
    return found


async def test_what_courts_did_is_told_as_it_was_known_after_each_step(registry: ServiceUnderTest, case: str) -> None:
    known: dict[str, dict[str, Any]] = {}

    async def keep() -> None:
        entries = await history(registry, case)
        known[entries[-1].recorded_at.isoformat()] = await told(registry, case, COURT)

    await keep()
    made = await sitting(registry, case)
    await keep()
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    recusal = {"ground": "ເປັນຍາດພີ່ນ້ອງ", "decidedBy": "ປະທານສານ"}
    change = {
        "leavingJudgeId": "J-015",
        "joiningJudge": a_panel("J-1", "J-099")[1],
        "changedOn": "2026-04-12",
        "reason": "ຄັດຄ້ານ",
    }
    await posted(registry, path, change | {"leftFor": "recused", "recusal": recusal}, COURT)
    await keep()
    first = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), COURT)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made, "13:30", "15:30"), COURT)
    await keep()
    outcome = {"status": "postponed", "note": "ພະຍານບໍ່ມາ"}
    await posted(registry, f"/cases/{case}/hearings/{first['hearingId']}/outcome", outcome, COURT)
    await keep()
    await acquitted(registry, case)
    await judged(registry, case, made)
    await keep()
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-12")
    await keep()
    await moved(registry, case, "final", COURT, on="2026-06-12", decisionNumber="31/ສອ")
    await keep()
    version = (await registry.call("GET", f"/cases/{case}", caller=COURT)).json()["version"]
    members = {"happenedOn": {"was": "2026-06-12", "now": "2026-06-15"}}
    wrong = {"position": version, "members": members, "reason": "ພິມຜິດ", "basis": "ສຳນວນ", "approvedBy": "ofc-2"}
    await posted(registry, f"/cases/{case}/corrections", wrong, COURT)
    for moment, then in known.items():
        assert await told(registry, case, COURT, at=moment) == then
    assert valid("proceeding", known[moment]["proceedings"][0])
    first_page = {"limit": "1", "at": moment}
    page = (await registry.call("GET", "/schedule", caller=COURT, params=first_page | {"caseId": case})).json()
    rest = {"cursor": page["next"], "caseId": case} | first_page
    following = (await registry.call("GET", "/schedule", caller=COURT, params=rest)).json()
    assert [*page["items"], *following["items"]] == known[moment]["hearings"]


async def test_what_a_transfer_ended_was_open_before_it(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made), COURT)
    before = await told(registry, case, COURT)
    moment = (await history(registry, case))[-1].recorded_at.isoformat()
    await handed_over(registry, case, OTHER, COURT)
    now = await told(registry, case, OTHER)
    assert now["proceedings"][0]["transferredTo"]["office"] == "0101"
    assert await told(registry, case, OTHER, at=moment) == before
    after = (await history(registry, case))[-1].recorded_at.isoformat()
    again = {"level": "firstInstance", "startedOn": TODAY.isoformat(), "panel": a_panel()}
    await posted(registry, f"/cases/{case}/proceedings", again, OTHER)
    assert await told(registry, case, OTHER, at=after) == now


async def test_what_nobody_knew_yet_and_what_nobody_knows_yet_is_not_told(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    lists = [f"/cases/{case_id}/{name}" for name in ("moves", "charges", "proceedings", "decisions")]
    for path in (f"/cases/{case_id}", *lists):
        assert (await registry.call("GET", path, caller=POLICE, params=PAST)).status_code == 404, path
    tomorrow = {"at": (TOLD_AT + timedelta(days=1)).isoformat()}
    for path in (f"/cases/{case_id}", *lists, "/schedule"):
        answer = await registry.call("GET", path, caller=POLICE, params=tomorrow)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "future-date"), path
    for nobody in (f"/cases/cas_{'0' * 26}/proceedings", f"/cases/cas_{'0' * 26}/decisions"):
        assert (await registry.call("GET", nobody, params=PAST)).status_code == 404


async def test_a_decision_is_not_there_before_it_was_issued(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    moment = (await history(registry, case))[-1].recorded_at.isoformat()
    judgment = await judged(registry, case, made)
    path = f"/decisions/{judgment['decisionId']}"
    assert (await registry.call("GET", path, caller=COURT, params={"at": moment})).status_code == 404
    assert (await registry.call("GET", path, caller=COURT)).json() == judgment


# --- the rule: rows as a court leaves them, and every earlier version told again

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
HERE = Seat("psc", "hq")
AN_OFFICE = Office(member="psc", office="hq")


@dataclass
class Court:
    """Rows of one case and its history, written as the verbs write them."""

    entries: list[Entry] = field(default_factory=list)
    proceedings: dict[str, Proceeding] = field(default_factory=dict)
    decisions: list[tuple[int, Decision]] = field(default_factory=list)
    before_joining: list[Proceeding] | None = None  # while the case is joined with another one
    closed: dict[int, list[str]] = field(default_factory=dict)  # by the place of a move: the proceedings that it ended

    def record(self, fact: Fact, day: date) -> int:
        position = len(self.entries) + 1
        self.entries.append(Entry(position, fact, day, BEGAN + timedelta(minutes=position), HERE))
        return position

    def open(self, day: date) -> None:
        own = f"pro_{len(self.proceedings):026}"
        self.end([each.proceeding_id for each in self.going_on()], ended_on=day)
        judges = [f"J-{len(self.entries)}-{seat}" for seat in range(2)]
        panel = [PanelSeat(judge_id=judge, name=judge, role="member", from_=day) for judge in judges]
        self.proceedings[own] = Proceeding(
            proceeding_id=own,
            case_id="cas_1".ljust(30, "0"),
            level="appeal",
            court=AN_OFFICE,
            started_on=day,
            panel=panel,
        )
        self.record(ProceedingOpened(proceeding=own, level=Instance.APPEAL, judges=tuple(judges)), day)

    def change(self, proceeding: Proceeding, day: date) -> None:
        seated = [seat for seat in proceeding.panel if seat.to is None]
        left, joins = seated[0], f"J-{len(self.entries)}"
        ended = left.model_copy(update={"to": day, "left_for": "ill"})
        came = PanelSeat(judge_id=joins, name=joins, role="member", from_=day)
        panel = [*(ended if seat is left else seat for seat in proceeding.panel), came]
        self.proceedings[proceeding.proceeding_id] = proceeding.model_copy(update={"panel": panel})
        fact = PanelChanged(proceeding=proceeding.proceeding_id, left=left.judge_id, joined=joins, reason="ເຈັບ")
        self.record(fact, day)

    def transfer(self, proceeding: Proceeding, day: date) -> None:
        panel = [seat if seat.to else seat.model_copy(update={"to": day}) for seat in proceeding.panel]
        gone = {"ended_on": day, "transferred_to": AN_OFFICE, "panel": panel}
        self.proceedings[proceeding.proceeding_id] = proceeding.model_copy(update=gone)
        self.record(ProceedingTransferred(proceeding=proceeding.proceeding_id, hand_over="hov_1"), day)

    def decide(self, proceeding: Proceeding, day: date, sort: str) -> None:
        decision = Decision(
            decision_id=f"ECLI:LA:PSC:2026:HQ.CR.{len(self.decisions) + 1}",
            case_id=proceeding.case_id,
            proceeding_id=proceeding.proceeding_id,
            kind=sort,
            level=proceeding.level,
            court=AN_OFFICE,
            decided_on=day,
        )
        issued = DecisionIssued(decision=decision.decision_id, sort=sort, proceeding=proceeding.proceeding_id)
        self.decisions.append((self.record(issued, day), decision))
        if sort == JUDGMENT:
            self.end([proceeding.proceeding_id], ended_on=day)

    def move(self, target: Status, day: date) -> None:
        going_on = [each.proceeding_id for each in self.going_on()]
        if target in {Status.WITHDRAWN, Status.FINAL, Status.CLOSED}:
            self.end(going_on, ended_on=day)
            self.closed[len(self.entries) + 1] = going_on
        self.record(Moved(source=Status.IN_TRIAL, target=target), day)
        places = [place for place, (_, each) in enumerate(self.decisions) if each.kind == JUDGMENT]
        if target is Status.FINAL and places:
            position, latest = self.decisions[places[-1]]
            self.decisions[places[-1]] = (position, latest.model_copy(update={"final_on": day}))

    def join(self, day: date) -> None:
        ended = self.going_on()
        self.before_joining = ended
        for each in ended:
            panel = [seat if seat.to else seat.model_copy(update={"to": max(seat.from_, day)}) for seat in each.panel]
            gone = {"ended_on": day, "panel": panel}
            self.proceedings[each.proceeding_id] = each.model_copy(update=gone)
        joined = JoinedInto(
            other="cas_2",
            participants=(),
            charges={},
            status=Status.IN_TRIAL,
            moved_on=day,
            proceedings=tuple(each.proceeding_id for each in ended),
        )
        self.record(joined, day)

    def part(self, day: date) -> None:
        proceedings = tuple(each.proceeding_id for each in self.before_joining or ())
        self.proceedings |= {each.proceeding_id: each for each in self.before_joining or ()}
        self.before_joining = None
        undone = JoinUndone(
            other="cas_2",
            correction="cor_1",
            participants=(),
            charges={},
            status=Status.IN_TRIAL,
            moved_on=day,
            proceedings=proceedings,
        )
        self.record(undone, day)

    def renumber(self, chance: random.Random, day: date) -> None:
        """Correct the number of a decision or of proceedings."""
        written = [(place, each.number) for place, each in self.decisions]
        opened = {e.fact.proceeding: e.position for e in self.entries if isinstance(e.fact, ProceedingOpened)}
        written += [(opened[each.proceeding_id], each.number) for each in self.proceedings.values()]
        if not written:
            return
        place, was = chance.choice(written)
        right = chance.choice([None, f"{len(self.entries)}/ສອ"])
        self.correct(place, "number", was, right, day)
        self.decisions = [
            (at_, each.model_copy(update={"number": right}) if at_ == place else each) for at_, each in self.decisions
        ]
        for proceeding_id, at_ in opened.items():
            if at_ == place:
                one = self.proceedings[proceeding_id]
                self.proceedings[proceeding_id] = one.model_copy(update={"number": right})

    def date_final(self, day: date) -> None:
        """Correct the day of the last move that made a judgment final, which then is so since that day."""
        for place, moves in made_final(self.entries).items():
            was = next(e for e in effective(self.entries) if e.position == moves[-1].position).happened_on
            self.correct(moves[-1].position, "happenedOn", was.isoformat(), day.isoformat(), day)
            self.decisions = [
                (at_, each.model_copy(update={"final_on": day}) if at_ == place else each)
                for at_, each in self.decisions
            ]
            ended = self.entries[moves[-1].position - 1]
            for each in self.closed.get(ended.position, ()):
                self.proceedings[each] = self.proceedings[each].model_copy(update={"ended_on": day})

    def correct(self, place: int, member: str, was: Any, right: Any, day: date) -> None:
        change = {member: Change(was=was, now=right)}
        self.record(Corrected(correction="cor_1", position=place, members=(member,), changes=change), day)

    def end(self, proceedings: list[str], *, ended_on: date) -> None:
        for each in proceedings:
            self.proceedings[each] = self.proceedings[each].model_copy(update={"ended_on": ended_on})

    def going_on(self) -> list[Proceeding]:
        return [each for each in self.proceedings.values() if each.ended_on is None]

    def step(self, chance: random.Random, day: date) -> None:
        going_on = self.going_on()
        if self.before_joining is not None:
            self.part(day)
            return
        if chance.random() < 0.15:
            self.join(day - timedelta(days=chance.randint(0, 1)))
            return
        if (wrong := chance.random()) < 0.3:
            self.renumber(chance, day) if wrong < 0.2 else self.date_final(day)
            return
        if not going_on or chance.random() < 0.2:
            what = chance.choice(["open", Status.FINAL, Status.CLOSED])
        else:
            what = chance.choice(["change", "transfer", "decide", Status.WITHDRAWN])
        match what:
            case Status():
                self.move(what, day)
            case "open":
                self.open(day)
            case "change":
                self.change(chance.choice(going_on), day)
            case "transfer":
                self.transfer(chance.choice(going_on), day)
            case "decide":
                self.decide(chance.choice(going_on), day, chance.choice([JUDGMENT, "order"]))


@given(st.randoms(use_true_random=False), st.integers(1, 25), st.booleans())
def test_every_earlier_version_is_told_again_as_it_was(chance: random.Random, steps: int, slow: bool) -> None:
    court, day = Court(), date(2026, 3, 2)
    versions = {0: ([*court.proceedings.values()], [*court.decisions])}
    for _ in range(steps):
        day += timedelta(days=chance.randint(0, 2) if slow else 1)  # slowly: several on one day
        court.step(chance, day)
        versions[len(court.entries)] = [*court.proceedings.values()], [*court.decisions]
    now = [*court.proceedings.values()]
    for version, (proceedings, decisions) in versions.items():
        assert proceedings_known(now, court.entries, version) == proceedings
        assert decisions_known(court.decisions, court.entries, version) == decisions


async def test_between_a_mistaken_move_and_its_taking_back_proceedings_had_ended(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial")
    opening = {"level": "firstInstance", "startedOn": "2026-03-02", "panel": a_panel()}
    await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT)
    known = [await told(registry, case_id, COURT)]
    moments = [(await history(registry, case_id))[-1].recorded_at.isoformat()]
    wrong = {"reason": "ບັນທຶກຜິດຄະດີ", "basis": "ບົດບັນທຶກເລກທີ 14", "approvedBy": "J-003"}
    # taken back, and settled on the same day in truth
    for to, other in (("settled", {"decisionNumber": "4/ຕລ"}), ("inTrial", {"mistake": wrong})) * 2:
        await moved(registry, case_id, to, COURT, **other)
        known.append(await told(registry, case_id, COURT))
        moments.append((await history(registry, case_id))[-1].recorded_at.isoformat())
    ends = [each["proceedings"][0].get("endedOn") for each in known]
    assert ends == [None, "2026-03-02", None, "2026-03-02", None]
    assert [await told(registry, case_id, COURT, at=moment) for moment in moments] == known
