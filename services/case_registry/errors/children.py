"""Refusals about children in a case: it is not opened to others while one may be in it."""

from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


class ChildInCase(Problem):
    """A case in which a child may be, as suspect or as victim, stays closed to offices without a part in it."""

    code = "child-in-case"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "A child may be in the case", "ໃນຄະດີອາດມີເດັກ"
    en = (
        "Somebody in this case was under age at the act, or may have been: it is not opened. Correct the date of "
        "birth, or state the day of the act in a charge, if it is known; then decide again."
    )
    lo = "ໃນຄະດີນີ້ມີຜູ້ທີ່ຍັງບໍ່ບັນລຸກະສຽນໃນເວລາກະທຳ ຫຼື ອາດຍັງບໍ່ບັນລຸ: ເປີດໃຫ້ຜູ້ອື່ນເບິ່ງບໍ່ໄດ້. ຖ້າຮູ້ວັນເດືອນປີເກີດ ໃຫ້ແກ້ໄຂ ຫຼື ໃສ່ວັນທີກະທຳໃນຂໍ້ຫາ, ແລ້ວຕັດສິນຄືນ."


class RestrictedSo(Problem):
    """The case is restricted like this already."""

    code = "restricted-so"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Restricted so already", "ຈຳກັດແບບນີ້ແລ້ວ"
    en = "The restriction of this case is {current} already."
    lo = "ຄະດີນີ້ຈຳກັດການເຂົ້າເຖິງເປັນ {current} ຢູ່ແລ້ວ."
    codes: ClassVar = {"current": "case-restriction"}

    def __init__(self, current: str) -> None:
        super().__init__(current=current)


ACT_BEHIND_THE_OPENING: Final = Fault(
    code="after-the-opening",
    en="The act cannot lie behind the day on which its case was opened.",
    lo="ວັນທີກະທຳບໍ່ສາມາດຢູ່ຫຼັງວັນເປີດຄະດີ.",
    pointer="/committedOn",
)
CATEGORY_STAYS_CLOSED: Final = Fault(
    code="restriction-required",
    en="A case of this category is always restricted: state one of the restrictions.",
    lo="ຄະດີປະເພດນີ້ຕ້ອງຈຳກັດການເຂົ້າເຖິງສະເໝີ: ໃສ່ການຈຳກັດຢ່າງໃດຢ່າງໜຶ່ງ.",
    pointer="/to",
)
