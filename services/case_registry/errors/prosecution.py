"""Refusals when a case is entered in a register of the prosecution, or resolved in it."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class AlreadyRegistered(Problem):
    """The case stands in the register already, at the same instance, and has not been resolved yet."""

    code = "already-registered"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Already in the register", "ຢູ່ໃນທະບຽນແລ້ວ"
    en = (
        "The case waits in the register of {office} at this instance: they resolve it before it is entered again. "
        "If the entry was a mistake, they or an office above withdraw it."
    )
    lo = (
        "ຄະດີນີ້ຄ້າງຢູ່ໃນທະບຽນຂອງ {office} ໃນຂັ້ນນີ້: ຫ້ອງການນັ້ນຕ້ອງແກ້ໄຂກ່ອນຈຶ່ງເຂົ້າທະບຽນໃໝ່ໄດ້ ຫຼື ຖ້າລົງຜິດ "
        "ຫ້ອງການນັ້ນ ຫຼື ຫ້ອງການທີ່ຢູ່ເໜືອ ເປັນຜູ້ຖອນອອກ."
    )

    def __init__(self, office: str) -> None:
        super().__init__(office=office)


class AlreadyResolved(Problem):
    """A file leaves the register once."""

    code = "already-resolved"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Already resolved", "ແກ້ໄຂແລ້ວ"
    en = "This was resolved on {day} already."
    lo = "ລາຍການນີ້ໄດ້ແກ້ໄຂແລ້ວໃນວັນທີ {day}."

    def __init__(self, day: str) -> None:
        super().__init__(day=day)


class AnotherOffice(Problem):
    """Only the office that entered a file resolves it, and an office reports its own figures."""

    code = "another-office"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Another office's register", "ທະບຽນຂອງຫ້ອງການອື່ນ"
    en = "This is the register of {office}: they write in it, nobody else."
    lo = "ນີ້ແມ່ນທະບຽນຂອງ {office}: ມີແຕ່ຫ້ອງການນັ້ນທີ່ບັນທຶກໄດ້."

    def __init__(self, office: str) -> None:
        super().__init__(office=office)


BEFORE_THE_OPENING: Final = Fault(
    code="before-the-opening",
    en="This day lies before the case was opened: check the year.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນວັນເປີດຄະດີ: ກວດປີຄືນ.",
    pointer="/enteredOn",
)
BEFORE_THE_ENTRY: Final = Fault(
    code="before-the-entry",
    en="This day lies before the entry in the register: check the year.",
    lo="ວັນທີນີ້ຢູ່ກ່ອນວັນເຂົ້າທະບຽນ: ກວດປີຄືນ.",
    pointer="/resolvedOn",
)
