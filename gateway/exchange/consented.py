"""Where an exchange rests on consent: that it is about the person who gave it."""

from gateway.errors import ConsentOfAnother
from gateway.exchange.exchange import Exchange


def must_be_about_the_giver(x: Exchange) -> None:
    """Raise `ConsentOfAnother` unless request or answer name the person; who is named nowhere did not consent to it."""
    if x.consent is not None and x.giver.isdisjoint(x.named):
        raise ConsentOfAnother(reference=x.consent)
