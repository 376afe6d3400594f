"""Corrections of a registered event: what may be, on what basis, who approves, what it leads to. No I/O."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.officers import normal_officer
from contracts.problems import Fault, InvalidInput, NotFound
from services.civil_registration.domain import needs, rules
from services.civil_registration.domain.actions import Act, Action, Author, State, must_be_allowed
from services.civil_registration.domain.declaring import Country
from services.civil_registration.domain.facts import Facts, at, corrected
from services.civil_registration.domain.impossibilities import impossibilities
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record, must_have_room
from services.civil_registration.domain.rules import Known
from services.civil_registration.errors.corrections import (
    DOCUMENTS_NEEDED,
    JUDGMENT_NEEDED,
    CorrectedByOneself,
    CorrectingOfficerNeeded,
    FactNotInForce,
    SuperiorNeeded,
    changes_nothing,
    corrected_twice,
    never_corrected,
    other_basis_needed,
)
from services.civil_registration.errors.facts import JUDGMENT_DAY_NEEDED, future_date

LIST: Final = "correction-basis"  # the national list
_NEEDED: Final = {"documents": DOCUMENTS_NEEDED, "judgment": JUDGMENT_NEEDED}


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction as it is asked for: what was and what is right by pointer, and everything said of it."""

    changes: Mapping[str, Mapping[str, JSON]]
    basis: str
    said: Mapping[str, Any]  # Any: reason, judgment, documents and whose wish, as kept


def changes_of(pointers: Sequence[str], was: Facts, now: Facts) -> dict[str, dict[str, JSON]]:
    """Return what was and what is right at each of these pointers; nothing where nothing stands."""
    stated = {pointer: {"was": at(was, pointer), "now": at(now, pointer)} for pointer in pointers}
    return {pointer: {name: v for name, v in each.items() if v is not None} for pointer, each in stated.items()}


def requested(
    record: Record, asked: Asked, author: Author, country: Country, known: tuple[Known, Known], correction_id: str
) -> Action:
    """Return the action that asks for a correction.

    `known` is what the register knows of the facts as they stand, and as they would be. Raises `ActionNotAllowed`,
    `RecordFull`, `CorrectingOfficerNeeded`, `FactNotInForce`, and `InvalidInput` for what is not corrected, lacks what
    its basis needs, or cannot stand there.
    """
    must_be_allowed(Act.REQUEST_CORRECTION, record.state)
    must_have_room(record)
    if author.officer is None:
        raise CorrectingOfficerNeeded
    faults = [
        *_not_corrected(record.kind, asked.changes),
        *_on_other_bases(record, asked.changes, asked.basis, country.lists),
        *_lacking(asked, author, country.lists),
    ]
    if faults:
        raise InvalidInput(faults=faults)
    _must_be_in_force(record, asked.changes)
    _checked(record, asked.changes, author, country, known)
    content = {"correctionId": correction_id, "changes": asked.changes, "basis": asked.basis, **asked.said}
    return Action(Act.REQUEST_CORRECTION, author, content)


def approved(
    record: Record, correction_id: str, reason: str | None, author: Author, country: Country, known: tuple[Known, Known]
) -> Action:
    """Return the action that corrects the facts, by another officer than the one who asked.

    Raises `NotFound` where no such correction waits, `CorrectedByOneself`, `SuperiorNeeded` where its basis needs the
    office above, and what `requested` raises: others may have corrected the same meanwhile.
    """
    must_be_allowed(Act.CORRECT, record.state)
    waiting = _waiting(record, correction_id, author)
    if needs_superior(waiting["basis"], country.lists) and not country.organisations.is_above(
        author.seat, record.registrar
    ):
        raise SuperiorNeeded
    changes = waiting["changes"]
    _must_be_in_force(record, changes)
    if faults := _on_other_bases(record, changes, waiting["basis"], country.lists):
        raise InvalidInput(faults=faults)
    warnings = _checked(record, changes, author, country, known)
    content = {"correctionId": correction_id, "changes": changes, "warnings": [*warnings], **_because(reason)}
    return Action(Act.CORRECT, author, content)


def refused(record: Record, correction_id: str, reason: str | None, author: Author) -> Action:
    """Return the action that refuses a correction. Raises `ActionNotAllowed`, `NotFound`, `CorrectedByOneself`."""
    must_be_allowed(Act.REFUSE_CORRECTION, record.state)
    _waiting(record, correction_id, author)
    return Action(Act.REFUSE_CORRECTION, author, {"correctionId": correction_id, **_because(reason)})


def needs_superior(basis: str, lists: CodeLists) -> bool:
    """Tell whether the office above approves corrections on this basis; on one that nobody knows any more it does."""
    return bool(_told(basis, lists).get("approval", "above") == "above")


def waits(record: Record, correction_id: str) -> Mapping[str, Mapping[str, JSON]]:
    """Return the changes of a correction that waits; raise `NotFound` for one that does not."""
    if correction_id not in record.requested:
        raise NotFound
    changes: Mapping[str, Mapping[str, JSON]] = record.requested[correction_id]["changes"]
    return changes


def _waiting(record: Record, correction_id: str, author: Author) -> Mapping[str, Any]:  # Any: as kept
    waits(record, correction_id)
    if author.officer is None:
        raise CorrectingOfficerNeeded
    asked = next(
        each.author
        for each in record.actions
        if each.kind is Act.REQUEST_CORRECTION and each.content["correctionId"] == correction_id
    )
    # officers are their member's: two of one id in two members are two people, two spellings in one are one
    if asked.seat.member == author.seat.member and normal_officer(asked.officer or "") == normal_officer(
        author.officer
    ):
        raise CorrectedByOneself
    return record.requested[correction_id]


def _not_corrected(kind: EventKind, changes: Mapping[str, Mapping[str, JSON]]) -> list[Fault]:
    faults = list[Fault]()
    for pointer, change in changes.items():
        if _is_under(pointer, NEVER[kind]):
            faults.append(never_corrected(pointer))
        elif _is_under(pointer, [other for other in changes if other != pointer]):
            faults.append(corrected_twice(pointer))
        elif change.get("was") == change.get("now"):
            faults.append(changes_nothing(pointer))
    return faults


def _on_other_bases(
    record: Record, changes: Mapping[str, Mapping[str, JSON]], basis: str, lists: CodeLists
) -> list[Fault]:
    """Return the faults of what this basis does not reach; those that do ask for documents and the office above."""
    bases = {code: each.attributes for code, each in lists.codes(LIST).items()}
    fit = [code for code in bases if needs_superior(code, lists) and "documents" in bases[code].get("needs", ())]
    if basis in fit:
        return []
    after = corrected(record.facts, changes)
    rows = [row for row in STRICT[record.kind] if row.where is None or at(record.facts, row.where) is not None]
    pointers = [pointer for row in rows for pointer in row.pointers if at(record.facts, pointer) != at(after, pointer)]
    return [other_basis_needed(pointer, [(code, lists.codes(LIST)[code]) for code in fit]) for pointer in pointers]


def _is_under(pointer: str, others: Sequence[str] | frozenset[str]) -> bool:
    return any(pointer == other or pointer.startswith(f"{other}/") for other in others)


def _lacking(asked: Asked, author: Author, lists: CodeLists) -> list[Fault]:
    needed = _told(asked.basis, lists).get("needs", ())
    faults = [_NEEDED[name] for name in _NEEDED if name in needed and not asked.said.get(name)]
    judgment = asked.said.get("judgment") or {}
    if judgment and "decidedOn" not in judgment:
        faults.append(JUDGMENT_DAY_NEEDED)
    days = [name for name in ("decidedOn", "finalOn") if judgment.get(name, "") > author.today.isoformat()]
    return [*faults, *(future_date(f"/judgment/{name}") for name in days)]


def _told(basis: str, lists: CodeLists) -> Mapping[str, Any]:  # Any: attributes
    known = lists.code(LIST, basis)
    return {} if known is None else known.attributes


def _must_be_in_force(record: Record, changes: Mapping[str, Mapping[str, JSON]]) -> None:
    other = sorted(pointer for pointer, each in changes.items() if each.get("was") != at(record.facts, pointer))
    if other:
        raise FactNotInForce(other)


def _checked(
    record: Record,
    changes: Mapping[str, Mapping[str, JSON]],
    author: Author,
    country: Country,
    known: tuple[Known, Known],
) -> Sequence[Mapping[str, Any]]:  # Any: documents of the schema
    """Return the warnings of the facts as they would be; raise `InvalidInput` for faults that they do not have now.

    What an old book never had stays away: a correction of something else is not held up by it.
    """
    facts = corrected(record.facts, changes)
    before = {(fault.code, fault.pointer) for fault in _faults(record.kind, record.facts, author, country, known[0])}
    after = _faults(record.kind, facts, author, country, known[1])
    if new := [fault for fault in after if (fault.code, fault.pointer) not in before]:
        raise InvalidInput(faults=[replace(fault, pointer=f"/now/{record.kind.value}{fault.pointer}") for fault in new])
    return rules.findings(record.kind, facts, country.lists, author.today, known[1]).warnings


def _faults(kind: EventKind, facts: Facts, author: Author, country: Country, known: Known) -> list[Fault]:
    found = impossibilities(kind, facts, author.today, known)
    try:
        needs.must_be_met(kind, facts, State.REGISTERED)
    except InvalidInput as lacking:
        found += lacking.faults
    if not found:
        found += rules.needed_to_register(kind, facts, country.lists, author.today)
        found += rules.findings(kind, facts, country.lists, author.today, known).faults
    return found


def _because(reason: str | None) -> dict[str, str]:
    return {} if reason is None else {"reason": reason}


@dataclass(frozen=True, slots=True)
class Strict:
    """Pointers that change only on a basis with documents and the office above, where something stands at another."""

    pointers: tuple[str, ...]
    where: str | None


def parse(text: str) -> tuple[Mapping[EventKind, frozenset[str]], Mapping[EventKind, tuple[Strict, ...]]]:
    """Return the pointers that stay, and those that change on some bases alone, by kind.

    Raises `ValueError` or `KeyError` for a table that cannot be meant.
    """
    never, strict = dict.fromkeys(EventKind, frozenset[str]()), dict.fromkeys(EventKind, tuple[Strict, ...]())
    for row in tomllib.loads(text)["corrections"]:
        if (unknown := set(row) - {"event", "never", "strict", "where"}) or ("where" in row and "strict" not in row):
            raise ValueError(f"{row}: {', '.join(sorted(unknown)) or 'where'} means nothing here")
        for kind in map(EventKind, row["event"]):
            never[kind] |= frozenset(map(str, row.get("never", ())))
            if "strict" in row:
                strict[kind] += (Strict(tuple(map(str, row["strict"])), row.get("where")),)
    return never, strict


NEVER, STRICT = parse((files(__package__) / "corrections.toml").read_text("utf-8"))
