"""Reads an OpenAPI 3.1 document: references followed, operations listed, what cannot be enforced refused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from chassis.http.media_types import media_type
from contracts.dialect import MARKS

Node: TypeAlias = Mapping[str, Any]  # Any: a document that other people wrote

_CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_MOST_CODES: Final = 200
METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


class DocumentRefused(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A document that the gateway could not enforce as it stands; the sentence says where and why."""

    def __init__(self, en: str, lo: str | None = None) -> None:
        """Without a Lao sentence the English one stands for both."""
        super().__init__(en)
        self.lo = en if lo is None else lo


@dataclass(frozen=True, slots=True)
class Declared:
    """One operation as its document declares it."""

    template: str
    method: str  # upper case
    operation_id: str
    node: Node
    parameters: tuple[Node, ...]  # those of the path too; the operation's own come last and win


def text(node: Node, name: str, where: str) -> str:
    """Return a member that must be a text with something in it."""
    value = node.get(name)
    if not isinstance(value, str) or not value:
        raise DocumentRefused(f"{where}: {name} is missing")
    return value


def table(node: Node, name: str) -> Node:
    """Return a member that is an object, or an empty one."""
    value = node.get(name, {})
    if not isinstance(value, Mapping):
        raise DocumentRefused(f"{name} is not an object")
    return value


def followed(node: Any, document: Node) -> Node:  # Any: as Node
    """Return the object itself, or what its `$ref` names within the document."""
    for _ in range(8):  # a chain that is longer is a circle
        if not isinstance(node, Mapping):
            raise DocumentRefused(f"an object was expected where there is {node!r:.60}")
        reference = node.get("$ref")
        if reference is None:
            return node
        node = _target(str(reference), document)
    raise DocumentRefused("references that lead in a circle")


def _target(reference: str, document: Node) -> Any:  # Any: as Node
    if not reference.startswith("#/"):
        raise DocumentRefused(f"{reference}: a reference out of the document cannot be enforced offline")
    target: Any = document
    for token in reference[2:].split("/"):
        target = target.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(target, Mapping) else None
    if target is None:
        raise DocumentRefused(f"{reference} names nothing")
    return target


def prefix_of(document: Node, service: str) -> str:
    """Return the path below which the service lives, from the first server's URL: `/case-registry/v1`."""
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else {}
    path = urlsplit(text(first, "url", "servers[0]")).path.rstrip("/")
    if path.split("/")[1:2] != [service] or path.count("/") != 2:  # noqa: PLR2004 - two segments
        raise DocumentRefused(f"servers[0].url must end in /{service}/v<number>, not {path or '/'}")
    return path


def operations(document: Node) -> Iterator[Declared]:
    """Yield every operation in the document's order; raise `DocumentRefused` for one without a name of its own."""
    seen: set[str] = set()
    for template, listed in table(document, "paths").items():
        item = followed(listed, document)
        shared = _parameters(item, document)
        for method in (name for name in item if name in METHODS):
            if method == "trace":  # RFC 9110 §9.3.8: it would send back what the caller has sent, credentials included
                raise DocumentRefused(f"TRACE {template}: nobody gets through with it; leave it out")
            node = followed(item[method], document)
            operation_id = text(node, "operationId", f"{method.upper()} {template}")
            if operation_id in seen:
                raise DocumentRefused(f"operationId {operation_id} stands twice")
            seen.add(operation_id)
            own = _parameters(node, document)
            yield Declared(template, method.upper(), operation_id, node, tuple({**shared, **own}.values()))


def _parameters(node: Node, document: Node) -> dict[tuple[str, str], Node]:
    listed = node.get("parameters", [])
    if not isinstance(listed, list):
        raise DocumentRefused("parameters is not a list")
    parameters = [followed(parameter, document) for parameter in listed]
    return {(text(p, "in", "parameter"), text(p, "name", "parameter")): p for p in parameters}


def is_json(media: str) -> bool:
    """Tell whether bodies of this media type are JSON that a schema can judge."""
    return media == "application/json" or media.endswith("+json")


def asked_by(parameter: Node) -> Any:  # Any: as Node
    """Return the schema of a parameter with the marks of the parameter; frameworks write them into the schema."""
    schema = parameter.get("schema")
    marks = {mark: parameter[mark] for mark in MARKS & parameter.keys()}
    return {**schema, **marks} if isinstance(schema, Mapping) else schema


def followed_media(declared: Any) -> Node:  # Any: as Node
    """Return a media type object; these cannot be references."""
    if not isinstance(declared, Mapping):
        raise DocumentRefused("a media type is not an object")
    return declared


def by_media(content: Node) -> Mapping[str, list[Node]]:
    """Return the media type objects by media type: parameters do not tell two of them apart, here as on the wire."""
    found: dict[str, list[Node]] = {}
    for media, declared in content.items():
        found.setdefault(media_type(media), []).append(followed_media(declared))
    return found


def said(declared: list[Node], name: str) -> Any:  # Any: a schema or none
    """Return the schema of a media type; of several, which are registered no more, all of them hold."""
    schemas = [media[name] for media in declared if media.get(name) is not None]
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else None


def problem_codes(document: Node) -> frozenset[str]:
    """Return the codes under `x-problems`: they become labels of metrics, so there are only so many."""
    listed = document.get("x-problems")
    entries = listed[:_MOST_CODES] if isinstance(listed, list) else []
    codes = (entry.get("code") for entry in entries if isinstance(entry, Mapping))
    return frozenset(code for code in codes if isinstance(code, str) and _CODE.fullmatch(code))
