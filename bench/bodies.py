"""Bodies of a stated size: a case with as many participants as it takes, valid under the national schemas."""

from typing import Any, Final

import orjson

from contracts.identifiers import new_id

CASE_ID: Final = new_id("cas")


def _participant(number: int) -> dict[str, Any]:
    return {
        "name": {
            "use": "legal",
            "text": "ບຸນມີ ແກ້ວມະນີ",
            "given": "ບຸນມີ",
            "family": "ແກ້ວມະນີ",
            "title": "ທ້າວ",
            "script": "lao",
        },
        "otherNames": [
            {"use": "alias", "text": "ທ້າວ ມີ ບ້ານໂພນໄຊ", "given": "ມີ", "script": "lao"},
            {"use": "latin", "text": "Bounmy Keomany", "given": "Bounmy", "family": "Keomany", "script": "latin"},
        ],
        "birthDate": {"value": "1990-04", "precision": "month", "estimated": False},
        "role": "suspect",
        "identifiers": [{"type": "familyBook", "value": f"01-{number:04}/2000"}],
    }


def opening(size: int, number: int = 45) -> bytes:
    """Return a CaseOpening of about `size` bytes, under a number of the police."""
    document: dict[str, Any] = {
        "number": f"{number:03}/ປກສ.ຈທ",
        "title": "ຄະດີລັກຊັບ ຢູ່ບ້ານໂພນໄຊ",
        "category": "criminal",
        "place": "0101",
        "openedOn": "2026-03-02",
        "participants": [],
    }
    return _filled(document, size, _participant)


def case(size: int) -> bytes:
    """Return a Case of about `size` bytes, as the registry would answer it."""
    document: dict[str, Any] = {
        "caseId": CASE_ID,
        "title": "ຄະດີລັກຊັບ ຢູ່ບ້ານໂພນໄຊ",
        "category": "criminal",
        "place": "0101",
        "openedOn": "2026-03-02",
        "status": "reported",
        "restriction": "none",
        "openedBy": {"member": "police", "office": "0101"},
        "numbers": [{"by": {"member": "police", "office": "0101"}, "number": "045/ປກສ.ຈທ", "assignedOn": "2026-03-02"}],
        "openedAt": "2026-03-02T08:00:00Z",
        "responsible": {"member": "police", "office": "0101"},
        "version": 1,
        "participants": [],
    }

    def recorded(number: int) -> dict[str, Any]:
        person = _participant(number)
        roles = [{"role": person.pop("role"), "from": "2026-03-02"}]
        return {"participantId": new_id("ptc"), **person, "roles": roles}

    return _filled(document, size, recorded)


def _filled(document: dict[str, Any], size: int, make: Any) -> bytes:  # Any: a function of one number
    number = 0
    while len(orjson.dumps(document)) < size:
        number += 1
        document["participants"].append(make(number))
    return orjson.dumps(document)
