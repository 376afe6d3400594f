"""National code lists as files: CSV as spreadsheets write it, or JSON; bad rows are told with their lines."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from pydantic import ValidationError

from cli.office_rows import BadRow
from cli.refusals import Refused
from contracts.code_tables import COLUMNS, NEEDED, CellRefused, attributes_of, document_of_row, rows_of
from contracts.codelists import CodeList
from contracts.reference_data import of_code, of_code_list
from gateway.directory.codes import NationalCode, NationalList

JSON: Final = ".json"
_DELIMITERS: Final = ",;\t"
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
    try:
        text = file.read_bytes().decode("utf-8-sig")  # with the mark that spreadsheets put first, or without
    except OSError as fault:
        raise Refused(f"Cannot read {file}: {fault.strerror}.", f"ອ່ານ {file} ບໍ່ໄດ້.") from fault
    except UnicodeDecodeError as fault:
        raise Refused(
            f"{file} is not UTF-8: save it as “CSV UTF-8”.", f"{file} ບໍ່ແມ່ນ UTF-8: ໃຫ້ບັນທຶກເປັນ “CSV UTF-8”."
        ) from fault
    read = Codes()
    documents = _of_json(file, text, listed, read) if file.suffix == JSON else _of_csv(file, text, listed, read)
    seen: dict[str, int] = {}
    for line, document in documents:
        _take(read, line, {"codeList": listed.name, **document}, seen)
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
    try:
        document: Any = orjson.loads(text)  # Any: whatever somebody wrote; the models judge it
    except orjson.JSONDecodeError as fault:
        raise Refused(f"{file} is no JSON: {fault}.", f"{file} ບໍ່ແມ່ນ JSON.") from fault
    codes = document.get("codes") if isinstance(document, dict) else None
    if not isinstance(codes, list) or not all(isinstance(code, dict) for code in codes):
        raise Refused(f'{file} is no list: {{"codes": […]}}.', f'{file} ບໍ່ແມ່ນບັນຊີ: {{"codes": […]}}.')
    if "attributes" in document:
        # the files of the distribution have both labels in one member
        stated = document | document["label"] if isinstance(document.get("label"), dict) else document
        head = {name: stated[name] for name in ("lo", "en", "attributes") if name in stated}
        try:
            read.head = NationalList.model_validate({"name": listed.name} | head)
        except ValidationError as fault:
            raise Refused(f"{file}: {_said(fault)}.", f"{file}: ຫົວບັນຊີບໍ່ຖືກຕ້ອງ.") from fault
    for number, code in enumerate(codes, start=1):
        more = {name: code[name] for name in code if name not in _OF_CODES}  # and attributes beside the rest
        own = {name: code[name] for name in code if name in _OF_CODES}
        yield number, own | ({"attributes": more} if more and "attributes" not in code else more)


def _of_csv(file: Path, text: str, listed: CodeList, read: Codes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=head.count), strict=True)
    attributes = attributes_of(listed.attributes)
    try:
        columns = _columns(file, next(reader, []), [*COLUMNS, *attributes])
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            given = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
            try:
                yield reader.line_num, document_of_row(given, attributes)
            except CellRefused as fault:
                read.bad.append(BadRow(reader.line_num, str(fault), str(fault)))
    except csv.Error as fault:
        where = f"{file}, line {reader.line_num}"
        raise Refused(f"{where}: {fault}.", f"{where}: ອ່ານ CSV ບໍ່ໄດ້, ກວດເບິ່ງເຄື່ອງໝາຍວົງຢືມ.") from fault


def _columns(file: Path, head: Sequence[str], known: Sequence[str]) -> Sequence[str]:
    columns = [cell.strip() for cell in head]
    odd = [name for name in columns if name not in known or columns.count(name) > 1]
    missing = [name for name in NEEDED if name not in columns]
    if odd or missing:
        what = f"the first line lacks {', '.join(missing)}" if missing else f"the first line has {', '.join(odd)}"
        said = ", ".join(known)
        raise Refused(f"{file}: {what}; its columns are {said}.", f"{file}: ແຖວທຳອິດບໍ່ຖືກຕ້ອງ; ຖັນທີ່ໃຊ້ໄດ້ແມ່ນ {said}.")
    return columns


def _take(read: Codes, line: int, document: Mapping[str, Any], seen: dict[str, int]) -> None:  # Any: a code
    """Add a document to the codes, or to what is none."""
    try:
        code = NationalCode.model_validate(document)
    except ValidationError as fault:
        read.bad.append(BadRow(line, _said(fault), f"ຄ່າບໍ່ຖືກຕ້ອງ: {_said(fault)}"))
        return
    if (first := seen.setdefault(code.code, line)) != line:
        read.bad.append(BadRow(line, f"{code.code} stands in line {first} already", f"{code.code} ມີແລ້ວໃນແຖວ {first}"))
        return
    read.codes.append(code)
    read.lines.append(line)


def _said(fault: ValidationError) -> str:
    return "; ".join(f"{'/'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors()[:3])
