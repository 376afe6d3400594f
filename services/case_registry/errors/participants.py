"""Refusals and faults of participants: roles, births, representatives, custody."""

from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


def nobody(pointer: str) -> Fault:
    """Return the fault of a participant that is neither a person nor an organisation, or both."""
    return Fault(
        code="required",
        en="A participant is a person with a name or an organisation: give one of the two.",
        lo="ຜູ້ມີສ່ວນຮ່ວມຕ້ອງເປັນບຸກຄົນທີ່ມີຊື່ ຫຼື ເປັນອົງກອນ: ໃຫ້ໃສ່ຢ່າງໃດຢ່າງໜຶ່ງ.",
        pointer=pointer,
    )


class RoleHeld(Problem):
    """The participant has this role already."""

    code = "role-held"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Role held already", "ມີບົດບາດນີ້ແລ້ວ"
    en = "The participant is {role} already."
    lo = "ຜູ້ມີສ່ວນຮ່ວມມີບົດບາດ {role} ແລ້ວ."
    codes: ClassVar = {"role": "participant-role"}

    def __init__(self, role: str) -> None:
        super().__init__(role=role)


class AlreadyRepresented(Problem):
    """This representative speaks for the participant already."""

    code = "already-represented"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Represented already", "ມີຜູ້ຕາງໜ້ານີ້ແລ້ວ"
    en = "This representative speaks for the participant already."
    lo = "ຜູ້ຕາງໜ້ານີ້ຖືກແຕ່ງຕັ້ງໃຫ້ຜູ້ມີສ່ວນຮ່ວມນີ້ແລ້ວ."


class NotRepresented(Problem):
    """This representative does not speak for the participant now."""

    code = "not-represented"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Not represented by that one", "ບໍ່ໄດ້ຕາງໜ້າ"
    en = "This representative does not speak for the participant now; read the case to see who does."
    lo = "ຜູ້ຕາງໜ້ານີ້ບໍ່ໄດ້ຕາງໜ້າໃຫ້ຜູ້ມີສ່ວນຮ່ວມນີ້ໃນຕອນນີ້; ກະລຸນາອ່ານຄະດີເພື່ອເບິ່ງຜູ້ຕາງໜ້າ."


def guardian_needed(pointer: str) -> Fault:
    """Return the fault of a juvenile who would stand alone."""
    return Fault(
        code="guardian-required",
        en="A juvenile is not suspected, accused or tried without a guardian: name the guardian, a participant too.",
        lo="ເດັກທີ່ຖືກສົງໄສ, ຖືກຫາ ຫຼື ຖືກດຳເນີນຄະດີ ຕ້ອງມີຜູ້ປົກຄອງ: ລະບຸຜູ້ມີສ່ວນຮ່ວມທີ່ເປັນຜູ້ປົກຄອງ.",
        pointer=pointer,
    )


def before_birth(pointer: str) -> Fault:
    """Return the fault of a day on which the person was not born yet."""
    return Fault(
        code="before-birth",
        en="The person was not born yet on that day: check the date of birth and its era.",
        lo="ໃນວັນທີນັ້ນບຸກຄົນຍັງບໍ່ທັນເກີດ: ກວດວັນເດືອນປີເກີດ ແລະ ສັກກະລາດ.",
        pointer=pointer,
    )


def before_the_role(pointer: str) -> Fault:
    """Return the fault of a role that would begin before the one that it ends."""
    return Fault(
        code="before-the-role",
        en="This day lies before the role that ends with it began.",
        lo="ວັນທີນີ້ຢູ່ກ່ອນວັນທີ່ບົດບາດກ່ອນໜ້າເລີ່ມ.",
        pointer=pointer,
    )


def role_of_another_way(pointer: str) -> Fault:
    """Return the fault of a role of those who are pursued, in a case in which nobody is."""
    return Fault(
        code="role-of-another-way",
        en="This is a role of criminal cases. In a case between parties name a plaintiff, a defendant or a party.",
        lo="ບົດບາດນີ້ແມ່ນຂອງຄະດີອາຍາ. ໃນຄະດີລະຫວ່າງຄູ່ຄວາມ ໃຫ້ໃສ່ ໂຈດ, ຈຳເລີຍ ຫຼື ຄູ່ຄວາມ.",
        pointer=pointer,
    )


def had_that_day(pointer: str) -> Fault:
    """Return the fault of a role that would begin on the day since which somebody had it, until it ended."""
    return Fault(
        code="role-of-that-day",
        en="The participant had this role since that day, and it has ended. Was the end a mistake, correct the roles "
        "of the participant and leave it out; else give the role from a later day on.",
        lo="ຜູ້ມີສ່ວນຮ່ວມມີບົດບາດນີ້ຕັ້ງແຕ່ວັນທີນັ້ນ ແລະ ມັນສິ້ນສຸດແລ້ວ. ຖ້າການສິ້ນສຸດແມ່ນຄວາມຜິດພາດ ໃຫ້ແກ້ໄຂບົດບາດຂອງຜູ້ມີສ່ວນຮ່ວມ ໂດຍບໍ່ໃສ່ວັນສິ້ນສຸດ; "
        "ຖ້າບໍ່ແມ່ນ ໃຫ້ໃສ່ວັນທີຫຼັງຈາກນັ້ນ.",
        pointer=pointer,
    )


def not_a_representative(pointer: str) -> Fault:
    """Return the fault of somebody who speaks for nobody."""
    return Fault(
        code="not-a-representative",
        en="This is not another participant of the case who is a lawyer or a guardian in it.",
        lo="ນີ້ບໍ່ແມ່ນຜູ້ມີສ່ວນຮ່ວມຄົນອື່ນໃນຄະດີທີ່ເປັນທະນາຍຄວາມ ຫຼື ຜູ້ປົກຄອງ.",
        pointer=pointer,
    )


def same_person_twice(pointer: str, place: int) -> Fault:
    """Return the fault of somebody who comes with a case twice: number, or name and day of birth, are the same."""
    return Fault(
        code="same-person-twice",
        en=f"This is the person at place {place} of the list (from 0): the same number, or the same name and date of "
        "birth. State a person once; if it is somebody else, say why in overrideReason.",
        lo=f"ຜູ້ນີ້ແມ່ນຄົນດຽວກັນກັບລຳດັບທີ {place} ຂອງລາຍການ (ເລີ່ມຈາກ 0): ເລກປະຈຳຕົວ ຫຼື ຊື່ ແລະ ວັນເດືອນປີເກີດ ດຽວກັນ. "
        "ໃສ່ແຕ່ລະຄົນເທື່ອດຽວ; ຖ້າເປັນຄົນອື່ນ ໃຫ້ລະບຸເຫດຜົນ.",
        pointer=pointer,
        params={"place": place},
    )


def no_such_participant(pointer: str) -> Fault:
    """Return the fault of an id that no participant of the case has."""
    return Fault(
        code="no-such-participant",
        en="The case has no participant with this id.",
        lo="ຄະດີນີ້ບໍ່ມີຜູ້ມີສ່ວນຮ່ວມທີ່ມີລະຫັດນີ້.",
        pointer=pointer,
    )


def not_pursued(pointer: str) -> Fault:
    """Return the fault of charging or holding a witness."""
    return Fault(
        code="not-pursued",
        en="The participant is neither suspect nor accused nor defendant nor convict in this case.",
        lo="ຜູ້ມີສ່ວນຮ່ວມນີ້ບໍ່ແມ່ນຜູ້ຖືກສົງໄສ, ຜູ້ຖືກຫາ, ຈຳເລີຍ ຫຼື ນັກໂທດໃນຄະດີນີ້.",
        pointer=pointer,
    )


SPEAKS_FOR_ITSELF: Final = Fault(
    code="to-itself",
    en="Nobody represents himself: name another participant.",
    lo="ບໍ່ມີໃຜຕາງໜ້າຕົນເອງໄດ້: ລະບຸຜູ້ມີສ່ວນຮ່ວມຄົນອື່ນ.",
    pointer="/representativeId",
)
CUSTODY_BEFORE_THE_LAST: Final = Fault(
    code="before-the-last",
    en="This does not lie behind the beginning of the custody on record.",
    lo="ເວລານີ້ບໍ່ຢູ່ຫຼັງເວລາເລີ່ມຂອງການຄວບຄຸມຕົວທີ່ບັນທຶກໄວ້.",
    pointer="/since",
)


def order_missing(pointer: str) -> Fault:
    """Return the fault of custody without what names its order: its number or its day."""
    return Fault(
        code="required",
        en="Nobody is held, bailed or searched for without an order, nor freed whom another office holds: "
        "give its number and its day.",
        lo="ການກັກຂັງ, ປ່ອຍຊົ່ວຄາວ, ອອກໝາຍຈັບ ຫຼື ປ່ອຍຜູ້ທີ່ຫ້ອງການອື່ນກັກຂັງ ຕ້ອງມີຄຳສັ່ງ: ໃສ່ເລກທີ ແລະ ວັນທີຂອງຄຳສັ່ງ.",
        pointer=pointer,
    )


def ordered_later(pointer: str) -> Fault:
    """Return the fault of custody that began before the order for it."""
    return Fault(
        code="ordered-later",
        en="The order is of a later day than the custody that it is for: check both days.",
        lo="ຄຳສັ່ງລົງວັນທີຫຼັງວັນທີ່ເລີ່ມຄວບຄຸມຕົວ: ກວດທັງສອງວັນທີ.",
        pointer=pointer,
    )


def free_without_end(pointer: str) -> Fault:
    """Return the fault of freedom that is said to end."""
    return Fault(
        code="free-without-end",
        en="Nobody is free until a day: leave it out, and record custody when it begins.",
        lo="ການປ່ອຍຕົວບໍ່ມີວັນສິ້ນສຸດ: ບໍ່ຕ້ອງໃສ່; ໃຫ້ບັນທຶກການຄວບຄຸມຕົວເມື່ອເລີ່ມ.",
        pointer=pointer,
    )


def deceased(pointer: str) -> Fault:
    """Return the fault of charging or holding somebody after his death."""
    return Fault(
        code="deceased",
        en="The participant had died by that day, as the case has it: nobody is charged or held after his death.",
        lo="ຜູ້ມີສ່ວນຮ່ວມໄດ້ເສຍຊີວິດແລ້ວໃນວັນນັ້ນ ຕາມທີ່ບັນທຶກໃນຄະດີ: ບໍ່ມີການຕັ້ງຂໍ້ຫາ ຫຼື ກັກຂັງຜູ້ເສຍຊີວິດ.",
        pointer=pointer,
    )
