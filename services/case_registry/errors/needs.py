"""Refusals of a move whose order does not say what it must, or for which the record does not hold what it needs."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem
from contracts.spoken import spoken

_OUTCOMES: Final = "remedy-outcome"


class ChargeMissing(Problem):
    """Nobody is charged before a court, or said to be, without a charge on record."""

    code = "charge-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Charge missing", "ຍັງບໍ່ມີຂໍ້ຫາ"
    en = (
        "No charge is on record on that day that is not withdrawn: file the charge first, then move the case. "
        "Where all were withdrawn before the court, it discontinues the case."
    )
    lo = "ໃນວັນທີນັ້ນຍັງບໍ່ມີຂໍ້ຫາທີ່ບັນທຶກໄວ້ ຫຼື ຂໍ້ຫາຖືກຖອນໝົດແລ້ວ: ບັນທຶກຂໍ້ຫາກ່ອນ ແລ້ວຈຶ່ງປ່ຽນສະຖານະຄະດີ. ຖ້າຂໍ້ຫາຖືກຖອນໝົດຢູ່ຕໍ່ໜ້າສານ ໃຫ້ສານຢຸດຕິຄະດີ."


class NobodyPursued(Problem):
    """Nobody is before a court whose role ended: with a dismissal, for one."""

    code = "nobody-pursued"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Nobody is pursued", "ບໍ່ມີຜູ້ຖືກດຳເນີນຄະດີ"
    en = (
        "Nobody who is charged is suspect, accused, defendant or convict in this case any more: give the role again, "
        "then move the case."
    )
    lo = "ຜູ້ຖືກຕັ້ງຂໍ້ຫາບໍ່ມີບົດບາດຜູ້ຖືກສົງໄສ, ຜູ້ຖືກຫາ, ຈຳເລີຍ ຫຼື ນັກໂທດ ໃນຄະດີນີ້ແລ້ວ: ໃຫ້ບົດບາດຄືນກ່ອນ ແລ້ວຈຶ່ງປ່ຽນສະຖານະຄະດີ."


class GuardianMissing(Problem):
    """A child is charged and tried with a guardian; that somebody is one may have become known later."""

    code = "guardian-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "A guardian is missing", "ຂາດຜູ້ປົກຄອງ"
    en = "Participant {participantId} may be a child and has no guardian: add one and appoint it, then go on."
    lo = "ຜູ້ມີສ່ວນຮ່ວມ {participantId} ອາດເປັນເດັກ ແລະ ບໍ່ມີຜູ້ປົກຄອງ: ເພີ່ມຜູ້ປົກຄອງ ແລະ ແຕ່ງຕັ້ງກ່ອນ ແລ້ວຈຶ່ງດຳເນີນຕໍ່."

    def __init__(self, participant_id: str) -> None:
        super().__init__(participantId=participant_id)


class HeldUncharged(Problem):
    """Somebody is held while the case of others goes to court: a charge, freedom, or a case of one's own."""

    code = "held-uncharged"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Held without a charge", "ຖືກຄວບຄຸມ ແຕ່ບໍ່ມີຂໍ້ຫາ"
    en = (
        "Participant {participantId} is held and not charged: file a charge, record the release, or split the "
        "participant off into a case of its own; then move the case."
    )
    lo = "ຜູ້ມີສ່ວນຮ່ວມ {participantId} ຖືກຄວບຄຸມຕົວ ແຕ່ບໍ່ມີຂໍ້ຫາ: ຕັ້ງຂໍ້ຫາ, ບັນທຶກການປ່ອຍຕົວ ຫຼື ແຍກອອກເປັນຄະດີຕ່າງຫາກ ແລ້ວຈຶ່ງປ່ຽນສະຖານະຄະດີ."

    def __init__(self, participant_id: str) -> None:
        super().__init__(participantId=participant_id)


class JudgmentMissing(Problem):
    """A case is judged when the judgment of its instance is on record, and no proceedings are left open."""

    code = "judgment-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Judgment missing", "ຍັງບໍ່ມີຄຳພິພາກສາ"
    en = (
        "No judgment of this instance is on record since the case came to where it stands: {level}. Open its "
        "proceedings if there are none, issue the judgment, then move the case."
    )
    lo = "ນັບແຕ່ຄະດີມາຮອດສະຖານະນີ້ ຍັງບໍ່ມີຄຳພິພາກສາຂອງຂັ້ນ: {level}. ເປີດການດຳເນີນຄະດີ ຖ້າຍັງບໍ່ມີ, ອອກຄຳພິພາກສາ ແລ້ວຈຶ່ງປ່ຽນສະຖານະຄະດີ."
    codes: ClassVar = {"level": "instance"}

    def __init__(self, level: str | None) -> None:
        super().__init__(level=level)


class FinalDecisionMissing(Problem):
    """Nothing becomes final that nobody has judged."""

    code = "final-decision-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Nothing to become final", "ຍັງບໍ່ມີຄຳຕັດສິນທີ່ຈະເດັດຂາດ"
    en = "No judgment is on record that could become final: issue the judgment first, then move the case."
    lo = "ຍັງບໍ່ມີຄຳພິພາກສາທີ່ບັນທຶກໄວ້ ຊຶ່ງຈະກາຍເປັນເດັດຂາດໄດ້: ອອກຄຳພິພາກສາກ່ອນ ແລ້ວຈຶ່ງປ່ຽນສະຖານະຄະດີ."


class ConvictionMissing(Problem):
    """No penalty is enforced, and nobody is pardoned, in a case in which nobody was found guilty."""

    code = "conviction-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Nobody convicted", "ບໍ່ມີຜູ້ຖືກຕັດສິນວ່າມີຄວາມຜິດ"
    en = "No charge in this case has a result that says guilty: there is nothing to enforce. The court closes the case."
    lo = "ບໍ່ມີຂໍ້ຫາໃນຄະດີນີ້ທີ່ຖືກຕັດສິນວ່າມີຄວາມຜິດ: ບໍ່ມີສິ່ງທີ່ຕ້ອງບັງຄັບ. ໃຫ້ສານປິດຄະດີ."


COURT_MISSING: Final = Fault(
    code="required",
    en="Name the court that is designated to try the case.",
    lo="ລະບຸສານທີ່ຖືກກຳນົດໃຫ້ພິຈາລະນາຄະດີ.",
    pointer="/court",
)
ORDER_MISSING: Final = Fault(
    code="required",
    en="This is done by an order or decision: give its number.",
    lo="ການດຳເນີນການນີ້ຕ້ອງມີຄຳສັ່ງ ຫຼື ຄຳຕັດສິນ: ໃສ່ເລກທີ.",
    pointer="/decisionNumber",
)
REASON_MISSING: Final = Fault(
    code="required",
    en="State why the case is suspended.",
    lo="ລະບຸເຫດຜົນຂອງການໂຈະຄະດີ.",
    pointer="/suspensionReason",
)
PROPOSAL_MISSING: Final = Fault(
    code="required",
    en="A case is reopened on the prosecutor's proposal on a called-up file, or on a petition: name one of the two.",
    lo="ການຮື້ຟື້ນຄະດີຕ້ອງອີງໃສ່ຄຳສະເໜີຂອງໄອຍະການທີ່ບັນທຶກໄວ້ໃນສຳນວນທີ່ທວງມາ ຫຼື ຄຳຮ້ອງ: ໃຫ້ລະບຸຢ່າງໃດຢ່າງໜຶ່ງ.",
    pointer="/calledUpFileId",
)
NO_PROPOSAL: Final = Fault(
    code="no-proposal",
    en="The case has no called-up file with this id in which the prosecutor had proposed by that day to reopen it.",
    lo="ຄະດີນີ້ບໍ່ມີສຳນວນທີ່ທວງມາທີ່ມີລະຫັດນີ້ ຊຶ່ງໄອຍະການໄດ້ສະເໜີໃຫ້ຮື້ຟື້ນພາຍໃນວັນທີນັ້ນ.",
    pointer="/calledUpFileId",
)
PROPOSAL_USED: Final = Fault(
    code="proposal-used",
    en="The case was reopened on this proposal before: a new one is needed.",
    lo="ຄະດີໄດ້ຖືກຮື້ຟື້ນຕາມຄຳສະເໜີນີ້ແລ້ວ: ຕ້ອງມີຄຳສະເໜີໃໝ່.",
    pointer="/calledUpFileId",
)
PETITION_AFTER_THE_DECISION: Final = Fault(
    code="after-the-decision",
    en="The petition was filed after the decision on it: check the days.",
    lo="ວັນທີຍື່ນຄຳຮ້ອງຢູ່ຫຼັງວັນທີຕັດສິນ: ກວດວັນທີຄືນ.",
    pointer="/petition/filedOn",
)
PETITION_BEFORE_THE_JUDGMENT: Final = Fault(
    code="before-the-judgment",
    en="The petition was filed before the judgment against which it is: check the days.",
    lo="ວັນທີຍື່ນຄຳຮ້ອງຢູ່ກ່ອນວັນທີຂອງຄຳພິພາກສາ: ກວດວັນທີຄືນ.",
    pointer="/petition/filedOn",
)
BEFORE_THE_JUDGMENT: Final = Fault(
    code="before-the-judgment",
    en="This day lies before the judgment on record: the case is judged on the day of its judgment, or later.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນຄຳພິພາກສາທີ່ບັນທຶກໄວ້: ຄະດີຖືກຕັດສິນໃນວັນອອກຄຳພິພາກສາ ຫຼື ຫຼັງຈາກນັ້ນ.",
    pointer="/happenedOn",
)


NOBODY_FLED: Final = Fault(
    code="nobody-fled",
    en="By the record everybody who is pursued in this case is detained: give another reason, or record custody first.",
    lo="ຕາມທະບຽນ ທຸກຄົນທີ່ຖືກດຳເນີນຄະດີໃນຄະດີນີ້ ຖືກກັກຂັງຢູ່: ໃຫ້ລະບຸເຫດຜົນອື່ນ ຫຼື ບັນທຶກການກັກຂັງໃຫ້ຖືກກ່ອນ.",
    pointer="/suspensionReason",
)


def another_outcome(allowed: Iterable[str]) -> Fault:
    """Return the fault of an order that does not say how the remedy ended, or says what does not lead there."""
    stated = sorted(allowed)
    return Fault(
        code="another-outcome",
        en=f"State how the remedy ended, as it leads to this status: {spoken(stated, 'en', _OUTCOMES)}.",
        lo=f"ລະບຸຜົນຂອງຄຳຮ້ອງ ທີ່ນຳໄປສູ່ສະຖານະນີ້: {spoken(stated, 'lo', _OUTCOMES)}.",
        pointer="/outcome",
        params={"expected": stated},
    )


def not_for_this_move(pointer: str) -> Fault:
    """Return the fault of an order that states what this move has nothing to do with."""
    return Fault(
        code="not-for-this-move",
        en="This move has nothing to do with it: leave it out.",
        lo="ການປ່ຽນສະຖານະນີ້ບໍ່ກ່ຽວກັບສິ່ງນີ້: ບໍ່ຕ້ອງໃສ່.",
        pointer=pointer,
    )
