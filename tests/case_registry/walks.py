"""Walks of cases along the table of moves: the shortest way to where a row is tried, on cases that are under way."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any, Final

from cli.rights.cases import OFFICE_KINDS
from cli.rights.cells import Answer, Position
from cli.rights.moves import Standing, around, move_answer, move_rows, moved_on
from contracts.seats import Holding, Seat
from contracts.seats import Standing as Office
from contracts.voucher import Caller
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.table import TABLE, Move, Need
from services.case_registry.domain.words import Instance, Kind, Status
from tests.case_registry.builders import CLERK, an_opening, sent
from tests.case_registry.country import COUNTRY
from tests.case_registry.court_builders import posted
from tests.case_registry.readiness import made_ready
from tests.support.service import ServiceUnderTest, a_caller

DAY: Final = "2026-03-20"
MEMBERS: Final = {"police": "police", "prosecutor": "ospp", "court": "psc", "justice": "moj", "hospital": "hospital"}
OPENED: Final = Standing(Status.REPORTED, None, Kind.POLICE, frozenset({Kind.POLICE}))


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a move to a status by who stands so, or the file to a kind of member."""

    after: Standing
    mover: Position | None = None
    receiver: Kind | None = None


def hears(case: Standing, row: Move) -> bool:
    """Tell whether the court with the case can take the row: a remedy is judged by the court above."""
    level = PROCEDURE.level(row.source, date.fromisoformat(DAY))
    is_remedy = Need.JUDGMENT in row.needs and level in {Instance.APPEAL, Instance.CASSATION}
    return not is_remedy or case.court_level == "central"


def steps(case: Standing) -> Iterator[Step]:
    """Return what may happen next to a case that stands so, by the tables."""
    for target in dict.fromkeys(row.target for row in TABLE.moves if row.source is case.status):
        rows = [
            row
            for row in move_rows(case, target, date.fromisoformat(DAY))
            if hears(case, row) and not row.reverses  # nowhere leads a way back
        ]
        for mover in around(case):
            if move_answer(rows, mover) is Answer.ALLOWED:
                yield Step(moved_on(case, target), mover=mover)
                break
    for row in TABLE.hand_overs:
        if row.source is case.holder and row.target is not case.holder and case.status in row.at:
            yield Step(replace(case, holder=row.target, had=case.had | {row.target}), receiver=row.target)


def way(case: Standing, is_there: Callable[[Standing], bool]) -> list[Step] | None:
    """Return the shortest way from there to a standing, or None."""
    waiting, seen = deque[tuple[Standing, list[Step]]]([(case, [])]), {case}
    while waiting:
        standing, way_there = waiting.popleft()
        if is_there(standing):
            return way_there
        for step in steps(standing):
            if step.after not in seen:
                seen.add(step.after)
                waiting.append((step.after, [*way_there, step]))
    return None


@dataclass
class Walker:
    """A case under way, and the registry in which it goes."""

    registry: ServiceUnderTest
    case_id: str
    standing: Standing

    @property
    def path(self) -> str:
        return f"/cases/{self.case_id}"

    def office_of(self, kind: str) -> str:
        """Return the office of that kind of member which has, had or takes the file."""
        return "hq" if kind == Kind.COURT and self.standing.court_level == "central" else "0101"

    def caller(self, position: Position) -> Caller:
        """Return who stands so, as the gateway vouches for it."""
        member = MEMBERS[position.kind]
        if not position.is_of_an_office:
            holding = Holding(codes=(self.office_of(position.kind),))
            return a_caller(member, position.kind, standing=None, holding=holding)
        word = position.name.partition(":")[0]
        office = {"above": "01", "above all": "hq", "beside": "0102"}.get(word, self.office_of(position.kind))
        above = tuple(up.office for up in COUNTRY.above(Seat(member, office)))
        standing = Office(Seat(member, office), position.office_kind, position.level, above=above)
        return a_caller(member, position.kind, standing=standing, officer=CLERK)

    async def etag(self) -> str:
        holder = Position(name="own", kind=self.standing.holder.value, office_kind=OFFICE_KINDS[self.standing.holder])
        return str((await self.registry.call("GET", self.path, caller=self.caller(holder))).headers["etag"])

    async def make_ready(self, row: Move) -> dict[str, Any]:
        """Put on record what the row needs, and return what its order must state."""
        callers = {kind: self._holder(kind) for kind in (Kind.COURT, Kind.PROSECUTOR)}
        stated = await made_ready(self.registry, self.case_id, row, callers, DAY)
        if Need.COURT in row.needs:
            stated["court"] = {"member": "psc", "office": self.office_of(Kind.COURT)}
        return stated

    async def move(self, target: Status, mover: Position, etag: str, stated: Mapping[str, Any]) -> Any:
        """Order a move and return the answer, whatever it is."""
        order: dict[str, Any] = {"to": target.value, "happenedOn": DAY, **stated}
        headers = {"If-Match": etag}
        return await self.registry.call(
            "POST", f"{self.path}/moves", json=order, caller=self.caller(mover), headers=headers
        )

    async def take(self, step: Step) -> None:
        """Go one step."""
        if step.mover is not None:
            row = move_rows(self.standing, step.after.status, date.fromisoformat(DAY))[0]
            stated = await self.make_ready(row)
            answer = await self.move(step.after.status, step.mover, await self.etag(), stated)
            assert answer.status_code == 201, answer.text
        elif step.receiver is not None:
            sender, receiver = self._holder(self.standing.holder), self._holder(step.receiver)
            hand_over = await sent(self.registry, self.case_id, receiver, sender)
            path = f"{self.path}/hand-overs/{hand_over['handOverId']}/acceptance"
            await posted(self.registry, path, {"received": []}, receiver)
        self.standing = step.after

    def _holder(self, kind: Kind) -> Caller:
        return self.caller(Position(name="own", kind=kind.value, office_kind=OFFICE_KINDS[kind]))


class Walks:
    """Cases under way, of which the nearest goes to where it is wanted; a new one where none can."""

    def __init__(self, registry: ServiceUnderTest, court_level: str) -> None:
        self.registry = registry
        self.start = replace(OPENED, court_level=court_level)
        self.under_way: list[Walker] = []
        self._numbers = count()

    async def bring(self, is_there: Callable[[Standing], bool]) -> Walker | None:
        """Return a case that stands so; None where the tables lead none there."""
        ways = [(walker, found) for walker in self.under_way if (found := way(walker.standing, is_there)) is not None]
        if not ways:
            found = way(self.start, is_there)
            if found is None:
                return None
            number = f"{self.start.court_level}-{next(self._numbers)}/ປກສ"
            case = await posted(self.registry, "/cases", an_opening(number=number), self._opener())
            walker = Walker(self.registry, case["caseId"], self.start)
            self.under_way.append(walker)
            ways = [(walker, found)]
        walker, steps_there = min(ways, key=lambda each: len(each[1]))
        for step in steps_there:
            await walker.take(step)
        return walker

    def _opener(self) -> Caller:
        standing = Office(Seat("police", "0101"), "police-station", "district", above=("01", "hq"))
        return a_caller("police", "police", standing=standing)
