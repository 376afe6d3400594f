"""Faults of days: in the future, in the Buddhist era, in the wrong order."""

from contracts.problems import Fault


def buddhist_era(pointer: str) -> Fault:
    """Return the fault of a year that is 543 too high."""
    return Fault(
        code="buddhist-era",
        en="The year looks like the Buddhist era: subtract 543 and write the year of the common era.",
        lo="ປີນີ້ຄືຈະເປັນ ພ.ສ.: ລົບອອກ 543 ແລ້ວຂຽນເປັນປີ ຄ.ສ.",
        pointer=pointer,
    )


def not_come_yet(pointer: str) -> Fault:
    """Return the fault of a day that lies in the future."""
    return Fault(
        code="future-date",
        en="This day has not come yet; what is recorded has happened.",
        lo="ວັນທີນີ້ຍັງບໍ່ທັນຮອດ; ບັນທຶກໄດ້ສະເພາະສິ່ງທີ່ເກີດຂຶ້ນແລ້ວ.",
        pointer=pointer,
    )


def ends_before_it_begins(pointer: str) -> Fault:
    """Return the fault of an end that does not lie behind its beginning."""
    return Fault(
        code="ends-before-it-begins",
        en="The end does not lie behind the beginning.",
        lo="ເວລາສິ້ນສຸດບໍ່ຢູ່ຫຼັງເວລາເລີ່ມ.",
        pointer=pointer,
    )
