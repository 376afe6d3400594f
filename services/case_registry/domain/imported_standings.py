"""Where an imported case may stand: on the roads of its category, and since a day that is known. No I/O."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from contracts.problems import Fault
from services.case_registry.domain.needs import ENDED
from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import IN_FORCE, Status, Way
from services.case_registry.errors.imported_standings import DAY_MISSING, status_of_another_way

# What was decided counts on its day: in figures, for remedies, and for whoever is shown it.
_DECIDED: Final = frozenset(
    {Status.DISMISSED, Status.JUDGED_FIRST_INSTANCE, Status.JUDGED_ON_APPEAL, Status.DECIDED_IN_CASSATION}
)
DATED: Final = _DECIDED | ENDED | IN_FORCE


@cache
def standings(way: Way) -> frozenset[Status]:
    """Return where cases that go this way can come to stand by moves, from where they begin."""
    found, ahead = set[Status](), {usual_status(way)}
    while ahead:
        found |= ahead
        ahead = {row.target for row in TABLE.moves if row.source in ahead and way in row.way} - found
    return frozenset(found)


def standing_faults(status: str | None, since: date | None, way: Way) -> Iterator[Fault]:
    """Yield what is wrong with where a row says that its case stands; nothing is said of a row that does not say it."""
    if status is None:
        return
    if status not in standings(way):
        yield status_of_another_way([each for each in Status if each in standings(way)])
    elif since is None and status in DATED:
        yield DAY_MISSING
