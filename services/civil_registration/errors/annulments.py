"""Faults of the decisions by which a registered event is cancelled or stands again."""

from typing import Final

from contracts.problems import Fault


def not_above(pointer: str) -> Fault:
    """Return the fault of an office that does not stand above the registering one."""
    return Fault(
        code="not-above",
        en="This office does not stand above the registering office: name the office above that decided.",
        lo="ຫ້ອງການນີ້ບໍ່ແມ່ນຂັ້ນເທິງຂອງຫ້ອງການທະບຽນ: ໃຫ້ລະບຸຂັ້ນເທິງທີ່ຕັດສິນ.",
        pointer=pointer,
    )


DECISION_NEEDED: Final = Fault(
    code="decision-needed",
    en="This event was registered and cancelled: it stands again only by a decision (reinstatement).",
    lo="ເຫດການນີ້ເຄີຍຈົດທະບຽນ ແລະ ຖືກຍົກເລີກ: ຄືນໄດ້ແຕ່ດ້ວຍຄຳຕັດສິນ.",
    pointer="",
)
