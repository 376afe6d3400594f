"""The record of a vital event: the fold of its immutable list of actions. No I/O.

The same actions give the same record. What an action does to the facts stands in its content: `facts` replaces them,
`changes` (JSON Pointer → what was and what is) corrects them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import reduce
from typing import Any, Final

from contracts.seats import Seat
from services.civil_registration.domain.actions import ENDED, Act, Action, State, leads_to
from services.civil_registration.domain.assignments import Assignment, assigned
from services.civil_registration.domain.facts import Facts, at, corrected, district_of, occurred_on
from services.civil_registration.domain.judgments import CHANGED, cautions, corrected_since, differing
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.prints import Print, with_ends, with_print
from services.civil_registration.domain.uin_requests import Uin, folded
from services.civil_registration.errors.events import RecordFull

_EXTRACTS: Final = frozenset({Act.RECEIVE_JUDGMENT, Act.UPDATE_JUDGMENT})
MOST_ACTIONS: Final = 900  # after them a log takes none of those that anybody can repeat for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A vital event in its present state: what its actions add up to."""

    kind: EventKind
    state: State
    facts: Facts
    registrar: Seat  # the office that registers it; its successor does when it is closed
    actions: tuple[Action, ...]
    due_on: date | None = None  # the last day on which registration is not late
    warnings: Sequence[Mapping[str, Any]] = ()  # of the rules. Any: documents of the schema, as kept
    before: State | None = None  # where it stood before it was cancelled or archived
    registration: Mapping[str, Any] | None = None  # Any: what the registrar added, as kept
    registered_by: Seat | None = None
    approved: bool = False
    assignments: tuple[Assignment, ...] = ()
    requested: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # Any: corrections that wait, by id
    corrections: int = 0
    duplicates: frozenset[str] = frozenset()  # ids of potential duplicates that nobody has decided on
    same_as: Mapping[str, str] = field(default_factory=dict)  # events that a person found to be the same, by duplicate
    annotations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # Any: as kept, by the event that cites
    judgment: Mapping[str, Any] | None = None  # Any: what the court's extract says, as kept
    judgment_corrected: frozenset[str] = frozenset()  # members of it that changed since a person stated the facts
    prints: Mapping[str, Print] = field(default_factory=dict)  # of its certificates, by id, oldest first
    uin: Uin | None = None  # what was asked of an identity system

    @property
    def version(self) -> int:
        """How many actions the record has: its entity tag."""
        return len(self.actions)

    @property
    def is_full(self) -> bool:
        """Whether its log takes no more of the actions that anybody can repeat for ever."""
        return self.version >= MOST_ACTIONS

    @property
    def district(self) -> str | None:
        """The district of the place of the event."""
        return district_of(self.facts)

    @property
    def declarer(self) -> Seat:
        """The office that drafted, noticed or declared the event first."""
        return self.actions[0].author.seat

    @property
    def is_registered_death(self) -> bool:
        """Whether it is a death that has legal status."""
        return self.kind is EventKind.DEATH and self.state is State.REGISTERED

    @property
    def registered_on(self) -> date | None:
        """The day of registration."""
        return None if self.registration is None else date.fromisoformat(self.registration["registeredOn"])

    def is_late(self, today: date) -> bool:
        """Tell whether it was registered late, or is late while it is not."""
        return self.due_on is not None and (self.registered_on or today) > self.due_on

    def flags(self, today: date, *, incomplete: bool) -> list[str]:
        """Return the flags for officers: codes of the list `civil-event-flag`."""
        signs = {
            "late": self.is_late(today),
            "incomplete": incomplete,
            "unusual": bool(self.cautions),
            "potentialDuplicate": bool(self.duplicates),
            "correctionRequested": bool(self.requested),
            "corrected": self.corrections > 0,
            "judgmentReceived": self.judgment is not None and self.registration is None,
            "judgmentChanged": self.state not in ENDED and any(each["code"] in CHANGED for each in self._cautions),
            **({} if self.uin is None else self.uin.flags),
        }
        return [flag for flag, is_up in signs.items() if is_up]

    @property
    def is_closed(self) -> bool:
        """Whether an adoption closed this first record: the law says who still reads it."""
        return any(each.get("closes") for each in self.annotations.values())

    @property
    def name_now(self) -> Mapping[str, Any] | None:  # Any: a PersonName document
        """The name that the latest change on record gives to whom this first record is about."""
        return next((each["name"] for each in reversed([*self.annotations.values()]) if "name" in each), None)

    @property
    def cautions(self) -> list[Mapping[str, Any]]:  # Any: documents of the schema
        """Everything that looks unusual: what rules say of the facts, and what its judgment says."""
        return [*self.warnings, *self._cautions]

    @property
    def _cautions(self) -> list[Mapping[str, Any]]:  # Any: as above
        registered, other = self.registration is not None, self.judgment_corrected
        return cautions(self.kind, self.facts, self.judgment, other, registered=registered)

    @property
    def subjects(self) -> list[Mapping[str, Any]]:  # Any: PersonName documents
        """The names of whom the event is about."""
        people = KINDS[self.kind].subjects or ("mother",)
        return [name for person in people if (name := at(self.facts, f"/{person}/name")) is not None]

    @property
    def occurred_on(self) -> date | None:
        """The day of the event, the first of what is known."""
        return occurred_on(self.facts)


def must_have_room(record: Record) -> None:
    """Raise `RecordFull` for one more action of those that anybody can repeat for ever."""
    if record.is_full:
        raise RecordFull(MOST_ACTIONS)


def replay(actions: Sequence[Action]) -> Record:
    """Return the record of these actions, oldest first (event sourcing)."""
    first, *later = actions
    content = first.content
    opened = Record(
        kind=EventKind(content["kind"]),
        state=leads_to(first.kind, None, None),
        facts=content["facts"],
        registrar=_seat(content["registrar"]),
        actions=(first,),
        due_on=_day(content.get("dueOn")),
        warnings=content.get("warnings", ()),
        judgment=content.get("judgment"),
    )
    if first.kind is Act.IMPORT:  # registered by the office whose book it is, whoever carries it over
        opened = replace(opened, registration=content, registered_by=opened.registrar)
    return continued(opened, later)


def known_at(record: Record, at: datetime) -> Record | None:
    """Return the record as it was known at that moment: the fold of what was done until then; None before it began."""
    until = [action for action in record.actions if action.author.at <= at]
    return replay(until) if until else None


def continued(record: Record, actions: Sequence[Action]) -> Record:
    """Return the record after these further actions."""
    return reduce(_applied, actions, record)


def _applied(record: Record, action: Action) -> Record:
    reached = leads_to(action.kind, record.state, record.before)
    stays = reached is record.state or reached not in ENDED
    before = record.before if stays else record.state
    moved = replace(record, state=reached, before=before, actions=(*record.actions, action))
    return _EFFECTS[action.kind](moved, action) if action.kind in _EFFECTS else moved


def _restated(record: Record, action: Action) -> Record:
    content = action.content
    if "facts" not in content:
        return record
    return replace(
        record,
        facts=content["facts"],
        registrar=_seat(content["registrar"]),
        due_on=_day(content.get("dueOn")),
        warnings=content.get("warnings", ()),
        judgment_corrected=frozenset(),
    )


def _registered(record: Record, action: Action) -> Record:
    return replace(_restated(record, action), registration=action.content, registered_by=action.author.seat)


def _import_withdrawn(record: Record, _action: Action) -> Record:
    return replace(record, registration=None, registered_by=None, before=None)


def _judgment_updated(record: Record, _action: Action) -> Record:
    told = [each.content["judgment"] for each in record.actions if each.kind in _EXTRACTS]
    now, changed = told[-1], corrected_since(told)
    return replace(record, judgment=now, judgment_corrected=record.judgment_corrected | changed)


def _approved(record: Record, _action: Action) -> Record:
    return replace(record, approved=True)


def _handed_over(record: Record, action: Action) -> Record:
    return replace(record, registrar=_seat(action.content["to"]), assignments=())


def _assigned(record: Record, action: Action) -> Record:
    return replace(record, assignments=assigned(record.assignments, action))


def _unassigned(record: Record, _action: Action) -> Record:
    return replace(record, assignments=())


def _correction_requested(record: Record, action: Action) -> Record:
    return replace(record, requested={**record.requested, action.content["correctionId"]: action.content})


def _corrected(record: Record, action: Action) -> Record:
    told = action.content
    facts = corrected(record.facts, told["changes"])
    waiting = {name: each for name, each in record.requested.items() if name != told["correctionId"]}
    corrections = record.corrections + 1
    return replace(record, facts=facts, requested=waiting, corrections=corrections, warnings=told.get("warnings", ()))


def _correction_refused(record: Record, action: Action) -> Record:
    waiting = {name: each for name, each in record.requested.items() if name != action.content["correctionId"]}
    refused, kept = record.requested.get(action.content["correctionId"]), record.judgment_corrected
    if refused is not None and kept:
        # who refuses what the court says now has decided that the register is right
        kept = differing(record.kind, corrected(record.facts, refused["changes"]), record.judgment, kept)
    return replace(record, requested=waiting, judgment_corrected=kept)


def _duplicate_found(record: Record, action: Action) -> Record:
    return replace(record, duplicates=record.duplicates | {action.content["duplicateId"]})


def _duplicate_decided(record: Record, action: Action) -> Record:
    told = action.content
    same_as = {name: other for name, other in record.same_as.items() if name != told["duplicateId"]}
    if told["outcome"] == "same":
        same_as[told["duplicateId"]] = told["otherEventId"]
    return replace(record, duplicates=record.duplicates - {told["duplicateId"]}, same_as=same_as)


def _annotated(record: Record, action: Action) -> Record:
    cites = action.content["eventId"]
    others = {name: each for name, each in record.annotations.items() if name != cites}
    return replace(record, annotations=others if action.content.get("ended") else {**others, cites: action.content})


def _uin_changed(record: Record, action: Action) -> Record:
    uin, facts = folded(record.uin, record.facts, action)
    return replace(record, uin=uin, facts=facts)


_EFFECTS: Final[Mapping[Act, Callable[[Record, Action], Record]]] = {
    Act.DECLARE: _restated,
    Act.NOTIFY: _restated,
    Act.AMEND: _restated,
    Act.REGISTER: _registered,
    Act.UPDATE_JUDGMENT: _judgment_updated,
    Act.APPROVE: _approved,
    Act.HAND_OVER: _handed_over,
    Act.ASSIGN: _assigned,
    Act.UNASSIGN: _unassigned,
    Act.REQUEST_CORRECTION: _correction_requested,
    Act.CORRECT: _corrected,
    Act.REFUSE_CORRECTION: _correction_refused,
    Act.FIND_DUPLICATE: _duplicate_found,
    Act.DECIDE_DUPLICATE: _duplicate_decided,
    Act.WITHDRAW_IMPORT: _import_withdrawn,
    Act.ANNOTATE: _annotated,
    Act.ISSUE_CERTIFICATE: lambda record, action: replace(record, prints=with_print(record.prints, action)),
    Act.REVOKE_CERTIFICATE: lambda record, action: replace(record, prints=with_ends(record.prints, action)),
    **dict.fromkeys((Act.REQUEST_UIN, Act.CONFIRM_UIN, Act.REFUSE_UIN, Act.DECIDE_UIN), _uin_changed),
}


def _seat(document: Mapping[str, str]) -> Seat:
    return Seat(document["member"], document["office"])


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)
