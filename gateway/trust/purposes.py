"""Purposes of tokens: whether one is agreed, and what a refusal says of it."""

from typing import Final

from contracts.spoken import Coded
from gateway.directory.snapshot import Snapshot
from gateway.trust.errors import PurposeNotAgreed, PurposeUnknown

_LIST: Final = "purposes"  # the national list


def must_be_agreed(purpose: str, member: str, snapshot: Snapshot, now: float) -> None:
    """Raise `PurposeNotAgreed`, or `PurposeUnknown` for one that nobody has, unless an agreement is in force for it."""
    agreed = snapshot.purposes(member, now)
    if purpose in agreed:
        return
    listed = snapshot.code_lists.lists.get(_LIST)
    is_known = purpose in snapshot.purposes_agreed or (listed is not None and listed.ever(purpose))
    facts = snapshot.organisations.members.get(member)
    raise (PurposeNotAgreed if is_known else PurposeUnknown)(
        member=Coded(member, None if facts is None else facts.name_lo),
        purpose=_named(purpose, snapshot),
        purposes=[_named(each, snapshot) for each in sorted(agreed)],
    )


def _named(purpose: str, snapshot: Snapshot) -> Coded:
    code = snapshot.code_lists.code(_LIST, purpose)
    return Coded(purpose, None if code is None else code.lo)
