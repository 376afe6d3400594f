"""What forbids to relate a case to another."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class AlreadyRelated(Problem):
    """The two cases are related in this way already."""

    code = "already-related"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Already related", "ເຊື່ອມກັນແລ້ວ"
    en = "This relation to the other case is on record already."
    lo = "ຄວາມສຳພັນກັບຄະດີນັ້ນມີໃນທະບຽນແລ້ວ."


TO_ITSELF: Final = Fault(
    code="to-itself",
    en="A case is not related to itself: give the id of the other one.",
    lo="ຄະດີບໍ່ກ່ຽວຂ້ອງກັບຕົນເອງ: ໃສ່ລະຫັດຂອງຄະດີອື່ນ.",
    pointer="/caseId",
)
NO_SUCH_CASE: Final = Fault(
    code="no-such-case",
    en="There is no case with this id that you may see.",
    lo="ບໍ່ມີຄະດີທີ່ມີລະຫັດນີ້ທີ່ທ່ານເບິ່ງໄດ້.",
    pointer="/caseId",
)
