"""Refusals when a hearing is scheduled or concluded."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class HearingClash(Problem):
    """A judge or the room is taken at that time."""

    code = "hearing-clash"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hearings clash", "ເວລານັ່ງພິຈາລະນາຊ້ອນກັນ"
    en = "Taken at that time: {list}. Choose another time or room, or state an overrideReason, which is kept."
    lo = "ມີການໃຊ້ແລ້ວໃນເວລານັ້ນ: {list}. ເລືອກເວລາ ຫຼື ຫ້ອງອື່ນ ຫຼື ໃສ່ overrideReason ເຊິ່ງຈະຖືກເກັບໄວ້."

    def __init__(self, taken: Sequence[tuple[str, str, str, str]]) -> None:
        # when, but not which case: it may be one that the caller must not see
        names = ("what", "name", "startsAt", "endsAt")
        super().__init__(
            taken=[dict(zip(names, clash, strict=True)) for clash in taken],
            list=", ".join(f"{what} {name} ({starts} to {ends})" for what, name, starts, ends in taken),
        )


class HearingOver(Problem):
    """A hearing has one outcome."""

    code = "hearing-over"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hearing concluded", "ການນັ່ງພິຈາລະນາສິ້ນສຸດແລ້ວ"
    en = "This hearing is {outcome} already; schedule another one."
    lo = "ການນັ່ງພິຈາລະນານີ້ຢູ່ສະຖານະ {outcome} ແລ້ວ; ກະລຸນາກຳນົດຄັ້ງໃໝ່."

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome=outcome)


NOT_HELD_YET: Final = Fault(
    code="not-held-yet",
    en="State held, postponed or cancelled; a hearing is held when it has begun.",
    lo="ໃສ່ held, postponed ຫຼື cancelled; ການນັ່ງພິຈາລະນາດຳເນີນແລ້ວກໍຕໍ່ເມື່ອຮອດເວລາ.",
    pointer="/status",
)
NOBODY_SITS: Final = Fault(
    code="nobody-sits",
    en="On that day nobody has a seat in the panel of these proceedings.",
    lo="ໃນວັນທີນັ້ນບໍ່ມີຜູ້ພິພາກສາໃນຄະນະ.",
    pointer="/startsAt",
)


def too_long(pointer: str) -> Fault:
    """Return the fault of a hearing that lasts for days."""
    return Fault(
        code="too-long",
        en="A hearing lasts a day at most; schedule each of its days.",
        lo="ການນັ່ງພິຈາລະນາໜຶ່ງຄັ້ງບໍ່ເກີນໜຶ່ງມື້; ກະລຸນາກຳນົດແຍກແຕ່ລະມື້.",
        pointer=pointer,
    )
