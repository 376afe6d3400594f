"""What forbids to enter a case in a prosecutor's register, to resolve it, or to report the register."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class ProsecutorsOnly(Problem):
    """The register is the prosecution's own: members of another kind enter and report nothing in it."""

    code = "prosecutors-only"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Prosecutors only", "ສະເພາະອົງການໄອຍະການ"
    en = "Only an office of the prosecution keeps this register."
    lo = "ມີແຕ່ອົງການໄອຍະການເທົ່ານັ້ນທີ່ຮັກສາທະບຽນນີ້."


class AlreadyRegistered(Problem):
    """The case stands in the register already, at the same instance, and has not been resolved yet."""

    code = "already-registered"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Already in the register", "ຢູ່ໃນທະບຽນແລ້ວ"
    en = "The case is in the register at this instance and still pending: resolve it before it is entered again."
    lo = "ຄະດີນີ້ຢູ່ໃນທະບຽນຂັ້ນນີ້ແລ້ວ ແລະ ຍັງບໍ່ທັນໄດ້ແກ້ໄຂ: ຕ້ອງແກ້ໄຂກ່ອນຈຶ່ງເຂົ້າທະບຽນໃໝ່ໄດ້."


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
