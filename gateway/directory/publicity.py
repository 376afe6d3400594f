"""Public operations (`x-public`): those that anybody may call, and whose answers are about nobody.

What cannot be public is refused where its document is registered. Nothing of an answer is taken out on its way to
everybody: so nothing may be in it, in any answer that is declared, that not everybody may read.
"""

from collections.abc import Iterator
from typing import Final

from chassis.http.media_types import media_type
from chassis.http.request_line import READS
from contracts.json_types import JSON
from gateway.directory.documents import (
    Declared,
    DocumentRefused,
    Node,
    followed,
    followed_media,
    is_json,
    table,
)
from gateway.directory.judgements import every_mark
from gateway.directory.parameters import Parameters
from gateway.directory.schema_paths import GENERAL, RecursiveFieldGroups, every_class, place_of
from gateway.directory.subjects import compile_seeker

MARK: Final = "x-public"


def is_public(declared: Declared, parameters: Parameters, document: Node, components: Node, where: str) -> bool:
    """Tell whether an operation is for everybody; raise `DocumentRefused` where it says so and must not be."""
    mark = declared.node.get(MARK, False)
    if not isinstance(mark, bool):
        raise DocumentRefused(f"{where}: {MARK} is true or false")
    if mark:
        for why in _against(declared, parameters, document, components):
            raise DocumentRefused(f"{where}: {MARK} cannot be true: {why}", f"{where}: {MARK} ເປັນ true ບໍ່ໄດ້: {why}")
    return mark


def _against(declared: Declared, parameters: Parameters, document: Node, components: Node) -> Iterator[str]:
    """Yield what speaks against it."""
    node = declared.node
    if declared.method not in READS:
        yield f"{declared.method} is no read"
    if "requestBody" in node:
        yield "it takes a body"
    if node.get("x-legal-act") is True:
        yield "a legal act is somebody's"
    if not parameters.for_everybody:
        yield "a parameter is guarded, names a person, or is a header, which no cache would tell apart"
    for status, answer in table(node, "responses").items():
        for media, described in table(followed(answer, document), "content").items():
            schema = followed_media(described).get("schema")
            yield from (f"the answer {status} {why}" for why in _in_answer(media_type(media), schema, node, components))


def _in_answer(media: str, schema: JSON, node: Node, components: Node) -> Iterator[str]:
    if not is_json(media):
        if node.get("x-data-class") != GENERAL:
            yield f"is a file whose class is not {GENERAL}"
        classes = every_mark(schema, components)
    else:
        try:
            classes = every_class(place_of(schema, components)) | every_mark(schema, components)
        except RecursiveFieldGroups as fault:
            yield str(fault)
            return
        if compile_seeker(schema, components) is not None:
            yield "names people"
    if classes:
        yield f"has what is not {GENERAL}: {', '.join(sorted(classes))}"
