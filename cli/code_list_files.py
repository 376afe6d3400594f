"""National code lists as files: CSV as spreadsheets write it, or JSON; bad rows are told with their lines."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from cli.bad_rows import BadRow, faults_of
from cli.refusals import Refused
from cli.tables import table_of, text_of
from contracts import strict_json
from contracts.catalogue import Catalogue, compile_schema
from contracts.code_tables import COLUMNS, NEEDED, attributes_of, document_of_row, rows_of
from contracts.codelists import CodeList
from contracts.compiled import CompiledSchema, SchemaRefused
from contracts.problems import MalformedJson
from contracts.reference_data import of_code, of_code_list
from contracts.schema_files import BASE
from gateway.directory.codes import NationalCode, NationalList

JSON: Final = ".json"
_CODE: Final = f"{BASE}directory/national-code/v1"
_LIST: Final = f"{BASE}directory/national-list/v1"
_OF_CODES: Final = frozenset({*COLUMNS, "attributes"})


@dataclass(slots=True)
class Codes:
    """The codes of a file, each with its line or its place, what is none, and the list's head where the file has it."""

    codes: list[NationalCode] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    head: NationalList | None = None


def read_codes(file: Path, listed: CodeList) -> Codes:
    """Return the codes of a file for a list, whose schema says what its columns hold; raise `Refused`."""
    text, read = text_of(file), Codes()
    documents = _of_json(file, text, listed, read) if file.suffix == JSON else _of_csv(file, text, listed, read)
    seen: dict[str, int] = {}
    schema: CompiledSchema | None = None
    for line, document in documents:
        # when the first code is read, the file has said whether it has another schema of attributes
        schema = schema or _attributes(listed if read.head is None else read.head)
        _take(read, line, {"codeList": listed.name, **document}, seen, schema)
    if not read.codes and not read.bad:
        raise Refused(f"{file} has no code.", f"{file} ບໍ່ມີລະຫັດ.")
    return read


def write_codes(file: Path, listed: CodeList) -> None:
    """Write a list as such a file, CSV marked as UTF-8 for spreadsheets; raise `Refused` where one is already."""
    try:
        with file.open("x", encoding="utf-8" if file.suffix == JSON else "utf-8-sig", newline="") as out:
            if file.suffix == JSON:
                codes = [{k: v for k, v in of_code(listed.name, code).items() if k != "codeList"}
                         for _, code in sorted(listed.codes.items())]  # fmt: skip
                head = {name: value for name, value in of_code_list(listed).items() if name != "version"}
                out.write(orjson.dumps(head | {"codes": codes}, option=orjson.OPT_INDENT_2).decode() + "\n")
            else:
                csv.writer(out, lineterminator="\n").writerows(rows_of(listed))
    except FileExistsError:
        raise Refused(f"{file} is there already: name another.", f"ມີ {file} ແລ້ວ: ໃຫ້ໃຊ້ຊື່ອື່ນ.") from None
    except OSError as fault:
        raise Refused(f"Cannot write {file}: {fault.strerror}.", f"ຂຽນ {file} ບໍ່ໄດ້.") from fault


def _of_json(file: Path, text: str, listed: CodeList, read: Codes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the codes of a list or of a plain array, by their places in it."""
    try:
        document: Any = strict_json.loads(text.encode())  # Any: whatever somebody wrote; the models judge it
    except MalformedJson as malformed:
        (fault,) = malformed.faults
        place = ", ".join(f"{name} {fault.params[name]}" for name in ("line", "column") if name in fault.params)
        at = f" ({place or fault.pointer})" if place or fault.pointer else ""
        raise Refused(f"{file}{at}: {fault.en}", f"{file}{at}: {fault.lo}") from malformed
    codes = document.get("codes") if isinstance(document, dict) else document
    if not isinstance(codes, list) or not all(isinstance(code, dict) for code in codes):
        form = '{"codes": [{"code": …, "lo": …, "en": …}, …]}'
        raise Refused(f"{file} is no list of codes: {form}.", f"{file} ບໍ່ແມ່ນບັນຊີລະຫັດ: ຕ້ອງເປັນ {form}.")
    if isinstance(document, dict) and "attributes" in document:
        read.head = _head(file, document, listed.name)
    for number, code in enumerate(codes, start=1):
        more = {name: code[name] for name in code if name not in _OF_CODES}  # and attributes beside the rest
        own = {name: code[name] for name in code if name in _OF_CODES}
        yield number, own | ({"attributes": more} if more and "attributes" not in code else more)


def _head(file: Path, document: Mapping[str, Any], name: str) -> NationalList:  # Any: as above
    # the files of the distribution have both labels in one member
    stated = {**document, **document["label"]} if isinstance(document.get("label"), dict) else document
    head = {"name": name} | {member: stated[member] for member in ("lo", "en", "attributes") if member in stated}
    if faults := faults_of(head, Catalogue.load().validator(_LIST), NationalList):
        told = BadRow.of(0, faults[0])
        raise Refused(f"{file}: {told.en}.", f"{file}: {told.lo}.")
    return NationalList.model_validate(head)


def _of_csv(file: Path, text: str, listed: CodeList, read: Codes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    attributes = attributes_of(listed.attributes)
    days = ("validFrom", "validTo", *(name for name, schema in attributes.items() if schema.get("format") == "date"))
    table = table_of(file, text, [*COLUMNS, *attributes], NEEDED)
    for line, cells in table.rows(days):
        yield line, document_of_row(cells, attributes)
    read.bad += table.bad


def _take(
    read: Codes, line: int, document: dict[str, Any], seen: dict[str, int], attributes: CompiledSchema
) -> None:  # Any: a code
    """Add a document to the codes, or every fault of it to what is none."""
    faults = faults_of(document, Catalogue.load().validator(_CODE), NationalCode)
    stated = document.get("attributes", {})
    if not attributes.is_valid(stated):  # what they name is looked up by the directory
        faults += attributes.faults(stated)[0]
    read.bad += [BadRow.of(line, fault) for fault in faults]
    if faults:
        return
    code = NationalCode.model_validate(document)
    if (first := seen.setdefault(code.code, line)) != line:
        read.bad.append(BadRow(line, f"{code.code} stands in line {first} already", f"{code.code} ມີແລ້ວໃນແຖວ {first}"))
        return
    read.codes.append(code)
    read.lines.append(line)


def _attributes(of: CodeList | NationalList) -> CompiledSchema:
    try:
        return compile_schema(of.attributes)
    except SchemaRefused:
        return compile_schema({})  # whatever they are: the directory tells what is wrong with the schema
