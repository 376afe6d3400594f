"""Refusals when proceedings are opened, their panel changes, or a case is judged in them."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem
from contracts.spoken import spoken

_LIST: Final = "instance"


class JudgeSatEarlier(Problem):
    """Whoever judged a case at an earlier instance does not judge it again."""

    code = "judge-sat-earlier"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Judge of an earlier instance", "ຜູ້ພິພາກສາເຄີຍຕັດສິນຄະດີນີ້"
    en = "These judges sat in earlier proceedings of this case, or of the one it comes from: {judges}. Name others."
    lo = "ຜູ້ພິພາກສາເຫຼົ່ານີ້ເຄີຍຢູ່ໃນຄະນະພິຈາລະນາຄະດີນີ້ ຫຼື ຄະດີຕົ້ນທາງ ໃນຂັ້ນກ່ອນ: {judges}. ກະລຸນາລະບຸຜູ້ອື່ນ."

    def __init__(self, judges: Sequence[str]) -> None:
        super().__init__(judges=list(judges))


class JudgeRecused(Problem):
    """A judge who was recused does not come back in the case."""

    code = "judge-recused"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Judge recused", "ຜູ້ພິພາກສາຖືກຄັດຄ້ານ ຫຼື ຖອນຕົວ"
    en = "These judges were recused from this case, or from the one it comes from: {judges}. Name others."
    lo = "ຜູ້ພິພາກສາເຫຼົ່ານີ້ຖືກຄັດຄ້ານ ຫຼື ໄດ້ຖອນຕົວຈາກຄະດີນີ້ ຫຼື ຄະດີຕົ້ນທາງ: {judges}. ກະລຸນາລະບຸຜູ້ອື່ນ."

    def __init__(self, judges: Sequence[str]) -> None:
        super().__init__(judges=list(judges))


class ProceedingOpen(Problem):
    """The court has open proceedings of this instance already."""

    code = "proceeding-open"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Proceedings open already", "ເປີດການດຳເນີນຄະດີແລ້ວ"
    en = "Proceedings of this instance are open already: {proceeding}."
    lo = "ການດຳເນີນຄະດີຂັ້ນນີ້ເປີດຢູ່ແລ້ວ: {proceeding}."

    def __init__(self, proceeding: str) -> None:
        super().__init__(proceeding=proceeding)


class ProceedingEnded(Problem):
    """Proceedings that have ended are not gone on with."""

    code = "proceeding-ended"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Proceedings ended", "ການດຳເນີນຄະດີສິ້ນສຸດແລ້ວ"
    en = "The proceedings {proceeding} have ended."
    lo = "ການດຳເນີນຄະດີ {proceeding} ສິ້ນສຸດແລ້ວ."

    def __init__(self, proceeding: str) -> None:
        super().__init__(proceeding=proceeding)


ONE_PRESIDES: Final = Fault(
    code="one-presides",
    en="One judge presides, and whoever takes the presiding judge's seat presides.",
    lo="ຄະນະຕ້ອງມີປະທານໜຶ່ງຄົນ, ຜູ້ເຂົ້າແທນປະທານຕ້ອງເປັນປະທານ.",
    pointer="/panel",
)
RECUSAL_WITHOUT_WORDS: Final = Fault(
    code="required",
    en="Say on what ground the judge is recused, and who decided it.",
    lo="ລະບຸມູນເຫດທີ່ຜູ້ພິພາກສາຖືກຄັດຄ້ານ ຫຼື ຖອນຕົວ ແລະ ຜູ້ຕັດສິນ.",
    pointer="/recusal",
)
WORDS_WITHOUT_RECUSAL: Final = Fault(
    code="no-recusal",
    en="A ground of recusal is stated where the judge is recused: say so in leftFor, or leave the ground out.",
    lo="ມູນເຫດການຄັດຄ້ານໃສ່ໄດ້ສະເພາະເມື່ອຜູ້ພິພາກສາຖືກຄັດຄ້ານ ຫຼື ຖອນຕົວ: ໃຫ້ເລືອກເຫດຜົນນັ້ນ ຫຼື ບໍ່ໃສ່ມູນເຫດ.",
    pointer="/recusal",
)
NO_SUCH_PROCEEDING: Final = Fault(
    code="no-such-proceeding",
    en="The case has no proceedings with this id before your court.",
    lo="ຄະດີນີ້ບໍ່ມີການດຳເນີນຄະດີທີ່ມີລະຫັດນີ້ຢູ່ສານຂອງທ່ານ.",
    pointer="/proceedingId",
)


def another_level(expected: str | None) -> Fault:
    """Return the fault of proceedings at an instance before which the case is not."""
    return Fault(
        code="another-level",
        en=f"While the case stands where it does, its proceedings are of this level: {spoken(expected, 'en', _LIST)}.",
        lo=f"ຕາມສະຖານະປັດຈຸບັນຂອງຄະດີ ການດຳເນີນຄະດີຕ້ອງຢູ່ຂັ້ນ: {spoken(expected, 'lo', _LIST)}.",
        pointer="/level",
        params={} if expected is None else {"expected": expected},
    )


def judge_twice(pointer: str) -> Fault:
    """Return the fault of a judge who has a seat already."""
    return Fault(
        code="judge-twice",
        en="This judge has a seat in the panel already.",
        lo="ຜູ້ພິພາກສານີ້ມີໃນຄະນະແລ້ວ.",
        pointer=pointer,
    )


def too_few_judges(least: int) -> Fault:
    """Return the fault of a panel that is too small."""
    return Fault(
        code="too-few-judges",
        en=f"At least {least} different judges sit at this instance.",
        lo=f"ຂັ້ນນີ້ຕ້ອງມີຜູ້ພິພາກສາຢ່າງໜ້ອຍ {least} ຄົນທີ່ບໍ່ຊ້ຳກັນ.",
        pointer="/panel",
        params={"least": least},
    )


def not_seated(pointer: str) -> Fault:
    """Return the fault of a judge who has no seat."""
    return Fault(
        code="not-seated",
        en="This judge has no seat in the panel now.",
        lo="ຜູ້ພິພາກສານີ້ບໍ່ມີໃນຄະນະປັດຈຸບັນ.",
        pointer=pointer,
    )


def before_the_beginning(pointer: str) -> Fault:
    """Return the fault of a day before what it belongs to had begun."""
    return Fault(
        code="before-the-beginning",
        en="This day lies before the proceedings, or the seat, began.",
        lo="ວັນທີນີ້ຢູ່ກ່ອນວັນເລີ່ມຂອງການດຳເນີນຄະດີ ຫຼື ຂອງບ່ອນນັ່ງໃນຄະນະ.",
        pointer=pointer,
    )
