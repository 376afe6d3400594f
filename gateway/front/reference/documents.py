"""The two kinds of served document: one service's own, and the whole of all with the gateway's own endpoints."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import orjson

from chassis.http.openapi import PROBLEM_ID, closure, component_of
from contracts.catalogue import Catalogue
from gateway.front.contact import Contact
from gateway.front.merged import DESCRIPTION, base_path, merge
from gateway.front.page_data import ListedService
from gateway.front.reference.document import Document
from gateway.front.reference.examples import put_examples
from gateway.front.reference.hoisted import hoist
from gateway.front.reference.nameable import put_patterns
from gateway.front.reference.samples import put_samples
from gateway.front.reference.shared_parts import put_shared_parts
from gateway.front.reference.words import put_words


def whole(
    services: Sequence[ListedService], *, public_url: str, catalogue: Catalogue, contact: Contact | None = None
) -> Document:
    """Return the operations of every service and of the token server as one document."""
    document = _finished(
        [_worded(each, catalogue) for each in services], public_url, _of_the_gateway(catalogue), catalogue
    )
    document["info"]["contact"] = _told(contact, public_url)
    return document


def one(service: ListedService, *, public_url: str, catalogue: Catalogue, contact: Contact | None = None) -> Document:
    """Return the document of one service, its addresses those that a caller of the gateway uses."""
    worded = _worded(service, catalogue)
    document = _finished([worded], public_url, {}, catalogue)
    base, paths = base_path(service), document["paths"]
    if all(path.startswith(f"{base}/") for path in paths):
        document["servers"] = [{"url": public_url + base, "x-internal": False}]
        document["paths"] = {path.removeprefix(base): item for path, item in paths.items()}
    info: Any = worded.document.get("info", {})  # Any: another author's document
    told = [str(info[name]) for name in ("description", "summary") if info.get(name)][:1]
    document["info"] = {
        "title": service.name,
        "version": "1.0.0",
        "contact": _told(contact, public_url),
        **info,
        "description": "\n\n".join([*told, DESCRIPTION]),
    }
    return {**worded.document, **document}


def _told(contact: Contact | None, public_url: str) -> Document:
    """Return whom a reader asks; where the operator has not said it, the start page."""
    return {"name": "Saphan", "url": public_url} if contact is None else contact.model_dump()


def _worded(service: ListedService, catalogue: Catalogue) -> ListedService:
    """Return the service with words in its document; the registered one stays as it is."""
    document = _in_words(orjson.loads(orjson.dumps(service.document)), catalogue)
    return ListedService(service.name, service.provider, document)


def _in_words(document: Document, catalogue: Catalogue) -> Document:
    hoisted = hoist(document)
    put_examples(hoisted)
    put_words(hoisted, catalogue)
    put_patterns(hoisted)
    return hoisted


def _finished(services: Sequence[ListedService], public_url: str, own: Document, catalogue: Catalogue) -> Document:
    document = merge(services, public_url=public_url, beside=own)
    put_shared_parts(document, own.get("paths", {}))
    purpose = next(iter(catalogue.code_lists.codes("purposes")), "purpose")
    put_samples(document, public_url, own.get("paths", {}), purpose)
    return document


def _of_the_gateway(catalogue: Catalogue) -> Document:
    """Return the token server's paths, with the problem that they answer with where a form cannot be read."""
    found: Document = json.loads(files(__package__).joinpath("trust.json").read_text(encoding="utf-8"))
    for schema_id in sorted(closure({PROBLEM_ID}, catalogue)):
        name, component = component_of(schema_id, catalogue)
        found["components"]["schemas"][name] = component
    return _in_words(found, catalogue)
