"""Every operation of a service stands in its table of rights, as an act or as a read, and nothing else does."""

import importlib

import pytest

from chassis.http.app import guest_document
from chassis.reference.tables import Rights
from contracts.catalogue import Catalogue

SERVICES = ("civil_registration", "document_exchange", "health_summaries")


def operations_of(service: str) -> dict[str, str]:
    """Return the operations of a service with their methods."""
    document = guest_document(importlib.import_module(f"services.{service}.app").SERVICE)
    return {
        operation["operationId"]: method for path in document["paths"].values() for method, operation in path.items()
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_table_of_rights_is_about_the_operations_of_its_service(service: str) -> None:
    rights, operations = Rights.of(f"services.{service}"), operations_of(service)
    acts, reads = ({name for row in rows for name in row.operations} for rows in (rights.acts, rights.reads))
    assert acts == {name for name, method in operations.items() if method != "get"}
    assert reads == {name for name, method in operations.items() if method == "get"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_table_of_rights_knows_the_codes_that_it_uses(service: str) -> None:
    rights, lists = Rights.of(f"services.{service}"), Catalogue.load()
    rows = [*rights.acts, *rights.reads]
    for name, used in (
        ("purposes", {code for row in rows for code in row.purposes}),
        ("office-level", {code for row in rows for code in row.levels}),
    ):
        assert used <= set(lists.codelist(name).codes)
