"""Faults of what a list of events is asked for."""

from typing import Final

from contracts.problems import Fault

NO_SUCH_OFFICE: Final = Fault(
    code="no-such-office",
    en="The member has, had and will have no office of this code; `member` says whose office it is.",
    lo="ສະມາຊິກນີ້ບໍ່ມີຫ້ອງການລະຫັດນີ້; ໃຫ້ລະບຸສະມາຊິກເຈົ້າຂອງຫ້ອງການ.",
    location="query",
    name="office",
)
OFFICE_OF_MEMBER: Final = Fault(
    code="required",
    en="`member` says whose `office` is meant: name the office, too.",
    lo="ເມື່ອລະບຸສະມາຊິກ ຕ້ອງລະບຸຫ້ອງການນຳ.",
    location="query",
    name="office",
)
NAME_TOO_SHORT: Final = Fault(
    code="minLength",
    en="Give at least two letters of the name.",
    lo="ໃສ່ຊື່ຢ່າງໜ້ອຍສອງຕົວອັກສອນ.",
    location="query",
    name="name",
)
OFFICER_NEEDED: Final = Fault(
    code="officer-needed",
    en="The token names no officer whose work could be meant: give `assignedTo` instead.",
    lo="token ບໍ່ໄດ້ລະບຸພະນັກງານ: ໃຫ້ລະບຸຊື່ພະນັກງານແທນ.",
    location="query",
    name="mine",
)
ASSIGNED_TWICE: Final = Fault(
    code="one-too-many",
    en="Only one of these can be meant: assignedTo, mine, unassigned.",
    lo="ເລືອກໄດ້ພຽງອັນດຽວ: ຂອງພະນັກງານຄົນໜຶ່ງ, ຂອງຕົນເອງ ຫຼື ຍັງບໍ່ໄດ້ມອບໝາຍ.",
    location="query",
    name="assignedTo",
)
