"""Refusals of the gateway itself, in the order of the pipeline's steps.

Problem
├── guard         BadRequestTarget  HostRefused  AmbiguousFraming  HeadersTooLarge  ReservedHeader  RepeatedHeader
│                 MethodUnknown
├── authenticate  NotAuthenticated
├── limit         RateLimited
├── resolve       DirectoryStale
├── authorise     NoAgreement  ActingNotAgreed  DataClassNotAgreed  FieldGroupNotAgreed  SignatureRequired
│                 ConsentRequired  ConsentNotInForce  ConsentOfAnother
├── receive       BodyNotExpected  DigestMismatch  RequestIncomplete
├── forward       UpstreamUnreachable  UpstreamTimeout  ServiceBusy  RightsWithdrawn
└── validate      UpstreamInvalid  UpstreamUnavailable  UpstreamBusy
"""

from gateway.errors.passage import (
    AmbiguousFraming,
    BadRequestTarget,
    BodyNotExpected,
    DigestMismatch,
    DirectoryStale,
    HeadersTooLarge,
    HostRefused,
    MethodUnknown,
    NotAuthenticated,
    RateLimited,
    RepeatedHeader,
    RequestIncomplete,
    ReservedHeader,
    ServiceBusy,
    UpstreamBusy,
    UpstreamInvalid,
    UpstreamTimeout,
    UpstreamUnavailable,
    UpstreamUnreachable,
)
from gateway.errors.rights import (
    ActingNotAgreed,
    ConsentNotInForce,
    ConsentOfAnother,
    ConsentRequired,
    DataClassNotAgreed,
    FieldGroupNotAgreed,
    NoAgreement,
    RightsWithdrawn,
    SignatureRequired,
)

__all__ = [
    "ActingNotAgreed",
    "AmbiguousFraming",
    "BadRequestTarget",
    "BodyNotExpected",
    "ConsentNotInForce",
    "ConsentOfAnother",
    "ConsentRequired",
    "DataClassNotAgreed",
    "DigestMismatch",
    "DirectoryStale",
    "FieldGroupNotAgreed",
    "HeadersTooLarge",
    "HostRefused",
    "MethodUnknown",
    "NoAgreement",
    "NotAuthenticated",
    "RateLimited",
    "RepeatedHeader",
    "RequestIncomplete",
    "ReservedHeader",
    "RightsWithdrawn",
    "ServiceBusy",
    "SignatureRequired",
    "UpstreamBusy",
    "UpstreamInvalid",
    "UpstreamTimeout",
    "UpstreamUnavailable",
    "UpstreamUnreachable",
]
