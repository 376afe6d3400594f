"""The second look at an exchange under way: whether what let it begin still stands."""

from gateway.exchange.exchange import Exchange
from gateway.exchange.ports import Directory
from gateway.trust.standing import fault_of


def still_allowed(x: Exchange, directory: Directory) -> bool:
    """Tell whether what let this exchange begin still stands: system, key, token, agreement, whoever it acts for."""
    identity, operation, snapshot = x.identity, x.operation, directory.snapshot
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
