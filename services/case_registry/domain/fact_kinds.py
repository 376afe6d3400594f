"""Every kind of fact that a history may hold, by its name."""

from collections.abc import Mapping
from typing import Final

from services.case_registry.domain import court_facts, prosecution_facts
from services.case_registry.domain.facts import CASE, Fact

FACTS: Final[Mapping[str, type[Fact]]] = {
    each.kind: each
    for each in (
        *(*CASE, *court_facts.PEOPLE, *court_facts.CHARGES, *court_facts.COURT),
        *prosecution_facts.PROSECUTION,
    )
}
