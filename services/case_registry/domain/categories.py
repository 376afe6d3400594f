"""Categories of cases: national codes of which the rules know the attributes, and none by its name. No I/O."""

from dataclasses import dataclass
from typing import Final

from contracts.codelists import Code, CodeLists
from services.case_registry.domain.words import Restriction, Way
from services.case_registry.errors.cases import CategoryUnknown

LIST: Final = "case-category"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category as the office that governs the list describes it."""

    code: str
    way: Way
    opened_by: frozenset[str]  # kinds of member
    offices: frozenset[str] | None  # kinds of the office that opens; None: any
    levels: frozenset[str] | None  # and its levels
    restriction: Restriction  # of every case that states none; such a case is never stated to be open
    series: str  # the letters in the identifiers of its decisions

    def is_opened_by(self, member_kind: str, office_kind: str, level: str) -> bool:
        """Tell whether such an office opens cases of this category."""
        of_kind = self.offices is None or office_kind in self.offices
        return member_kind in self.opened_by and of_kind and (self.levels is None or level in self.levels)

    def is_possible_for(self, way: Way, restriction: Restriction) -> bool:
        """Tell whether a case that goes this way can be of it: it closes none that is open."""
        would_close = self.restriction is not Restriction.NONE and restriction is Restriction.NONE
        return self.way is way and not would_close


def find_category(code: str, lists: CodeLists) -> Category | None:
    """Return the category; None where the list, as held, has not got it, or not with the attributes that rules need.

    A category that has ended is found: its cases go on.
    """
    known = lists.code(LIST, code)
    if known is None:
        return None
    try:
        return _category(known)
    except (KeyError, TypeError, ValueError):
        return None  # an office gave its list another schema


def known_category(code: str, lists: CodeLists) -> Category:
    """Return the category of a case; raise `CategoryUnknown` for one of which nothing is known here."""
    if (found := find_category(code, lists)) is None:
        raise CategoryUnknown(code)
    return found


def possible_for(way: Way, restriction: Restriction, lists: CodeLists) -> dict[str, tuple[str, str]]:
    """Return the categories that a case can have which goes this way, with their Lao and English names."""
    found = lists.codes(LIST)
    categories = {code: find_category(code, lists) for code in sorted(found)}
    return {
        code: (found[code].lo, found[code].en)
        for code, each in categories.items()
        if each is not None and each.is_possible_for(way, restriction)
    }


def counted(category: str | None, lists: CodeLists) -> frozenset[str] | None:
    """Return the categories whose cases figures are asked of, as `counted_in` has it; None: all."""
    return None if category is None else counted_in(category, lists)


def counted_in(category: str, lists: CodeLists) -> frozenset[str]:
    """Return the categories whose cases the register counts when asked for this one: it, and those that say so."""
    others = lists.codes(LIST)
    return frozenset({category, *(code for code in others if lists.attribute(LIST, code, "register") == category)})


def _category(known: Code) -> Category:
    told = known.attributes
    return Category(
        code=known.code,
        way=Way(told["way"]),
        opened_by=frozenset(map(str, told["openedBy"])),
        offices=frozenset(map(str, told["openingOffices"])) if "openingOffices" in told else None,
        levels=frozenset(map(str, told["openingLevels"])) if "openingLevels" in told else None,
        restriction=Restriction(told.get("restriction", Restriction.NONE)),
        series=str(told["series"]),
    )
