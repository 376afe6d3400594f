"""Reading of a table that a spreadsheet has saved as CSV, with the reader and the rules of imports.

UTF-8 with or without its mark; commas, semicolons or tabs, or what a line `sep=` states; headings however they are
typed; empty columns and empty rows are nothing.
"""

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from chassis.imports.columns import in_one_line, is_blank
from chassis.imports.faults import cells
from chassis.imports.printed_days import read_day
from chassis.imports.records import LONGEST, SEPARATOR_STATED, Records
from cli.bad_rows import BadRow
from cli.refusals import Refused
from contracts.lao import fold, without_invisible
from contracts.problems import Fault

_DELIMITERS: Final = ",;\t"
_TOO_LONG: Final = Fault(
    code="csv",
    en=f"The row is longer than {LONGEST // 1024} KiB: is a quotation mark left open?",
    lo=f"ແຖວຍາວເກີນ {LONGEST // 1024} KiB: ກວດເບິ່ງວ່າ ເຄື່ອງໝາຍວົງຢືມໄດ້ປິດບໍ.",
    pointer="",
)


@dataclass(slots=True)
class Table:
    """Rows of a file, each with the line where it begins; what is no row of it is in `bad` as they are read."""

    columns: Sequence[str]
    _records: Records
    bad: list[BadRow] = field(default_factory=list)

    def rows(self, days: Collection[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row's cells that state something, by column, in one line.

        In the columns `days`, a day with strokes, or with the time of 0:00 behind it, is written as ISO 8601 has it.
        """
        for record in self._records:
            line = self._records.begins
            if isinstance(record, Fault):
                self.bad.append(BadRow.of(line, record))
            elif not is_blank("".join(record)):
                if (row := _without_end(record, len(self.columns))) is None:
                    self.bad.append(BadRow.of(line, cells(len(record), len(self.columns))))
                else:
                    named = zip(self.columns, row, strict=True)
                    given = {name: in_one_line(cell) for name, cell in named if not is_blank(cell)}
                    yield line, given | {name: _day(given[name]) for name in days if name in given}


def text_of(file: Path) -> str:
    """Return the text of a file in UTF-8; raise `Refused`."""
    try:
        return file.read_bytes().decode("utf-8-sig")  # with the mark that spreadsheets put first, or without
    except OSError as fault:
        raise Refused(f"Cannot read {file}: {fault.strerror}.", f"ອ່ານ {file} ບໍ່ໄດ້.") from fault
    except UnicodeDecodeError as fault:
        raise Refused(
            f"{file} is not UTF-8: save it as “CSV UTF-8”.", f"{file} ບໍ່ແມ່ນ UTF-8: ໃຫ້ບັນທຶກເປັນ “CSV UTF-8”."
        ) from fault


def table_of(file: Path, text: str, known: Sequence[str], needed: Sequence[str]) -> Table:
    """Return the table in a text, whose columns are among the known ones; raise `Refused` naming what is right."""
    records = Records(io.StringIO(text, newline=""), _delimiter(text), _TOO_LONG)
    first = records.first()
    if isinstance(first, Fault):
        raise Refused(f"{file}: {first.en}", f"{file}: {first.lo}")
    # letters of one size: a spreadsheet, or who types the headings again, writes `Code`
    by_fold = {fold(name).casefold(): name for name in known}
    columns = [by_fold.get(fold(heading).casefold(), heading.strip()) for heading in first]
    while columns and is_blank(columns[-1]):
        columns.pop()
    odd = sorted({name or "''" for name in columns if name not in known or columns.count(name) > 1})
    missing = [name for name in needed if name not in columns]
    if odd or missing:
        raise _wrong_headings(file, odd, missing, known)
    return Table(columns, records)


def _wrong_headings(file: Path, odd: Sequence[str], missing: Sequence[str], known: Sequence[str]) -> Refused:
    en = [f"lacks {', '.join(missing)}"] if missing else []
    lo = [f"ຂາດ {', '.join(missing)}"] if missing else []
    if odd:
        en.append(f"has {', '.join(odd)}, which is no column or stands twice")
        lo.append(f"ມີ {', '.join(odd)} ເຊິ່ງບໍ່ແມ່ນຖັນ ຫຼື ມີສອງເທື່ອ")
    said = ", ".join(known)
    return Refused(
        f"{file}: the first line {' and '.join(en)}; its columns are {said}.",
        f"{file}: ແຖວທຳອິດ {' ແລະ '.join(lo)}; ຖັນທີ່ໃຊ້ໄດ້ແມ່ນ {said}.",
    )


def _without_end(record: Sequence[str], columns: int) -> Sequence[str] | None:
    """Return a row without empty cells beyond the headings; None where it has something there, or fewer cells."""
    beyond = record[columns:]
    return record[:columns] if len(record) >= columns and is_blank("".join(beyond)) else None


def _day(cell: str) -> str:
    return read_day(without_invisible(cell), "ymd", "common").day or cell


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0].rstrip("\r")
    if head.startswith(SEPARATOR_STATED) and len(head) == len(SEPARATOR_STATED) + 1:
        return head[-1]
    return max(_DELIMITERS, key=head.count)
