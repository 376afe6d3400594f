"""The members and offices of the sandbox, as a service or a gateway holds them once it has read the directory."""

from typing import Final

from cli.sandbox.country import Sandbox
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.seats import Seat


def _sandbox() -> Organisations:
    country = Sandbox.load()
    return Organisations.of(
        1,
        [MemberFacts(member.id, member.kind, member.lo, member.en, member.dissolved_on) for member in country.members],
        [
            OfficeFacts(Seat(office.member, office.code), "court", office.level, office.lo, office.en, office.place)
            for office in country.offices
        ],
    )


SANDBOX: Final = _sandbox()
