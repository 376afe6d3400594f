"""Where an exchange rests on consent: that it is about the person who gave it."""

from typing import Final

from gateway.errors import ConsentOfAnother
from gateway.exchange.exchange import Exchange

_SUCCESS: Final = range(200, 300)


def must_be_about_the_giver(x: Exchange) -> None:
    """Raise `ConsentOfAnother` unless request or answer name the person; who is named nowhere did not consent to it."""
    if x.consent is not None and x.giver.isdisjoint(x.named):
        raise ConsentOfAnother(reference=x.consent)


def what_leaves_must_be_about_the_giver(x: Exchange) -> None:
    """Let a record leave to the person's own consent alone; a refusal of the service tells nothing of anybody."""
    if x.answer is not None and x.answer.status in _SUCCESS and x.operation is not None and not x.operation.mutating:
        must_be_about_the_giver(x)
