"""The parts of an exchange: values that a step of the pipeline finds out and sets once."""

from dataclasses import dataclass
from typing import Any

from contracts.problems import Effect
from gateway.directory.entries import ResponseEntry, SystemEntry
from gateway.exchange.receipt_size import Facts
from gateway.ledger.epochs import Subjects
from gateway.trust.delegation import Delegation
from gateway.trust.request_signatures import SignedRequest


@dataclass(frozen=True, slots=True)
class Identity:
    """Which system is calling and for which purpose, proven for this very request."""

    system: SystemEntry
    purpose: str
    token: bytes  # digest of the access token
    proof: bytes | None  # fingerprint of the proof that was used up
    officer: str | None = None
    signature: SignedRequest | None = None
    tokens: tuple[str, ...] = ()  # ids of the access token and of those it was exchanged for
    jkt: str = ""  # the key that was proven
    delegation: Delegation | None = None  # when the system acts for another member
    office: str | None = None  # of its own member, from which the system acts

    @property
    def acted_from(self) -> str | None:
        """The office from which it is done: the other member's, when the system acts for one."""
        return self.office if self.delegation is None else self.delegation.office

    @property
    def signed(self) -> bool:
        """Whether the request itself is evidence, as legal acts demand."""
        return self.signature is not None


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent that an exchange rests on."""

    reference: str
    giver: frozenset[str]  # as whom the person stands who gave it, as `contracts.subjects`


@dataclass(slots=True)
class Body:
    """The body of the request. The one part that grows: size and digest of a stream are known when it has passed."""

    digest: str | None = None  # SHA-256, hexadecimal; the declared one until all of the body has come
    content: bytes | None = None  # None: there is none, or it is streamed
    size: int = 0  # bytes that have come


@dataclass(frozen=True, slots=True)
class Intent:
    """What the ledger holds, or may hold, of a change before the call: an outcome must follow."""

    facts: Facts  # of the request
    leaf: str  # the hash of the intent's leaf, base64url
    subjects: Subjects | None  # the people it names; made anew only when the answer names more


@dataclass(frozen=True, slots=True)
class Declared:
    """How the operation declares a document that it answers with, and what of it the agreement leaves out."""

    entry: ResponseEntry
    uncovered: tuple[str, ...]  # places of the schema, whatever this very answer has there

    @property
    def may_hide_people(self) -> bool:
        """Whether the answer could name somebody where the caller may not look: a number would tell that it does."""
        return self.entry.seeker is not None and bool(self.uncovered)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of the service, after it was held against what the service has declared."""

    body: bytes | None  # None: a file, which is streamed and not looked into
    digest: str = ""  # of a file: SHA-256, hexadecimal, as the service declares it
    declared: Declared | None = None  # None: no document
    document: Any = None  # Any: the body as a parsed JSON value, which minimise changes in place
    withheld: int = 0  # items that were taken out of the document
    effect: Effect = Effect.NONE  # of a failure, as the service says
    headers: tuple[str, ...] = ()  # names of those that pass as the operation declares them


@dataclass(frozen=True, slots=True)
class Leaving:
    """The answer as the caller gets it."""

    status: int
    bodiless: bool  # only a head leaves (RFC 9110 §9.3.2, §15.4.5)
    body: bytes | None  # None: a file, which is streamed
    digest: str  # SHA-256, hexadecimal; of a file the one that the service declares
    etag: str | None  # None: neither the service nor the gateway names one
    withheld: int  # items that were taken out of the body
    headers: tuple[str, ...] = ()  # names of the service's headers that leave as the operation declares them
