"""Final decisions as others read them: which count, and initials. No I/O."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from contracts.codelists import CodeLists
from contracts.name_keys import words_of
from services.case_registry.domain.categories import LIST

# Whom a published decision names by initials: who is judged, and who sues. Victims, witnesses and whoever speaks for
# another are nobody's business.
PARTIES: Final = frozenset(
    {"suspect", "accused", "defendant", "convict", "plaintiff", "civilPlaintiff", "civillyLiable", "party"}
)
# What a correction changes in an extract: of a person, of the decision, and of the move since which it is final.
_OF_EXTRACTS: Final = frozenset({"name", "birthDate", "identifiers", "number", "decidedOn", "happenedOn"})
_MOST_INITIALS: Final = 3
# Lao vowels that are written in front of their consonant, and every mark that stands on one.
_NO_INITIAL: Final = re.compile("[^\u0e81-\u0eae\u0edc-\u0edfa-z0-9]")


def published_categories(lists: CodeLists) -> list[str]:
    """Return the categories whose final decisions are public, as the national list says."""
    return sorted(code for code in lists.codes(LIST) if lists.attribute(LIST, code, "publishes") is True)


def told_of_extracts(members: Iterable[str]) -> set[str]:
    """Return what of these corrected members the keeper of the civil register hears: what it has read itself."""
    return set(_OF_EXTRACTS.intersection(members))


def initials(name: str, lists: CodeLists) -> str:
    """Return the initials of a name without its title: `ທ້າວ ບຸນມີ ແກ້ວມະນີ` is `ບ. ກ.`; of none, a dash."""
    letters = [_NO_INITIAL.sub("", word)[:1].upper() for word in words_of(name, lists)]
    return " ".join(f"{letter}." for letter in letters[:_MOST_INITIALS] if letter) or "-"


def role_of(roles: Sequence[str]) -> str | None:
    """Return the latest role by which a published decision names somebody, the oldest first; None for nobody."""
    named = [role for role in roles if role in PARTIES]
    return named[-1] if named else None
