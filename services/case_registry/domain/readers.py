"""What a process knows of who has read which case today, so that a busy reader costs nothing. No I/O."""

from collections import OrderedDict
from datetime import date
from typing import Final

from contracts.seats import Seat

_MOST: Final = 10_000  # cases and offices: whoever is forgotten is looked up once more


class Readers:
    """Offices that need not be noted for a case any more on a day: they are on record, or have a part in it."""

    def __init__(self, most: int = _MOST) -> None:
        self._most: Final = most
        self._known: Final = OrderedDict[tuple[str, Seat], date]()

    def knows(self, case_id: str, seat: Seat, day: date) -> bool:
        """Tell whether nothing is left to note of this office and case on that day."""
        return self._known.get((case_id, seat)) == day

    def learn(self, case_id: str, seat: Seat, day: date) -> None:
        """Keep that nothing is left to note; only of what the database has committed, else a reader may be lost."""
        self._known[case_id, seat] = day
        self._known.move_to_end((case_id, seat))
        if len(self._known) > self._most:
            self._known.popitem(last=False)
