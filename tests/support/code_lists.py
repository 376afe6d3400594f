"""Code lists that tests make."""

from typing import Any

from contracts.codelists import CodeList, parse_codelist


def a_code_list(name: str, *codes: dict[str, Any], attributes: dict[str, Any] | None = None) -> CodeList:
    """Return the programme's list of these codes; with a schema of attributes it is a national one."""
    document = {"name": name, "version": "1", "label": {"lo": "ບັນຊີ", "en": "List"}, "codes": list(codes)}
    told = {"governs": "programme"} if attributes is None else {"governs": "national", "attributes": attributes}
    return parse_codelist(document | told)
