"""What a file is read with: the mapping that it needs, its rows, and the old font of its texts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from chassis.imports import reading, workbooks
from chassis.imports.columns import ColumnMapping
from chassis.imports.file_body import NDJSON, XLSX, Received
from chassis.imports.fonts import LAO_KEYBOARD, Font, lao_keyboard
from chassis.imports.parameters import ImportOptions
from chassis.imports.reading import Opened
from contracts.problems import Fault, InvalidInput

_OF_MAPPING: Final = "mapping"


def mapping_named(received: Received, options: ImportOptions, *, needed: Fault, idle: Fault) -> str | None:
    """Return the id of the mapping that is asked for the file's columns, or for its font; None where none is.

    Raises `InvalidInput` with `needed` for a file of columns without one, and with `idle` for rows that need none.
    """
    if received.media_type == NDJSON and (options.mapping_id is None or options.convert != _OF_MAPPING):
        if options.mapping_id is not None:
            raise InvalidInput(faults=[idle])
        return None
    if options.mapping_id is None:
        raise InvalidInput(faults=[needed])
    return options.mapping_id


@asynccontextmanager
async def opened(received: Received, mapping: ColumnMapping | None, too_long: Fault) -> AsyncIterator[Opened]:
    """Provide the slices of the file; raise `InvalidInput` for one of which no row can be read."""
    if received.media_type == XLSX and mapping is not None:
        async with workbooks.rows_of(received.file, mapping.get("sheet")) as rows:
            yield reading.opened_sheet(rows, mapping, too_long)
        return
    columns = None if received.media_type == NDJSON else mapping
    yield reading.opened(received.file, columns, too_long)


def font_of(mapping: ColumnMapping | None, options: ImportOptions, *, missing: Fault) -> Font | None:
    """Return the old font in which texts are to be read; raise `InvalidInput` with `missing` for a mapping without."""
    if options.convert is None:
        return None
    if options.convert == LAO_KEYBOARD:
        return lao_keyboard()
    if mapping is None or "font" not in mapping:
        raise InvalidInput(faults=[missing])
    return Font(mapping["font"]["name"], mapping["font"]["characters"])
