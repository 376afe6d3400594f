"""Refusals when a hearing is scheduled or concluded."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Language, Problem
from contracts.spoken import spoken

# What is taken, and "until", in sentences of each language.
_WORDS: Final[Mapping[Language, tuple[Mapping[str, str], str]]] = {
    "lo": ({"judge": "ຜູ້ພິພາກສາ", "room": "ຫ້ອງ"}, "ຫາ"),
    "en": ({"judge": "judge", "room": "room"}, "to"),
}


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class HearingClash(Problem):
    """A judge or the room is taken at that time."""

    code = "hearing-clash"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hearings clash", "ເວລານັ່ງພິຈາລະນາຊ້ອນກັນ"
    en = "Taken at that time: {taken}. Choose another time or room, or state an overrideReason, which is kept."
    lo = "ມີການໃຊ້ແລ້ວໃນເວລານັ້ນ: {taken}. ເລືອກເວລາ ຫຼື ຫ້ອງອື່ນ ຫຼື ໃສ່ເຫດຜົນທີ່ຕ້ອງນັ່ງຊ້ອນກັນ ເຊິ່ງຈະຖືກເກັບໄວ້."

    def __init__(self, taken: Sequence[tuple[str, str, datetime, datetime]]) -> None:
        # when, but not which case: it may be one that the caller must not see
        super().__init__(
            taken=[
                {"what": what, "name": name, "startsAt": _in_utc(starts_at), "endsAt": _in_utc(ends_at)}
                for what, name, starts_at, ends_at in taken
            ]
        )
        self._taken = taken

    def detail(self, language: Language) -> str:
        """Return the sentence with each judge and room that is taken, and when, in Vientiane's time."""
        words, until = _WORDS[language]
        said = [
            f"{words[what]} {name} ({spoken(starts_at, language)} {until} {spoken(ends_at, language)})"
            for what, name, starts_at, ends_at in self._taken
        ]
        return (self.lo if language == "lo" else self.en).format(taken=", ".join(said))


class HearingOver(Problem):
    """A hearing has one outcome."""

    code = "hearing-over"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hearing concluded", "ການນັ່ງພິຈາລະນາສິ້ນສຸດແລ້ວ"
    en = "This hearing is {outcome} already; schedule another one."
    lo = "ການນັ່ງພິຈາລະນານີ້ຢູ່ສະຖານະ {outcome} ແລ້ວ; ກະລຸນາກຳນົດຄັ້ງໃໝ່."
    codes: ClassVar = {"outcome": "hearing-status"}

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome=outcome)


NOT_HELD_YET: Final = Fault(
    code="not-held-yet",
    en="State held, postponed or cancelled; a hearing is held when it has begun.",
    lo="ໃສ່ວ່າໄດ້ນັ່ງແລ້ວ, ເລື່ອນ ຫຼື ຍົກເລີກ; ການນັ່ງພິຈາລະນາດຳເນີນແລ້ວກໍຕໍ່ເມື່ອຮອດເວລາ.",
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
