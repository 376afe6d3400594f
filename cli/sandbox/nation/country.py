"""The country as directory content: members, offices, one system per member, and agreements."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from cli.sandbox.country import Sandbox
from cli.sandbox.nation.offices import PlannedOffice, document, planned
from gateway.directory.agreement import Agreement
from gateway.directory.content import System
from gateway.directory.enrolled_offices import EnrolledOffices
from gateway.directory.organisations import Member, Name, Office

LETTERS: Final = "agr_moic-letters"  # what every other ministry writes under, too
WRITERS: Final = ("moh", "home-affairs", "registrar", "hospital")
A_MONTH_AT_ONCE: Final = {"rate_per_s": 500.0, "burst": 1000}  # thirty days of one system pass in half a minute


@cache
def country() -> Sandbox:
    """Return the country: members and agreements of the small sandbox, and everything that it lacks."""
    small = Sandbox.load()
    told = document("members.toml")
    members = (
        *(_renamed(member, told["renamed"].get(member.id)) for member in small.members),
        *(Member(id=each["id"], kind="ministry", names=_names(each)) for each in told["ministries"]),
    )
    offices = offices_of(members)
    return Sandbox(
        members=members,
        offices=tuple(_entered(office) for office in offices),
        systems=tuple(_systems(small, told["ministries"])),
        offered_by=small.offered_by,
        agreements=tuple(_agreements(small, told["ministries"])),
    )


def offices_of(members: tuple[Member, ...]) -> tuple[PlannedOffice, ...]:
    """Return every office of these members."""
    return tuple(planned({member.id: (member.lo, member.en) for member in members}))


def system_of(sandbox: Sandbox, member: str) -> str:
    """Return the client id by which the member's offices act: that of its first system."""
    return next(system.client_id for system in sandbox.systems if system.member == member)


def _renamed(member: Member, named: Mapping[str, str] | None) -> Member:
    return member if named is None else member.model_copy(update={"names": _names(named)})


def _names(named: Mapping[str, str]) -> tuple[Name, ...]:
    return (Name(lo=named["lo"], en=named["en"]),)


def _entered(office: PlannedOffice) -> Office:
    """Return the office as an entry of the directory."""
    return Office(
        member=office.seat.member,
        code=office.seat.office,
        lo=office.lo,
        en=office.en,
        kind=office.kind,
        level=office.level,
        place=office.place,
        country=office.country,
        parent=office.under.office if office.under else None,
    )


def _systems(small: Sandbox, ministries: list[Mapping[str, Any]]) -> Iterator[System]:
    """Yield one system for all offices of each member; the case registry's own acts for its headquarters alone."""
    for system in small.systems:
        offices = EnrolledOffices(codes=("hq",)) if system.name == "case-registry" else EnrolledOffices(every=True)
        yield System(member=system.member, name=system.name, offices=offices)
    for each in ministries:
        yield System(member=each["id"], name="office", offices=EnrolledOffices(every=True))


def _agreements(small: Sandbox, ministries: list[Mapping[str, Any]]) -> Iterator[Agreement]:
    for agreement in small.agreements:
        yield agreement.model_copy(update=A_MONTH_AT_ONCE)
    letters = next(agreement for agreement in small.agreements if agreement.id == LETTERS)
    for member in (*(each["id"] for each in ministries), *WRITERS):
        changed = {"id": f"agr_{member}-letters", "member": member, **A_MONTH_AT_ONCE}
        yield letters.model_copy(update=changed)
