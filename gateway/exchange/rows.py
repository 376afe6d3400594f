"""Search for people in the rows of a streamed NDJSON body, up to a limit per exchange."""

from typing import Final

import orjson

from chassis.http.media_types import media_type
from gateway.directory.subjects import Seeker
from gateway.exchange.exchange import Exchange

MOST: Final = 2_000  # people of one exchange: their pseudonyms are written with the entries of everybody else
LONGEST: Final = 65_536  # bytes of a row; a longer one passes unread


class Rows:
    """Finds the people in NDJSON while it passes; a line that is no JSON is for the service to refuse."""

    def __init__(self, seeker: Seeker, named: set[str]) -> None:
        self._seeker, self._named = seeker, named
        self._begun = bytearray()  # grows in place: a row may come byte by byte
        self._skips = False  # the rest of a row that is too long

    def take(self, part: bytes) -> None:
        """Search the rows that end in this part."""
        first, *others = part.split(b"\n")
        if not self._skips:
            self._begun += first
        if others:
            self._look(self._begun)
            for line in others[:-1]:
                self._look(line)
            self._begun, self._skips = bytearray(others[-1]), False
        if len(self._begun) > LONGEST:
            self._begun, self._skips = bytearray(), True

    def end(self) -> None:
        """Search the row behind the last line break."""
        self._look(self._begun)

    def _look(self, line: bytes | bytearray) -> None:
        if line and len(line) <= LONGEST and len(self._named) < MOST:
            try:
                self._seeker.find(orjson.loads(line), self._named)
            except orjson.JSONDecodeError:
                return


def rows_of(x: Exchange) -> Rows | None:
    """Return the search for this body's rows; None where the operation declares no rows for its media type."""
    declared = x.operation.rows
    seeker = declared.get(media_type(x.headers.get("content-type"))) if declared else None
    return Rows(seeker, x.named) if seeker is not None else None
