"""One call through the gateway: its parts, and which step sets each."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from starlette.types import Receive, Scope, Send

from chassis.postgres.connection import Connection
from chassis.process.clock import Clock
from chassis.process.trace import Trace
from chassis.tokens.verified_tokens import VerifiedTokens
from gateway.directory.entries import AgreementEntry, OperationEntry, ResolvedOperation, ServiceEntry
from gateway.directory.snapshot import Snapshot
from gateway.exchange.breaches import Breaches
from gateway.exchange.effects import Effects
from gateway.exchange.limiter import Limiter, Policy, Public, Standing
from gateway.exchange.parts import Body, Consent, Declared, Identity, Intent, Leaving, Reply
from gateway.exchange.ports import Consents, Directory, NoConsents
from gateway.exchange.receipts import Receipts
from gateway.exchange.shares import Shares
from gateway.exchange.streams import Streams
from gateway.exchange.unknown_codes import UnknownCodes
from gateway.exchange.upstream import Upstream, UpstreamAnswer
from gateway.ledger.entries import Entry
from gateway.ledger.epochs import Epoch, Epochs
from gateway.ledger.instance import Tally
from gateway.ledger.pseudonyms import Pseudonyms
from gateway.ledger.writer import Writer
from gateway.trust.answer_signatures import AnswerSigner
from gateway.trust.certificates import Network
from gateway.trust.key_register import KeyRegister
from gateway.trust.proofs import Proofs
from gateway.trust.request_signatures import RequestSignatures
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
    upstream: Upstream
    effects: Effects
    clock: Clock
    breaches: Breaches
    streams: Streams
    tally: Tally = field(default_factory=Tally)
    consents: Consents = field(default_factory=NoConsents)
    public: Public = field(default_factory=Public)
    unknown_codes: UnknownCodes = field(default_factory=UnknownCodes)
    shares: Shares = field(default_factory=Shares)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)  # exchanges past the point of no return


# What a step may find already known, or not, when another has refused.
Part: TypeAlias = Literal[
    "token_of",
    "identity",
    "service",
    "resolved",
    "agreement",
    "operation",
    "consent",
    "body",
    "epoch",
    "intent",
    "answer",
    "declared",
    "reply",
    "outcome",
]


@dataclass(slots=True, repr=False, eq=False)
class Exchange:
    """One call through the gateway.

    What the caller sends is there from the beginning. Every other part is set once, by the step that is named beside
    it, and has no value before: Python itself refuses a read that comes too early (`AttributeError`). Only what ends or
    observes an exchange that may have stopped anywhere asks `knows` first.
    """

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
    span: Any  # Any: of OpenTelemetry, or None without a collector
    began: float = field(default_factory=time.monotonic)  # a clock that is set meanwhile changes no duration

    headers: Mapping[str, str] = field(default_factory=dict)  # guard: by lower-case name; none is believed before
    token_of: str = field(init=False)  # authenticate: whose token of ours it is, before anything else is asked
    identity: Identity = field(init=False)  # authenticate
    snapshot: Snapshot = field(init=False)  # resolve: one version of the directory for the whole exchange
    service: ServiceEntry = field(init=False)  # resolve
    resolved: ResolvedOperation = field(init=False)  # resolve: the operation as the service has registered it
    agreement: AgreementEntry = field(init=False)  # authorise
    operation: OperationEntry = field(init=False)  # authorise: in the versions that the agreement knows
    consent: Consent | None = field(init=False)  # authorise: None where the agreement asks for none
    body: Body = field(init=False)  # receive
    epoch: Epoch = field(init=False)  # validate request: whose key makes the pseudonyms of the people it names
    intent: Intent = field(init=False)  # record intent: of a change
    answer: UpstreamAnswer = field(init=False)  # forward
    declared: Declared = field(init=False)  # validate response: of a document
    reply: Reply = field(init=False)  # validate response
    leaving: Leaving = field(init=False)  # minimise
    outcome: Entry | None = field(init=False)  # record: what the receipt opens; None while the ledger cannot show it

    # What changes on the way.
    standings: list[Standing] = field(default_factory=list)  # limit, authorise
    named: set[str] = field(default_factory=set)  # people in request and answer, as `contracts.subjects`
    streaming: bool = False  # it counts as one of its caller's streams until its end
    deadline: float = field(init=False)  # of the event loop's clock; a stream that comes in moves it on
    called: bool = False  # the service may have seen the call
    answered: int = 0  # the status, once the answer has begun to leave
    refused: str = ""  # the code, once we have refused it

    @property
    def caller(self) -> str:
        """Whose share of what may be held at once it takes: its system's, or that of the peer who calls as anybody."""
        if hasattr(self, "identity"):
            return self.identity.system.client_id
        return f"anybody at {(self.scope.get('client') or ('-',))[0]}"  # no client id: those have no blanks

    def knows(self, part: Part) -> bool:
        """Tell whether the exchange has come as far as this part."""
        return hasattr(self, part)

    @property
    def on_record(self) -> bool:
        """Whether the ledger holds it, or may: an id that it does not know would be a promise nobody can keep."""
        return hasattr(self, "outcome") or hasattr(self, "intent")

    def latest_operation(self) -> OperationEntry | None:
        """Return the operation as far as the exchange has come; None when nobody knows yet which one is meant."""
        if hasattr(self, "operation"):
            return self.operation
        return self.resolved.operation if hasattr(self, "resolved") else None
