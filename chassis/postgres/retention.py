"""Rules of retention: for each table that grows, how long its rows are kept, by what they go, and why so long.

A component declares one `Rule` or `Register` for every table it has, in one place; `chassis.postgres.sweep` executes
them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Rule:
    """How long the rows of a table are kept, counted from `since`."""

    table: str
    since: str  # expression of a time: a row is due once this is `kept` ago
    kept: timedelta
    why: str
    order: str  # expression with an index, in whose order rows become due: a sweep looks at the first ones alone
    only: str = "true"  # condition of the rows that the rule is about; the others stay
    forgets: str = ""  # what is emptied instead of deleting the row: "subjects = null"
    by: str = ""  # who removes them, if not the sweep
    oldest: str = ""  # query of the oldest time, where no row tells it

    @property
    def name(self) -> str:
        """What its figures are called: the table, or the column that it empties."""
        return f"{self.table}.{self.forgets.partition(' ')[0]}" if self.forgets else self.table


@dataclass(frozen=True, slots=True)
class Register:
    """A table that is kept for ever, or that does not grow with use, and why."""

    table: str
    why: str


Kept: TypeAlias = Rule | Register


def registers(why: str, *tables: str) -> list[Kept]:
    """Return several registers that are kept for one reason."""
    return [Register(table, why) for table in tables]


def rules_of(kept: Iterable[Kept]) -> Sequence[Rule]:
    """Return the rules among them."""
    return [each for each in kept if isinstance(each, Rule)]
