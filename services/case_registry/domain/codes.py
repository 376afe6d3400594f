"""Check codes against the national code lists, as those were on a given day."""

from datetime import date

from contracts.catalogue import Catalogue
from contracts.problems import InvalidInput
from services.case_registry.errors.codes import unknown_code


def code_of(codelist: str, code: str, day: date, pointer: str) -> str:
    """Return the code, or raise `InvalidInput` for one that its national list did not have on that day."""
    if not Catalogue.load().codelist(codelist).is_valid_on(code, day):
        raise InvalidInput(faults=[unknown_code(pointer)])
    return code
