"""From where a call comes, as a proxy of ours states it in `Forwarded` (RFC 7239); believed from no one else."""

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from gateway.exchange.exchange import Exchange
from gateway.exchange.guard import FORWARDED

# The last element is the one that our own proxy has written: those before may be what its caller has sent.
_FOR: Final = re.compile(
    r'(?:^|;)\s*for=(?:"\[([0-9a-f:.]+)\](?::[0-9]+)?"|"?([0-9.]+)(?::[0-9]+)?"?)\s*(?:;|$)', re.IGNORECASE
)
_HOME: Final = 64  # bits of an IPv6 address that one subscriber has


def stated_address(x: Exchange) -> str | None:
    """Return the caller's address, of IPv6 its network; None where no hop states one that can be read."""
    stated = x.headers.get(FORWARDED)
    found = _FOR.search(stated.rpartition(",")[2].strip()) if stated is not None else None
    if found is None:
        return None
    try:
        address = ip_address(found[1] or found[2])
    except ValueError:
        return None
    return str(ip_network((address, _HOME), strict=False)) if isinstance(address, IPv6Address) else str(address)
