"""An agreement as an officer writes it down: who may call what, for which purposes, on which basis and when."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import (
    Field,
    PositiveFloat,
    PositiveInt,
    StringConstraints,
    field_serializer,
    model_validator,
)

from contracts.calendar import Moment
from gateway.directory.entry import Code, Entry, Line, OfficeCode, Part, Slug

Version = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(/[a-z0-9-]+)+/v[1-9][0-9]*$", max_length=120)]

ClientId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=130)]

LISTS: Final = (
    "operations",
    "purposes",
    "field_groups",
    "data_classes",
    "schema_versions",
    "on_behalf_of",
    "systems",
    "offices",
    "levels",
)


class Basis(Part):
    """A law and its article. Which article applies is configuration; `verified` says whether somebody has read it."""

    law: Line
    article: Line | None = None
    verified: bool = False


class Agreement(Entry):
    """Which member may call which operations of a service, for which purposes, on which basis, when and how much."""

    KIND: ClassVar[str] = "agreement"

    id: Annotated[str, StringConstraints(pattern=r"^agr_[a-z0-9][a-z0-9-]*$", max_length=80)]
    member: Slug
    service: Slug
    operations: Annotated[frozenset[Code], Field(min_length=1)]
    purposes: Annotated[frozenset[Code], Field(min_length=1)]
    legal_basis: tuple[Basis, ...] = ()
    consent: bool = False  # every exchange names a recorded consent that is in force
    field_groups: frozenset[Code] = frozenset()
    # `secret` is not offered: such data leave through no plain agreement
    data_classes: frozenset[Literal["general", "specific"]] = frozenset({"general"})
    schema_versions: frozenset[Version] = frozenset()  # pinned: "justice/case/v1"
    valid_from: Moment
    valid_to: Moment | None = None
    rate_per_s: PositiveFloat = 50.0
    burst: PositiveInt = 100
    daily_quota: PositiveInt = 1_000_000
    on_behalf_of: frozenset[Slug] = frozenset()  # members for whom the member may act (RFC 8693)
    # Whom of the member it is for; empty: everybody. What is named in two of them has to hold in both.
    systems: frozenset[ClientId] = frozenset()
    offices: frozenset[OfficeCode] = frozenset()  # with everything below them
    levels: frozenset[Slug] = frozenset()  # of the office that it is called from
    suspended: bool = False

    @model_validator(mode="after")
    def _on_a_basis(self) -> Self:
        if not self.legal_basis and not self.consent:
            msg = "an agreement rests on a law, or on consent"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _one_version_each(self) -> Self:
        if len({version.rpartition("/")[0] for version in self.schema_versions}) < len(self.schema_versions):
            msg = "a schema is pinned to one version"
            raise ValueError(msg)
        return self

    @field_serializer(*LISTS)
    def _in_order(self, codes: frozenset[str]) -> list[str]:
        return sorted(codes)

    @property
    def key(self) -> str:
        """Its id."""
        return self.id

    @property
    def owner(self) -> str | None:
        """Nobody's alone: an agreement has two sides, and the authority keeps it."""
        return None

    def words(self) -> Sequence[str | None]:
        """Return whom it lets do what, and by which law."""
        laws = (basis.law for basis in self.legal_basis)
        return [self.id, self.member, self.service, *sorted(self.operations), *sorted(self.purposes), *laws]
