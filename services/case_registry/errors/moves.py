"""Refusals when a case is moved on."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


class MoveNotAllowed(Problem):
    """Where the case stands, or the kind of member that asks, does not permit this move."""

    code = "move-not-allowed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Move not allowed", "ປ່ຽນສະຖານະບໍ່ໄດ້"
    en = "A case that is {current} does not become {target} by you. You may now: {allowed}. Moved on by: {movers}."
    lo = "ຄະດີທີ່ຢູ່ສະຖານະ {current} ທ່ານປ່ຽນເປັນ {target} ບໍ່ໄດ້. ຕອນນີ້ທ່ານເຮັດໄດ້: {allowed}. ຜູ້ທີ່ດຳເນີນການຕໍ່ໄດ້: {movers}."
    codes: ClassVar = {
        "current": "case-status",
        "target": "case-status",
        "allowed": "case-status",
        "movers": "member-kind",
    }

    def __init__(self, current: str, target: str, allowed: Sequence[str], movers: Sequence[str]) -> None:
        super().__init__(current=current, target=target, allowed=list(allowed), movers=list(movers))


class FileElsewhere(Problem):
    """The file of the case is with another member or office: only who has it moves the case or hands it on."""

    code = "file-elsewhere"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "File elsewhere", "ສຳນວນຢູ່ບ່ອນອື່ນ"
    en = "The file is with {holder}. Take it over first, or ask them to do it."
    lo = "ສຳນວນຢູ່ກັບ {holder}. ກະລຸນາຮັບສຳນວນກ່ອນ ຫຼື ຂໍໃຫ້ຜູ້ຖືສຳນວນດຳເນີນການ."

    def __init__(self, holder: str) -> None:
        super().__init__(holder=holder)


class CourtDesignated(Problem):
    """An order has designated the court that tries the case: no other court does, and none other gets its file."""

    code = "court-designated"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Another court is designated", "ກຳນົດສານອື່ນໄວ້ແລ້ວ"
    en = "The case has been assigned to {court}; no other court goes on with it."
    lo = "ຄະດີນີ້ຖືກມອບໃຫ້ {court} ແລ້ວ; ສານອື່ນດຳເນີນການຕໍ່ບໍ່ໄດ້."

    def __init__(self, court: str) -> None:
        super().__init__(court=court)


class MoveGoneOn(Problem):
    """What was moved by mistake is not taken back any more when the case has been gone on with."""

    code = "move-gone-on"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Gone on with", "ຄະດີດຳເນີນຕໍ່ໄປແລ້ວ"
    en = (
        "The case was paused, judged, taken over, split or joined since: the move is not taken back. Go on from where "
        "the case stands."
    )
    lo = "ຫຼັງຈາກນັ້ນ ຄະດີຖືກໂຈະ, ຕັດສິນ, ຮັບໄປ, ແຍກ ຫຼື ລວມແລ້ວ: ຍົກເລີກບໍ່ໄດ້. ໃຫ້ດຳເນີນຕໍ່ຈາກສະຖານະປັດຈຸບັນ."


class UpheldThoughChanged(Problem):
    """What the court decided on a charge and how it says that the remedy ended do not go together."""

    code = "upheld-though-changed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Upheld, though changed", "ຢືນຕາມ ແຕ່ມີການປ່ຽນແປງ"
    en = "This instance gave a charge another result or sentence than the one below: then the outcome is `changed`."
    lo = "ຂັ້ນນີ້ໄດ້ຕັດສິນຂໍ້ຫາຕ່າງຈາກຂັ້ນກ່ອນ: ຜົນຂອງການອຸທອນ ຫຼື ລົບລ້າງ ຕ້ອງແມ່ນ ປ່ຽນແປງ."


MISTAKE_MISSING: Final = Fault(
    code="required",
    en="This takes the move before back: say in `mistake` why it was one, on what that rests, and who approved it.",
    lo="ການນີ້ຍົກເລີກການປ່ຽນສະຖານະກ່ອນໜ້າ: ໃສ່ເຫດຜົນ, ບ່ອນອີງ ແລະ ຜູ້ອະນຸມັດ.",
    pointer="/mistake",
)
BEFORE_THE_LAST_MOVE: Final = Fault(
    code="before-the-last-move",
    en="This day lies before the case came to where it stands: check the year, and the order of the moves.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນວັນທີ່ຄະດີມາຮອດສະຖານະປັດຈຸບັນ: ກວດປີ ແລະ ລຳດັບການດຳເນີນການ.",
    pointer="/happenedOn",
)
MEDIATION_OF_A_CRIME: Final = Fault(
    code="not-criminal",
    en="The outcome of mediation is stated in cases between parties, not in a criminal case.",
    lo="ຜົນການໄກ່ເກ່ຍໃສ່ໄດ້ສະເພາະຄະດີລະຫວ່າງຄູ່ຄວາມ, ບໍ່ແມ່ນຄະດີອາຍາ.",
    pointer="/mediation",
)
MEDIATION_FAILED: Final = Fault(
    code="mediation-failed",
    en="A case is not settled by a mediation that failed: correct the one or the other.",
    lo="ຄະດີທີ່ໄກ່ເກ່ຍບໍ່ສຳເລັດ ບໍ່ແມ່ນຄະດີທີ່ຕົກລົງກັນໄດ້: ແກ້ຢ່າງໃດຢ່າງໜຶ່ງ.",
    pointer="/mediation",
)
