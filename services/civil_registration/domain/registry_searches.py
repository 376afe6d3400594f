"""Searches in the envelope of SPDCI (DCI registry API 1.0.0): what is understood of them, and codes for the rest.

No I/O. The envelope is what foreign software writes: each member may be missing, empty or odd. A search names exactly
one number, and may name the name and the date of birth beside it; everything else is a refusal of the standard.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.texts import LINE
from services.civil_registration.domain.facts import earliest, latest
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.verifications import Question, question_of
from services.civil_registration.errors.registry_searches import Reason

VERSION: Final = "1.0.0"
MOST_REQUESTS: Final = 20
_MOST_RECORDS: Final = 20
_PAGE: Final = 10
_LONGEST: Final = 200
_Told = Mapping[str, Any]  # Any: JSON of foreign software

# types of number of the standard: code of `identifier-type`, or None for the registration number of an event
_NUMBERS: Final[Mapping[str, tuple[str | None, EventKind | None]]] = {
    "uin": ("uin", None),
    "nid": ("citizenId", None),
    "brn": ("birthRegistration", None),
    "drn": ("deathRegistration", None),
    "mrn": (None, EventKind.MARRIAGE),
}
_NAMES: Final = frozenset({"name", "full_name"})
_PARTS_OF_NAMES: Final = ("given_name", "surname")  # in this order, as Lao names are written
_BIRTH_DATES: Final = frozenset({"birth_date", "birthdate", "date_of_birth"})
_EQUAL: Final = frozenset({"eq", "=", "==", "$eq"})
_KINDS: Final = {kind.value.casefold(): kind for kind in EventKind}
_ANY_KIND: Final = frozenset({"", "register", "registry", "civil", "crvs", "crvs_person", "person"})
_PRECISIONS: Final = {len("2026"): "year", len("2026-11"): "month"}
_NOT_ENCRYPTED: Final = (None, False, "", "false")
_TEXT: Final = re.compile(LINE)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")  # half a letter, which no database takes
_BY_DECLARATION: Final = frozenset({"dateofdeclaration", "date_of_declaration"})


class Rejected(Exception):  # noqa: N818 - the standard's word
    """A message, or a request of it, is refused by a code of the standard."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the records are shown."""

    size: int = _PAGE
    number: int = 1
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """A request that is understood."""

    question: Question
    page: Page


def must_be_understood(header: _Told, requests: int) -> None:
    """Raise `Rejected` for a message that is refused whole; `requests` is how many it has."""
    action, count = str(header.get("action") or ""), _whole(header.get("total_count"))
    wrong = (
        (Reason.VERSION, str(header.get("version") or VERSION).partition(".")[0] != "1"),
        (Reason.MOMENT, not _is_moment(header.get("message_ts"))),
        (Reason.NO_ACTION, not action),
        (Reason.ACTION, action != "search" or header.get("is_msg_encrypted") not in _NOT_ENCRYPTED),
        (Reason.COUNT, count is None or count != requests or not requests),
        (Reason.TOO_MANY, requests > MOST_REQUESTS),
    )
    for reason, is_wrong in wrong:
        if is_wrong:
            raise Rejected(reason)


def repeated(requests: Sequence[_Told]) -> frozenset[str]:
    """Return the reference ids that several requests of one message have."""
    ids = [str(each.get("reference_id") or "") for each in requests]
    return frozenset(each for each in ids if ids.count(each) > 1)


def search_of(request: _Told, consent: str | None, lists: CodeLists) -> Search:
    """Return what a request looks for; raise `Rejected`.

    `consent` is the consent that the exchange rests on: one that the envelope names is that one, or none.
    """
    if not _is_moment(request.get("timestamp")):
        raise Rejected(Reason.TIMESTAMP)
    criteria = _table(request.get("search_criteria"))
    named = {str(_table(each.get("consent")).get("id") or "") for each in (request, criteria)} - {""}
    if named - {consent}:
        raise Rejected(Reason.CONSENT)
    stated = list(_stated(criteria))
    return Search(_question(stated, _kind(criteria), lists), _page(criteria, {name for name, _ in stated}))


def _stated(criteria: _Told) -> Iterator[tuple[str, str]]:
    """Yield what the query says is equal to what: names in lower case, and texts."""
    query, type_ = criteria.get("query"), str(criteria.get("query_type") or "").rpartition(":")[2]
    if type_ == "idtype-value" and isinstance(query, Mapping):
        yield _pair(_last(query.get("type")), query.get("value"))
    elif type_ in {"expression", "predicate"} and isinstance(query, list) and query:
        for each in query:
            yield from _predicate(_table(each))
    elif type_ == "expression" and isinstance(query, Mapping):
        yield from _expression(query)
    else:
        raise Rejected(Reason.CRITERIA)


def _predicate(told: _Told) -> Iterator[tuple[str, str]]:
    joined, both = str(told.get("condition") or "").casefold(), [told.get("expression1"), told.get("expression2")]
    comparisons = [_table(each) for each in both if each not in (None, "", {})]
    if not comparisons or joined not in {"", "and"} or (len(comparisons) > 1 and not joined):
        raise Rejected(Reason.CRITERIA)
    for each in comparisons:
        if str(each.get("operator") or "").casefold() not in _EQUAL:
            raise Rejected(Reason.CRITERIA)
        yield _pair(str(each.get("attribute_name") or ""), each.get("attribute_value"))


def _expression(query: _Told) -> Iterator[tuple[str, str]]:
    value = _table(query.get("value", query))
    inner = _table(_table(value.get("expression", value)).get("query"))
    parts = inner.get("$and", [inner]) if set(inner) == {"$and"} else [inner]
    if not isinstance(parts, list) or len(parts) > _MOST_RECORDS or not inner:
        raise Rejected(Reason.CRITERIA)
    for part in parts:
        for name, told in _table(part).items():
            compared = told if isinstance(told, Mapping) else {"eq": told}
            if len(compared) != 1 or not compared.keys() <= _EQUAL:
                raise Rejected(Reason.CRITERIA)
            yield _pair(name, *compared.values())


def _question(stated: Sequence[tuple[str, str]], kind: EventKind | None, lists: CodeLists) -> Question:
    told = dict(stated)
    numbers = [name for name in told if name in _NUMBERS]
    known = {*_NUMBERS, *_NAMES, *_BIRTH_DATES, *_PARTS_OF_NAMES}
    pieces = [told[part] for part in _PARTS_OF_NAMES if part in told]
    names = [told[name] for name in _NAMES if name in told] + ([" ".join(pieces)] if len(pieces) > 1 else [])
    births = [told[name] for name in _BIRTH_DATES if name in told]
    odd = set(told) - known or len(told) < len(stated) or len(pieces) == 1
    if odd or len(numbers) != 1 or len(names) > 1 or len(births) > 1:
        raise Rejected(Reason.CRITERIA)
    type_, of_kind = _NUMBERS[numbers[0]]
    if of_kind is not None and kind not in {of_kind, None}:
        raise Rejected(Reason.CRITERIA)
    born = _born(births[0]) if births else None
    number, name = told[numbers[0]], names[0] if names else None
    question = question_of(kind or of_kind, type_, number, lists, name=name, born=born)
    if question.name_key == "":
        raise Rejected(Reason.CRITERIA)
    return question


def _kind(criteria: _Told) -> EventKind | None:
    """Return the kind of event that the criteria name; None for none."""
    said = {_last(criteria.get(name)) for name in ("reg_type", "reg_record_type", "reg_event_type")} - _ANY_KIND
    if not said:
        return None
    kind = _KINDS.get(said.pop())
    if kind is None or said:
        raise Rejected(Reason.CRITERIA)
    return kind


def _page(criteria: _Told, asked: set[str]) -> Page:
    told = criteria.get("pagination") or {}
    if not isinstance(told, Mapping):
        raise Rejected(Reason.PAGE)
    size, number = _whole(told.get("page_size", _PAGE)), _whole(told.get("page_number", 1))
    if size is None or number is None or not 1 <= size <= _MOST_RECORDS or not 1 <= number <= _LONGEST:
        raise Rejected(Reason.PAGE)
    oldest_first = False
    order = criteria.get("sort") or []
    for each in order if isinstance(order, list) else [order]:
        by, way = _last(_table(each, Reason.SORT).get("attribute_name")), _last(_table(each).get("sort_order")) or "asc"
        # all records have the number that is asked for: by it they are in order
        if way not in {"asc", "desc"} or by not in asked | _BY_DECLARATION:
            raise Rejected(Reason.SORT)
        oldest_first = oldest_first or (by in _BY_DECLARATION and way == "asc")
    return Page(size, number, oldest_first)


def _pair(name: str, value: object) -> tuple[str, str]:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if len(text) > _LONGEST or not _TEXT.search(text) or _SURROGATE.search(text):
        raise Rejected(Reason.CRITERIA)
    return name.casefold(), text


def _born(told: str) -> tuple[date, date]:
    """Return the first and the last day of a date, a moment, or the year or month of one."""
    precision = _PRECISIONS.get(len(told), "day")
    try:
        value = told if precision != "day" else datetime.fromisoformat(told).date().isoformat()
        stated = {"value": value, "precision": precision}
        return earliest(stated), latest(stated)
    except ValueError:
        raise Rejected(Reason.CRITERIA) from None


def _last(told: object) -> str:
    """Return the last word of a name such as `ns:org:RegistryType:birth`, in lower case."""
    return str(told or "").rpartition(":")[2].casefold()


def _table(told: object, reason: Reason = Reason.CRITERIA) -> _Told:
    """Return an object; an empty one for what is left out or empty. Raise `Rejected` for anything else."""
    if told in (None, ""):
        return {}
    if not isinstance(told, Mapping):
        raise Rejected(reason)
    return told


def _whole(told: object) -> int | None:
    """Return a number that is written as one, or as a text of up to six digits (the standard's samples do); or None."""
    if isinstance(told, str) and told.isascii() and told.isdecimal() and len(told) <= len("999999"):
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def _is_moment(told: object) -> bool:
    try:
        return isinstance(told, str) and datetime.fromisoformat(told) is not None
    except ValueError:
        return False
