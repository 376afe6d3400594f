"""Code lists that tests make."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.catalogue import Catalogue
from contracts.codelists import CodeList, parse_codelist
from gateway.directory.reference import Reference
from gateway.directory.snapshot import Snapshot


def a_code_list(name: str, *codes: dict[str, Any], attributes: dict[str, Any] | None = None) -> CodeList:
    """Return the programme's list of these codes; with a schema of attributes it is a national one."""
    document = {"name": name, "version": "1", "label": {"lo": "ບັນຊີ", "en": "List"}, "codes": list(codes)}
    told = {"governs": "programme"} if attributes is None else {"governs": "national", "attributes": attributes}
    return parse_codelist(document | told)


def the_reference(engine: AsyncEngine) -> Reference:
    """Return what a gateway lends its guests, of an empty directory: the lists of the distribution."""
    known = Snapshot(1, {}, {}, {}, code_lists=Catalogue.load().code_lists)
    return Reference(engine, lambda: known)
