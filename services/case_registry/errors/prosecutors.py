"""Faults of the assignment of a prosecutor."""

from datetime import date
from typing import Final

from contracts.problems import Fault

IN_HAND_ALREADY: Final = Fault(
    code="in-hand-already",
    en="This prosecutor has the case in hand already.",
    lo="ໄອຍະການຜູ້ນີ້ຮັບຜິດຊອບຄະດີນີ້ຢູ່ແລ້ວ.",
    pointer="/officer",
)


def before_the_last(latest: date) -> Fault:
    """Return the fault of an assignment on a day before the latest one."""
    return Fault(
        code="before-the-last-assignment",
        en=f"The case was given to a prosecutor on {latest}: this one follows on that day or later.",
        lo=f"ຄະດີນີ້ໄດ້ມອບໃຫ້ໄອຍະການໃນວັນທີ {latest} ແລ້ວ: ການມອບໝາຍໃໝ່ຕ້ອງແມ່ນວັນນັ້ນ ຫຼື ຫຼັງຈາກນັ້ນ.",
        pointer="/assignedOn",
    )
