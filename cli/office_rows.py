"""Offices as rows of a CSV file, as spreadsheets write and read it: bad rows are told with their lines, all at once."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from cli.refusals import Refused
from contracts.catalogue import Catalogue
from gateway.directory.organisations import Office

_TEXTS: Final = ("member", "code", "kind", "lo", "en", "level", "place", "country", "parent", "from", "to")
_CONTACTS: Final = ("telephone", "email", "address")
COLUMNS: Final = (*_TEXTS, "successor", "informed", *_CONTACTS)
NEEDED: Final = ("member", "code", "kind", "lo", "en", "level")
_LISTS: Final = {"kind": "office-kind", "level": "office-level", "place": "places"}

# What a column holds, for whoever has written something else.
_RIGHT: Final[Mapping[str, tuple[str, str]]] = {
    "member": ("the member's id, such as police", "ລະຫັດສະມາຊິກ ເຊັ່ນ police"),
    "code": ("letters, digits and hyphens, such as 0101", "ຕົວອັກສອນລາແຕັງ, ຕົວເລກ ແລະ ຂີດ ເຊັ່ນ 0101"),
    "lo": ("a name of 1 to 400 characters", "ຊື່ 1 ຫາ 400 ຕົວອັກສອນ"),
    "en": ("a name of 1 to 400 characters", "ຊື່ 1 ຫາ 400 ຕົວອັກສອນ"),
    "place": (
        "2, 4 or 7 digits, such as 0101 (a spreadsheet drops the leading 0: format the column as text)",
        "ຕົວເລກ 2, 4 ຫຼື 7 ຕົວ ເຊັ່ນ 0101 (ໂປຣແກຣມຕາຕະລາງຕັດເລກ 0 ທາງໜ້າ: ໃຫ້ຕັ້ງຖັນເປັນຂໍ້ຄວາມ)",
    ),
    "country": ("two capitals, such as VN", "ຕົວພິມໃຫຍ່ສອງຕົວ ເຊັ່ນ VN"),
    "parent": ("the code of an office of the same member", "ລະຫັດຫ້ອງການຂອງສະມາຊິກດຽວກັນ"),
    "from": ("a day as 2026-11-28", "ວັນທີ ເຊັ່ນ 2026-11-28"),
    "to": ("a day as 2026-11-28", "ວັນທີ ເຊັ່ນ 2026-11-28"),
    "successor": ("one office, as code or member/code", "ຫ້ອງການດຽວ ຂຽນເປັນ ລະຫັດ ຫຼື ສະມາຊິກ/ລະຫັດ"),
    "informed": ("offices as member/code, with blanks between them", "ຫ້ອງການ ຂຽນເປັນ ສະມາຊິກ/ລະຫັດ ຫ່າງກັນດ້ວຍຍະຫວ່າງ"),
}


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """Why a row is no office, at its line of the file, in both languages."""

    line: int
    en: str
    lo: str


@dataclass(slots=True)
class Rows:
    """The offices of a file, each with its line, and the rows that are none."""

    offices: list[Office] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    spoilt: set[tuple[str, str]] = field(default_factory=set)  # member and code of bad rows: others may refer to them


def read_rows(file: Path) -> Rows:
    """Return the offices of a CSV file in UTF-8, with commas, semicolons or tabs; raise `Refused` for no such file."""
    try:
        text = file.read_bytes().decode("utf-8-sig")  # with the mark that spreadsheets put first, or without
    except OSError as fault:
        raise Refused(f"Cannot read {file}: {fault.strerror}.", f"ອ່ານ {file} ບໍ່ໄດ້.") from fault
    except UnicodeDecodeError as fault:
        raise Refused(
            f"{file} is not UTF-8: save it as “CSV UTF-8”.", f"{file} ບໍ່ແມ່ນ UTF-8: ໃຫ້ບັນທຶກເປັນ “CSV UTF-8”."
        ) from fault
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows, seen = Rows(), dict[tuple[str, str], int]()
    kinds = {name: Catalogue.load().codelist(list_).codes for name, list_ in _LISTS.items()}
    try:
        columns = _columns(file, next(reader, []))
        for line, cells in _numbered(reader):
            if any(cell.strip() for cell in cells):
                _take(rows, line, columns, cells, kinds, seen)
    except csv.Error as fault:
        where = f"{file}, line {reader.line_num}"
        raise Refused(f"{where}: {fault}.", f"{where}: ອ່ານ CSV ບໍ່ໄດ້, ກວດເບິ່ງເຄື່ອງໝາຍວົງຢືມ.") from fault
    return rows


def write_rows(file: Path, documents: Iterable[Mapping[str, Any]]) -> None:  # Any: documents of directory/office
    """Write offices as such a file, marked as UTF-8 for spreadsheets; raise `Refused` where one is already."""
    try:
        with file.open("x", encoding="utf-8-sig", newline="") as out:
            rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            rows.writeheader()
            rows.writerows(map(_row, documents))
    except FileExistsError:
        raise Refused(f"{file} is there already: name another.", f"ມີ {file} ແລ້ວ: ໃຫ້ໃຊ້ຊື່ອື່ນ.") from None
    except OSError as fault:
        raise Refused(f"Cannot write {file}: {fault.strerror}.", f"ຂຽນ {file} ບໍ່ໄດ້.") from fault


def _row(document: Mapping[str, Any]) -> dict[str, str]:  # Any: as above
    """Return an office's cells, as `_document` reads them."""
    cells = {name: document[name] for name in _TEXTS if name in document} | dict(document.get("contacts", {}))
    following = [document["successor"]] if "successor" in document else []
    return cells | {"successor": _named(following), "informed": _named(document.get("informed", ()))}


def _named(offices: Iterable[Mapping[str, str]]) -> str:
    return " ".join(f"{office['member']}/{office['office']}" for office in offices)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _columns(file: Path, head: Sequence[str]) -> Sequence[str]:
    columns = [cell.strip() for cell in head]
    odd = [name for name in columns if name not in COLUMNS or columns.count(name) > 1]
    missing = [name for name in NEEDED if name not in columns]
    if odd or missing:
        known = ", ".join(COLUMNS)
        what = f"the first line lacks {', '.join(missing)}" if missing else f"the first line has {', '.join(odd)}"
        raise Refused(f"{file}: {what}; its columns are {known}.", f"{file}: ແຖວທຳອິດບໍ່ຖືກຕ້ອງ; ຖັນທີ່ໃຊ້ໄດ້ແມ່ນ {known}.")
    return columns


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:  # Any: csv's reader has no public type
    """Yield each record with the line where it begins: a cell may hold line breaks."""
    begins = reader.line_num + 1
    for cells in reader:
        yield begins, cells
        begins = reader.line_num + 1


def _take(
    rows: Rows,
    line: int,
    columns: Sequence[str],
    cells: Sequence[str],
    codes: Mapping[str, Any],  # Any: codes by list; only asked whether they hold one
    seen: dict[tuple[str, str], int],
) -> None:
    """Add the row to the offices, or to the bad ones."""
    given = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}
    place = given.get("member", ""), given.get("code", "")
    wrong, office = list(_wrong(given, columns, cells, codes)), None
    if not wrong:
        try:
            office = Office.model_validate(_document(given))
        except ValidationError as fault:
            wrong = [_of_fault(error) for error in fault.errors()]
    if office is not None and (first := seen.get(place)):
        wrong = [(f"{'/'.join(place)} stands in line {first} already", f"{'/'.join(place)} ມີແລ້ວໃນແຖວ {first}")]
    elif office is not None:
        rows.offices.append(office)
        rows.lines.append(line)
        seen[place] = line
    if wrong:
        rows.spoilt.add(place)
        rows.bad += (BadRow(line, en, lo) for en, lo in wrong)


def _wrong(
    given: Mapping[str, str], columns: Sequence[str], cells: Sequence[str], codes: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    if len(cells) != len(columns):
        yield (
            f"{len(cells)} cells stand under {len(columns)} columns: a text with the delimiter in it needs quotes",
            f"ມີ {len(cells)} ຊ່ອງ ແຕ່ມີ {len(columns)} ຖັນ: ຂໍ້ຄວາມທີ່ມີເຄື່ອງໝາຍຂັ້ນຕ້ອງຢູ່ໃນວົງຢືມ",
        )
    for name in NEEDED:
        if name not in given:
            yield f"{name} is empty", f"{name} ຫວ່າງເປົ່າ"
    for name, known in codes.items():
        if name in given and given[name] not in known:
            hint, hint_lo = _RIGHT.get(name, (f"a code of the list {_LISTS[name]}", f"ລະຫັດໃນລາຍການ {_LISTS[name]}"))
            yield (
                f"{name}: {given[name]} is not in the list {_LISTS[name]}; it holds {hint}",
                f"{name}: {given[name]} ບໍ່ຢູ່ໃນລາຍການ {_LISTS[name]}; ຕ້ອງເປັນ {hint_lo}",
            )


def _of_fault(error: Mapping[str, Any]) -> tuple[str, str]:  # Any: pydantic's error
    column = str(error["loc"][0]) if error["loc"] else "row"
    said = str(error.get("ctx", {}).get("lo", "ຄ່າບໍ່ຖືກຕ້ອງ"))
    right, right_lo = _RIGHT.get(column, (str(error["msg"]), said))
    return f"{column} holds {right}", f"{column} ຕ້ອງເປັນ {right_lo}"


def _document(given: Mapping[str, str]) -> dict[str, Any]:  # Any: a document of directory/office
    """Return the row as an office is written down."""
    document: dict[str, Any] = {name: given[name] for name in _TEXTS if name in given}
    if "successor" in given:
        document["successor"] = _office(given["successor"], given["member"])
    if "informed" in given:
        document["informed"] = [_office(each, given["member"]) for each in given["informed"].split()]
    if contacts := {name: given[name] for name in _CONTACTS if name in given}:
        document["contacts"] = contacts
    return document


def _office(written: str, member: str) -> dict[str, str]:
    first, slash, rest = written.partition("/")
    return {"member": first, "office": rest} if slash else {"member": member, "office": first}
