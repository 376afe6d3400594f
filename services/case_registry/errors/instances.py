"""Refusals of courts that do not hear an instance, and of results that a judgment has settled."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem
from contracts.spoken import Named

_MOST: Final = 10


class CourtNotAbove(Problem):
    """A remedy is heard above the court that judged, at a level that the law names."""

    code = "court-not-above"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Another court hears this", "ສານອື່ນເປັນຜູ້ພິຈາລະນາ"
    en = (
        "{yours} does not hear this remedy: it stands above the court that judged, {below}. Hand the file to: {courts}."
    )
    lo = "{yours} ບໍ່ພິຈາລະນາຄຳຮ້ອງຂັ້ນນີ້: ຕ້ອງເປັນສານທີ່ຢູ່ເໜືອສານທີ່ຕັດສິນ ({below}). ມອບສຳນວນໃຫ້: {courts}."

    def __init__(self, yours: Named, below: Named | None, courts: Sequence[Named]) -> None:
        super().__init__(yours=yours, below=below or "-", courts=list(courts[:_MOST]))


class ChargeJudged(Problem):
    """The judgment of this instance stands with its results: another one changes them, or a remedy's."""

    code = "charge-judged"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Judged already", "ມີຄຳພິພາກສາແລ້ວ"
    en = "The court that judged has given this charge its result. It changes in the open proceedings of a remedy alone."
    lo = "ສານທີ່ຕັດສິນໄດ້ອອກຜົນຂອງຂໍ້ຫານີ້ແລ້ວ. ຜົນປ່ຽນໄດ້ສະເພາະໃນການດຳເນີນຄະດີຂອງຂັ້ນຕໍ່ໄປທີ່ເປີດຢູ່ ຫຼື ການພິຈາລະນາໃໝ່."


def court_not_below(pointer: str, court: Named, orderer: Named) -> Fault:
    """Return the fault of a court to which another one sends no case: it does not stand below it."""
    return Fault(
        code="court-not-below",
        en=f"{court} does not stand below {orderer}: a case goes to be tried to a court below the one that orders it.",
        lo=f"{court.said('lo')} ບໍ່ຢູ່ຂັ້ນລຸ່ມຂອງ {orderer.said('lo')}: ສານສົ່ງຄະດີໄປພິຈາລະນາໄດ້ສະເພາະສານທີ່ຢູ່ຂັ້ນລຸ່ມຂອງຕົນ.",
        pointer=pointer,
        params={"court": court, "by": orderer},
    )
