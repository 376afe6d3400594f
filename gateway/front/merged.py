"""Merge the services' OpenAPI documents into one: paths with their prefix, components without name clashes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from gateway.directory.publicity import MARK as PUBLIC
from gateway.front.page_data import ListedService
from gateway.front.reference.document import METHODS, POINTER, Document, operations, redirected, references

DESCRIPTION: Final = """\
**How to call.** Ask `POST /oauth/token` for an access token with your system's key (private_key_jwt) and a DPoP proof,
naming the purpose and, where the system is enrolled for several, the `office` that it acts from. Send the token as
`Authorization: DPoP …` with a fresh proof in `DPoP` on every call. A creating call carries an `Idempotency-Key`;
repeating it with the same key is safe. Every refusal is `application/problem+json` in Lao and English; its `type` is a
page under [/problems](/problems).

The pages here only show; they send nothing, because a browser holds no system's key. `saphan call` does."""

OAUTH2: Final = (
    "Access token (RFC 9068, ES256, at most 300 s, handled as RFC8725 asks) for one purpose; the client proves itself "
    "with private_key_jwt."
)
DPOP: Final = (
    "`Authorization: DPoP <token>`, and in the `DPoP` header of every call a fresh proof of possession (RFC 9449)."
)


def merge(services: Sequence[ListedService], *, public_url: str, beside: Document | None = None) -> Document:
    """Return one OpenAPI 3.1 document of all services, with the gateway's public URL as its server.

    `beside` has tags, paths and components of the gateway's own; no service's take their names.
    """
    own = beside or {}
    merged: Document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Saphan",
            "version": "1.0.0",
            "summary": "Every operation of every registered service, as the gateway enforces it.",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url, "x-internal": False}],
        "security": [{"OAuth2": [], "DPoP": []}],
        "tags": [*own.get("tags", ())],
        "paths": {**own.get("paths", {})},
        "components": {section: {**entries} for section, entries in own.get("components", {}).items()},
    }
    operation_ids = {operation["operationId"] for *_, operation in operations(own)}
    for service in services:
        title = _title(service)
        merged["tags"].append({"name": title, "description": _introduction(service)})
        document = _without_clashes(service, merged["components"])
        for section, entries in document.get("components", {}).items():
            merged["components"].setdefault(section, {}).update(entries)
        for path, item in document.get("paths", {}).items():
            merged["paths"][full_path(service, path)] = _of_service(item, title, service.name, operation_ids)
    merged["components"]["securitySchemes"] = _security_schemes(public_url)
    return merged


def full_path(service: ListedService, path: str) -> str:
    """Return the path as a caller of the gateway writes it: `/cases` of case-registry is `/case-registry/v1/cases`."""
    return path if path.startswith(f"/{service.name}/") else base_path(service) + path


def base_path(service: ListedService) -> str:
    """Return what stands before a service's own paths: `/case-registry/v1`."""
    servers: Any = service.document.get("servers") or [{}]  # Any: another author's document
    base = urlsplit(str(servers[0].get("url", ""))).path.rstrip("/")
    return base if base.startswith(f"/{service.name}/") else f"/{service.name}/v1"


def _title(service: ListedService) -> str:
    info: Any = service.document.get("info", {})  # Any: another author's document
    return str(info.get("title") or service.name)


def _introduction(service: ListedService) -> str:
    info: Any = service.document.get("info", {})  # Any: another author's document
    return str(info.get("description") or info.get("summary") or "")


def _of_service(item: Mapping[str, Any], title: str, service: str, taken: set[str]) -> Document:
    """Return the path item with its operations under the service's one tag and an id that is unique in the whole."""
    item = dict(item)
    for method in METHODS & item.keys():
        operation = {key: value for key, value in item[method].items() if key != "security"}
        operation["tags"] = [title]
        if operation.get(PUBLIC) is True:
            operation["security"] = []  # of OpenAPI: no token, whatever the whole document asks for
        if operation.get("operationId") in taken:
            operation["operationId"] = f"{service}.{operation['operationId']}"
        taken.add(operation.get("operationId", ""))
        item[method] = operation
    return item


def _without_clashes(service: ListedService, taken: Mapping[str, Any]) -> Document:
    """Return the document with every component renamed whose name already stands for something else."""
    document: Document = {key: value for key, value in service.document.items() if key != "components"}
    every: Any = service.document.get("components", {})  # Any: another author's document
    components = {section: entries for section, entries in every.items() if section != "securitySchemes"}
    prefix = "".join(part.capitalize() for part in service.name.split("-"))
    renamed = {
        f"{POINTER}{section}/{name}": f"{POINTER}{section}/{prefix}{name}"
        for section, name in _clashing(components, taken)
    }
    document["components"] = {
        section: {
            renamed.get(f"{POINTER}{section}/{name}", f"/{name}").rpartition("/")[2]: redirected(entry, renamed)
            for name, entry in entries.items()
        }
        for section, entries in components.items()
    }
    document["paths"] = redirected(document.get("paths", {}), renamed)
    return document


def _clashing(components: Mapping[str, Any], taken: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Name the components that differ from their namesake, or that lead to one which does."""
    shared = {
        (section, name) for section, entries in components.items() for name in entries if name in taken.get(section, {})
    }
    clashing = {(section, name) for section, name in shared if components[section][name] != taken[section][name]}
    while True:
        # two equal texts are not the same thing when a reference in them means different things
        targets = {f"{POINTER}{section}/{name}" for section, name in clashing}
        more = {
            (section, name)
            for section, name in shared - clashing
            if targets & {_component(reference) for reference in references(components[section][name])}
        }
        if not more:
            return clashing
        clashing |= more


def _component(reference: str) -> str:
    return "/".join(reference.split("/")[:4])  # "#/components/schemas/Case/$defs/x" → "#/components/schemas/Case"


def _security_schemes(public_url: str) -> Document:
    token_endpoint = {"tokenUrl": f"{public_url}/oauth/token", "scopes": {}}
    return {
        "OAuth2": {"type": "oauth2", "description": OAUTH2, "flows": {"clientCredentials": token_endpoint}},
        "DPoP": {"type": "http", "scheme": "DPoP", "description": DPOP},
    }
