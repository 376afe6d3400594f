"""Refusals and faults of claims, and of what the prosecution appeals."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class AppealLodged(Problem):
    """The prosecution has appealed: the judgment does not become final before that is decided."""

    code = "appeal-lodged"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "An appeal was lodged", "ມີການອຸທອນແລ້ວ"
    en = (
        "{office} appealed on {day}: move the case to the next instance, which decides, or finds that it came too late."
    )
    lo = "{office} ໄດ້ຍື່ນຂໍອຸທອນ ຫຼື ລົບລ້າງ ໃນວັນທີ {day}: ໃຫ້ສົ່ງຄະດີຂຶ້ນຂັ້ນຕໍ່ໄປ ເພື່ອພິຈາລະນາ ຫຼື ຕັດສິນວ່າຍື່ນກາຍກຳນົດ."

    def __init__(self, office: str, day: str) -> None:
        super().__init__(office=office, day=day)


class AppealedAlready(Problem):
    """The same office has appealed the same judgment: one appeal is one item in the court's work."""

    code = "appealed-already"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Appealed already", "ຍື່ນແລ້ວ"
    en = "{office} appealed this judgment on {day}: correct that claim, or withdraw it and state it anew."
    lo = "{office} ໄດ້ຍື່ນຄັດຄ້ານຄຳຕັດສິນນີ້ແລ້ວ ໃນວັນທີ {day}: ໃຫ້ແກ້ໄຂຄຳສະເໜີນັ້ນ ຫຼື ຖອນຄືນດ້ວຍການແກ້ໄຂ ແລ້ວຍື່ນໃໝ່."

    def __init__(self, office: str, day: str) -> None:
        super().__init__(office=office, day=day)


NOT_YOUR_APPEAL: Final = Fault(
    code="not-your-appeal",
    en="An office of the prosecution lodges its own appeal: name your office, and no participant.",
    lo="ອົງການໄອຍະການຍື່ນຄຳສະເໜີຂອງຕົນເອງ: ລະບຸຫ້ອງການຂອງທ່ານ, ບໍ່ຕ້ອງລະບຸຜູ້ມີສ່ວນຮ່ວມ.",
    pointer="/office",
)
ANOTHER_INSTANCE: Final = Fault(
    code="another-instance",
    en="What is appealed goes to the next instance: from the first to the appeal, from there to cassation.",
    lo="ຄຳສະເໜີຕ້ອງຂຶ້ນຂັ້ນຕໍ່ໄປ: ຈາກຂັ້ນຕົ້ນຂຶ້ນຂັ້ນອຸທອນ, ຈາກຂັ້ນອຸທອນຂຶ້ນຂັ້ນລົບລ້າງ.",
    pointer="/level",
)
OTHER_STAGE: Final = Fault(
    code="other-stage",
    en="The case is not at this instance, nor does it go there next: name the one that it is at, or the next one.",
    lo="ຄະດີບໍ່ໄດ້ຢູ່ຂັ້ນນີ້ ແລະ ຍັງບໍ່ຂຶ້ນຂັ້ນນີ້: ລະບຸຂັ້ນທີ່ຄະດີຢູ່ ຫຼື ຂັ້ນຕໍ່ໄປ.",
    pointer="/level",
)
BEFORE_THE_JUDGMENT: Final = Fault(
    code="before-the-judgment",
    en="This day lies before the judgment that is appealed.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນຄຳພິພາກສາທີ່ຖືກອຸທອນ.",
    pointer="/statedOn",
)

NOBODY_CLAIMS: Final = Fault(
    code="nobody-claims",
    en="Say who claims: a participant of the case, or an office of the prosecution, and not both.",
    lo="ບອກວ່າໃຜຮຽກຮ້ອງ: ຜູ້ມີສ່ວນຮ່ວມໃນຄະດີ ຫຼື ອົງການໄອຍະການ, ບໍ່ແມ່ນທັງສອງ.",
    pointer="/participantId",
)
NOT_IN_THE_CASE: Final = Fault(
    code="not-in-the-case",
    en="This person is not in the case: add the person first.",
    lo="ຜູ້ນີ້ບໍ່ຢູ່ໃນຄະດີ: ເພີ່ມເຂົ້າຄະດີກ່ອນ.",
    pointer="/participantId",
)
AMOUNT_WITHOUT_CURRENCY: Final = Fault(
    code="amount-without-currency",
    en="An amount needs its currency, such as LAK.",
    lo="ຈຳນວນເງິນຕ້ອງມີສະກຸນເງິນ, ເຊັ່ນ LAK.",
    pointer="/currency",
)
CURRENCY_WITHOUT_AMOUNT: Final = Fault(
    code="currency-without-amount",
    en="A currency needs an amount; leave both out where no money is claimed.",
    lo="ສະກຸນເງິນຕ້ອງມີຈຳນວນເງິນ; ຖ້າບໍ່ໄດ້ຮຽກຮ້ອງເງິນ ບໍ່ຕ້ອງໃສ່ທັງສອງ.",
    pointer="/amount",
)
