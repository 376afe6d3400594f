"""Page data in memory for the front page: the directory and the counts are whatever a test says."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from chassis.prints.words import Words
from chassis.tokens.voucher_keys import KeySet
from cli.components import SERVICES
from gateway.front.page_data import Counts, DirectoryPage, ListedMember, ListedService
from gateway.guests import GUESTS
from tests.support.service import secret_files


def a_document(title: str = "Case registry", **members: Any) -> dict[str, Any]:  # Any: an OpenAPI document
    """Return an OpenAPI document like those of the services, with one operation unless a test says otherwise."""
    opening = {
        "operationId": "openCase",
        "summary": "Open a case and announce it.",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}}}},
        "responses": {"201": {"description": "The case as it was recorded."}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0.0", "summary": "Cases from the report to the judgment."},
        "servers": [{"url": "/case-registry/v1"}],
        "paths": {"/cases": {"post": opening}},
        "components": {
            "schemas": {"Case": {"type": "object", "properties": {"title": {"type": "string"}}}},
            "securitySchemes": {"Voucher": {"type": "http", "scheme": "bearer"}},
        },
    } | members


def a_service(name: str = "case-registry", document: dict[str, Any] | None = None) -> ListedService:
    """Return a service on show, offered by the supreme court."""
    provider = Words(lo="ສານປະຊາຊົນສູງສຸດ", en="People's Supreme Court")
    return ListedService(name, provider, document or a_document())


def a_directory(*services: ListedService, version: int = 1) -> DirectoryPage:
    """Return a directory with these services (one, if none is named) and two members."""
    members = (
        ListedMember(
            "police", "police", Words(lo="ກະຊວງປ້ອງກັນຄວາມສະຫງົບ", en="Ministry of Public Security"), ("case-system",)
        ),
        ListedMember("psc", "court", Words(lo="ສານປະຊາຊົນສູງສຸດ", en="People's Supreme Court"), ("case-system",)),
    )
    return DirectoryPage(version, services or (a_service(),), members)


@dataclass
class PageDataInMemory:
    """Shows what it was given."""

    shown: DirectoryPage = field(default_factory=a_directory)
    counted: Counts = field(default_factory=lambda: Counts(exchanges=1234, events=56))

    async def directory(self) -> DirectoryPage:
        """Return what it was given."""
        return self.shown

    async def counts(self) -> Counts:
        """Return what it was given."""
        return self.counted


PROVIDER: Final = Words(lo="ກະຊວງຍຸຕິທຳ", en="Ministry of Justice")


@cache
def our_guests() -> tuple[ListedService, ...]:
    """Return the services that live in the gateway, with their documents."""
    return tuple(ListedService(guest.NAME, PROVIDER, guest.document()) for guest in GUESTS)


@cache
def our_services() -> tuple[ListedService, ...]:
    """Return the four services with the documents they serve; nothing is connected to."""
    shown = []
    for component in SERVICES:
        kind = component.settings_class()
        told: dict[str, Any] = {
            "database_url": "postgresql://nobody@127.0.0.1:1/none",
            "bus": "postgres",
            "bus_url": "postgresql://none",
        }
        told |= secret_files(kind)
        if "files_url" in kind.model_fields:
            told["files_url"] = "file:///nowhere"
        document = component.build(kind.model_validate(told), voucher_keys=KeySet({"keys": []})).openapi()
        shown.append(ListedService(component.name, PROVIDER, document))
    return tuple(shown)
