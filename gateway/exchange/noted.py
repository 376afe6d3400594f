"""Writes the refusal of an exchange into the security log, with what is known of its caller so far."""

from contracts.problems import Problem
from gateway import security_log
from gateway.exchange.exchange import Exchange


def note_refused(x: Exchange, refusal: Problem) -> None:
    """Note the refusal if it is one for the security log."""
    security_log.note(
        refusal,
        exchange=x.id,
        trace=x.trace.trace_id,
        client=x.scope.get("client"),
        path=x.path if x.knows("identity") else None,
        service=x.service.name if x.knows("service") else None,
        system=x.token_of if x.knows("token_of") else None,
    )
