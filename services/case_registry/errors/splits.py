"""Refusals and faults when a case is split, joined with another, or a joining is undone."""

from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


class LastSuspect(Problem):
    """Nobody would be left in the case: it is that person's own."""

    code = "last-suspect"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Nobody would be left", "ບໍ່ເຫຼືອຜູ້ຖືກດຳເນີນຄະດີ"
    en = "Nobody who is pursued would be left in this case. Leave one there, or go on with this case as it is."
    lo = "ຈະບໍ່ເຫຼືອຜູ້ຖືກດຳເນີນຄະດີໃນຄະດີນີ້. ໃຫ້ຄົງໄວ້ຢ່າງໜ້ອຍໜຶ່ງຄົນ ຫຼື ດຳເນີນຄະດີນີ້ຕໍ່ຕາມເດີມ."


class LastCharge(Problem):
    """No charge would be left in a case in which somebody is charged."""

    code = "last-charge"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "No charge would be left", "ບໍ່ເຫຼືອຂໍ້ຫາ"
    en = "No charge would be left in this case. Leave one there, or withdraw what is not pursued."
    lo = "ຈະບໍ່ເຫຼືອຂໍ້ຫາໃນຄະດີນີ້. ໃຫ້ຄົງໄວ້ຢ່າງໜ້ອຍໜຶ່ງຂໍ້ຫາ ຫຼື ຖອນຂໍ້ຫາທີ່ບໍ່ດຳເນີນຄະດີ."


class JoinedAcross(Problem):
    """A case about a crime and one between parties go different ways, with different ends."""

    code = "joined-across"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Cases not joined so", "ລວມຄະດີບໍ່ໄດ້"
    en = "A case about a crime is not joined with one between parties: relate them, or claim in the criminal case."
    lo = "ຄະດີອາຍາ ລວມກັບຄະດີລະຫວ່າງຄູ່ຄວາມບໍ່ໄດ້: ໃຫ້ບັນທຶກຄວາມກ່ຽວພັນ ຫຼື ຮຽກຮ້ອງທາງແພ່ງໃນຄະດີອາຍາ."


class NotJoinable(Problem):
    """The two cases do not stand where cases are joined."""

    code = "not-joinable"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Cases not joined so", "ລວມຄະດີບໍ່ໄດ້"
    en = "A case that is {current} is not joined with one that is {target}: bring both to the same stage first."
    lo = "ຄະດີທີ່ຢູ່ສະຖານະ {current} ລວມກັບຄະດີທີ່ຢູ່ສະຖານະ {target} ບໍ່ໄດ້: ໃຫ້ທັງສອງຄະດີຢູ່ຂັ້ນດຽວກັນກ່ອນ."
    codes: ClassVar = {"current": "case-status", "target": "case-status"}

    def __init__(self, current: str, target: str) -> None:
        super().__init__(current=current, target=target)


class JoinGoneOn(Problem):
    """The case that carries on has gone on since: what was is not given back any more."""

    code = "join-gone-on"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "The case has gone on since", "ຄະດີໄດ້ດຳເນີນຕໍ່ແລ້ວ"
    en = "The case has been moved, handed over, split or joined since. Split the people and charges off instead."
    lo = "ຫຼັງການລວມ ຄະດີໄດ້ປ່ຽນສະຖານະ, ມອບສຳນວນ, ແຍກ ຫຼື ລວມອີກແລ້ວ. ກະລຸນາແຍກບຸກຄົນ ແລະ ຂໍ້ຫາອອກເປັນຄະດີໃໝ່ແທນ."


BEFORE_THE_LAST_MOVE: Final = Fault(
    code="before-the-last-move",
    en="This day lies before the case came to where it stands: check the year.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນວັນທີ່ຄະດີມາຮອດສະຖານະປັດຈຸບັນ: ກວດປີຄືນ.",
    pointer="/splitOn",
)
JOINED_BEFORE_THE_LAST_MOVE: Final = Fault(
    code="before-the-last-move",
    en="This day lies before one of the two cases came to where it stands: check the year.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນວັນທີ່ຄະດີໜຶ່ງໃນສອງຄະດີມາຮອດສະຖານະປັດຈຸບັນ: ກວດປີຄືນ.",
    pointer="/joinedOn",
)
NOBODY_PURSUED: Final = Fault(
    code="nobody-pursued",
    en="A criminal case is against somebody: name a suspect, accused, defendant or convict.",
    lo="ຄະດີອາຍາຕ້ອງມີຜູ້ຖືກດຳເນີນຄະດີ: ລະບຸຜູ້ຖືກສົງໄສ, ຜູ້ຖືກຫາ, ຈຳເລີຍ ຫຼື ນັກໂທດ.",
    pointer="/participantIds",
)
LESS_RESTRICTED: Final = Fault(
    code="restriction-required",
    en="The new case has to be restricted as its people or its origin demand: leave restriction out.",
    lo="ຄະດີໃໝ່ຕ້ອງຈຳກັດການເຂົ້າເຖິງຕາມບຸກຄົນ ຫຼື ຕາມຄະດີເດີມ: ບໍ່ຕ້ອງໃສ່ການຈຳກັດ.",
    pointer="/restriction",
)
ANOTHER_WAY: Final = Fault(
    code="another-way",
    en="Cases of this category go another way: name a category of the same way as the case that is split.",
    lo="ຄະດີປະເພດນີ້ດຳເນີນໄປທາງອື່ນ: ລະບຸປະເພດທີ່ດຳເນີນໄປທາງດຽວກັນກັບຄະດີເດີມ.",
    pointer="/category",
)
INTO_ITSELF: Final = Fault(
    code="to-itself",
    en="A case is not joined with itself: give the id of the one that carries on.",
    lo="ຄະດີລວມເຂົ້າກັບຕົນເອງບໍ່ໄດ້: ໃສ່ລະຫັດຂອງຄະດີທີ່ດຳເນີນຕໍ່.",
    pointer="/intoCaseId",
)
NO_SUCH_CASE: Final = Fault(
    code="no-such-case",
    en="There is no case with this id that you may see.",
    lo="ບໍ່ມີຄະດີທີ່ມີລະຫັດນີ້ທີ່ທ່ານເບິ່ງໄດ້.",
    pointer="/intoCaseId",
)
NOT_JOINED: Final = Fault(
    code="not-joined",
    en="The case with this id is not joined with the one in the path.",
    lo="ຄະດີທີ່ມີລະຫັດນີ້ບໍ່ໄດ້ລວມເຂົ້າກັບຄະດີນີ້.",
    pointer="/undoneCaseId",
)


def no_such_charge(pointer: str) -> Fault:
    """Return the fault of an id that no charge of the case has."""
    return Fault(
        code="no-such-charge",
        en="The case has no charge with this id.",
        lo="ຄະດີນີ້ບໍ່ມີຂໍ້ຫາທີ່ມີລະຫັດນີ້.",
        pointer=pointer,
    )


def speaks_for_others(pointer: str) -> Fault:
    """Return the fault of a lawyer or guardian who would leave somebody behind."""
    return Fault(
        code="speaks-for-others",
        en="This participant speaks for somebody who stays: name it in participantIdsInBoth.",
        lo="ຜູ້ນີ້ຕາງໜ້າໃຫ້ຜູ້ທີ່ຍັງຢູ່ໃນຄະດີເດີມ: ໃຫ້ລະບຸໄວ້ວ່າຢູ່ທັງສອງຄະດີ.",
        pointer=pointer,
    )
