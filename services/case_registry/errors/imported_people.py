"""What can be wrong with the dated roles of people in an imported row."""

from typing import Final

from contracts.problems import Fault

NOT_AMONG_THE_ROLES: Final = Fault(
    code="not-among-the-roles",
    en="The role that somebody has, or had last, stands among its dated roles, too.",
    lo="ບົດບາດປັດຈຸບັນ ຫຼື ອັນຫຼ້າສຸດ ຕ້ອງຢູ່ໃນລາຍການບົດບາດຕາມໄລຍະເວລາ.",
)


def roles_overlap(pointer: str) -> Fault:
    """Return the fault of a role that begins while the one before it is held."""
    return Fault(
        code="roles-overlap",
        en="The role before this one has not ended by then: who is accused is a suspect no more. State its end.",
        lo="ບົດບາດກ່ອນໜ້ານີ້ຍັງບໍ່ສິ້ນສຸດໃນມື້ນັ້ນ: ຜູ້ຖືກສົງໄສທີ່ຖືກກ່າວຫາ ບໍ່ແມ່ນຜູ້ຖືກສົງໄສອີກ. ກະລຸນາໃສ່ວັນສິ້ນສຸດ.",
        pointer=pointer,
    )


REPRESENTED_AGAIN: Final = Fault(
    code="represented-already",
    en="Another entry says of the same person that it represents, or represented, this participant: state it once.",
    lo="ອີກລາຍການໜຶ່ງບອກແລ້ວວ່າ ຜູ້ນີ້ເປັນ ຫຼື ເຄີຍເປັນ ຜູ້ຕາງໜ້າຂອງຜູ້ມີສ່ວນຮ່ວມນີ້: ກະລຸນາໃສ່ເທື່ອດຽວ.",
)
