"""Faults of a part of a sentence: a measure that its kind does not have, or the one that it needs."""

from contracts.problems import Fault


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
