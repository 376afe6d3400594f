"""Faults of the figures that an office reports of its register."""

from contracts.problems import Fault


def month_not_begun(position: int) -> Fault:
    """Return the fault of a figure for a month that has not begun."""
    return Fault(
        code="future-month",
        en="This month has not begun: leave its figures out. What has not happened is not 0.",
        lo="ເດືອນນີ້ຍັງບໍ່ທັນເລີ່ມ: ບໍ່ຕ້ອງໃສ່ຕົວເລກ. ສິ່ງທີ່ຍັງບໍ່ເກີດຂຶ້ນບໍ່ແມ່ນ 0.",
        pointer=f"/figures/{position}/month",
    )


def stated_twice(position: int) -> Fault:
    """Return the fault of a figure that stands in the report before."""
    return Fault(
        code="stated-twice",
        en="The figure of this row and month stands in the report already.",
        lo="ຕົວເລກຂອງແຖວ ແລະ ເດືອນນີ້ມີໃນລາຍງານແລ້ວ.",
        pointer=f"/figures/{position}/month",
    )


def counts_nothing(position: int) -> Fault:
    """Return the fault of a figure on a heading, or on a row that the form does not have."""
    return Fault(
        code="no-such-row",
        en="The form has no figures on this row.",
        lo="ແບບຟອມບໍ່ມີຕົວເລກໃນແຖວນີ້.",
        pointer=f"/figures/{position}/row",
    )
