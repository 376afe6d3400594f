"""Faults of claims."""

from typing import Final

from contracts.problems import Fault

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
