"""The history of a case and its sum: replaying the same facts gives the same case."""

from collections.abc import Iterable
from dataclasses import replace

from services.case_registry.domain.cases import Opened
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.standing import Standing


class HistoryBroken(ValueError):  # noqa: N818 - errors are sentences here
    """A history that no case can have: it does not begin with the opening, or a fact is missing."""


def after(standing: Standing | None, entry: Entry) -> Standing:
    """Return where the case stands after this entry; None is a case that is not there yet."""
    fact = entry.fact
    if isinstance(fact, Opened):
        if standing is not None:
            raise HistoryBroken(f"{fact.case} is opened twice")
        return fact.standing(entry)
    if standing is None:
        raise HistoryBroken(f"the first fact is {fact.kind}, not the opening")
    if entry.position != standing.version + 1:
        raise HistoryBroken(f"{standing.case_id}: {entry.position} follows {standing.version}")
    return replace(fact.onto(standing, entry), version=entry.position)


def replay(entries: Iterable[Entry]) -> Standing:
    """Return where a case stands after all of its history, oldest entry first; raise `HistoryBroken` for none."""
    standing: Standing | None = None
    for entry in entries:
        standing = after(standing, entry)
    if standing is None:
        raise HistoryBroken("there is no history")
    return standing
