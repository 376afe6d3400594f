"""Where an exchange rests on consent: that it is about the person who gave it."""

from gateway.errors import ConsentOfAnother
from gateway.exchange.exchange import Exchange
from gateway.exchange.upstream import SUCCESS


def must_be_about_the_giver(x: Exchange) -> None:
    """Raise `ConsentOfAnother` unless request or answer name the person; who is named nowhere did not consent to it."""
    consent = x.consent
    if consent is not None and consent.giver.isdisjoint(x.named):
        raise ConsentOfAnother(reference=consent.reference)


def what_leaves_must_be_about_the_giver(x: Exchange) -> None:
    """Let a record leave to the person's own consent alone; a refusal of the service tells nothing of anybody."""
    if x.answer.status in SUCCESS and not x.operation.mutating:
        must_be_about_the_giver(x)
