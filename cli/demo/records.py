"""The records of the story. People and numbers are invented; places, forms and the dengue series are real."""

import secrets
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

import orjson

from cli.demo import letter
from contracts.calendar import VIENTIANE

DISTRICT: Final = "0101"  # ຈັນທະບູລີ, Chanthabuly

Body = dict[str, Any]  # Any: the national schema decides the shape, and the gateway holds it against it


def today() -> date:
    """Return the date on a Lao office's wall."""
    return datetime.now(VIENTIANE).date()


def yesterday() -> date:
    """Return the day before, so that what happened then lies in the past everywhere."""
    return today() - timedelta(days=1)


def lao_name(given: str, family: str) -> Body:
    """Return a legal name as the shared schema has it: given name first, as people are addressed."""
    return {"use": "legal", "text": f"{given} {family}", "given": given, "family": family, "script": "lao"}


SUSPECTS_NUMBER: Final = {"type": "citizenId", "value": "01-24-008812"}


def case_opening(number: int = 124) -> Body:
    """Return what the police state about a theft in Chanthabuly, under the running number of their own book."""
    return {
        "number": f"{number}/ພລຈ.{today().year}",
        "title": "ຄະດີລັກລົດຈັກ ຢູ່ເມືອງຈັນທະບູລີ",
        "category": "criminal",
        "place": DISTRICT,
        "openedOn": today().isoformat(),
        "participants": [
            {"role": "suspect", "name": lao_name("ສົມພອນ", "ວົງສາ"), "identifiers": [SUSPECTS_NUMBER]},
            {"role": "victim", "name": lao_name("ບົວຄຳ", "ສີສຸພັນ")},
        ],
    }


def case_with_a_child(number: int) -> Body:
    """Return a case against two, one of whom was a child; a guardian speaks for the child."""
    birth = {"value": str(today().year - 15), "precision": "year"}
    return case_opening(number) | {
        "number": f"{number}-1/ພລຈ.{today().year}",
        "title": "ຄະດີລັກລົດຖີບ ຢູ່ເມືອງຈັນທະບູລີ",
        "committedOn": {"value": yesterday().isoformat(), "precision": "day"},
        "participants": [
            {"role": "suspect", "name": lao_name("ຄຳໃສ", "ແສງທອງ")},
            {"role": "suspect", "name": lao_name("ນ້ອຍ", "ແກ້ວວົງ"), "birthDate": birth, "representativePlaces": [2]},
            {"role": "guardian", "name": lao_name("ສີດາ", "ແກ້ວວົງ")},
        ],
    }


def second_case(number: int) -> Body:
    """Return another case, of somebody else."""
    return case_opening(number) | {
        "number": f"{number}-2/ພລຈ.{today().year}",
        "title": "ຄະດີສໍ້ໂກງ ຢູ່ເມືອງຈັນທະບູລີ",
        "participants": [{"role": "suspect", "name": lao_name("ບຸນເລີດ", "ພັນທະວົງ")}],
    }


def own_number(printed: str) -> Body:
    """Return the number that an office gives to a case in its own book."""
    return {"number": printed, "assignedOn": today().isoformat()}


def split(number: int, participant_id: str) -> Body:
    """Return the act that makes somebody's a case of its own."""
    return {
        "number": f"{number}-3/ພລຈ.{today().year}",
        "splitOn": today().isoformat(),
        "reason": "ຜູ້ຖືກສົງໄສອາຍຸຕ່ຳກວ່າ 18 ປີ",
        "participantIds": [participant_id],
    }


def restriction_lifted(number: int) -> Body:
    """Return the decision that opens a case again."""
    return {
        "to": "none",
        "decisionNumber": f"{number}/ພລຈ",
        "decidedOn": today().isoformat(),
        "reason": "ບໍ່ມີເດັກໃນຄະດີ",
        "legalBasis": "ກົດໝາຍວ່າດ້ວຍການດຳເນີນຄະດີອາຍາ",
    }


def move(to: str) -> Body:
    """Return the order that moves a case on today."""
    return {"to": to, "happenedOn": today().isoformat()}


def charge(participant_id: str) -> Body:
    """Return the prosecutor's charge of theft; its article is of the law in force on the day of the act."""
    committed_on = {"value": yesterday().isoformat(), "precision": "day"}
    article = {"edition": "penalCode2017", "committedOn": committed_on, "article": "243"}
    return {
        "participantId": participant_id,
        "article": article,
        "text": "ລັກຊັບພົນລະເມືອງ",
        "filedOn": today().isoformat(),
    }


def proceeding(level: str = "firstInstance", row: str = "01") -> Body:
    """Return an instance and its panel of three, by the court's own staff numbers."""
    judges = ((f"J-{row}4", "ນາງ ວັນນາ ສີສະຫວັດ"), (f"J-{row}5", "ທ່ານ ສົມສີ"), (f"J-{row}6", "ທ່ານ ຄຳລາ"))
    panel = [
        {"judgeId": number, "name": name, "role": "member" if place else "presiding"}
        for place, (number, name) in enumerate(judges)
    ]
    return {"level": level, "startedOn": today().isoformat(), "panel": panel}


def hearing(proceeding_id: str) -> Body:
    """Return a hearing that has begun with this hour, so that it lies in the past and on its own day at any time."""
    starts_at = datetime.now(VIENTIANE).replace(minute=0, second=0, microsecond=0)
    ends_at = starts_at + timedelta(hours=1)
    times = {"startsAt": starts_at.isoformat(), "endsAt": ends_at.isoformat()}
    return {"proceedingId": proceeding_id, "kind": "trial", "room": "2A", **times}


def guilty() -> Body:
    """Return what the court finds on the charge."""
    sentence = [{"kind": "imprisonment", "months": 18}]
    return {"result": "guilty", "decidedOn": today().isoformat(), "sentence": sentence}


def judgment(proceeding_id: str, number: str) -> Body:
    """Return the judgment that ends the proceedings."""
    return {
        "kind": "judgment",
        "proceedingId": proceeding_id,
        "decidedOn": today().isoformat(),
        "number": number,
        "matter": "conviction",
    }


def broken_case_opening() -> Body:
    """Return a case with a fault of each kind: missing, wrong type, unknown code or member, no such date."""
    return {
        "number": 124,
        "category": "crimnal",
        "place": "9999",
        "openedOn": "2026-02-30",
        "colour": "red",
    }


def dengue_series() -> Body:
    """Return the monthly dengue counts of 2010 by province, in the shape of DHIS2."""
    series: Body = orjson.loads((files("cli.demo") / "data" / "dengue-2010.json").read_bytes())
    return series


def document_draft(letter_upload: str, annex_upload: str) -> Body:
    """Return the letter's envelope: its number as printed, what it cites, and its two files."""
    return {
        "number": letter.NUMBER,
        "type": "proposalLetter",
        "subject": letter.SUBJECT,
        "dated": today().isoformat(),
        "urgency": "normal",
        "secrecy": "open",
        "signatory": {"name": lao_name("ຄຳແພງ", "ໄຊຍະວົງ"), "post": "ຫົວໜ້າກົມ"},
        "legalBases": [
            {"title": "ຂໍ້ຕົກລົງ", "number": "0369/ອຄ.ກຂອ", "dated": "2016-02-26"},
            {"title": "ດຳລັດ", "number": "522/ນຍ", "dated": "2011-12-23"},
        ],
        "files": [
            {"uploadId": letter_upload, "role": "main", "title": "ໜັງສືສະເໜີ.txt"},
            {"uploadId": annex_upload, "role": "annex", "title": "ບັນຊີໃບຢັ້ງຢືນ.csv"},
        ],
    }


def seat(member: str, office: str) -> Body:
    """Return an office of a member, as the shared schema has it."""
    return {"member": member, "office": office}


def dispatch_order(to: Body) -> Body:
    """Return to which office the letter goes, and what for."""
    due = today() + timedelta(days=14)
    return {"recipients": [{"to": to, "purpose": "action"}], "dueOn": due.isoformat()}


# Another mother each time that the story is told: who bears two children in one day waits for a registrar to compare.
MOTHERS_NUMBER: Final = {"type": "citizenId", "value": f"01-23-{secrets.randbelow(1_000_000):06}"}
MOTHERS_NAME: Final = "ມະນີ" + "".join(secrets.choice("ກຈດຕບປມນຍວ") + "າ" for _ in range(3))


def birth_declaration() -> Body:
    """Return what a hospital states about a girl born yesterday in Chanthabuly.

    Told again, it is another girl: one who is declared twice waits for a registrar to compare the two.
    """
    called = "ດາວ" + "".join(secrets.choice("ກຈດຕບປມນຍວ") + "າ" for _ in range(3))
    return {
        "ownNumber": "MH-2041",
        "occurredOn": yesterday().isoformat(),
        "place": DISTRICT,
        "site": "healthFacility",
        "birthType": "single",
        "attendant": "midwife",
        "child": {"sex": "female", "name": lao_name(called, "ພົມມະຈັນ")},
        "mother": {
            "name": lao_name(MOTHERS_NAME, "ພົມມະຈັນ"),
            "identifiers": [MOTHERS_NUMBER],
            "birthDate": {"value": "1998-04", "precision": "month"},
            "maritalStatus": "married",
            "residence": DISTRICT,
        },
        "father": {"name": lao_name("ສົມສັກ", "ພົມມະຈັນ")},
        "informant": {"relation": "mother"},
    }
