"""Answers of the services as the tables of rights have them, for the records that the sample country makes."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from cli.rights import cases, records
from cli.rights.cells import Answer, Position, Profile, Words
from cli.sandbox.country import Sandbox
from services.case_registry.domain.acts import RULES, Act
from services.case_registry.domain.reads import RULES as SIGHTS
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Part, Restriction, Status, Way
from tests.journeys.authorisation.row import FOREIGN, NO_RECORD, OWN, SHARED, Derived, How, Standing
from tests.support.sample_country import KINDS, SEATS
from tests.support.sample_records import today

Case: TypeAlias = tuple[Status, Way, Restriction]

_CRIMINAL, _CIVIL = Way.CRIMINAL, Way.CIVIL
# What the police and a court open for themselves is restricted, and so is what is closed to others.
OPENED: Final[Mapping[str, Case]] = {
    "police": (Status.REPORTED, _CRIMINAL, Restriction.STATE_SECRET),
    "court": (Status.FILED_IN_COURT, _CIVIL, Restriction.FAMILY_SECRET),
}
FILES: Final[Mapping[str, Case]] = {
    **OPENED,
    "prosecutor": (Status.FILE_SENT_TO_PROSECUTOR, _CRIMINAL, Restriction.NONE),
    "justice": (Status.FINAL, _CIVIL, Restriction.NONE),
}
CHARGES: Final[Mapping[str, Case]] = {
    "prosecutor": (Status.FILE_SENT_TO_PROSECUTOR, _CRIMINAL, Restriction.NONE),
    "court": (Status.IN_TRIAL, _CRIMINAL, Restriction.NONE),
}
EVERYBODY: Final = frozenset(KINDS)


def _profiles() -> dict[str, Profile]:
    offices = {(office.member, office.code): office for office in Sandbox.load().offices}
    found = {}
    for kind, seat in SEATS.items():
        office = offices[seat["member"], seat["office"]]
        found[kind] = Profile(kind, office.kind, office.level)
    return found


PROFILES: Final = _profiles()


def read(call: How, operation: Read, own: Mapping[str, Case]) -> Derived:
    """Return a read of a case of one's own, or of another member's, that is open or closed to others."""

    def status(kind: str, purpose: str, standing: Standing) -> int:
        restriction = _case(kind, standing, own)[2]
        answer = cases.read_answer(operation, purpose, _position(kind, standing, own), restriction, SIGHTS)
        return {Answer.ALLOWED: 200, Answer.HIDDEN: 404}[answer]

    return Derived(call, _kinds(own), status)


def imported(call: How, operation: Read) -> Derived:
    """Return a read of an import, one's own or another's: of all of its cases at once."""

    def status(kind: str, purpose: str, standing: Standing) -> int:
        position = _position(kind, standing, FILES)
        answer = cases.read_answer(operation, purpose, position, Restriction.NONE, SIGHTS)
        return {Answer.ALLOWED: 200, Answer.HIDDEN: 404}[answer]

    return Derived(call, {OWN: EVERYBODY, FOREIGN: EVERYBODY}, status)


def listed(call: How) -> Derived:
    """Return a list, which answers whoever is let in with what it may see."""
    return Derived(call, {NO_RECORD: EVERYBODY}, lambda _kind, _purpose, _standing: 200)


def act(call: How, operation: Act, own: Mapping[str, Case], *, done: int = 201, officer: str | None = None) -> Derived:
    """Return an act in a case of one's own, or in another member's."""

    def status(kind: str, purpose: str, standing: Standing) -> int:
        case, position = _case(kind, standing, own), _position(kind, standing, own)
        answer = cases.act_answer(operation, purpose, position, case, today(), RULES, SIGHTS)
        return {Answer.ALLOWED: done, Answer.HIDDEN: 404, Answer.REFUSED: 409}[answer]

    return Derived(call, _kinds(own), status, officer=officer)


def record(
    service: str,
    operation: str,
    call: How,
    standings: Mapping[Standing, Mapping[str, tuple[str, str]]],
    *,
    done: int = 201,
    instead: Mapping[str, int] | None = None,
    officer: str | None = None,
) -> Derived:
    """Return an act on, or a read of, a record that is no case.

    `standings` say, by kind of member, as what it stands to the record and what is true of that.
    """
    (known,) = [each for each in records.SERVICES if each.name == service]
    positions = {position.name: position for position in records.positions_of(known.parts)}

    def status(kind: str, purpose: str, standing: Standing) -> int:
        name, fact = standings[standing][kind]
        who = (purpose, positions[name], PROFILES[kind], fact)
        answer = records.answer(known, known.rights, operation, who)
        return {Answer.ALLOWED: done, Answer.HIDDEN: 404, Answer.REFUSED: 403}[answer]

    return Derived(call, standings, status, instead or {}, officer)


def as_all(position: str, fact: str = "") -> dict[str, tuple[str, str]]:
    """Return that every kind of member stands so."""
    return dict.fromkeys(EVERYBODY, (position, fact))


def _kinds(own: Mapping[str, Case]) -> dict[Standing, frozenset[str]]:
    return {OWN: frozenset(own), SHARED: EVERYBODY, FOREIGN: EVERYBODY}


def _case(kind: str, standing: Standing, own: Mapping[str, Case]) -> Case:
    if standing is OWN:
        return own[kind]
    status, way, restriction = OPENED["court" if kind == "police" else "police"]
    return status, way, restriction if standing is FOREIGN else Restriction.NONE


def _position(kind: str, standing: Standing, own: Mapping[str, Case]) -> Position:
    profile = PROFILES[kind]
    words = Words(kind=kind, office_kind=profile.office_kind)
    if standing is not OWN:
        return Position(name="another member", level=profile.level, **words)
    parts = {Part.FILE} | ({Part.COURT} if kind == "court" else set())
    parts |= {Part.CHARGE} if own is CHARGES and kind == "prosecutor" else set()
    return Position(name="own", own=True, parts=frozenset(parts), level=profile.level, **words)
