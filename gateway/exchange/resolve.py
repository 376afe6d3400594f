"""Step 4, resolve: find service and operation of the path in a directory that was confirmed lately."""

from contracts.problems import MethodNotAllowed, NotFound
from gateway.directory.entries import MethodMismatch
from gateway.exchange.exchange import Exchange


async def resolve(x: Exchange) -> None:
    """Find the operation; raise `DirectoryStale`, `NotFound`, or `MethodNotAllowed` with `Allow`."""
    # One version for the whole exchange, whatever is swapped meanwhile. It is refused when it was not confirmed lately:
    # a right withdrawn elsewhere may still stand in what we hold, and deciding by it would be worse than waiting.
    x.snapshot = snapshot = x.gateway.directory.current()
    name = x.path.split("/", 2)[1]
    service = snapshot.services.get(name)
    if service is None:
        raise NotFound
    x.service = service  # a wrong path is refused, and recorded, as one of this service
    found = snapshot.resolve(name, x.method, x.path)
    if found is None:
        raise NotFound
    if isinstance(found, MethodMismatch):
        raise MethodNotAllowed(headers={"Allow": ", ".join(found.allowed)})
    x.resolved = found
