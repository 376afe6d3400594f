"""Models of what is enrolled: members, systems, services and agreements as an officer writes them down."""

import hashlib
from collections.abc import Container, Mapping, Sequence
from typing import Annotated, Any, ClassVar, get_args

import orjson
from pydantic import AfterValidator, StringConstraints, model_validator

from chassis.tokens.tokens import VerifyingKey, thumbprint
from gateway.directory.addresses import service_address
from gateway.directory.agreement import Agreement
from gateway.directory.codes import NationalCode, NationalList
from gateway.directory.enrolled_offices import EnrolledOffices, in_full
from gateway.directory.entry import Entry, OfficeCode, Part, Slug
from gateway.directory.inventory import Equipment, Project
from gateway.directory.officers import Officer
from gateway.directory.organisations import Member, Office

ClientId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=129)]
BaseUrl = Annotated[str, AfterValidator(service_address)]


def _public_key(jwk: Mapping[str, Any]) -> dict[str, str]:  # Any: a JWK is free JSON until it is parsed
    return dict(VerifyingKey(jwk).public_jwk)


PublicJwk = Annotated[dict[str, Any], AfterValidator(_public_key)]  # Any: as above; what is kept is kty, crv, x and y


class System(Entry):
    """A client application of a member. The keys listed are its keys; any other it had is revoked."""

    KIND: ClassVar[str] = "system"

    member: Slug
    name: Slug
    offices: EnrolledOffices = EnrolledOffices(codes=())  # that it may act from
    office: OfficeCode | None = None  # the short form of one of them: `in_full` takes it into `offices`
    keys: tuple[PublicJwk, ...] = ()
    suspended: bool = False
    kept_id: ClientId | None = None  # its client id under the member that it was a system of before

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, given: Any) -> Any:  # Any: whatever was written down; the fields judge it
        return in_full(given)

    @property
    def client_id(self) -> str:
        """Its name in tokens: `police-case-system`, for good, also when another member takes it over."""
        return self.kept_id or f"{self.member}-{self.name}"

    @property
    def key(self) -> str:
        """Its client id."""
        return self.client_id

    @property
    def owner(self) -> str | None:
        """The member whose application it is."""
        return self.member

    def facts(self) -> dict[str, Any]:  # Any: as Entry
        """Return it with its keys in one order: which was listed first means nothing."""
        return super().facts() | {"keys": sorted(self.keys, key=thumbprint)}


class Service(Entry):
    """A service of a member, with the OpenAPI document that says what it does."""

    KIND: ClassVar[str] = "service"

    name: Slug
    member: Slug
    base_url: BaseUrl
    document: dict[str, Any]  # Any: checked by the compiler, which refuses in sentences

    @property
    def key(self) -> str:
        """Its name."""
        return self.name

    @property
    def owner(self) -> str | None:
        """The member that offers it."""
        return self.member

    def text(self) -> bytes:
        """Return the document as it is kept: the order is its author's."""
        return orjson.dumps(self.document)

    def facts(self) -> dict[str, Any]:  # Any: as Entry
        """Return what it is and does; the document is filed under its digest. For one that has been compiled."""
        paths = self.document.get("paths", {}).values()
        operations = (o.get("operationId") for path in paths for o in path.values() if isinstance(o, dict))
        return {
            "name": self.name,
            "member": self.member,
            "baseUrl": self.base_url,
            "title": self.document["info"]["title"],
            "version": self.document["info"]["version"],
            "digest": hashlib.sha256(self.text()).hexdigest(),
            "operations": sorted(filter(None, operations)),
        }

    def words(self) -> Sequence[str | None]:
        """Return its name and what its document calls it."""
        return [self.name, self.document["info"]["title"], self.document["info"].get("summary")]


class Schema(Entry):
    """A national schema that is published at run time; from then on its text never changes."""

    KIND: ClassVar[str] = "schema"

    document: dict[str, Any]  # Any: checked by lint when it is published

    @property
    def key(self) -> str:
        """Its `$id`."""
        return str(self.document.get("$id"))

    @property
    def owner(self) -> str | None:
        """Nobody's: a national schema is everybody's."""
        return None

    def text(self) -> bytes:
        """Return the schema as it is kept."""
        return orjson.dumps(self.document)

    def facts(self) -> dict[str, Any]:  # Any: as Entry
        """Return what it is called; the text is filed under its digest."""
        digest = hashlib.sha256(self.text()).hexdigest()
        return {"id": self.key, "title": str(self.document.get("title")), "digest": digest}

    def words(self) -> Sequence[str | None]:
        """Return its id, its title and what it says about itself."""
        return [self.key, str(self.document.get("title")), str(self.document.get("description"))]


class DirectoryContent(Part):
    """A part of the directory, or all of it: what is listed is made so, what is not listed stays as it is."""

    code_lists: tuple[NationalList, ...] = ()
    codes: tuple[NationalCode, ...] = ()
    members: tuple[Member, ...] = ()
    offices: tuple[Office, ...] = ()
    officers: tuple[Officer, ...] = ()
    systems: tuple[System, ...] = ()
    services: tuple[Service, ...] = ()
    schemas: tuple[Schema, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    projects: tuple[Project, ...] = ()
    equipment: tuple[Equipment, ...] = ()

    def entries(self) -> Sequence[Entry]:
        """Return every entry, in the order in which they rest on each other."""
        lists = (*self.code_lists, *self.codes)
        organisations = (*self.members, *self.offices, *self.officers, *self.systems)
        interfaces = (*self.schemas, *self.services, *self.agreements)
        return (*lists, *organisations, *interfaces, *self.projects, *self.equipment)

    @classmethod
    def kinds(cls) -> Mapping[str, type[Entry]]:
        """Return the kind of entry that each list holds, by the list's name."""
        return {field.alias or name: get_args(field.annotation)[0] for name, field in cls.model_fields.items()}

    def without(self, places: Container[tuple[str, str]]) -> "DirectoryContent":
        """Return it without the entries of these kinds and ids."""
        kept = {
            name: tuple(entry for entry in getattr(self, name) if (entry.KIND, entry.key) not in places)
            for name in type(self).model_fields
        }
        return DirectoryContent(**kept)
