"""Authorisation check of an exchange under way: whether its rights are still in force."""

from gateway.exchange.exchange import Exchange
from gateway.exchange.ports import Directory
from gateway.trust.standing import fault_of


def still_allowed(x: Exchange, directory: Directory) -> bool:
    """Tell whether system, key, token, agreement and delegation of this exchange are still in force."""
    operation, snapshot = x.operation, directory.snapshot
    if operation.public:
        service = snapshot.services.get(x.service.name)
        now = service.operations.get(operation.operation_id) if service is not None else None
        return now is not None and now.public
    identity = x.identity
    system, delegation = identity.system, identity.delegation
    if fault_of(
        snapshot,
        directory.revoked,
        client_id=system.client_id,
        member=system.member,
        key=identity.jkt,
        tokens=identity.tokens,
        delegation=delegation,
    ):
        return False
    at = x.gateway.clock.now().timestamp()
    agreement = snapshot.agreement(system.member, operation.key, identity.purpose, at)
    return agreement is not None and (delegation is None or delegation.member in agreement.on_behalf_of)
