"""Refusals when a court asks for a prosecutor's statement."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class AskedAlready(Problem):
    """The office was asked for a statement at this instance, and has not entered the case yet."""

    code = "statement-asked-already"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Asked already", "ຂໍຄຳຖະແຫຼງແລ້ວ"
    en = "{office} was asked for a statement at this instance and has not entered the case yet: wait, or call them."
    lo = "ໄດ້ຂໍຄຳຖະແຫຼງຂັ້ນນີ້ຈາກ {office} ແລ້ວ ແລະ ຫ້ອງການນັ້ນຍັງບໍ່ທັນເຂົ້າທະບຽນ: ກະລຸນາລໍຖ້າ ຫຼື ຕິດຕໍ່ຫ້ອງການນັ້ນ."

    def __init__(self, office: str) -> None:
        super().__init__(office=office)


NO_PROSECUTOR: Final = Fault(
    code="x-directory-kind",
    en="A statement is asked of an office of the prosecution.",
    lo="ຄຳຖະແຫຼງຂໍໄດ້ຈາກຫ້ອງການໄອຍະການເທົ່ານັ້ນ.",
    pointer="/to",
)
