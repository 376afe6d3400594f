"""Looks up whom the rows of a slice name, where the store knows more of it than the pool."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

from chassis.imports.faults import FAULTS_A_ROW
from chassis.imports.ports import Store
from chassis.imports.prepared import Prepared
from chassis.imports.preparing import row_fault

K = TypeVar("K", bound=Hashable)


def look_up_names(prepared: Sequence[Prepared[K]], store: Store[K], headings: dict[str, str]) -> None:
    """Add to each row what is wrong with whom it names; such a row has no key."""
    for row in prepared:
        if row.named is not None and (unfit := [row_fault(row.row, f, headings) for f in store.unfit(row.named)]):
            row.faults = (row.faults + unfit)[:FAULTS_A_ROW]
            row.key = None
