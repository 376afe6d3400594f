"""What a column of a file can become: a place in a list of the row, and each of its days as registers print it."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from contracts.catalogue import Catalogue
from contracts.dialect import walk
from contracts.national.justice.import_mapping import ImportMapping
from services.case_registry.domain.import_mappings import faults
from services.case_registry.domain.imports import DAYS

ROW: Final = "https://schemas.saphan.gov.la/justice/imported-case/v1"
OF_PEOPLE: Final = frozenset({"validFrom", "validTo"})  # of people a column brings names alone


def days_of(schema_id: str, seen: set[str]) -> Iterator[str]:
    """Yield the members of a form, and of all that it refers to, which are a day."""
    seen.add(schema_id)
    for _, part in walk(Catalogue.load().document(schema_id)):
        if not isinstance(part, dict):
            continue
        for name, member in part.get("properties", {}).items():
            if isinstance(member, dict) and member.get("format") == "date":
                yield name
        target = str(part.get("$ref", "")).partition("#")[0]
        if target and target not in seen:
            yield from days_of(target, seen)


def test_every_day_of_a_row_is_read_as_registers_print_days() -> None:
    found = set(days_of(ROW, set()))
    assert {"openedOn", "withdrawnOn", "relievedOn"} <= found
    assert found - OF_PEOPLE <= DAYS


@pytest.mark.parametrize("target", ["prosecutors/0/officer", "charges/0/withdrawnOn", "numbers/1/by/office"])
def test_a_place_in_a_list_of_the_row_is_a_column(target: str) -> None:
    stated: dict[str, Any] = {"category": "criminal", "columns": {"ຊ່ອງ": target}}
    assert list(faults(ImportMapping.model_validate(stated))) == []
