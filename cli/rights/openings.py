"""Rights to open cases: cells by category, as its attributes and `[[openings]]` say, and by office; and their page."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Final

from cli.rights.cases import MANAGEMENT, tried_purposes
from cli.rights.cells import Answer, Cell, Position, Profile, not_named
from contracts.catalogue import Catalogue
from contracts.codelists import Code
from services.case_registry.domain.openings import OPENINGS, Opening
from services.case_registry.domain.words import Kind

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


def categories() -> Sequence[Code]:
    """Return the categories of the distribution, whose attributes say which offices open such cases."""
    return list(Catalogue.load().codelist("case-category").codes.values())


def profiles() -> list[Profile]:
    """Return every kind of member, with the kinds and levels of office that categories name and one that none does."""
    offices, levels = (
        {named for each in categories() for named in each.attributes.get(attribute, ())}
        for attribute in ("openingOffices", "openingLevels")
    )
    members = {kind.value for kind in Kind}
    return [
        Profile(*each)
        for each in product(
            [*sorted(members), not_named("member-kind", members)],
            [*sorted(offices), not_named("office-kind", offices)],
            [*sorted(levels), not_named("office-level", levels)],
        )
    ]


def opening_answer(category: Code, profile: Profile, day: date, rows: Sequence[Opening]) -> Answer:
    """Return what such an office is answered when it opens a case of the category on that day."""
    told = category.attributes
    allowed = (
        profile.member_kind in told["openedBy"]
        and profile.office_kind in told.get("openingOffices", [profile.office_kind])
        and profile.level in told.get("openingLevels", [profile.level])
        and any(told["way"] in row.way and row.valid_from <= day <= row.valid_until for row in rows)
    )
    return Answer.ALLOWED if allowed else Answer.REFUSED


def opening_cells(day: date, rows: Sequence[Opening] = OPENINGS) -> Iterator[Cell]:
    """Return the cells of every category: for other purposes, which no row names, of a court and a police station."""
    asking = profiles()
    asked = [
        *product([MANAGEMENT], asking),
        *((each, who) for each in tried_purposes() for who in asking if (who.member_kind, who.office_kind) in _USUAL),
    ]
    for category, (purpose, profile), position in product(categories(), asked, (OWN, NO_OFFICE)):
        named = position.is_of_an_office
        answer = opening_answer(category, profile, day, rows) if named else Answer.OFFICE_NEEDED
        yield Cell(
            operation=OPERATION,
            purpose=purpose,
            position=position,
            profile=profile,
            about=category.code,
            answer=answer,
        )


_USUAL: Final = {(Kind.COURT, "court"), (Kind.POLICE, "police-station")}


def page_rows(day: date) -> Iterator[str]:
    """Return the section of the page, from the cells that are allowed."""
    yield PAGE
    every_level = {each.level for each in profiles()}
    allowed = [each for each in opening_cells(day) if each.answer is Answer.ALLOWED and each.purpose == MANAGEMENT]
    for category in categories():
        mine = [cell.profile for cell in allowed if cell.about == category.code]
        for member in sorted({each.member_kind for each in mine}):
            by = [each for each in mine if each.member_kind == member]
            levels = {each.level for each in by}
            told = "any" if levels == every_level else ", ".join(sorted(levels))
            kinds = ", ".join(sorted({each.office_kind for each in by}))
            yield f"| {category.code} | {member} | {kinds} | {told} | {', '.join(sorted(begins_at(category)))} |"


def begins_at(category: Code, rows: Sequence[Opening] = OPENINGS) -> set[str]:
    """Return where cases of the category begin."""
    return {row.status.value for row in rows if category.attributes["way"] in row.way}
