"""Refusals when somebody is charged, a charge changes, or a case is judged with charges that have no result."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


class ChargeNotLive(Problem):
    """A charge that is withdrawn or decided does not change any more."""

    code = "charge-not-live"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Charge not live", "ຂໍ້ຫາບໍ່ໄດ້ດຳເນີນຢູ່"
    en = "Charge {sequence} is {state}: it does not change any more."
    lo = "ຂໍ້ຫາທີ {sequence} ຢູ່ສະຖານະ {state}: ປ່ຽນແປງບໍ່ໄດ້ອີກ."
    codes: ClassVar = {"state": "charge-state"}

    def __init__(self, sequence: int, state: str) -> None:
        super().__init__(sequence=sequence, state=state)


class ChargedAlready(Problem):
    """The same act is not charged twice under the same article."""

    code = "charged-already"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Charged already", "ຕັ້ງຂໍ້ຫານີ້ແລ້ວ"
    en = (
        "Charge {sequence} says the same of this participant: the article, the day of the act and the text. Say in "
        "the count how often it was done, or in the text what was done another time."
    )
    lo = "ຂໍ້ຫາທີ {sequence} ຂອງຜູ້ມີສ່ວນຮ່ວມນີ້ມີມາດຕາ, ວັນທີກະທຳ ແລະ ເນື້ອໃນ ດຽວກັນ. ໃສ່ຈຳນວນຄັ້ງ ຫຼື ລະບຸໃນເນື້ອໃນວ່າແມ່ນການກະທຳຄັ້ງອື່ນ."

    def __init__(self, sequence: int) -> None:
        super().__init__(sequence=sequence)


class ChargesUndecided(Problem):
    """A case is judged when every charge that lives has its result."""

    code = "charges-undecided"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Charges undecided", "ຍັງມີຂໍ້ຫາທີ່ບໍ່ໄດ້ຕັດສິນ"
    en = "These charges have no result of this trial yet: {undecided}. Decide on each before the judgment."
    lo = "ຂໍ້ຫາເຫຼົ່ານີ້ຍັງບໍ່ມີຜົນຕັດສິນໃນການພິຈາລະນາຄັ້ງນີ້: {undecided}. ຕັດສິນທຸກຂໍ້ຫາ ຫຼື ໃຫ້ຖອນ ກ່ອນອອກຄຳພິພາກສາ."

    def __init__(self, sequences: Sequence[int]) -> None:
        super().__init__(undecided=list(sequences))


NOT_CONVICTED: Final = Fault(
    code="not-convicted",
    en="No charge against this participant has a result that says guilty: decide on the charge first.",
    lo="ຍັງບໍ່ມີຂໍ້ຫາຂອງຜູ້ມີສ່ວນຮ່ວມນີ້ທີ່ຖືກຕັດສິນວ່າມີຄວາມຜິດ: ຕັດສິນຂໍ້ຫາກ່ອນ.",
    pointer="/role",
)
NOTHING_AMENDED: Final = Fault(
    code="required",
    en="State what changes: the article, the text or the count.",
    lo="ລະບຸສິ່ງທີ່ປ່ຽນແປງ: ມາດຕາ, ເນື້ອໃນ ຫຼື ຈຳນວນຄັ້ງ.",
    pointer="/article",
)
SENTENCE_WITHOUT_GUILT: Final = Fault(
    code="sentence-without-guilt",
    en="Nobody is sentenced on a charge of which he is not found guilty.",
    lo="ບໍ່ມີການລົງໂທດໃນຂໍ້ຫາທີ່ບໍ່ຖືກຕັດສິນວ່າມີຄວາມຜິດ.",
    pointer="/sentence",
)


def unknown_edition(pointer: str) -> Fault:
    """Return the fault of a law that was not in force on the day of the act, or that nobody knows."""
    return Fault(
        code="edition-not-in-force",
        en="This edition of the law is not on the national list, or was not in force on the day of the act.",
        lo="ກົດໝາຍສະບັບນີ້ບໍ່ມີໃນບັນຊີແຫ່ງຊາດ ຫຼື ບໍ່ມີຜົນໃຊ້ໄດ້ໃນວັນທີກະທຳ.",
        pointer=pointer,
    )


def before_the_act(pointer: str) -> Fault:
    """Return the fault of a charge from before what it is about."""
    return Fault(
        code="before-the-act",
        en="This day lies before the day of the act.",
        lo="ວັນທີນີ້ຢູ່ກ່ອນວັນທີກະທຳ.",
        pointer=pointer,
    )


def before_the_file(pointer: str) -> Fault:
    """Return the fault of a charge from before the case was opened, or its file was sent to a prosecutor."""
    return Fault(
        code="before-the-file",
        en="This day lies before the case was opened, or before its file was sent to the prosecutor.",
        lo="ວັນທີນີ້ຢູ່ກ່ອນວັນເປີດຄະດີ ຫຼື ກ່ອນວັນສົ່ງສຳນວນໃຫ້ໄອຍະການ.",
        pointer=pointer,
    )


def after_the_opening(pointer: str) -> Fault:
    """Return the fault of an act from after the case about it was opened."""
    return Fault(
        code="after-the-opening",
        en="The act lies behind the opening of the case: check the day, or open a case about the new act.",
        lo="ວັນທີກະທຳຢູ່ຫຼັງວັນເປີດຄະດີ: ກວດວັນທີຄືນ ຫຼື ເປີດຄະດີໃໝ່ສຳລັບການກະທຳຄັ້ງນັ້ນ.",
        pointer=pointer,
    )


def before_the_last_step(pointer: str) -> Fault:
    """Return the fault of a step that would lie before the one on record."""
    return Fault(
        code="before-the-last-step",
        en="This day lies before the latest step of the charge.",
        lo="ວັນທີນີ້ຢູ່ກ່ອນຂັ້ນຕອນຫຼ້າສຸດຂອງຂໍ້ຫາ.",
        pointer=pointer,
    )


def without_months(pointer: str) -> Fault:
    """Return the fault of a sentence of this kind that is said to last."""
    return Fault(
        code="no-months",
        en="A sentence of this kind lasts no months: leave them out, or state another kind.",
        lo="ໂທດປະເພດນີ້ບໍ່ມີຈຳນວນເດືອນ: ບໍ່ຕ້ອງໃສ່ ຫຼື ເລືອກປະເພດໂທດອື່ນ.",
        pointer=pointer,
    )


def months_missing(pointer: str) -> Fault:
    """Return the fault of imprisonment without its length."""
    return Fault(
        code="required",
        en="A sentence of this kind needs its length in months.",
        lo="ໂທດປະເພດນີ້ຕ້ອງໃສ່ຈຳນວນເດືອນ.",
        pointer=pointer,
    )


def without_sum(pointer: str) -> Fault:
    """Return the fault of a sentence of this kind with a sum of money."""
    return Fault(
        code="no-amount",
        en="A sentence of this kind has no sum of money: leave it out, and state a fine as a part of its own.",
        lo="ໂທດປະເພດນີ້ບໍ່ມີຈຳນວນເງິນ: ບໍ່ຕ້ອງໃສ່; ຖ້າມີການປັບໃໝ ໃຫ້ໃສ່ແຍກເປັນອີກໂທດໜຶ່ງ.",
        pointer=pointer,
    )


def sum_missing(pointer: str) -> Fault:
    """Return the fault of a fine without its sum."""
    return Fault(
        code="required",
        en="A fine needs its sum in kip.",
        lo="ການປັບໃໝຕ້ອງໃສ່ຈຳນວນເງິນເປັນກີບ.",
        pointer=pointer,
    )
