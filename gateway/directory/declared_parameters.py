"""Reads parameters and headers from an OpenAPI document, and refuses those that could not be enforced.

A header passes in the direction in which an operation declares it, held against its schema. Nothing is taken out of a
head, and nobody is sought in it: so nothing may stand there that an agreement could leave out, or that names a person.
"""

from collections.abc import Mapping
from typing import Final

from chassis.http.heads import GET
from contracts.compiled import Definitions
from contracts.dialect import never_null
from contracts.in_directory import said_beside
from gateway.directory import header_names
from gateway.directory.documents import DocumentRefused, Node, asked_by, followed, table
from gateway.directory.entries import OperationEntry
from gateway.directory.judgements import every_guard
from gateway.directory.keywords import check_keywords
from gateway.directory.parameter_faults import HEADER
from gateway.directory.parameters import Parameter, Parameters, Where, item_types_of, types_of
from gateway.directory.subjects import compile_seeker, kind_of

_PLACES: Final[Mapping[str, Where]] = {"path": "path", "query": "query", "header": HEADER}


def read_parameter(node: Node, components: Node, where: str) -> Parameter:
    """Return a declared parameter; raise `DocumentRefused`."""
    place = _PLACES.get(node["in"])
    if place is None or not isinstance(node.get("schema"), Mapping):
        raise DocumentRefused(f"{where}: parameter {node['name']} needs a place we read and a schema")
    found = _read(node["name"], place, node, components, where)
    if place == HEADER and header_names.passes_on(found.name, where):
        _check_header(found, where)
    return found


def answer_headers(
    answer: Node, document: Node, components: Node, definitions: Definitions, where: str
) -> Parameters | None:
    """Return the headers that an answer declares and that pass as declared; None for none of them.

    Raises `DocumentRefused`.
    """
    found = []
    for name, listed in table(answer, "headers").items():
        if not header_names.passes_back(name, where):
            continue
        node = followed(listed, document)
        if not isinstance(node.get("schema"), Mapping):
            raise DocumentRefused(f"{where}: header {name} needs a schema")
        found.append(_read(name, HEADER, node, components, where))
        _check_header(found[-1], where)
    if len(found) > header_names.MOST:
        raise DocumentRefused(f"{where}: an answer has at most {header_names.MOST} headers of its own")
    try:
        return Parameters(found, definitions) if found else None
    except ValueError as fault:
        raise DocumentRefused(f"{where}: {' '.join(str(fault).split())}") from None


def check_range(entry: OperationEntry, where: str) -> None:
    """Raise `DocumentRefused` where a piece may be asked for of what is no file, or with another method than GET."""
    if header_names.RANGE in entry.parameters.headers and not (entry.method == GET and entry.reads_files):
        raise DocumentRefused(
            f"{where}: header Range is for files, with GET (RFC 9110 §14.2): a piece of a document would tell of what "
            "an agreement leaves out",
            f"{where}: ສ່ວນຫົວ Range ໃຊ້ກັບໄຟລ໌ ແລະ GET ເທົ່ານັ້ນ: ສ່ວນໜຶ່ງຂອງເອກະສານຈະເປີດເຜີຍສິ່ງທີ່ຂໍ້ຕົກລົງຕັດອອກ",
        )


def _read(name: str, place: Where, node: Node, components: Node, where: str) -> Parameter:
    check_keywords(node["schema"], where)
    schema, asked = said_beside(never_null(node["schema"]), node), asked_by(node)
    return Parameter(
        name,
        place,
        node.get("required") is True,
        schema,
        types_of(schema, components),
        item_types_of(schema, components),
        # RFC 6570 §3.2.1: lists in a path and in a header stand in one value, whatever `explode` says
        place == "query" and node.get("explode", True) is True,
        every_guard(asked, components),
        kind_of(compile_seeker(asked, components)),
    )


def _check_header(header: Parameter, where: str) -> None:
    if header.guards or header.subject:
        raise DocumentRefused(
            f"{where}: header {header.name} is guarded or names a person: nothing is taken out of a head, and nobody "
            "is sought in it; put it into the body",
            f"{where}: ສ່ວນຫົວ {header.name} ຖືກປົກປ້ອງ ຫຼື ລະບຸຕົວຄົນ: ສ່ວນຫົວບໍ່ຖືກຕັດ ແລະ ບໍ່ຖືກຊອກຫາ; ໃຫ້ໃສ່ໃນເນື້ອໃນ",
        )
    if "object" in header.types | header.item_types or "array" in header.item_types:
        raise DocumentRefused(
            f"{where}: header {header.name} is a text, a number, true or false, or a list of these",
            f"{where}: ສ່ວນຫົວ {header.name} ຕ້ອງເປັນຂໍ້ຄວາມ, ຕົວເລກ, true, false ຫຼື ລາຍການຂອງສິ່ງເຫຼົ່ານີ້",
        )
