"""Rights to open cases: cells of `[[openings]]`, by category and by kind and level of office; and their page."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Final

from cli.rights.cases import MANAGEMENT, tried_purposes
from cli.rights.cells import Answer, Cell, Position, Profile, not_named
from services.case_registry.domain.openings import OPENINGS, Opening
from services.case_registry.domain.words import Category, Kind

OPERATION: Final = "openCase"
# There is no case yet: whoever opens it has it.
OWN: Final = Position(name="own", own=True)
NO_OFFICE: Final = Position(name="no office: others are held", held=frozenset())
PAGE: Final = """
### Openings · ການເປີດຄະດີ

There is no case yet: the office that opens it has its file. For others *refused* is 403 `opening-not-allowed`; who has
named no office is answered 403 `office-needed`.

| category | opened by a member | from an office | at level | begins |
|---|---|---|---|---|"""


def profiles_of(rows: Sequence[Opening]) -> list[Profile]:
    """Return every kind of member, with the kinds and levels of office that rows name and one that none does."""
    offices = {code for row in rows for code in row.office.kinds or ()}
    levels = {code for row in rows for code in row.office.levels or ()}
    members = {kind.value for kind in Kind}
    return [
        Profile(*each)
        for each in product(
            [*sorted(members), not_named("member-kind", members)],
            [*sorted(offices), not_named("office-kind", offices)],
            [*sorted(levels), not_named("office-level", levels)],
        )
    ]


def opening_answer(category: Category, profile: Profile, day: date, rows: Sequence[Opening]) -> Answer:
    """Return what such an office is answered when it opens a case of the category on that day."""
    allowed = any(
        category in row.categories
        and profile.member_kind in row.by
        and (row.office.kinds is None or profile.office_kind in row.office.kinds)
        and (row.office.levels is None or profile.level in row.office.levels)
        and row.valid_from <= day <= row.valid_until
        for row in rows
    )
    return Answer.ALLOWED if allowed else Answer.REFUSED


def opening_cells(day: date, rows: Sequence[Opening] = OPENINGS) -> Iterator[Cell]:
    """Return the cells of every category: for other purposes, which no row names, of a court and a police station."""
    profiles = profiles_of(rows)
    asked = [
        *product([MANAGEMENT], profiles),
        *((each, who) for each in tried_purposes() for who in profiles if (who.member_kind, who.office_kind) in _USUAL),
    ]
    for category, (purpose, profile), position in product(Category, asked, (OWN, NO_OFFICE)):
        named = position.is_of_an_office
        answer = opening_answer(category, profile, day, rows) if named else Answer.OFFICE_NEEDED
        yield Cell(
            operation=OPERATION,
            purpose=purpose,
            position=position,
            profile=profile,
            about=category.value,
            answer=answer,
        )


_USUAL: Final = {(Kind.COURT, "court"), (Kind.POLICE, "police-station")}


def page_rows(day: date) -> Iterator[str]:
    """Return the section of the page, from the cells that are allowed."""
    yield PAGE
    every_level = {each.level for each in profiles_of(OPENINGS)}
    allowed = [each for each in opening_cells(day) if each.answer is Answer.ALLOWED and each.purpose == MANAGEMENT]
    for category in Category:
        mine = [cell.profile for cell in allowed if cell.about == category]
        for member in sorted({each.member_kind for each in mine}):
            by = [each for each in mine if each.member_kind == member]
            levels = {each.level for each in by}
            told = "any" if levels == every_level else ", ".join(sorted(levels))
            kinds = ", ".join(sorted({each.office_kind for each in by}))
            yield f"| {category} | {member} | {kinds} | {told} | {', '.join(sorted(begins_at(category, member)))} |"


def begins_at(category: str, member_kind: str, rows: Sequence[Opening] = OPENINGS) -> set[str]:
    """Return where cases of the category begin that members of that kind open."""
    return {row.status.value for row in rows if category in row.categories and member_kind in row.by}
