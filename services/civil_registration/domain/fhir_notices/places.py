"""Places in FHIR: addresses and identifiers as codes of the national list, countries, registering offices. No I/O.

An address names a province, a district and a village by code or by name. Each has to lie in the one before: from a name
that several places have nothing follows.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from contracts.codelists import CodeLists
from contracts.lao import fold
from contracts.seats import Seat
from services.civil_registration.domain.fhir_notices.nodes import At, Node
from services.civil_registration.domain.fhir_notices.notices import Notice, Reason
from services.civil_registration.domain.fhir_notices.readers import Reader, Target
from services.civil_registration.domain.fhir_notices.tables import TABLES

LIST: Final = "places"
# elements of an Address, from the largest place on, with the digits of the codes that may stand there
_LEVELS: Final = (("state", (2,)), ("district", (4,)), ("city", (4, 7)), ("line", (7,)))
_DISTRICT: Final = 4
_NAMES_A_DISTRICT: Final = (
    "district",
    "city",
    "state",
    "line",
    "text",
)  # of an Address, what does so most likely first
_COUNTRY: Final = 2  # letters of ISO 3166-1 alpha-2


def residence(notice: Notice, target: Target, node: Node) -> None:
    """Read where somebody lives: a place of the national list, or a country abroad."""
    if _is_outdated(notice, node):
        return
    abroad = _abroad(node)
    if abroad is not None:
        notice.put(f"{target.fact}Abroad", abroad, [(*node.at, "country")])
        _leave_rest(notice, node, [(*node.at, "country")], Reason.NO_MEMBER)
        return
    place, leaves = _placed(node, target)
    if place is not None:
        notice.put(target.fact, place, leaves)
    _leave_rest(notice, node, leaves, Reason.NO_MEMBER if place else Reason.NOT_PLACED)


def occurrence(notice: Notice, target: Target, node: Node) -> None:
    """Read where it happened: a district or a village, or a country abroad."""
    abroad = _abroad(node)
    if abroad is not None:
        notice.put("/".join((*target.fact.split("/")[:-1], "abroad")), abroad, [(*node.at, "country")])
        _leave_rest(notice, node, [(*node.at, "country")], Reason.NO_MEMBER)
        return
    place, leaves = _placed(node, target)
    if place is None or len(place) < _DISTRICT:
        _leave_rest(notice, node, [], Reason.NOT_PLACED)
        notice.unplaced += [each.at for name in _NAMES_A_DISTRICT for each in node.all(name)][:1]
        return
    notice.put(target.fact, place, leaves)
    _leave_rest(notice, node, leaves, Reason.NO_MEMBER)


def placed_identifier(notice: Notice, target: Target, node: Node) -> None:
    """Read the identifier of a place, or of an office of the directory, which says where it is."""
    system, value = node.said("system"), node.said("value")
    leaves = [(*node.at, "system"), (*node.at, "value")]
    if system in TABLES.places and len(value) >= _DISTRICT and target.country.lists.code(LIST, value) is not None:
        notice.put(target.fact, value, leaves)
    elif system in TABLES.offices:
        office = target.country.organisations.offices.get(_seat(value))
        if office is not None and office.place is not None and len(office.place) >= _DISTRICT:
            notice.put(target.fact, office.place, leaves)
        else:
            _not_placed(notice, leaves, value)
    elif system in TABLES.places:
        _not_placed(notice, leaves, value)
    else:
        notice.leave([node.at], Reason.UNKNOWN_SYSTEM, system)
        notice.unplaced.append(node.at)


def _not_placed(notice: Notice, leaves: list[At], value: str) -> None:
    notice.leave(leaves, Reason.NOT_PLACED, value)
    notice.unplaced.append(leaves[-1])


def registrar(notice: Notice, target: Target, node: Node) -> None:
    """Read the registering office by its identifier `member/office`."""
    seat = _seat(node.said("value"))
    office = target.country.organisations.offices.get(seat)
    if node.said("system") not in TABLES.offices:
        notice.leave([node.at], Reason.UNKNOWN_SYSTEM, node.said("system"))
    elif office is None or office.kind not in target.country.registering:
        notice.leave([node.at], Reason.UNKNOWN_CODE, node.said("value"))
    else:
        notice.put(target.fact, seat.to_document(), [(*node.at, "system"), (*node.at, "value")])


def _seat(value: str) -> Seat:
    member, _, office = value.partition("/")
    return Seat(member, office)


def _is_outdated(notice: Notice, node: Node) -> bool:
    if node.said("use") in TABLES.outdated or node.said("type") in TABLES.outdated:
        notice.leave([node.at], Reason.OUTDATED)
        return True
    return False


def _abroad(node: Node) -> str | None:
    """Return the foreign country of an address; None at home, and for what is no code of a country."""
    country = node.said("country")
    is_code = len(country) == _COUNTRY and country.isascii() and country.isalpha() and country.isupper()
    return country if is_code and country not in TABLES.home else None


def _leave_rest(notice: Notice, node: Node, taken: list[At], reason: Reason) -> None:
    """Say of the texts of an address that were not taken why; what says nothing where it is keeps its own reason."""
    for name in ("state", "district", "city", "line", "country", "postalCode", "text"):
        for each in node.all(name):
            if each.at not in taken:
                notice.leave([each.at], reason)


def _placed(node: Node, target: Target) -> tuple[str | None, list[At]]:
    """Return the smallest place that the address names, and the leaves that said so."""
    lists = target.country.lists
    at: str | None = None
    leaves = list[At]()
    for element, lengths in _LEVELS:
        for each in node.all(element):
            said = each.value.strip() if isinstance(each.value, str) else ""
            inside = {code for code in _meant(said, lists) if len(code) in lengths and _in(code, at)}
            if len(inside) > 1:  # a district that was split or renumbered has its name twice
                inside = {code for code in inside if lists.is_valid_on(LIST, code, target.today)}
            if len(inside) == 1 and (element != "line" or at is not None):
                at = inside.pop()
                leaves.append(each.at)
    country = node.said("country")
    if at is not None and country in TABLES.home:
        leaves.append((*node.at, "country"))
    return at, leaves


def _in(code: str, above: str | None) -> bool:
    return above is None or (code.startswith(above) and len(code) >= len(above))


def _meant(said: str, lists: CodeLists) -> Iterator[str]:
    """Yield the codes that a text is, or that places of that name have."""
    if said.isdecimal() and said.isascii():
        if lists.code(LIST, said) is not None:
            yield said
    elif said:
        yield from _by_name(lists).get(_key(said), ())


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def _by_name(lists: CodeLists) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of places by their names, in both languages and other spellings."""
    found: dict[str, set[str]] = {}
    for code in lists.codes(LIST).values():
        for name in (code.lo, code.en, *code.attributes.get("variants", ())):
            found.setdefault(_key(name), set()).add(code.code)
    return {name: tuple(sorted(codes)) for name, codes in found.items()}


def _key(name: str) -> str:
    return " ".join(fold(name).casefold().split())


READERS: Final[Mapping[str, Reader]] = {
    "occurrence": occurrence,
    "placed_identifier": placed_identifier,
    "registrar": registrar,
    "residence": residence,
}
