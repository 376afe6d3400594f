"""Records as members of the sample country state them: whole and valid, until a test says otherwise.

They are the tests' own, so that the story of `saphan demo` can be told differently without any test of another thing.
"""

import itertools
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

from contracts.calendar import VIENTIANE

DISTRICT: Final = "0101"
_people: Final = itertools.count(1)
Body: TypeAlias = dict[str, Any]  # Any: the national schema decides the shape


def today() -> date:
    """Return the date on a Lao office's wall."""
    return datetime.now(VIENTIANE).date()


def yesterday() -> date:
    return today() - timedelta(days=1)


def lao_name(given: str, family: str) -> Body:
    return {"use": "legal", "text": f"{given} {family}", "given": given, "family": family, "script": "lao"}


def another_given(beginning: str) -> str:
    """Return a given name that nobody had yet: two events of one person would wait for somebody to compare them."""
    return beginning + "".join("ກຈດຕບປມນຍງ"[int(digit)] + "າ" for digit in str(next(_people)))


def case_opening(number: int = 124) -> Body:
    """Return what the police state about a theft, under the running number of their own book."""
    suspects_number = {"type": "citizenId", "value": "01-24-008812"}
    return {
        "number": f"{number}/ພລຈ.{today().year}",
        "title": "ຄະດີລັກລົດຈັກ ຢູ່ເມືອງຈັນທະບູລີ",
        "category": "criminal",
        "place": DISTRICT,
        "openedOn": today().isoformat(),
        "participants": [
            {"role": "suspect", "name": lao_name("ສົມພອນ", "ວົງສາ"), "identifiers": [suspects_number]},
            {"role": "victim", "name": lao_name("ບົວຄຳ", "ສີສຸພັນ")},
        ],
    }


def birth_declaration() -> Body:
    """Return what a hospital states about a girl born yesterday, of a mother who has no other child."""
    mother = {
        "name": lao_name(another_given("ມະນີ"), "ພົມມະຈັນ"),
        "identifiers": [{"type": "citizenId", "value": f"01-23-{next(_people):06}"}],
        "birthDate": {"value": "1998-04", "precision": "month"},
        "maritalStatus": "married",
        "residence": DISTRICT,
    }
    return {
        "ownNumber": "MH-2041",
        "occurredOn": yesterday().isoformat(),
        "place": DISTRICT,
        "site": "healthFacility",
        "birthType": "single",
        "attendant": "midwife",
        "child": {"sex": "female", "name": lao_name(another_given("ດາວ"), "ພົມມະຈັນ")},
        "mother": mother,
        "father": {"name": lao_name("ສົມສັກ", "ພົມມະຈັນ")},
        "informant": {"relation": "mother"},
    }


def document_draft(letter_upload: str, annex_upload: str) -> Body:
    """Return the envelope of a letter with one annex."""
    return {
        "number": "1/ອຄ.ກຂອ",
        "type": "proposalLetter",
        "subject": "ຂໍໃຫ້ລົງໜັງສືຈົດໝາຍເຫດທາງລັດຖະການ",
        "dated": today().isoformat(),
        "urgency": "normal",
        "secrecy": "open",
        "signatory": {"name": lao_name("ຄຳແພງ", "ໄຊຍະວົງ"), "post": "ຫົວໜ້າກົມ"},
        "legalBases": [{"title": "ດຳລັດ", "number": "522/ນຍ", "dated": "2011-12-23"}],
        "files": [
            {"uploadId": letter_upload, "role": "main", "title": "ໜັງສືສະເໜີ.txt"},
            {"uploadId": annex_upload, "role": "annex", "title": "ບັນຊີໃບຢັ້ງຢືນ.csv"},
        ],
    }


def dispatch_order(member: str, office: str = "hq") -> Body:
    """Return to whom a letter goes, and what for."""
    due = today() + timedelta(days=14)
    return {"recipients": [{"to": {"member": member, "office": office}, "purpose": "action"}], "dueOn": due.isoformat()}


def data_value_set() -> Body:
    """Return one province's dengue count of one month, in the shape of DHIS2."""
    value = {"dataElement": "DENGUE_CASES", "period": "201001", "orgUnit": "hRQsZhmvqgS", "value": "19"}
    return {"dataElementIdScheme": "CODE", "orgUnitIdScheme": "UID", "dataValues": [value]}
