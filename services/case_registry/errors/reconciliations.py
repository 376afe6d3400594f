"""Faults of a question what two sides count."""

from typing import Final

from contracts.problems import Fault

WITH_ONESELF: Final = Fault(
    code="own-member",
    en="Two sides are compared: name another member than the one whose figures these are.",
    lo="ເປັນການທຽບສອງຝ່າຍ: ໃຫ້ລະບຸໜ່ວຍງານອື່ນ ທີ່ບໍ່ແມ່ນເຈົ້າຂອງຕົວເລກ.",
    location="query",
    name="with",
)
MONTH_TO_COME: Final = Fault(
    code="not-come-yet",
    en="This month has not begun yet: nothing is counted in it.",
    lo="ເດືອນນີ້ຍັງບໍ່ທັນຮອດ: ຍັງບໍ່ມີຫຍັງໃຫ້ນັບ.",
    location="query",
    name="month",
)
