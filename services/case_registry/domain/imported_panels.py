"""Who sat when, as an old book has it: the panel, who left it, and the judges of a hearing. No I/O."""

from datetime import date

from contracts.national.justice.imported_hearing import ImportedHearing
from contracts.national.justice.imported_judge import ImportedJudge
from contracts.national.justice.imported_proceeding import ImportedProceeding
from services.case_registry.domain.hearings import day_of


def seated_since(stated: ImportedProceeding, judge: ImportedJudge) -> date:
    """Return since when a judge of the panel sits in it: as stated, or since the beginning or since leaving it."""
    key = judge.judge_id.upper()
    left = (seat.to for seat in stated.former_panel or () if seat.judge_id.upper() == key and seat.to)
    return judge.from_ or max(left, default=stated.started_on)


def judges_of(hearing: ImportedHearing, proceeding: ImportedProceeding) -> list[str]:
    """Return the judges of a hearing: as stated, or who sat on its day; none where an old book names nobody."""
    if hearing.judge_ids:
        return [judge.root for judge in hearing.judge_ids]
    day = day_of(hearing)
    sit = [judge.judge_id for judge in proceeding.panel or () if seated_since(proceeding, judge) <= day]
    left = [
        seat.judge_id for seat in proceeding.former_panel or () if seat.from_ <= day and (not seat.to or day < seat.to)
    ]
    return [*left, *sit]


def panel_of(proceeding: ImportedProceeding) -> list[str]:
    """Return the judges of the panel, as its last change left it."""
    return [judge.judge_id for judge in proceeding.panel or ()]
