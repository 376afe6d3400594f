"""Refusals and faults of corrections of registered events."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.codelists import Code
from contracts.problems import Fault, Problem


class FactNotInForce(Problem):
    """What the caller says stood there does not: somebody has corrected it, or it was read wrong."""

    code = "fact-not-in-force"
    status = HTTPStatus.PRECONDITION_FAILED
    title_en, title_lo = "Another value stands there", "ຄ່າໃນທະບຽນບໍ່ກົງກັນ"
    en = "What you state as the present value does not stand there. Read the event again, and correct what does."
    lo = "ຄ່າປັດຈຸບັນທີ່ທ່ານລະບຸບໍ່ກົງກັບທະບຽນ. ກະລຸນາອ່ານເຫດການຄືນໃໝ່ ແລ້ວແກ້ໄຂຕາມຄ່າທີ່ມີຢູ່."

    def __init__(self, members: Sequence[str]) -> None:
        super().__init__(differing=list(members))


class CorrectingOfficerNeeded(Problem):
    """The token names no officer, and two people answer for a correction."""

    code = "correcting-officer-needed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Officer needed", "ຕ້ອງລະບຸພະນັກງານ"
    en = "Two officers answer for a correction. Ask for the token with the officer who acts."
    lo = "ການແກ້ໄຂຕ້ອງມີພະນັກງານສອງຄົນຮັບຜິດຊອບ. ກະລຸນາເຂົ້າລະບົບໂດຍລະບຸພະນັກງານຜູ້ດຳເນີນການ."


class CorrectedByOneself(Problem):
    """Whoever asks for a correction does not decide on it."""

    code = "corrected-by-oneself"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Another officer decides", "ພະນັກງານຄົນອື່ນຕ້ອງຕັດສິນ"
    en = "The officer who asked for this correction does not decide on it: another officer does."
    lo = "ພະນັກງານທີ່ຂໍແກ້ໄຂຕັດສິນເອງບໍ່ໄດ້: ໃຫ້ພະນັກງານຄົນອື່ນຕັດສິນ."


class SuperiorNeeded(Problem):
    """A correction on this basis is approved by the office above."""

    code = "superior-needed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "The office above decides", "ຂັ້ນເທິງເປັນຜູ້ອະນຸມັດ"
    en = "A correction on this basis is approved by the office above the registering one: ask it to decide."
    lo = "ການແກ້ໄຂຕາມພື້ນຖານນີ້ ຂັ້ນເທິງຂອງຫ້ອງການທະບຽນເປັນຜູ້ອະນຸມັດ: ໃຫ້ສະເໜີຂັ້ນເທິງຕັດສິນ."


class PastNotShown(Problem):
    """What stood there before a correction is read by who decides on corrections alone."""

    code = "past-not-shown"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Earlier value not shown", "ບໍ່ສະແດງຄ່າເກົ່າ"
    en = (
        "The event was corrected since that moment: what stood there is read by its registering office and those above."
    )
    lo = "ເຫດການຖືກແກ້ໄຂຫຼັງເວລານັ້ນ: ຄ່າເກົ່າອ່ານໄດ້ສະເພາະຫ້ອງການທະບຽນ ແລະ ຂັ້ນເທິງ."


def never_corrected(pointer: str) -> Fault:
    """Return the fault of something that no correction changes."""
    return Fault(
        code="not-corrected",
        en="This is not corrected: it says who registered the event and how, or is the declarer's own number.",
        lo="ຂໍ້ມູນນີ້ແກ້ໄຂບໍ່ໄດ້: ມັນບອກວ່າໃຜຈົດທະບຽນ ແລະ ຈົດແນວໃດ ຫຼື ແມ່ນເລກຂອງຜູ້ແຈ້ງເອງ.",
        pointer="/members",
        params={"member": pointer},
    )


def corrected_twice(pointer: str) -> Fault:
    """Return the fault of a pointer that stands under another one of the same correction."""
    return Fault(
        code="corrected-twice",
        en="One pointer stands under another one: name each thing once.",
        lo="ສິ່ງນີ້ຢູ່ໃນອີກອັນໜຶ່ງທີ່ແກ້ໄຂແລ້ວ: ລະບຸແຕ່ລະອັນເທື່ອດຽວ.",
        pointer="/members",
        params={"member": pointer},
    )


def changes_nothing(pointer: str) -> Fault:
    """Return the fault of a correction to the value that stands there."""
    return Fault(
        code="changes-nothing",
        en="The old and the new value are the same.",
        lo="ຄ່າເກົ່າ ແລະ ຄ່າໃໝ່ຄືກັນ.",
        pointer="/members",
        params={"member": pointer},
    )


def other_basis_needed(pointer: str, bases: Sequence[tuple[str, Code]]) -> Fault:
    """Return the fault of a change that this basis does not reach; `bases` are those that do, with their words."""
    return Fault(
        code="other-basis-needed",
        en="This says who somebody is, or whose record changes: it is corrected on a basis with documents, by the "
        f"office above: {', '.join(each.en for _, each in bases) or '-'}.",
        lo="ຂໍ້ມູນນີ້ບອກວ່າແມ່ນໃຜ ຫຼື ປ່ຽນທະບຽນຂອງໃຜ: ແກ້ໄຂໄດ້ສະເພາະພື້ນຖານທີ່ມີເອກະສານ ແລະ ຂັ້ນເທິງອະນຸມັດ: "
        f"{', '.join(each.lo for _, each in bases) or '-'}.",
        pointer="/basis",
        params={"member": pointer, "choices": [code for code, _ in bases]},
    )


DOCUMENTS_NEEDED: Final = Fault(
    code="required",
    en="A correction on this basis needs its documents: deposit them with the document exchange and name them.",
    lo="ການແກ້ໄຂຕາມພື້ນຖານນີ້ຕ້ອງມີເອກະສານ: ຝາກໄວ້ໃນລະບົບແລກປ່ຽນເອກະສານ ແລ້ວອ້າງອີງ.",
    pointer="/documents",
)
JUDGMENT_NEEDED: Final = Fault(
    code="required",
    en="A correction on this basis cites the judgment.",
    lo="ການແກ້ໄຂຕາມພື້ນຖານນີ້ຕ້ອງອ້າງອີງຄຳພິພາກສາ.",
    pointer="/judgment",
)
