"""Offices as rows of a CSV file, as spreadsheets write and read it: bad rows are told with their lines, all at once."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cli.bad_rows import BadRow, column_of, faults_of
from cli.refusals import Refused
from cli.tables import table_of, text_of
from contracts.catalogue import Catalogue
from contracts.problems import Fault
from contracts.schema_files import BASE
from gateway.directory.organisations import Office

_TEXTS: Final = ("member", "code", "kind", "lo", "en", "level", "place", "country", "parent", "from", "to")
_CONTACTS: Final = ("telephone", "email", "address")
COLUMNS: Final = (*_TEXTS, "successor", "informed", *_CONTACTS)
NEEDED: Final = ("member", "code", "kind", "lo", "en", "level")
_LISTS: Final = {"kind": "office-kind", "level": "office-level", "place": "places"}
_OFFICE: Final = f"{BASE}directory/office/v1"
_OF_FORM: Final = frozenset({"pattern", "format", "type", "minLength", "maxLength"})

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


@dataclass(slots=True)
class Rows:
    """The offices of a file, each with its line, and the rows that are none."""

    offices: list[Office] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    spoilt: set[tuple[str, str]] = field(default_factory=set)  # member and code of bad rows: others may refer to them


def read_rows(file: Path) -> Rows:
    """Return the offices of a CSV file, as `cli.tables` reads it; raise `Refused` for no such file."""
    table = table_of(file, text_of(file), COLUMNS, NEEDED)
    rows, seen = Rows(), dict[tuple[str, str], int]()
    kinds = {name: Catalogue.load().codelist(list_).codes for name, list_ in _LISTS.items()}
    for line, given in table.rows(days=("from", "to")):
        _take(rows, line, given, kinds, seen)
    rows.bad += table.bad
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


def _take(
    rows: Rows,
    line: int,
    given: Mapping[str, str],
    codes: Mapping[str, Any],  # Any: codes by list; only asked whether they hold one
    seen: dict[tuple[str, str], int],
) -> None:
    """Add the row to the offices, or every fault of it to the bad ones."""
    place = given.get("member", ""), given.get("code", "")
    wrong = list(_wrong(given, codes))
    document = _document(given)
    told = {column for column, _, _ in wrong}
    for fault in faults_of(document, Catalogue.load().validator(_OFFICE), Office):
        column = column_of(fault).partition("/")[0]
        if column not in told and column in given:
            wrong.append((column, *_of_fault(column, fault)))
    if not wrong and (first := seen.setdefault(place, line)) != line:
        wrong = [("", f"{'/'.join(place)} stands in line {first} already", f"{'/'.join(place)} ມີແລ້ວໃນແຖວ {first}")]
    if wrong:
        rows.spoilt.add(place)
        rows.bad += (BadRow(line, en, lo) for _, en, lo in wrong)
        return
    rows.offices.append(Office.model_validate(document))
    rows.lines.append(line)


def _wrong(given: Mapping[str, str], codes: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:  # Any: as above
    """Yield what no schema says: an empty column that each row needs, and a code that its list has not."""
    for name in NEEDED:
        if name not in given:
            yield name, f"{name} is empty", f"{name} ຫວ່າງເປົ່າ"
    for name, known in codes.items():
        if name in given and given[name] not in known:
            hint, hint_lo = _RIGHT.get(name, (f"a code of the list {_LISTS[name]}", f"ລະຫັດໃນລາຍການ {_LISTS[name]}"))
            yield (
                name,
                f"{name}: {given[name]} is not in the list {_LISTS[name]}; it holds {hint}",
                f"{name}: {given[name]} ບໍ່ຢູ່ໃນລາຍການ {_LISTS[name]}; ຕ້ອງເປັນ {hint_lo}",
            )


def _of_fault(column: str, fault: Fault) -> tuple[str, str]:
    """Return what a column holds instead; of what only the model knows, such as a year, its own sentence."""
    if column in _RIGHT and fault.code in _OF_FORM:
        right, right_lo = _RIGHT[column]
        return f"{column} holds {right}", f"{column} ຕ້ອງເປັນ {right_lo}"
    told = BadRow.of(0, fault)
    return told.en, told.lo


def _document(given: Mapping[str, str]) -> dict[str, Any]:  # Any: a document of directory/office
    """Return the row as an office is written down."""
    document: dict[str, Any] = {name: given[name] for name in _TEXTS if name in given}
    if "successor" in given:
        document["successor"] = _office(given["successor"], given.get("member", ""))
    if "informed" in given:
        document["informed"] = [_office(each, given.get("member", "")) for each in given["informed"].split()]
    if contacts := {name: given[name] for name in _CONTACTS if name in given}:
        document["contacts"] = contacts
    return document


def _office(written: str, member: str) -> dict[str, str]:
    first, slash, rest = written.partition("/")
    return {"member": first, "office": rest} if slash else {"member": member, "office": first}
