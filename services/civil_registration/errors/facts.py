"""Faults of facts that cannot be true, wherever it is: days, dates of birth; and of a place without an office."""

from collections.abc import Mapping, Sequence
from typing import Final

from contracts.problems import Fault
from contracts.seats import Seat
from contracts.spoken import MOST_SAID, spoken

_DAYS: Final[Mapping[str, tuple[str, str]]] = {
    "/occurredOn": ("ວັນທີເກີດເຫດ", "Date of the event"),
    "/noticedOn": ("ວັນທີອອກໃບແຈ້ງ", "Date of the notice"),
}
_OTHER_DAY: Final = ("ວັນທີ", "Date")
FACTS_OF_ONE_KIND: Final = Fault(
    code="facts-of-one-kind",
    en="State the facts of exactly one kind of event: birth, death, marriage and so on.",
    lo="ໃສ່ຂໍ້ເທັດຈິງຂອງເຫດການຊະນິດດຽວ: ການເກີດ, ການເສຍຊີວິດ, ການແຕ່ງງານ ແລະ ອື່ນໆ.",
    pointer="",
)
JUDGMENT_DAY_NEEDED: Final = Fault(
    code="required",
    en="Say the day on which the court decided.",
    lo="ໃສ່ວັນທີທີ່ສານຕັດສິນ.",
    pointer="/judgment/decidedOn",
)


def future_date(pointer: str) -> Fault:
    """Return the fault of a day that has not begun in Vientiane."""
    lo, en = _DAYS.get(pointer, _OTHER_DAY)
    return Fault(
        code="future-date",
        en=f"{en}: this day has not come yet; only what has happened is declared.",
        lo=f"{lo}: ວັນທີນີ້ຍັງບໍ່ທັນຮອດ; ແຈ້ງໄດ້ສະເພາະສິ່ງທີ່ເກີດຂຶ້ນແລ້ວ.",
        pointer=pointer,
    )


def no_such_date(pointer: str) -> Fault:
    """Return the fault of a text that is no date of its stated precision."""
    return Fault(
        code="format",
        en="There is no such date in the precision stated.",
        lo="ບໍ່ມີວັນທີນີ້ຕາມຄວາມລະອຽດທີ່ບອກ.",
        pointer=pointer,
    )


def too_old(pointer: str, limit: int) -> Fault:
    """Return the fault of a birth so long ago that nobody born then was alive."""
    return Fault(
        code="too-old",
        en=f"Nobody has lived for more than {limit} years: check the year of birth.",
        lo=f"ບໍ່ມີໃຜມີອາຍຸເກີນ {limit} ປີ: ກວດປີເກີດ.",
        pointer=pointer,
        params={"limit": limit},
    )


def born_after(pointer: str) -> Fault:
    """Return the fault of a person who was born after the event."""
    return Fault(
        code="born-after",
        en="This person was born after the event: check both dates.",
        lo="ບຸກຄົນນີ້ເກີດຫຼັງເຫດການ: ກວດທັງສອງວັນທີ.",
        pointer=pointer,
    )


def birth_number_instead(pointer: str) -> Fault:
    """Return the fault of the number of a birth among identifiers: a record that changes is cited in one place."""
    return Fault(
        code="birth-number-instead",
        en="State the registration number of this person's birth as birthNumber: by it the event finds the record.",
        lo="ໃສ່ເລກທະບຽນການເກີດຂອງບຸກຄົນນີ້ໃນຊ່ອງເລກທະບຽນການເກີດ, ບໍ່ແມ່ນໃນເລກປະຈຳຕົວ: ເຫດການນີ້ຊອກທະບຽນເກີດດ້ວຍຊ່ອງນັ້ນ.",
        pointer=pointer,
    )


NOTICE_BEFORE_EVENT: Final = Fault(
    code="before-event",
    en="Nothing can be notified before it happened: check noticedOn and occurredOn.",
    lo="ໃບແຈ້ງອອກກ່ອນເຫດການເກີດຂຶ້ນບໍ່ໄດ້: ກວດ noticedOn ແລະ occurredOn.",
    pointer="/noticedOn",
)

MARRIED_TO_ONESELF: Final = Fault(
    code="same-person",
    en="Both spouses have the same number, so they are one person: check the numbers of both.",
    lo="ທັງສອງຝ່າຍມີເລກດຽວກັນ ຈຶ່ງແມ່ນຄົນດຽວກັນ: ໃຫ້ກວດເລກຂອງທັງສອງ.",
    pointer="",
)
DIVORCED_BEFORE_MARRIAGE: Final = Fault(
    code="before-marriage",
    en="This day is before the marriage that the divorce cites: check the day, or the number of the marriage.",
    lo="ວັນທີນີ້ແມ່ນກ່ອນການແຕ່ງງານທີ່ອ້າງເຖິງ: ໃຫ້ກວດວັນທີ ຫຼື ເລກທະບຽນການແຕ່ງງານ.",
    pointer="/occurredOn",
)


def registrar_needed(district: str | None, choices: Sequence[Seat]) -> Fault:
    """Return the fault of facts from which no single registering office follows; it names the choices."""
    if district is None:
        return Fault(
            code="registrar-needed",
            en="No registering office follows, since no district of the event is stated: give place, or name an office "
            "as registrar.",
            lo="ບໍ່ຮູ້ວ່າຫ້ອງການໃດຈົດທະບຽນ ເພາະບໍ່ໄດ້ບອກເມືອງທີ່ເກີດເຫດ: ໃຫ້ໃສ່ place ຫຼື ລະບຸຫ້ອງການໃນ registrar.",
            pointer="/registrar",
        )
    offices = [seat.to_document() for seat in choices]
    shown = spoken(offices, "en")  # codes: in each language the same
    return Fault(
        code="registrar-needed",
        en=f"No single registering office follows from district {district}: name one as registrar. Choices: {shown}.",
        lo=f"ເມືອງ {district} ບໍ່ມີຫ້ອງການທະບຽນດຽວທີ່ຊັດເຈນ: ລະບຸຫ້ອງການໃນ registrar. ເລືອກໄດ້: {shown}.",
        pointer="/registrar",
        params={"district": district, "choices": offices[:MOST_SAID]},
    )
