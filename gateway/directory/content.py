"""What is enrolled: members, systems, services and agreements as an officer writes them down."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    StringConstraints,
)

from chassis.tokens import VerifyingKey

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$", max_length=64)]  # camelCase, as in code lists
BaseUrl = Annotated[str, StringConstraints(pattern=r"^(https?://[^/\s?#]+|in-process:[a-z][a-z0-9-]*)$")]


def _public_key(jwk: Mapping[str, Any]) -> dict[str, str]:  # Any: a JWK is free JSON until it is parsed
    return dict(VerifyingKey(jwk).public_jwk)


PublicJwk = Annotated[dict[str, Any], AfterValidator(_public_key)]  # Any: as above; what is kept is kty, crv, x and y


class _Entry(BaseModel):
    """Closed and frozen, like everything that is enrolled."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Member(_Entry):
    """An agency; its id is permanent, also when its name or its duties move."""

    id: Slug
    kind: Slug
    lo: Line
    en: Line


class System(_Entry):
    """A client application of a member. The keys listed are its keys; any other it had is revoked."""

    member: Slug
    name: Slug
    office: Line | None = None
    keys: tuple[PublicJwk, ...] = ()
    suspended: bool = False

    @property
    def client_id(self) -> str:
        """Its name in tokens: `police-case-system`."""
        return f"{self.member}-{self.name}"


class Service(_Entry):
    """A service of a member, with the OpenAPI document that says what it does."""

    name: Slug
    member: Slug
    base_url: BaseUrl
    document: dict[str, Any]  # Any: checked by the compiler, which refuses in sentences


class Basis(_Entry):
    """A law and its article. Which article applies is configuration; `verified` says whether somebody has read it."""

    law: Line
    article: Line | None = None
    verified: bool = False


class Agreement(_Entry):
    """Which member may call which operations of a service, for which purposes, on which basis, when and how much."""

    id: Annotated[str, StringConstraints(pattern=r"^agr_[a-z0-9][a-z0-9-]*$", max_length=80)]
    member: Slug
    service: Slug
    operations: Annotated[frozenset[Code], Field(min_length=1)]
    purposes: Annotated[frozenset[Code], Field(min_length=1)]
    legal_basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    field_groups: frozenset[Code] = frozenset()
    valid_from: AwareDatetime
    valid_to: AwareDatetime | None = None
    rate_per_s: PositiveFloat = 50.0
    burst: PositiveInt = 100
    daily_quota: PositiveInt = 1_000_000
    on_behalf_of: frozenset[Slug] = frozenset()  # members for whom the member may act (RFC 8693)
    suspended: bool = False


class DirectoryContent(_Entry):
    """A part of the directory, or all of it: what is listed is made so, what is not listed stays as it is."""

    members: tuple[Member, ...] = ()
    systems: tuple[System, ...] = ()
    services: tuple[Service, ...] = ()
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a service answers and what it says it does."""

    base_url: str
    document: Mapping[str, Any]  # Any: OpenAPI, see Service


class Sandbox(BaseModel):
    """The sample country of `sandbox.toml`: without keys and addresses, which belong to one data folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    members: tuple[Member, ...]
    systems: tuple[System, ...]
    offered_by: Mapping[Slug, Slug]  # service to member
    agreements: tuple[Agreement, ...]

    @classmethod
    def load(cls) -> Self:
        """Return the sample country as it is shipped."""
        return cls.model_validate(
            tomllib.loads((files("gateway.directory") / "sandbox.toml").read_text(encoding="utf-8"))
        )

    def purposes(self, member: str) -> tuple[str, ...]:
        """Return the purposes that the member has an agreement for, in the order of the file, each once."""
        held = (sorted(agreement.purposes) for agreement in self.agreements if agreement.member == member)
        return tuple(dict.fromkeys(purpose for purposes in held for purpose in purposes))

    def content(self, keys: Mapping[str, Mapping[str, Any]], offers: Mapping[str, Offer]) -> DirectoryContent:
        """Return what to enrol: systems with the public JWKs of `keys` (by client id), services with their `offers`.

        Agreements on a service that is not offered are left out: they would name operations that nobody knows.
        """
        return DirectoryContent(
            members=self.members,
            systems=tuple(
                System(**system.model_dump(exclude={"keys"}), keys=(dict(keys[system.client_id]),))
                for system in self.systems
                if system.client_id in keys
            ),
            services=tuple(
                Service(name=name, member=member, base_url=offers[name].base_url, document=dict(offers[name].document))
                for name, member in self.offered_by.items()
                if name in offers
            ),
            agreements=tuple(agreement for agreement in self.agreements if agreement.service in offers),
        )
