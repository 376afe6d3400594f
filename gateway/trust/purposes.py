"""Purposes of tokens: whether one is agreed, and what a refusal says of it."""

from contracts.purposes import LIST
from contracts.spoken import Coded
from gateway.directory.snapshot import Snapshot
from gateway.trust.errors import PurposeNotAgreed, PurposeUnknown


def must_be_agreed(purpose: str, member: str, snapshot: Snapshot, now: float) -> None:
    """Raise `PurposeNotAgreed`, or `PurposeUnknown` for one that nobody has, unless an agreement is in force for it."""
    agreed = snapshot.purposes(member, now)
    if purpose in agreed:
        return
    is_known = purpose in snapshot.purposes_agreed or snapshot.code_lists.code(LIST, purpose) is not None
    facts = snapshot.organisations.members.get(member)
    raise (PurposeNotAgreed if is_known else PurposeUnknown)(
        member=Coded(member, None if facts is None else facts.name_lo),
        purpose=_named(purpose, snapshot),
        purposes=[_named(each, snapshot) for each in sorted(agreed)],
    )


def _named(purpose: str, snapshot: Snapshot) -> Coded:
    code = snapshot.code_lists.code(LIST, purpose)
    return Coded(purpose, None if code is None else code.lo)
