"""Which court of first instance is competent: rules of the national list `competence`, with days and law. No I/O.

Of the rules that fit a case the most specific count: those with the most of gravity, defendant and place, and of these
those for the smallest place. Rules that are equally specific and say different things both count: a list that
contradicts itself stops no case. Where no rule fits, every court is competent. A rule that is marked as a sample is
told where no other fits, and refuses nothing: it binds when the office that governs the list has confirmed it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.codelists import Code, CodeLists
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.words import Kind
from services.case_registry.errors.competence import CourtNotCompetent

LIST: Final = "competence"
GRAVITY: Final = "gravity"
OFFENCES: Final = "offence"


@dataclass(frozen=True, slots=True)
class Facts:
    """What competence depends on: category, place, the gravest offence charged, the defendant's status."""

    category: str
    place: str
    gravity: str | None = None
    defendant: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the list; what it does not name may be anything."""

    code: Code
    categories: frozenset[str]
    level: str
    gravity: str | None
    defendant: str | None
    places: tuple[str, ...]
    court: Seat | None

    @property
    def is_sample(self) -> bool:
        """Whether nobody has confirmed it."""
        return self.code.attributes.get("sample") is True

    def fits(self, facts: Facts) -> bool:
        """Tell whether the rule is about such a case; what nobody has stated fits no rule that asks for it."""
        return (
            facts.category in self.categories
            and self.gravity in {None, facts.gravity}
            and self.defendant in {None, facts.defendant}
            and (not self.places or self.nearness(facts) > 0)
        )

    def nearness(self, facts: Facts) -> int:
        """Return how many digits of the case's place the rule names; 0: none of its places covers it."""
        return max((len(place) for place in self.places if facts.place.startswith(place)), default=0)

    def specificity(self, facts: Facts) -> tuple[int, int]:
        """Return how specific it is: how many conditions it has, and how small its place is."""
        nearness = self.nearness(facts)
        return (self.gravity is not None) + (self.defendant is not None) + (nearness > 0), nearness


def rules_for(facts: Facts, lists: CodeLists, day: date) -> list[Rule]:
    """Return the rules that decide on such a case on that day, in the order of the list; none: any court may."""
    known = (code for code in lists.codes(LIST).values() if code.is_valid_on(day))
    fitting = [rule for rule in map(_rule, known) if rule is not None and rule.fits(facts)]
    confirmed = [rule for rule in fitting if not rule.is_sample] or fitting
    best = max((rule.specificity(facts) for rule in confirmed), default=None)
    return [rule for rule in confirmed if rule.specificity(facts) == best]


def courts_by(rules: Iterable[Rule], facts: Facts, organisations: Organisations, day: date) -> list[OfficeFacts]:
    """Return the courts that any of the rules names, as far as the directory has them on that day, by their seat."""
    found: dict[Seat, OfficeFacts] = {}
    for rule in rules:
        found |= {court.seat: court for court in _courts(rule, facts, organisations, day)}
    return sorted(found.values(), key=lambda court: court.seat)


def must_be_competent(court: Seat, facts: Facts, lists: CodeLists, organisations: Organisations, day: date) -> None:
    """Raise `CourtNotCompetent`, with the right courts and the rule, for a court that is not competent.

    Nothing is refused where no rule fits but samples, or where the directory has none of the courts that they name.
    """
    rules = [rule for rule in rules_for(facts, lists, day) if not rule.is_sample]
    if not rules:
        return
    right = [each.seat for each in courts_by(rules, facts, organisations, day)]
    if right and court not in right:
        raise CourtNotCompetent(
            organisations.named(court), [*map(organisations.named, right)], [rule.code for rule in rules]
        )


def gravest(articles: Iterable[tuple[str, str]], lists: CodeLists, day: date) -> str | None:
    """Return the gravity of the gravest of these offences (edition and article); None where the lists know none."""
    named = set(articles)
    known = {
        str(offence.attributes[GRAVITY])
        for offence in lists.codes(OFFENCES).values()
        if GRAVITY in offence.attributes
        and offence.is_valid_on(day)
        and (offence.attributes.get("edition"), offence.attributes.get("article")) in named
    }
    return max(sorted(known), key=lambda gravity: lists.attribute(GRAVITY, gravity, "rank") or 0, default=None)


def _courts(rule: Rule, facts: Facts, organisations: Organisations, day: date) -> Sequence[OfficeFacts]:
    if rule.court is not None:
        named = organisations.offices.get(organisations.holder(rule.court, day))
        return [] if named is None else [named]
    courts = [
        office
        for office in organisations.offices.values()
        if office.kind == Kind.COURT and office.level == rule.level and office.is_open_on(day)
    ]
    covering = [court for court in courts if _covers(court, facts)]
    # a place without such a court is the nearest one's above that covers it, or any's that says no place of its own
    above = covering or _nearest_above(rule, facts, organisations, day)
    return above or [court for court in courts if court.place is None]


def _covers(court: OfficeFacts, facts: Facts) -> bool:
    return court.place is not None and facts.place.startswith(court.place)


def _nearest_above(rule: Rule, facts: Facts, organisations: Organisations, day: date) -> Sequence[OfficeFacts]:
    ranks: dict[int, list[OfficeFacts]] = {}
    for office in organisations.offices.values():
        if office.kind == Kind.COURT and office.is_open_on(day) and _covers(office, facts):
            ranks.setdefault(PROCEDURE.rank(office.level, day), []).append(office)
    higher = [rank for rank in ranks if rank > PROCEDURE.rank(rule.level, day)]
    return ranks[min(higher)] if higher else []


def _rule(code: Code) -> Rule | None:
    told = code.attributes
    try:
        return Rule(
            code=code,
            categories=frozenset(map(str, told["categories"])),
            level=str(told["level"]),
            gravity=_text(told.get("gravity")),
            defendant=_text(told.get("defendantStatus")),
            places=tuple(map(str, told.get("places", ()))),
            court=Seat(told["court"]["member"], told["court"]["office"]) if "court" in told else None,
        )
    except (KeyError, TypeError):
        return None  # an office gave its list another schema


def _text(told: Any) -> str | None:  # Any: as the list's schema has it
    return None if told is None else str(told)
