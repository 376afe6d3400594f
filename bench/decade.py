"""Generator of ten years of cases, the same for every run: a fixed seed along the registry's table of moves.

Every history is made of facts that follow one another as the registry itself would let them (`domain.history.after`),
so that what is measured on them could have been entered call by call. About 100,000 cases have 400,000 participants
and more than a million facts.
"""

from collections.abc import Iterator
from datetime import timedelta

from bench.books import BEGAN, DAYS, Books, Rows
from bench.story import Story


def batches(cases: int, size: int = 2_000) -> Iterator[Rows]:
    """Yield the rows of so many cases, oldest cases first."""
    books = Books()
    days = sorted(books.chance.randrange(DAYS) for _ in range(cases))
    for first in range(0, cases, size):
        rows = Rows()
        for day in days[first : first + size]:
            Story(books, rows, BEGAN + timedelta(days=day)).tell()
        yield rows
