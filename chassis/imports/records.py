"""CSV reader with a limit on each record's length: a bad record is a fault, and reading goes on behind it.

A record may go on over several lines while a quotation mark is open. So it ends with the first line behind which it
has an even number of them, whatever else is wrong with it.
"""

import csv
from collections.abc import Iterator
from typing import Final, TextIO

from chassis.imports.faults import CSV_BROKEN, QUOTE_ODD
from contracts.problems import Fault

LONGEST: Final = 128 * 1024  # characters of a record; no cell of the standard library's reader can be longer
_PIECE: Final = 64 * 1024
SEPARATOR_STATED: Final = "sep="  # how some spreadsheets begin a file


class _TooLong(Exception):  # noqa: N818 - a sentence
    """The record has no end in sight."""


class Records:
    """Iterates over the records of a CSV text; a record that cannot be read is a fault in its place."""

    def __init__(self, text: TextIO, delimiter: str, too_long: Fault) -> None:
        self._text = text
        self._delimiter = delimiter
        self._fault_of_length = too_long
        self._reader = self._new_reader()
        self._characters = self._quotes = 0  # characters and quotation marks of the record that is being read
        self._line = ""  # the last one, or what was read of it
        self._lines_read = 0
        self.begins = 1  # the line of the file where the record begins that was read last
        self.stated = ""  # the separator that the file names in a line before its headings

    def __iter__(self) -> Iterator[list[str] | Fault]:
        """Yield each record, or the fault of one that cannot be read."""
        while True:
            self._characters = self._quotes = 0
            self.begins = self._lines_read + 1
            try:
                yield next(self._reader)
            except StopIteration:
                return
            except _TooLong:
                closed = self._skip()
                yield self._fault_of_length if closed else CSV_BROKEN
            except csv.Error:
                closed = self._skip()
                yield QUOTE_ODD if closed else CSV_BROKEN
            else:
                continue
            if not closed:
                return  # the rest of the file was looked through for the mark that closes it
            self._reader = self._new_reader()

    def first(self) -> list[str] | Fault:
        """Return the record of the headings.

        Blank ones before it are skipped, and so is a `sep=` line, which is remembered in `stated`.
        """
        for record in self:
            if isinstance(record, list) and not self.stated and self._line.startswith(SEPARATOR_STATED):
                self.stated = self._line.removeprefix(SEPARATOR_STATED).rstrip("\r\n")
            elif not isinstance(record, list) or any(cell.strip() for cell in record):
                return record
        return []

    def _new_reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._delimiter, strict=True)

    def _lines(self) -> Iterator[str]:
        while True:
            self._line = self._read(LONGEST)
            if not self._line:
                return
            self._characters += len(self._line)
            self._quotes += self._line.count('"')
            if self._characters >= LONGEST:
                raise _TooLong
            yield self._line

    def _read(self, most: int) -> str:
        """Return the next line, or that many characters of a longer one."""
        line = self._text.readline(most)
        self._lines_read += line.endswith(("\n", "\r"))
        return line

    def _skip(self) -> bool:
        """Skip to the end of a bad record; return False when the file ends first."""
        while not (self._line.endswith(("\n", "\r")) and self._quotes % 2 == 0):
            self._line = self._read(_PIECE)
            if not self._line:
                return self._quotes % 2 == 0
            self._quotes += self._line.count('"')
        return True
