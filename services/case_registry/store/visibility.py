"""Access to cases: one SQL condition, which every read of the registry has, counts and relations included.

What it lets through is the table `domain/reads.toml`, as the `Sight` of whoever asks: its parameters. Two things count
every case. The monthly register is the official statistics of the prosecution, by law of all its cases. Whoever judged
an earlier instance does not judge again, though the court may not see that case: it names the judges itself, and hears
of no other.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Text, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.postgres.statements import table_of
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.models.cases import CaseRow

CASES: Final = table_of(CaseRow)
_OTHERS: Final = CASES.alias("others")
_OF_PARTS: Final = (Reach.ROLE, Reach.ABOVE, Reach.BELOW, Reach.MEMBER)


def parameters(sight: Sight) -> dict[str, Any]:  # Any: values of SQL types
    """Return what `VISIBLE` and `sees` are asked with."""
    asked: dict[str, Any] = {f"{reach}_at": sorted(sight.at(reach)) for reach in Reach}
    for reach in (Reach.OWN, *_OF_PARTS):
        # an array of one seat each: that is what an array with such a seat contains
        asked[f"{reach}_seats"] = [[seat.to_document()] for seat in sorted(sight.of(reach))]
    return asked


def _visible(cases: FromClause) -> ColumnElement[bool]:
    # A restricted case does not exist for an office without a part in it; to whom its file is on its way has one.
    has = _seat(cases, "responsible").op("@>")(_seats(Reach.OWN))
    return or_(
        _shown(cases, Reach.BESIDE),
        and_(_shown(cases, Reach.OWN), or_(has, _is_offered(cases, Reach.OWN))),
        *(
            and_(
                _shown(cases, reach),
                or_(cases.c.involved.op("@>")(_seats(reach)), _is_offered(cases, reach)),
            )
            for reach in _OF_PARTS
        ),
    )


def _shown(cases: FromClause, reach: Reach) -> ColumnElement[bool]:
    return cases.c.restriction == bindparam(f"{reach}_at", type_=ARRAY(Text)).any_()


def _is_offered(cases: FromClause, reach: Reach) -> ColumnElement[bool]:
    return _seat(cases, "offered").op("@>")(_seats(reach))


def _seats(reach: Reach) -> ColumnElement[Any]:  # Any: SQL types
    return func.any(bindparam(f"{reach}_seats", type_=ARRAY(JSONB, dimensions=1)))


def _seat(cases: FromClause, side: str) -> ColumnElement[Any]:  # Any: SQL types
    seat = func.jsonb_build_object("member", cases.c[f"{side}_member"], "office", cases.c[f"{side}_office"])
    return func.jsonb_build_array(seat)


VISIBLE: Final = _visible(CASES)


def sees(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the case may be seen that a row of another table, or another case, names."""
    return select(_OTHERS.c.case_id).where(_OTHERS.c.case_id == case_id, _visible(_OTHERS)).exists()
