"""Parameters of cases: the id in the path, the filters of the list, its cursor."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position, must_run_forward
from chassis.http.path_ids import path_id
from chassis.reference.held import HeldOrganisationsDep
from contracts.calendar import Day
from contracts.codelists import CodeLists
from contracts.identifiers import pattern_of
from contracts.name_keys import SHORTEST, keys_looked_for
from contracts.official_numbers import dashless_number, plain_digits
from contracts.problems import InvalidInput
from services.case_registry.errors.cases import ARTICLE_OF_WHAT, name_too_short
from services.case_registry.wire.hearings import JUDGE
from services.case_registry.wire.seats import ANY_SEAT, CourtDep, SeatAsked, SeatDep
from services.case_registry.wire.subject_keys import KeysDep

CaseId = Annotated[str, path_id("cas", "caseId", "Id of the case.")]
# Of a code that no list has there are no cases; the gateway refuses it, so that a slip is not taken for an answer.
_Category = Annotated[
    str | None,
    Query(max_length=40, description="Only cases of this category.", json_schema_extra={"x-codelist": "case-category"}),
]
_Number = Annotated[str | None, Query(max_length=64, description="Only cases that any agency knows under this number.")]
_Name = Annotated[
    str | None,
    Query(
        alias="participantName",
        max_length=200,
        description="Only cases with a participant whose name, or the rest of it from a later word on, begins so; "
        "a title in front, how a name is spelt, spaced and accented make no difference.",
        json_schema_extra={"x-field-group": "participants", "x-data-class": "specific"},
    ),
]
_Status = Annotated[
    str | None,
    Query(max_length=40, description="Only cases that stand there.", json_schema_extra={"x-codelist": "case-status"}),
]
_From = Annotated[Day | None, Query(alias="openedFrom", description="Only cases opened on this day or later.")]
_To = Annotated[Day | None, Query(alias="openedTo", description="Only cases opened on this day or earlier.")]
_Related = Annotated[
    str | None,
    Query(
        alias="relatedTo",
        pattern=pattern_of("cas"),
        description="Only cases that are appeal of, split from, … this one.",
    ),
]
_AffectedBy = Annotated[
    Literal["death"] | None,
    Query(
        alias="affectedBy",
        description="Only open cases with a participant who has died, as the civil register told; with `office`, those "
        "that the office has to look into.",
        json_schema_extra={"x-field-group": "participants", "x-data-class": "specific"},
    ),
]


_Article = Annotated[
    str | None,
    Query(
        pattern="^[0-9\u0ed0-\u0ed9]{1,4}( ?[A-Za-z\u0e81-\u0ecd]{1,20}|/[0-9\u0ed0-\u0ed9]{1,3})?$",
        max_length=40,
        description="Only cases with a charge under this article, withdrawn ones included; Lao digits are read, too.",
        json_schema_extra={"x-data-class": "specific"},
    ),
]
_Edition = Annotated[
    str | None,
    Query(
        alias="lawEdition",
        max_length=40,
        description="With `article`: of this edition of a law.",
        json_schema_extra={"x-codelist": "law-edition"},
    ),
]
_Judge = Annotated[
    str | None,
    Query(
        pattern=JUDGE,
        description="Only cases in which this judge sits or sat; name the court, too: each member has its own numbers.",
    ),
]
_Lawyer = Annotated[
    str | None,
    Query(
        alias="lawyerName",
        max_length=200,
        description="Only cases with a lawyer whose name begins so; as `participantName`.",
        json_schema_extra={"x-field-group": "participants", "x-data-class": "specific"},
    ),
]
_Identifier = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=64,
        description="Only cases with a participant of this national number of a person, however it is spelt.",
        json_schema_extra={"x-field-group": "identifiers", "x-data-class": "specific", "x-subject": "identifier"},
    ),
]
_DecidedFrom = Annotated[
    Day | None, Query(alias="decidedFrom", description="Only cases with a decision of this day or later.")
]
_DecidedTo = Annotated[
    Day | None, Query(alias="decidedTo", description="Only cases with a decision of this day or earlier.")
]


class CasePosition(Position):
    """The case after which a page begins: they are listed newest first."""

    case_id: Annotated[str, Field(pattern=pattern_of("cas"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery(PageQuery[CasePosition]):
    """The filters of a list of cases, and where its page begins."""

    category: str | None = None
    dashless_number: str | None = None
    name_keys: tuple[str, ...] = ()
    status: str | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    court: SeatAsked = ANY_SEAT
    seat: SeatAsked = ANY_SEAT
    related_to: str | None = None
    affected_by: str | None = None
    article: str | None = None
    law_edition: str | None = None
    judge: str | None = None
    lawyer_keys: tuple[str, ...] = ()
    subject_keys: tuple[str, ...] = ()
    decided_from: date | None = None
    decided_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """What is asked of the conduct of cases: charges, judges and decisions."""

    article: str | None
    law_edition: str | None
    judge: str | None
    decided_from: date | None
    decided_to: date | None


async def _conduct(
    article: _Article = None,
    law_edition: _Edition = None,
    judge: _Judge = None,
    decided_from: _DecidedFrom = None,
    decided_to: _DecidedTo = None,
) -> Conduct:
    must_run_forward(("decidedFrom", decided_from), ("decidedTo", decided_to))
    if law_edition is not None and article is None:
        raise InvalidInput(faults=[ARTICLE_OF_WHAT])
    return Conduct(
        article=None if article is None else plain_digits(article),
        law_edition=law_edition,
        judge=judge,
        decided_from=decided_from,
        decided_to=decided_to,
    )


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _case_query(
    seat: SeatDep,
    court: CourtDep,
    held: HeldOrganisationsDep,
    keys: KeysDep,
    conduct: Annotated[Conduct, Depends(_conduct)],
    category: _Category = None,
    number: _Number = None,
    participant_name: _Name = None,
    lawyer_name: _Lawyer = None,
    identifier: _Identifier = None,
    status: _Status = None,
    opened_from: _From = None,
    opened_to: _To = None,
    related_to: _Related = None,
    affected_by: _AffectedBy = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CaseQuery:
    must_run_forward(("openedFrom", opened_from), ("openedTo", opened_to))
    query = CaseQuery(
        limit=limit,
        category=category,
        dashless_number=number and dashless_number(number),
        name_keys=() if participant_name is None else _name_keys(participant_name, held.code_lists, "participantName"),
        status=status,
        opened_from=opened_from,
        opened_to=opened_to,
        court=court,
        seat=seat,
        related_to=related_to,
        affected_by=affected_by,
        lawyer_keys=() if lawyer_name is None else _name_keys(lawyer_name, held.code_lists, "lawyerName"),
        subject_keys=() if identifier is None else tuple(keys.of_number(identifier)),
        **asdict(conduct),
    )
    return query.continued(cursor, CasePosition)


def _name_keys(name: str, lists: CodeLists, parameter: str) -> tuple[str, ...]:
    keys = keys_looked_for(name, lists)
    if len(keys[0]) < SHORTEST:
        raise InvalidInput(faults=[name_too_short(parameter)])
    return keys


CaseQueryDep = Annotated[CaseQuery, Depends(_case_query)]
