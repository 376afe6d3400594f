"""Entries about keys: that one key has vouched for another stands in the ledger as an exchange does."""

import hashlib
from datetime import datetime
from typing import Final

from chassis.tokens.key_statements import Certified
from evidence.base64url import b64url
from evidence.canonical import canonical
from evidence.entries import Phase, spell_moment
from evidence.notes import Note
from gateway.ledger.entries import Entry, sealed

OPERATION: Final = "certifyKey"
SUCCEED: Final = "succeedKeys"
SUCCESSIONS: Final = ("log_", "log`")  # from and below: their places, which stay as those of the other keys do


def place_of(kid: str) -> str:
    """Return where the entry stands, in place of an exchange's id.

    It sorts before every `xch_…`, so it lies in the default partition and stays when a month of exchanges is retired.
    """
    return f"key_{kid}"


def certified(key: Certified, now: datetime) -> Entry:
    """Return the entry: the statement itself, which anybody can check, and which key by which."""
    kid = key.key.thumbprint
    facts = {
        "exchange": place_of(kid),
        "phase": Phase.OUTCOME.value,
        "at": spell_moment(now),
        "operation": OPERATION,
        "keyId": kid,
        "root": key.root,
        "statement": key.statement,
    }
    return sealed(place_of(kid), Phase.OUTCOME, now, canonical(facts).decode())


def succeeded(note: str, now: datetime) -> Entry:
    """Return the entry that a ledger's keys have named the next ones: the signed note, whoever enters it first.

    Its place is that of the text: every process signs it with other random numbers.
    """
    place = f"log_{b64url(hashlib.sha256(Note.read(note.encode()).text.encode()).digest())}"
    facts = {
        "exchange": place,
        "phase": Phase.OUTCOME.value,
        "at": spell_moment(now),
        "operation": SUCCEED,
        "succession": note,
    }
    return sealed(place, Phase.OUTCOME, now, canonical(facts).decode())
