"""Where an imported case may stand, and where it must have stood before: at each instance that judged it. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Final

from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.imported_decision import ImportedDecision
from contracts.national.justice.imported_proceeding import ImportedProceeding
from contracts.problems import Fault
from contracts.seats import Seat
from services.case_registry.domain.decisions import JUDGMENT
from services.case_registry.domain.needs import ENDED
from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import IN_FORCE, Instance, Status, Way, seat_of
from services.case_registry.errors.imported_standings import DAY_MISSING, status_of_another_way

# What was decided counts on its day: in figures, for remedies, and for whoever is shown it.
_DECIDED: Final = frozenset(
    {Status.DISMISSED, Status.JUDGED_FIRST_INSTANCE, Status.JUDGED_ON_APPEAL, Status.DECIDED_IN_CASSATION}
)
# Where a case stands while an instance tries it, and once it has judged it.
_TRIED: Final = {
    Instance.FIRST_INSTANCE: (Status.IN_TRIAL, Status.JUDGED_FIRST_INSTANCE),
    Instance.APPEAL: (Status.APPEALED, Status.JUDGED_ON_APPEAL),
    Instance.CASSATION: (Status.IN_CASSATION, Status.DECIDED_IN_CASSATION),
}
JUDGED: Final = (
    _DECIDED - {Status.DISMISSED}
) | IN_FORCE  # charges have their results by the day on which it stands so
_HEIGHTS: Final[Mapping[str, int]] = {level: height for height, level in enumerate(Instance)}
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


def tried(proceedings: Sequence[ImportedProceeding], until: date) -> Iterator[tuple[date, Status]]:
    """Yield where a case stood, and since when, that was tried and judged in these proceedings, until it came further.

    A register that says no more than *final since* says by its judgments how the case came there: each is counted as
    decided on its day.
    """
    for proceeding in proceedings:
        judged = judgment_of(proceeding)
        if judged is not None and (places := _TRIED.get(Instance(proceeding.level))) and judged.decided_on <= until:
            yield proceeding.started_on, places[0]
            yield judged.decided_on, places[1]


def judgment_of(proceeding: ImportedProceeding) -> ImportedDecision | None:
    """Return the judgment of proceedings, which have one at most."""
    return next((each for each in proceeding.decisions or () if each.kind == JUDGMENT), None)


def ended_on(proceeding: ImportedProceeding) -> date | None:
    """Return the day on which proceedings ended: as stated, or with their judgment."""
    judged = judgment_of(proceeding)
    return proceeding.ended_on or (None if judged is None else judged.decided_on)


def is_before_its_judgment(row: ImportedCase) -> bool:
    """Tell whether a judgment is in force, by the row, on a day on which the case was not judged yet."""
    if row.status_on is None or row.status not in IN_FORCE:
        return False
    judgments = [judgment_of(proceeding) for proceeding in row.proceedings or ()]
    return any(each is not None and each.decided_on > row.status_on for each in judgments)


def set_aside_on(proceeding: ImportedProceeding, among: Sequence[ImportedProceeding]) -> date | None:
    """Return since when the judgment of proceedings is the outcome no more: as stated, or as what followed says.

    Where the instance, or one below it, tries the case again, what had been judged before was set aside.
    """
    judged = judgment_of(proceeding)
    if judged is None:
        return None
    if judged.superseded_on is not None:
        return judged.superseded_on
    height = _HEIGHTS[proceeding.level]
    again = (
        each.started_on
        for each in among
        if each is not proceeding and each.started_on >= judged.decided_on and _HEIGHTS[each.level] <= height
    )
    return min(again, default=None)


def with_outcome(proceeding: ImportedProceeding, row: ImportedCase, *, is_final: bool) -> ImportedProceeding:
    """Return proceedings with what became of their judgment: final since the case stands so, or set aside."""
    days = {
        "final_on": row.status_on if is_final else None,
        "superseded_on": set_aside_on(proceeding, row.proceedings or ()),
    }
    known = {name: day for name, day in days.items() if day is not None}
    decisions = [
        each.model_copy(update=known) if each.kind == JUDGMENT else each for each in proceeding.decisions or ()
    ]
    return proceeding.model_copy(update={"decisions": decisions or None})


def made_final(row: ImportedCase, seat: Seat) -> ImportedProceeding | None:
    """Return the proceedings whose judgment is the final one of a case that stands where one is in force.

    None where a judgment says itself when it became final: nothing is to be added then. None either where the case is
    before another court than the one that judged last in this row: its judgment is the final one, and in its own books.
    `seat` is the office that imports.
    """
    judged = [
        (each.decided_on, proceeding) for proceeding in row.proceedings or () if (each := judgment_of(proceeding))
    ]
    stated = any(each.final_on for proceeding in row.proceedings or () for each in proceeding.decisions or ())
    if stated or not judged or row.status not in IN_FORCE or row.status_on is None:
        return None
    decided_on, latest = max(judged, key=itemgetter(0))
    judging = Seat(seat.member, latest.office or seat.office)
    if row.court is not None and seat_of(row.court) != judging:
        return None
    return latest if decided_on <= row.status_on and set_aside_on(latest, row.proceedings or ()) is None else None
