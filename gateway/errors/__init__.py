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
