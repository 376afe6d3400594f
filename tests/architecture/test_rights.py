"""Every operation of a service stands in a table of rights, and so in the matrix; codes of the tables are known."""

import importlib
from datetime import date

import pytest

from chassis.http.app import guest_document
from chassis.reference.tables import Rights
from cli.rights import records
from cli.rights.cases import MOVES, RULED_IN_CODE, act_cells, read_cells
from cli.rights.hand_overs import hand_over_cells
from cli.rights.openings import opening_cells
from cli.rights.registers import register_cells
from contracts.catalogue import Catalogue

# a question with hundreds of documents, and the text of a certificate, are too long for an address
ASKED_BY_POST = {"checkReadability", "checkCertificate"}
SERVICES = ("civil_registration", "document_exchange", "health_summaries")


def operations_of(service: str, *, public: bool = False) -> dict[str, str]:
    """Return the operations of a service with their methods; those for everybody (`x-public`) have no rights."""
    document = guest_document(importlib.import_module(f"services.{service}.app").SERVICE)
    return {
        operation["operationId"]: method
        for path in document["paths"].values()
        for method, operation in path.items()
        if public or not operation.get("x-public")
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_table_of_rights_is_about_the_operations_of_its_service(service: str) -> None:
    rights, operations = Rights.of(f"services.{service}"), operations_of(service)
    acts, reads = ({name for row in rows for name in row.operations} for rows in (rights.acts, rights.reads))
    asked = {name for name, method in operations.items() if method == "get"} | ASKED_BY_POST & set(operations)
    assert acts == set(operations) - asked
    assert reads == asked


@pytest.mark.parametrize("service", SERVICES)
def test_a_table_of_rights_knows_the_codes_that_it_uses(service: str) -> None:
    rights, lists = Rights.of(f"services.{service}"), Catalogue.load()
    rows = [*rights.acts, *rights.reads]
    for name, used in (
        ("purpose-right", {code for row in rows for code in row.rights}),
        ("office-level", {code for row in rows for code in row.levels}),
    ):
        assert used <= set(lists.codelist(name).codes)


def test_the_matrix_has_cells_for_every_operation_of_the_case_registry() -> None:
    day = date(2026, 11, 29)
    cells = (*read_cells(), *act_cells(day), *register_cells(day), *opening_cells(day), *hand_over_cells())
    tabled = {cell.operation for cell in cells} | set(MOVES)
    assert tabled | set(RULED_IN_CODE) == set(operations_of("case_registry", public=True))
    assert tabled & set(RULED_IN_CODE) == set()


def test_the_matrix_has_cells_for_every_operation_of_the_other_services() -> None:
    assert {service.name for service in records.SERVICES} == set(SERVICES)
    for service in records.SERVICES:
        assert {cell.operation for cell in records.cells(service)} == set(operations_of(service.name))
