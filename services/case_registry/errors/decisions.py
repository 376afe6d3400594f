"""Refusals and faults of a decision: too early, number taken, or it does not fit the civil register."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem
from contracts.spoken import spoken

_PERSONS: Final = "/civilStatus/persons"
_PARTS: Final = "civil-status-part"


class DecisionNumberTaken(Problem):
    """The same court has used this number already in that year: most likely the same decision, entered twice."""

    code = "decision-number-taken"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Number of a decision taken", "ເລກຄຳຕັດສິນຊ້ຳ"
    en = (
        "Your court has issued a decision of this kind under the number {number} in {year} already. Check the number; "
        "if it is another decision, say why in overrideReason."
    )
    lo = "ສານຂອງທ່ານໄດ້ອອກຄຳຕັດສິນປະເພດນີ້ ພາຍໃຕ້ເລກທີ {number} ໃນປີ {year} ແລ້ວ. ກະລຸນາກວດເລກທີ; ຖ້າເປັນຄຳຕັດສິນອື່ນ ໃຫ້ລະບຸເຫດຜົນ."

    def __init__(self, number: str, year: int, decision_id: str | None) -> None:
        super().__init__(number=number, year=year, decisionId=decision_id)


class NotTriedYet(Problem):
    """A judgment is given in a trial: before it a judgment judges nothing, and its judges do not sit again."""

    code = "not-tried-yet"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Not tried yet", "ຍັງບໍ່ໄດ້ພິຈາລະນາ"
    en = "The case is {current}: move it to {target} first, then issue the judgment of this instance."
    lo = "ຄະດີຢູ່ສະຖານະ {current}: ປ່ຽນເປັນ {target} ກ່ອນ ແລ້ວຈຶ່ງອອກຄຳພິພາກສາຂອງຂັ້ນນີ້."
    codes: ClassVar = {"current": "case-status", "target": "case-status"}

    def __init__(self, current: str, target: str) -> None:
        super().__init__(current=current, target=target)


CHANGES_NO_STATUS: Final = Fault(
    code="no-civil-status",
    en=(
        "Only a judgment of divorce, adoption, parentage, guardianship or declared death changes the civil register: "
        "state the matter, or leave this out."
    ),
    lo="ມີແຕ່ຄຳພິພາກສາຢ່າຮ້າງ, ລູກລ້ຽງ, ພໍ່ແມ່ລູກ, ການປົກຄອງ ຫຼື ປະກາດວ່າເສຍຊີວິດ ທີ່ປ່ຽນທະບຽນພົນລະເມືອງ: ໃສ່ເລື່ອງທີ່ຕັດສິນ ຫຼື ບໍ່ຕ້ອງໃສ່.",
    pointer="/civilStatus",
)
CIVIL_STATUS_MISSING: Final = Fault(
    code="civil-status-missing",
    en="A judgment on this matter says whose civil status it changes, or that it changes nothing (unchanged).",
    lo="ຄຳພິພາກສາໃນເລື່ອງນີ້ຕ້ອງລະບຸວ່າປ່ຽນສະຖານະພາບຂອງໃຜ ຫຼື ລະບຸວ່າບໍ່ມີການປ່ຽນແປງ.",
    pointer="/civilStatus",
)
CIVIL_STATUS_ASKED: Final = Fault(
    code="civil-status-asked",
    en="Judgments in such cases say whether the civil register changes: state the matter and whom it concerns, or "
    "that nothing changes (unchanged).",
    lo="ຄຳພິພາກສາໃນຄະດີປະເພດນີ້ຕ້ອງບອກວ່າທະບຽນພົນລະເມືອງປ່ຽນ ຫຼື ບໍ່: ໃສ່ເລື່ອງ ແລະ ຜູ້ກ່ຽວຂ້ອງ ຫຼື ລະບຸວ່າບໍ່ມີການປ່ຽນແປງ.",
    pointer="/civilStatus",
)
MATTER_OF_ANOTHER_WAY: Final = Fault(
    code="matter-of-another-way",
    en="Cases of this category are not about this matter: open a case of the right category for it.",
    lo="ຄະດີປະເພດນີ້ບໍ່ຕັດສິນເລື່ອງນີ້: ຕ້ອງເປີດຄະດີປະເພດທີ່ຖືກຕ້ອງ.",
    pointer="/matter",
)


def helped_alone(pointer: str) -> Fault:
    """Return the fault of a person whose status no judgment in this case changes."""
    return Fault(
        code="not-a-party",
        en="This person is a witness, an expert, an interpreter or a lawyer here: no status of theirs changes.",
        lo="ຜູ້ນີ້ເປັນພະຍານ, ຜູ້ຊ່ຽວຊານ, ນາຍພາສາ ຫຼື ທະນາຍຄວາມ ໃນຄະດີນີ້: ຄຳຕັດສິນບໍ່ປ່ຽນສະຖານະຂອງຜູ້ກ່ຽວ.",
        pointer=pointer,
    )


def named_already(place: int) -> Fault:
    """Return the fault of a person who stands there twice."""
    return Fault(
        code="named-twice",
        en="This person is named already: state each person once.",
        lo="ລະບຸບຸກຄົນນີ້ແລ້ວ: ແຕ່ລະຄົນລະບຸເທື່ອດຽວ.",
        pointer=f"{_PERSONS}/{place}/participantId",
    )


def no_part_in_it(place: int, parts: Sequence[str]) -> Fault:
    """Return the fault of a part that a judgment on the matter gives to nobody."""
    lo, en = spoken(list(parts), "lo", _PARTS), spoken(list(parts), "en", _PARTS)
    return Fault(
        code="no-part-in-it",
        en=f"A judgment on this matter concerns: {en}.",
        lo=f"ຄຳພິພາກສາໃນເລື່ອງນີ້ກ່ຽວກັບ: {lo}.",
        pointer=f"{_PERSONS}/{place}/part",
        params={"parts": list(parts)},
    )


def too_few_persons(part: str, least: int) -> Fault:
    """Return the fault of a judgment that does not name all whom it concerns."""
    lo, en = spoken(part, "lo", _PARTS), spoken(part, "en", _PARTS)
    return Fault(
        code="too-few-persons",
        en=f"A judgment on this matter names at least {least} person(s) as: {en}.",
        lo=f"ຄຳພິພາກສາໃນເລື່ອງນີ້ຕ້ອງລະບຸຢ່າງໜ້ອຍ {least} ຄົນ ເປັນ: {lo}.",
        pointer=_PERSONS,
        params={"part": part, "least": least},
    )


def too_many_persons(part: str, most: int) -> Fault:
    """Return the fault of a judgment that names more than there can be."""
    lo, en = spoken(part, "lo", _PARTS), spoken(part, "en", _PARTS)
    return Fault(
        code="too-many-persons",
        en=f"A judgment on this matter names at most {most} person(s) as: {en}.",
        lo=f"ຄຳພິພາກສາໃນເລື່ອງນີ້ລະບຸໄດ້ບໍ່ເກີນ {most} ຄົນ ເປັນ: {lo}.",
        pointer=_PERSONS,
        params={"part": part, "most": most},
    )


def number_missing(member: str) -> Fault:
    """Return the fault of a judgment that does not say which registration it concerns, nor why it cannot."""
    return Fault(
        code="number-missing",
        en="State the number of the registration that this changes, or in withoutNumber why there is none.",
        lo="ໃສ່ເລກທະບຽນທີ່ຈະປ່ຽນ ຫຼື ລະບຸເຫດຜົນທີ່ບໍ່ມີເລກທະບຽນ.",
        pointer=f"/civilStatus/{member}",
    )
