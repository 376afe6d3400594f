"""Who may call what, decided from arguments alone: deny by default, one agreement or none."""

from gateway.directory.entries import AgreementEntry, OperationEntry
from gateway.directory.snapshot import Snapshot
from gateway.errors import NoAgreement, SignatureRequired


def decide(
    snapshot: Snapshot, *, member: str, purpose: str, operation: OperationEntry, signed: bool, at: float
) -> AgreementEntry:
    """Return the agreement in force at `at` (epoch seconds); raise `NoAgreement` or `SignatureRequired`."""
    agreement = snapshot.agreement(member, operation.key, purpose, at)
    if agreement is None:
        raise NoAgreement(member=member, service=operation.service, operation=operation.operation_id, purpose=purpose)
    if operation.legal_act and not signed:
        raise SignatureRequired(operation=operation.operation_id)
    return agreement
