"""Purposes: national codes of which rules know the rights that they carry (`purpose-right`), and none by its name."""

from collections.abc import Collection
from datetime import date
from typing import Final

from contracts.codelists import CodeLists

LIST: Final = "purposes"
RIGHTS: Final = "rights"
RIGHT: Final = "purpose-right"  # the list of these rights
MOST: Final = 10  # purposes that a refusal names


def rights_of(purpose: str, lists: CodeLists) -> frozenset[str]:
    """Return the rights that a purpose carries by the list as it is held now; none for one that is not known here."""
    told = lists.attribute(LIST, purpose, RIGHTS)
    return frozenset(map(str, told)) if isinstance(told, list) else frozenset()


def purposes_with(rights: Collection[str], lists: CodeLists, day: date) -> list[str]:
    """Return the purposes, valid on that day, that carry one of these rights: at most ten, by code."""
    codes = sorted(lists.codes(LIST).values(), key=lambda each: each.code)
    wanted = frozenset(rights)
    return [each.code for each in codes if each.is_valid_on(day) and rights_of(each.code, lists) & wanted][:MOST]
