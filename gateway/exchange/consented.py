"""Where an exchange rests on consent: that it is about the person who gave it."""

from typing import Final

import orjson

from gateway.errors import ConsentOfAnother
from gateway.exchange.exchange import Exchange

_SUCCESS: Final = range(200, 300)


def must_be_about_the_giver(x: Exchange) -> None:
    """Raise `ConsentOfAnother` unless request or answer name the person; who is named nowhere did not consent to it."""
    if x.consent is not None and x.giver.isdisjoint(x.named):
        raise ConsentOfAnother(reference=x.consent)


def what_leaves_must_be_about_the_giver(x: Exchange) -> None:
    """Let a record leave to the person's own consent alone; a refusal of the service tells nothing of anybody.

    Asked of the request and of what is left: of what the caller may not see, the answer would tell whom it names.
    """
    if x.consent is None or x.answer is None or x.operation is None or x.operation.mutating:
        return
    if x.answer.status in _SUCCESS and x.giver.isdisjoint(_named_where_it_shows(x)):
        raise ConsentOfAnother(reference=x.consent)


def _named_where_it_shows(x: Exchange) -> set[str]:
    entry = x.answer_entry
    if entry is None or entry.seeker is None or not x.uncovered:
        return x.named
    named = asked_about(x)
    entry.seeker.find(x.answer_document, named)
    return named


def asked_about(x: Exchange) -> set[str]:
    """Return the people whom the request names, but for those of a stream, which has passed by."""
    named: set[str] = set()
    if x.operation is None:
        return named
    x.operation.parameters.find_subjects(x.path_parameters, x.scope["query_string"].decode("ascii"), named)
    if x.operation.seeker is not None and x.body:
        x.operation.seeker.find(orjson.loads(x.body), named)
    return named
