"""Security log entry for a refused exchange, with what is known of its caller so far."""

from contracts.problems import Problem
from gateway import security_log
from gateway.exchange.exchange import Exchange


def note_refused(x: Exchange, refusal: Problem) -> None:
    """Write the refusal into the security log, if it is of a kind that belongs there."""
    security_log.note(
        refusal,
        exchange=x.id,
        trace=x.trace.trace_id,
        client=x.scope.get("client"),
        path=x.path if x.knows("identity") else None,
        service=x.service.name if x.knows("service") else None,
        system=x.token_of if x.knows("token_of") else None,
    )
