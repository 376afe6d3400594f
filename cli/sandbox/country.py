"""The sample country (country.toml) and the directory content that is enrolled from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from contracts.catalogue import Catalogue
from gateway.directory.agreement import Agreement
from gateway.directory.codes import entries_of
from gateway.directory.content import DirectoryContent, Service, System
from gateway.directory.entry import Slug
from gateway.directory.organisations import Member, Office


@dataclass(frozen=True, slots=True)
class Offer:
    """What a service offers: its base URL and its OpenAPI document."""

    base_url: str
    document: Mapping[str, Any]  # Any: OpenAPI, see Service


class Sandbox(BaseModel):
    """The sample country of `country.toml`: without keys and addresses, which belong to one data folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    members: tuple[Member, ...]
    offices: tuple[Office, ...] = ()
    systems: tuple[System, ...]
    offered_by: Mapping[Slug, Slug]  # service to member
    agreements: tuple[Agreement, ...]

    @classmethod
    def load(cls) -> Self:
        """Return the sample country as it is shipped."""
        return cls.model_validate(tomllib.loads((files("cli.sandbox") / "country.toml").read_text(encoding="utf-8")))

    def purposes(self, member: str) -> tuple[str, ...]:
        """Return the purposes that the member has an agreement for, in the order of the file, each once."""
        agreed = (sorted(agreement.purposes) for agreement in self.agreements if agreement.member == member)
        return tuple(dict.fromkeys(purpose for purposes in agreed for purpose in purposes))

    def content(self, keys: Mapping[str, Mapping[str, Any]], offers: Mapping[str, Offer]) -> DirectoryContent:
        """Return what to enrol: systems with the public JWKs of `keys` (by client id), services with their `offers`.

        Agreements on a service that is not offered are left out: they would name operations that nobody knows.
        """
        lists = [entries_of(listed) for listed in Catalogue.load().code_lists.national()]
        return DirectoryContent(
            code_lists=tuple(head for head, _ in lists),
            codes=tuple(code for _, codes in lists for code in codes),
            members=self.members,
            offices=self.offices,
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
