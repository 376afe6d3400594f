"""Refusals when a court asks for a prosecutor's statement."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem
from contracts.spoken import LANGUAGES, Named


class AskedAlready(Problem):
    """The office was asked for a statement at this instance, and has not entered the case yet."""

    code = "statement-asked-already"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Asked already", "ຂໍຄຳຖະແຫຼງແລ້ວ"
    en = "{office} was asked for a statement at this instance and has not entered the case yet: wait, or call them."
    lo = "ໄດ້ຂໍຄຳຖະແຫຼງຂັ້ນນີ້ຈາກ {office} ແລ້ວ ແລະ ຫ້ອງການນັ້ນຍັງບໍ່ທັນເຂົ້າທະບຽນ: ກະລຸນາລໍຖ້າ ຫຼື ຕິດຕໍ່ຫ້ອງການນັ້ນ."

    def __init__(self, office: str) -> None:
        super().__init__(office=office)


def of_another_place(right: Sequence[Named]) -> Fault:
    """Return the fault of a request to an office of the prosecution whose case this is not."""
    en, lo = (", ".join(each.said(language) for each in right) for language in LANGUAGES)
    return Fault(
        code="another-place",
        en=f"The case is not of that office's place: ask {en}, or an office above.",
        lo=f"ຄະດີນີ້ບໍ່ຢູ່ໃນເຂດຂອງຫ້ອງການນັ້ນ: ໃຫ້ຂໍຈາກ {lo} ຫຼື ຫ້ອງການຂັ້ນເທິງ.",
        pointer="/to",
    )


class RequestOver(Problem):
    """The office has entered the case, or the request was withdrawn already."""

    code = "statement-request-over"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Request over", "ການຂໍສິ້ນສຸດແລ້ວ"
    en = "This request waits no more: the office has entered the case, or it was withdrawn. Read it again."
    lo = "ການຂໍນີ້ບໍ່ໄດ້ລໍຖ້າແລ້ວ: ຫ້ອງການນັ້ນເຂົ້າທະບຽນແລ້ວ ຫຼື ການຂໍຖືກຖອນແລ້ວ. ກະລຸນາອ່ານຄືນ."


NO_SUCH_REQUEST: Final = Fault(
    code="no-such-request",
    en="The case has no request for a statement at this place: list them to see where each stands.",
    lo="ຄະດີນີ້ບໍ່ມີການຂໍຄຳຖະແຫຼງຢູ່ລຳດັບນີ້: ກະລຸນາເບິ່ງໃນລາຍການການຂໍ.",
    pointer="/position",
)
NO_PROSECUTOR: Final = Fault(
    code="x-directory-kind",
    en="A statement is asked of an office of the prosecution.",
    lo="ຄຳຖະແຫຼງຂໍໄດ້ຈາກອົງການໄອຍະການເທົ່ານັ້ນ.",
    pointer="/to",
)
