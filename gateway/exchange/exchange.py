"""One call through the gateway: what is known about it so far. Steps only ever add to it."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from chassis.http.heads import HEAD
from chassis.postgres.connection import Connection
from chassis.process.clock import Clock
from chassis.process.trace import Trace
from chassis.tokens.verified_tokens import VerifiedTokens
from contracts.problems import Effect
from gateway.directory.entries import AgreementEntry, OperationEntry, ResponseEntry, ServiceEntry, SystemEntry
from gateway.directory.snapshot import Snapshot
from gateway.exchange.breaches import Breaches
from gateway.exchange.effects import Effects
from gateway.exchange.limiter import Limiter, Policy, Standing
from gateway.exchange.ports import Consents, Directory, NoConsents
from gateway.exchange.receipts import Receipts
from gateway.exchange.shares import Shares
from gateway.exchange.streams import Streams
from gateway.exchange.upstream import Upstream, UpstreamAnswer
from gateway.ledger.entries import Entry
from gateway.ledger.epochs import Epoch, Epochs, Subjects
from gateway.ledger.instance import Tally
from gateway.ledger.pseudonyms import Pseudonyms
from gateway.ledger.writer import Writer
from gateway.trust.answer_signatures import AnswerSigner
from gateway.trust.certificates import Network
from gateway.trust.delegation import Delegation
from gateway.trust.key_register import KeyRegister
from gateway.trust.proofs import Proofs
from gateway.trust.request_signatures import RequestSignatures, SignedRequest
from gateway.trust.vouchers import Vouchers

DOCUMENT: Final = "document"
STREAM: Final = "stream"


@dataclass(slots=True)
class Gateway:
    """What the steps work with: every one of them is somebody else's door."""

    hosts: frozenset[str]
    hops: tuple[Network, ...]  # peers that may hand over client certificates
    directory: Directory
    access_tokens: VerifiedTokens
    proofs: Proofs
    signatures: RequestSignatures
    answer_signer: AnswerSigner
    receipts: Receipts
    vouchers: Vouchers
    key_register: KeyRegister
    limiter: Limiter
    system_policy: Policy
    ledger: Writer
    records: Connection  # what the ledger holds already
    pseudonyms: Pseudonyms
    epochs: Epochs
    tally: Tally
    upstream: Upstream
    effects: Effects
    clock: Clock
    breaches: Breaches
    streams: Streams
    consents: Consents = field(default_factory=NoConsents)
    shares: Shares = field(default_factory=Shares)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)  # exchanges past the point of no return


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

    @property
    def signed(self) -> bool:
        """Whether the request itself is evidence, as legal acts demand."""
        return self.signature is not None


@dataclass(slots=True)
class Exchange:
    """One call through the gateway."""

    gateway: Gateway
    scope: Scope
    receive: Receive
    send: Send
    id: str
    trace: Trace
    at: datetime
    method: str
    path: str  # decoded
    target: str  # as it came: raw path and query
    began: float = field(default_factory=time.monotonic)  # a clock that is set meanwhile changes no duration
    headers: Mapping[str, str] = field(default_factory=dict)  # guard: by lower-case name
    token_of: str | None = None  # authenticate: whose token of ours it is, before anything else is asked
    identity: Identity | None = None  # authenticate
    standings: list[Standing] = field(default_factory=list)  # limit, authorise
    snapshot: Snapshot | None = None  # resolve: one version of the directory for the whole exchange
    service: ServiceEntry | None = None
    operation: OperationEntry | None = None
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    agreement: AgreementEntry | None = None  # authorise
    consent: str | None = None  # authorise: the consent that it rests on, where the agreement asks for one
    giver: frozenset[str] = frozenset()  # authorise: as whom the person stands who gave it, as `contracts.subjects`
    streaming: bool = False  # authorise: it counts as one of its caller's streams until its end
    body: bytes | None = None  # receive: None when there is none, or when it is streamed
    body_size: int = 0
    body_digest: str | None = None  # SHA-256, hexadecimal; of a stream the declared one until all of it has passed
    deadline: float = 0.0  # of the event loop's clock, for everything after the body
    intended: bool = False  # the ledger holds, or may hold, the intent: an outcome must follow
    named: set[str] = field(default_factory=set)  # validate: people in request and answer, as `contracts.subjects`
    epoch: Epoch | None = None  # validate request: whose key makes their pseudonyms
    subjects: Subjects | None = None  # record: the people under pseudonyms, made anew only when there are more
    facts: dict[str, Any] = field(default_factory=dict)  # record intent: Any: the request's facts, as JSON has them
    intent_leaf: str = ""  # the hash of the intent's leaf, base64url
    called: bool = False  # forward: the service may have seen the call
    effect: Effect = Effect.NONE  # of a failure, as the service says
    answer: UpstreamAnswer | None = None
    answer_body: bytes | None = None  # validate response: None when the answer is streamed
    answer_digest: str | None = None  # SHA-256, hexadecimal; of a stream the one the service declared
    answer_document: Any = None  # Any: a parsed JSON value that minimise may change in place
    answer_entry: ResponseEntry | None = None
    etag: str | None = None  # minimise: the entity tag that the answer leaves with
    unchanged: bool = False  # minimise: the caller holds it already, so that 304 is the answer
    withheld: int = 0  # validate response, minimise: how many items of the answer were taken out
    settled: bool = False  # record outcome: the ledger says what came of it
    entry: Entry | None = None  # what it says: the receipt opens it
    answered: int = 0  # the status, once the answer has begun to leave
    span: Any = None  # Any: of OpenTelemetry, when there is a collector

    @property
    def status(self) -> int:
        """The status of the answer, as the caller hears it."""
        if self.answer is None:
            raise RuntimeError("there is no answer yet")
        return HTTPStatus.NOT_MODIFIED if self.unchanged else self.answer.status

    @property
    def bodiless(self) -> bool:
        """Whether only a head leaves (RFC 9110 §9.3.2, §15.4.5)."""
        return self.method == HEAD or self.status == HTTPStatus.NOT_MODIFIED

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The places of the answer's schema that the agreement leaves out, whatever this very answer has there."""
        entry, agreement = self.answer_entry, self.agreement
        if entry is None or entry.remover is None or agreement is None:
            return ()
        return entry.remover.uncovered(agreement.held)
