"""Restrictions of a case: the fact that one changed, and when it may. No I/O."""

from dataclasses import replace

from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import InvalidInput
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.categories import Category
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.words import Restriction
from services.case_registry.errors.children import CATEGORY_STAYS_CLOSED, ChildInCase, RestrictedSo
from services.case_registry.errors.codes import unknown_code


class RestrictionChanged(Fact):
    """The case is closed to others in another way, or open; without a decision the registry did it, for a child."""

    kind = "restrictionChanged"
    source: Restriction
    target: Restriction
    decision: str | None = None
    reason: str | None = None
    basis: str | None = None
    document: DocumentReference | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared
        """Return the case under its new restriction; who has a part in it keeps that."""
        return replace(state, restriction=self.target)


def restriction_of(code: str) -> Restriction:
    """Return the restriction behind a code, or raise `InvalidInput`."""
    try:
        return Restriction(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/to")]) from None


def must_be_changeable(state: CaseState, target: Restriction, category: Category, *, child: bool) -> None:
    """Raise what forbids it.

    `RestrictedSo` for no change, `ChildInCase` for an open case in which a child may be, and `InvalidInput` for an
    open case of a category that never is.
    """
    if target is state.restriction:
        raise RestrictedSo(target)
    if target is not Restriction.NONE:
        return
    if child:
        raise ChildInCase
    if category.restriction is not Restriction.NONE:
        raise InvalidInput(faults=[CATEGORY_STAYS_CLOSED])
