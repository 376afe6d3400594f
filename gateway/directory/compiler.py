"""Compiles a registered OpenAPI document into what the pipeline asks for: routes, validators, limits, removers."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson

from chassis.http.heads import HEAD
from chassis.http.media_types import media_type
from chassis.http.request_line import SAFE
from contracts.catalogue import Catalogue, compile_schema
from contracts.compiled import CompiledSchema, Definitions
from gateway.directory.declared_parameters import answer_headers, check_range, read_parameter
from gateway.directory.documents import (
    Declared,
    DocumentRefused,
    Node,
    by_media,
    followed,
    followed_media,
    is_json,
    operations,
    prefix_of,
    problem_codes,
    said,
    table,
    text,
)
from gateway.directory.entries import PROBLEM_MEDIA, BodyKind, OperationEntry, ResponseEntry, ServiceEntry
from gateway.directory.judgements import every_mark
from gateway.directory.keywords import check_keywords, check_loops
from gateway.directory.parameters import Parameters
from gateway.directory.pinning import mark_newer, narrowed
from gateway.directory.publicity import is_public
from gateway.directory.remover import remover_of
from gateway.directory.routing import AmbiguousPath, Router
from gateway.directory.schema_paths import (
    GENERAL,
    UNSAID,
    RecursiveFieldGroups,
    every_class,
    place_of,
    unavoidable,
)
from gateway.directory.subjects import Seeker, compile_seeker

DOCUMENT_BYTES: Final = 1_048_576
STREAM_BYTES: Final = 67_108_864
DOCUMENT_DEADLINE_S: Final = 10.0
STREAM_DEADLINE_S: Final = 120.0
PROBLEM_ID: Final = "https://schemas.saphan.gov.la/shared/problem/v1"
_STATUS: Final = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")


def compile_service(name: str, member: str, base_url: str, document: Node, digest: str) -> ServiceEntry:
    """Return the compiled service; raise `DocumentRefused` with a sentence for anything that cannot be enforced."""
    prefix = prefix_of(document, name)
    definitions = table(table(document, "components"), "schemas")
    try:
        compiler = _Compiler(name, document, definitions)
        entries = {declared.operation_id: compiler.operation(declared) for declared in operations(document)}
        router = Router((entry.method, entry.template, entry) for entry in entries.values())
    except AmbiguousPath as fault:
        raise DocumentRefused(str(fault)) from None
    except RecursionError:
        raise DocumentRefused("schemas that contain themselves without end") from None
    info = table(document, "info")
    return ServiceEntry(
        name=name,
        member=member,
        base_url=base_url,
        prefix=prefix,
        api_version=text(info, "version", "info"),
        title=text(info, "title", "info"),
        document_digest=digest,
        operations=entries,
        router=router,
        codes=problem_codes(document),
    )


def compile_pinned(
    name: str, document: Node, versions: Collection[str], catalogue: Catalogue
) -> Mapping[str, OperationEntry]:
    """Return the operations, by id, as they are under an agreement that pins these schema versions.

    Requests are held against the pinned versions; answers against the service's own, then pruned to the pinned ones.
    Raises `DocumentRefused`.
    """
    definitions = table(table(document, "components"), "schemas")
    pinned = narrowed(definitions, versions, catalogue)
    compiler = _Compiler(name, document, definitions, pinned)
    return {declared.operation_id: compiler.operation(declared) for declared in operations(document)}


class _Compiler:
    """Compiles the operations of one document; equal schemas are compiled once.

    `pinned` are the components as callers know them, where an agreement pins older versions than the service's own.
    """

    def __init__(self, service: str, document: Node, definitions: Node, pinned: Node | None = None) -> None:
        self._service = service
        self._document = document
        self._definitions = definitions
        self._pinned = definitions if pinned is None else pinned
        self._compiled: dict[tuple[bool, bytes], CompiledSchema] = {}
        self._answers: dict[bytes, ResponseEntry] = {}
        self._unavoidable: dict[bytes, frozenset[str]] = {}
        for name, component in definitions.items():
            check_keywords(component, f"component {name}")
        check_loops(definitions)
        catalogue = Catalogue.load()
        try:
            self._prepared = Definitions.of_components(definitions, catalogue.definitions.codelists)
            self._prepared_pinned = (
                self._prepared if pinned is None else Definitions.of_components(pinned, catalogue.definitions.codelists)
            )
        except ValueError as fault:
            raise DocumentRefused(f"components: {fault}") from None
        self._problem = ResponseEntry(catalogue.validator(PROBLEM_ID))

    def operation(self, declared: Declared) -> OperationEntry:
        """Return what the data plane asks of an operation, or raise `DocumentRefused` naming what is wrong with it."""
        node, where = declared.node, f"{self._service}/{declared.operation_id}"
        body = followed(node["requestBody"], self._document) if "requestBody" in node else None
        mutating = declared.method not in SAFE
        kind = _body_kind(node, body, where, mutating=mutating)
        content = table(body, "content") if body else {}
        stream = node.get("x-body") == "stream"  # of a read: the answer is one
        request = None if kind == "stream" else self._request(content, where)
        responses, parameters = self._responses(declared, where), self._parameters(declared, where)
        entry = OperationEntry(
            service=self._service,
            operation_id=declared.operation_id,
            method=declared.method,
            template=declared.template,
            mutating=mutating,
            needs_idempotency_key=_requires(declared, "idempotency-key"),
            needs_if_match=_requires(declared, "if-match"),
            legal_act=node.get("x-legal-act") is True,
            body_kind=kind,
            body_required=bool(body and body.get("required")),
            media_types=frozenset(media_type(media) for media in content),
            max_body=_number(node, "x-max-body", STREAM_BYTES if stream else DOCUMENT_BYTES, where),
            deadline_s=_number(node, "x-deadline-s", STREAM_DEADLINE_S if stream else DOCUMENT_DEADLINE_S, where),
            request=None if request is None else self._compile(request, where, pinned=True),
            parameters=parameters,
            responses=responses,
            classes=self._classes(node, request, where),
            seeker=compile_seeker(request, self._pinned),
            rows=self._rows(content) if kind == "stream" else {},
            # whatever an answer has that is no JSON is passed on as a stream, declared as one or not
            stream=stream or any(media and not is_json(media) for _, media in responses),
            public=is_public(declared, parameters, self._document, self._definitions, where),
        )
        check_range(entry, where)
        return entry

    def _rows(self, content: Node) -> Mapping[str, Seeker]:
        """Return the seekers of the rows that media types of a stream declare under `x-row`: JSON to a line."""
        declared = {media: said(all_, "x-row") for media, all_ in by_media(content).items()}
        seekers = ((media, compile_seeker(row, self._pinned)) for media, row in declared.items() if row is not None)
        return {media: seeker for media, seeker in seekers if seeker is not None}

    def _classes(self, node: Node, request: Any, where: str) -> frozenset[str]:  # Any: a schema or none
        """Return what no minimisation can spare: all that is sent in, and what an answer cannot do without."""
        found, unseen = set[str](), node.get("x-body") == "stream"  # files and streams have no schema
        try:
            if request is not None:
                found |= every_class(place_of(request, self._pinned))
            for answer in table(node, "responses").values():
                for media, declared in table(followed(answer, self._document), "content").items():
                    schema = followed_media(declared).get("schema")
                    if is_json(media_type(media)):
                        found |= self._needed(schema)
                    else:  # a refusal, too: it is passed on unread, whatever its schema marks
                        unseen, found = True, found | every_mark(schema, self._definitions)
        except RecursiveFieldGroups as fault:
            raise DocumentRefused(f"{where}: {fault}") from None
        if unseen or "x-data-class" in node:
            found.add(str(node.get("x-data-class", UNSAID)))
        return frozenset(found) - {GENERAL}

    def _needed(self, schema: Any) -> frozenset[str]:  # Any: as above
        key = _key(schema)
        if key not in self._unavoidable:
            self._unavoidable[key] = unavoidable(place_of(schema, self._definitions))
        return self._unavoidable[key]

    def _request(self, content: Node, where: str) -> Any:  # Any: a schema that other people wrote, or None
        media = [declared for declared in content if is_json(media_type(declared))]
        if content and len(media) != len(content):
            raise DocumentRefused(f"{where}: a document's body is JSON; other media need x-body: stream")
        schemas = [followed_media(content[name]).get("schema") for name in media]
        if (
            any(schema is None for schema in schemas)
            or len({orjson.dumps(s, option=orjson.OPT_SORT_KEYS) for s in schemas}) > 1
        ):
            raise DocumentRefused(f"{where}: a JSON body needs one schema")
        return schemas[0] if schemas else None

    def _responses(self, declared: Declared, where: str) -> Mapping[tuple[str, str], ResponseEntry]:
        entries: dict[tuple[str, str], ResponseEntry] = {}
        only_head = declared.method == HEAD  # whatever content it describes does not come (RFC 9110 §9.3.2)
        for status, listed in table(declared.node, "responses").items():
            if not _STATUS.fullmatch(status):
                raise DocumentRefused(f"{where}: {status} is no status")
            answer = followed(listed, self._document)
            content = {} if only_head else table(answer, "content")
            headers = answer_headers(answer, self._document, self._definitions, self._prepared, where)
            if not content:
                entries[status, ""] = ResponseEntry(None, headers=headers)
            for media, described in by_media(content).items():
                entry = self._response(media, said(described, "schema"), where)
                entries[status, media] = entry if headers is None else replace(entry, headers=headers)
            if headers is not None and status[0] in "45d":
                entries.setdefault((status, PROBLEM_MEDIA), replace(self._problem, headers=headers))
        if not entries:
            raise DocumentRefused(f"{where}: no response is declared")
        for refusal in ("4XX", "5XX"):
            entries.setdefault((refusal, "" if only_head else PROBLEM_MEDIA), self._problem)
        return entries

    def _response(self, media: str, schema: Any, where: str) -> ResponseEntry:  # Any: as above
        if not is_json(media):
            return ResponseEntry(None)
        if schema is None:
            raise DocumentRefused(f"{where}: a JSON answer needs a schema")
        if (key := _key(schema)) not in self._answers:
            self._answers[key] = self._answer(schema, where)
        return self._answers[key]

    def _answer(self, schema: Any, where: str) -> ResponseEntry:  # Any: as above
        try:
            place = place_of(schema, self._definitions)
            if self._pinned is not self._definitions:
                mark_newer(place, place_of(schema, self._pinned))
        except RecursiveFieldGroups as fault:
            raise DocumentRefused(f"{where}: {fault}") from None
        pinned = self._compile(schema, where, pinned=True) if self._pinned is not self._definitions else None
        seeker = compile_seeker(schema, self._definitions)
        return ResponseEntry(self._compile(schema, where), remover_of(place), pinned, seeker)

    def _parameters(self, declared: Declared, where: str) -> Parameters:
        found = [read_parameter(node, self._pinned, where) for node in declared.parameters]
        templated = set(re.findall(r"\{([^}]*)\}", declared.template))
        if templated != {p.name for p in found if p.where == "path"}:
            raise DocumentRefused(f"{where}: the path's parameters are not those that are declared")
        try:
            return Parameters(found, self._prepared_pinned)
        except ValueError as fault:
            raise DocumentRefused(f"{where}: {' '.join(str(fault).split())}") from None

    def _compile(self, schema: Any, where: str, *, pinned: bool = False) -> CompiledSchema:  # Any: as above
        definitions = self._prepared_pinned if pinned else self._prepared
        place = definitions is self._prepared, _key(schema)
        if place not in self._compiled:
            check_keywords(schema, where)
            try:
                self._compiled[place] = compile_schema(schema, definitions=definitions)
            except ValueError as fault:
                raise DocumentRefused(f"{where}: {' '.join(str(fault).split())}") from None
        return self._compiled[place]


def _key(schema: Any) -> bytes:  # Any: as Node
    return orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)


def _body_kind(node: Node, body: Node | None, where: str, *, mutating: bool) -> BodyKind | None:
    kind = node.get("x-body", "document")
    if kind == "rows":
        # a later issue brings row by row validation; until then a row body would pass unvalidated, so it may not pass
        raise DocumentRefused(f"{where}: x-body: rows is not supported yet; send documents of at most 1 MiB")
    if kind == "stream":
        return "stream" if mutating else None
    if kind != "document":
        raise DocumentRefused(f"{where}: x-body is document, rows or stream, not {kind!r:.40}")
    return None if body is None else "document"


def _requires(declared: Declared, header: str) -> bool:
    return any(
        node["in"] == "header" and str(node["name"]).lower() == header and node.get("required") is True
        for node in declared.parameters
    )


def _number(node: Node, name: str, default: float, where: str) -> Any:  # Any: int or float, as the default is
    value = node.get(name, default)
    if type(value) not in {int, float} or value <= 0:
        raise DocumentRefused(f"{where}: {name} is a positive number")
    return type(default)(value)
