"""Check that an exchange under consent is about the person who gave the consent."""

import orjson

from gateway.errors.rights import ConsentOfAnother
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Reply
from gateway.exchange.upstream import SUCCESS


def must_be_about_the_giver(x: Exchange) -> None:
    """Raise `ConsentOfAnother` unless the request or the answer names the person who gave the consent."""
    consent = x.consent
    if consent is not None and consent.giver.isdisjoint(x.named):
        raise ConsentOfAnother(reference=consent.reference)


def answer_must_be_about_the_giver(x: Exchange, reply: Reply) -> None:
    """Raise `ConsentOfAnother` for a record of another person that is about to leave; a service's refusal names nobody.

    Looks at the request and the minimised answer: a name in hidden members must not change what the caller gets.
    """
    consent = x.consent
    if consent is None or x.operation.mutating or x.answer.status not in SUCCESS:
        return
    if consent.giver.isdisjoint(_people_shown(x, reply)):
        raise ConsentOfAnother(reference=consent.reference)


def _people_shown(x: Exchange, reply: Reply) -> set[str]:
    declared = reply.declared
    if declared is None or declared.entry.seeker is None or not declared.uncovered:
        return x.named
    named = people_in_request(x)
    declared.entry.seeker.find(reply.document, named)
    return named


def people_in_request(x: Exchange) -> set[str]:
    """Return the people whom the request names, without those in a streamed body, which is gone by now."""
    named: set[str] = set()
    query, operation, content = x.scope["query_string"].decode("ascii"), x.operation, x.body.content
    operation.parameters.find_subjects(x.resolved.path_parameters, query, named)
    if operation.seeker is not None and content:
        operation.seeker.find(orjson.loads(content), named)
    return named
