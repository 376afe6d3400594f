"""Faults of the decisions by which a registered event is cancelled or stands again."""

from collections.abc import Sequence
from typing import Final

from contracts.json_types import JSON
from contracts.problems import Fault


def not_above(pointer: str) -> Fault:
    """Return the fault of an office that does not stand above the registering one."""
    return Fault(
        code="not-above",
        en="This office does not stand above the registering office: name the office above that decided.",
        lo="ຫ້ອງການນີ້ບໍ່ແມ່ນຂັ້ນເທິງຂອງຫ້ອງການທະບຽນ: ໃຫ້ລະບຸຂັ້ນເທິງທີ່ຕັດສິນ.",
        pointer=pointer,
    )


def decided_before_event(pointer: str) -> Fault:
    """Return the fault of a decision that is older than the event whose registration it is to end."""
    return Fault(
        code="decided-before-event",
        en="This decision is older than the event, so it cannot be about its registration: check the day, or cite the "
        "decision that is.",
        lo="ຄຳຕັດສິນນີ້ມີກ່ອນເຫດການເກີດຂຶ້ນ ຈຶ່ງບໍ່ແມ່ນກ່ຽວກັບການຈົດທະບຽນນີ້: ໃຫ້ກວດວັນທີ ຫຼື ອ້າງຄຳຕັດສິນທີ່ຖືກຕ້ອງ.",
        pointer=pointer,
    )


def married_twice(number: str, others: Sequence[str], params: JSON) -> Fault:
    """Return the fault of what leaves a marriage open while one of its two has another open one."""
    named = ", ".join(others)
    return Fault(
        code="married-twice",
        en=f"With this, the marriage {number} is open, and one of the two has another open marriage: {named}. First "
        "register what ended that one, or cancel its registration by a decision; then do this again.",
        lo=f"ຖ້າເຮັດແນວນີ້ ການແຕ່ງງານ {number} ຈະມີຜົນ, ແຕ່ຝ່າຍໜຶ່ງມີການແຕ່ງງານອື່ນທີ່ຍັງມີຜົນຢູ່: {named}. "
        "ໃຫ້ຈົດທະບຽນສິ່ງທີ່ເຮັດໃຫ້ການນັ້ນສິ້ນສຸດ ຫຼື ຍົກເລີກການຈົດທະບຽນນັ້ນດ້ວຍຄຳຕັດສິນກ່ອນ; ແລ້ວຈຶ່ງເຮັດອີກ.",
        pointer="",
        params={"marriages": params},
    )


DECISION_NEEDED: Final = Fault(
    code="decision-needed",
    en="This event was registered and cancelled: it stands again only by a decision (reinstatement).",
    lo="ເຫດການນີ້ເຄີຍຈົດທະບຽນ ແລະ ຖືກຍົກເລີກ: ຄືນໄດ້ແຕ່ດ້ວຍຄຳຕັດສິນ.",
    pointer="",
)
