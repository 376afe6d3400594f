"""Entries of the directory as the data plane reads them: frozen, without SQL, nothing left to parse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from chassis.tokens.tokens import VerifyingKey
from contracts.compiled import CompiledSchema
from contracts.seats import Holding
from gateway.directory.documents import is_json
from gateway.directory.parameters import Parameters
from gateway.directory.remover import Remover
from gateway.directory.routing import Router
from gateway.directory.schema_paths import CLASS, GENERAL
from gateway.directory.subjects import Seeker

BodyKind: TypeAlias = Literal["document", "stream"]

PROBLEM_MEDIA: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Tenure:
    """From which day to which an officer has her post, both included."""

    begins: date
    ends: date | None
    office: str | None = None  # code of her member's

    def holds_on(self, day: date) -> bool:
        """Tell whether she is in office on that day."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """A member's client application, with the keys that are registered for it and not revoked."""

    client_id: str
    member: str
    kind: str  # of the member: it travels in the voucher
    holding: Holding  # the offices of its member that it may act from
    keys: Mapping[str, VerifyingKey]  # by thumbprint (RFC 7638), which is both `kid` and `cnf.jkt`

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:  # noqa: ARG002 - a KeySource; it has one owner
        """Return the registered key of that thumbprint."""
        return self.keys.get(kid)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The law and article an agreement rests on. Unverified ones are configuration and say so."""

    law: str
    article: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class AgreementEntry:
    """Which member may call which operations of one service, for which purposes, why by law, and when."""

    id: str
    member: str
    service: str
    operations: frozenset[str]  # operation ids
    purposes: frozenset[str]
    legal_basis: tuple[LegalBasis, ...]
    field_groups: frozenset[str]  # optional properties of other groups are removed from answers
    valid_from: float  # seconds since the epoch
    valid_to: float | None  # the first moment at which it is no longer in force
    rate_per_s: float
    burst: int
    daily_quota: int
    data_classes: frozenset[str] = frozenset({GENERAL})  # what else may leave: `specific`; never `secret`
    consent: bool = False  # every exchange names a consent that is in force
    schema_versions: frozenset[str] = frozenset()  # pinned: "justice/case/v1"
    on_behalf_of: frozenset[str] = frozenset()  # members for whom the member may act
    systems: frozenset[str] = frozenset()  # client ids to which it is bound; empty: all of the member's
    offices: frozenset[str] = frozenset()  # codes to which it is bound, each with everything below it; empty: all
    levels: frozenset[str] = frozenset()  # of offices to which it is bound; empty: all
    pinned: "Mapping[str, OperationEntry]" = field(default_factory=dict, compare=False, repr=False)  # by operation id
    held: frozenset[str] = field(init=False, repr=False)  # what guarded members ask for: see `places`

    def __post_init__(self) -> None:
        held = self.field_groups | {CLASS + data_class for data_class in self.data_classes}
        object.__setattr__(self, "held", held)

    @property
    def bound(self) -> bool:
        """Whether it is for some of its member's systems, offices or levels only."""
        return bool(self.systems or self.offices or self.levels)

    def in_force(self, at: float) -> bool:
        """Tell whether the agreement is in force at that moment."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class ResponseEntry:
    """One answer that an operation may give."""

    schema: CompiledSchema | None  # None: no body, or one that is not JSON
    remover: Remover | None = None  # None: the answer has no field that an agreement could leave out
    pinned: CompiledSchema | None = None  # what leaves is held against, under an agreement that pins a version
    seeker: Seeker | None = None  # None: the answer names nobody
    headers: Parameters | None = None  # None: it has none of its own


@dataclass(frozen=True, slots=True, eq=False)
class OperationEntry:
    """A method and a path template of a service, compiled: everything the pipeline decides with."""

    service: str
    operation_id: str
    method: str
    template: str  # below the service's prefix: "/cases/{caseId}"
    mutating: bool  # changes something: intent before the call, and a durable memory of the proof
    needs_idempotency_key: bool
    needs_if_match: bool
    legal_act: bool  # demands a signed request
    body_kind: BodyKind | None  # None: no body at all
    body_required: bool
    media_types: frozenset[str]  # of the request's body, lower case, without parameters; or ranges, such as image/*
    max_body: int  # bytes
    deadline_s: float
    request: CompiledSchema | None
    parameters: Parameters
    responses: Mapping[tuple[str, str], ResponseEntry]  # (status | "4XX" | "default", media type or "" without body)
    classes: frozenset[str] = frozenset()  # data classes beyond general that an exchange of it cannot do without
    seeker: Seeker | None = None  # None: the request's body names nobody
    rows: Mapping[str, Seeker] = field(default_factory=dict)  # by media type: who is named in a streamed body's rows
    stream: bool = False  # its body, or its answer, passes through piece by piece for as long as the caller takes
    public: bool = False  # for everybody: no token, no agreement, no entry (`x-public`)
    key: str = field(init=False)  # "case-registry/openCase": how agreements, ledger and logs name it
    reads_files: bool = field(init=False)  # whatever it reads is a file: it passes as a stream, and unread

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.service}/{self.operation_id}")
        media = {media for status, media in self.responses if status[0] in "2d"} - {"", PROBLEM_MEDIA}
        object.__setattr__(self, "reads_files", bool(media) and not any(map(is_json, media)))

    def response(self, status: int, media: str) -> ResponseEntry | None:
        """Return the answer declared for this status and media type (lower case, no parameters); None: not declared.

        A problem is always declared: the house's Problem schema stands for what the document leaves out. What is
        declared by its name goes before every range: a problem is not one of the files of `*/*`.
        """
        statuses = (str(status), f"{status // 100}XX", "default")
        for declared in statuses:
            if entry := self.responses.get((declared, media)):
                return entry
        found = (self.responses.get((declared, named)) for named in _ranges(media) for declared in statuses)
        return next(filter(None, found), None)

    def reads(self, media: str) -> bool:
        """Tell whether a body of this media type is declared, by its name or by a range."""
        return media in self.media_types or any(named in self.media_types for named in _ranges(media))


def _ranges(media: str) -> tuple[str, ...]:
    """Return the media ranges (RFC 9110 §12.5.1) that a media type is in, as OpenAPI has them under `content`."""
    kind, slash, subtype = media.partition("/")
    return (f"{kind}/*", "*/*") if kind and slash and subtype else ()


@dataclass(frozen=True, slots=True, eq=False)
class ServiceEntry:
    """A set of operations that a member offers, registered by its OpenAPI document."""

    name: str
    member: str
    base_url: str  # "http://host:port", or "in-process:<name>" in the one-process run
    prefix: str  # "/case-registry/v1": the first segment is the service's name
    api_version: str  # info.version of the document
    title: str
    document_digest: str  # SHA-256 of the registered document, hexadecimal: unchanged means not compiled again
    operations: Mapping[str, OperationEntry]  # by operation id
    router: Router[OperationEntry]
    codes: frozenset[str] = frozenset()  # of its own refusals, as its document lists them (`x-problems`)
    has_public: bool = field(init=False, compare=False, repr=False)  # most have none: their exchanges ask no further

    def __post_init__(self) -> None:
        object.__setattr__(self, "has_public", any(entry.public for entry in self.operations.values()))


@dataclass(frozen=True, slots=True)
class ResolvedOperation:
    """An operation found for a request, with its path parameters as text."""

    service: ServiceEntry
    operation: OperationEntry
    path_parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MethodMismatch:
    """The path exists, the method does not."""

    allowed: tuple[str, ...]
