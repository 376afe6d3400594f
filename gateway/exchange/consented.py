"""Where an exchange rests on consent: that it is about the person who gave it."""

import orjson

from gateway.errors import ConsentOfAnother
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Reply
from gateway.exchange.upstream import SUCCESS


def must_be_about_the_giver(x: Exchange) -> None:
    """Raise `ConsentOfAnother` unless request or answer name the person; who is named nowhere did not consent to it."""
    consent = x.consent
    if consent is not None and consent.giver.isdisjoint(x.named):
        raise ConsentOfAnother(reference=consent.reference)


def what_leaves_must_be_about_the_giver(x: Exchange, reply: Reply) -> None:
    """Let a record leave to the person's own consent alone; a refusal of the service tells nothing of anybody.

    Asked of the request and of what is left: of what the caller may not see, the answer would tell whom it names.
    """
    consent = x.consent
    if consent is None or x.operation.mutating or x.answer.status not in SUCCESS:
        return
    if consent.giver.isdisjoint(_named_where_it_shows(x, reply)):
        raise ConsentOfAnother(reference=consent.reference)


def _named_where_it_shows(x: Exchange, reply: Reply) -> set[str]:
    declared = reply.declared
    if declared is None or declared.entry.seeker is None or not declared.uncovered:
        return x.named
    named = asked_about(x)
    declared.entry.seeker.find(reply.document, named)
    return named


def asked_about(x: Exchange) -> set[str]:
    """Return the people whom the request names, but for those of a stream, which has passed by."""
    named: set[str] = set()
    query, operation, content = x.scope["query_string"].decode("ascii"), x.operation, x.body.content
    operation.parameters.find_subjects(x.resolved.path_parameters, query, named)
    if operation.seeker is not None and content:
        operation.seeker.find(orjson.loads(content), named)
    return named
