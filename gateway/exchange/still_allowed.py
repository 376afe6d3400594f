"""Authorisation check of an exchange under way: whether its rights are still in force."""

from gateway.exchange.authorise import officer_stands
from gateway.exchange.exchange import Exchange
from gateway.exchange.ports import Directory
from gateway.trust.standing import fault_of


def still_allowed(x: Exchange, directory: Directory) -> bool:
    """Tell whether system, key, token, officer, office, agreement and delegation of this exchange are in force."""
    operation, snapshot = x.operation, directory.snapshot
    if operation.public:
        service = snapshot.services.get(x.service.name)
        now = service.operations.get(operation.operation_id) if service is not None else None
        return now is not None and now.public
    identity = x.identity
    system, delegation, office = identity.system, identity.delegation, identity.office
    at = x.gateway.clock.now().timestamp()
    if fault_of(
        snapshot,
        directory.revoked,
        client_id=system.client_id,
        member=system.member,
        key=identity.jkt,
        tokens=identity.tokens,
        delegation=delegation,
        office=office,
        at=at,
    ):
        return False
    if not officer_stands(identity, snapshot, at):
        return False
    standing = snapshot.standing(system.client_id, office, at)
    agreement = snapshot.agreement(
        system.member, operation.key, identity.purpose, at, system=system.client_id, standing=standing
    )
    return agreement is not None and (delegation is None or delegation.member in agreement.on_behalf_of)
