"""What forbids to open a case, or to give it a number."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class OpeningNotAllowed(Problem):
    """Cases of this category enter the registry through another kind of member."""

    code = "opening-not-allowed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Opening not allowed", "ເປີດຄະດີບໍ່ໄດ້"
    en = "A case of category {category} is opened by: {openers_en}. Hand your papers to them; they open the case."
    lo = "ຄະດີປະເພດ {category} ຕ້ອງເປີດໂດຍ: {openers_lo}. ກະລຸນາມອບເອກະສານໃຫ້ໜ່ວຍງານດັ່ງກ່າວເພື່ອເປີດຄະດີ."


class CaseNumberTaken(Problem):
    """The same office has used this number already in that year: most likely the same case, entered twice."""

    code = "case-number-taken"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Case number taken", "ເລກຄະດີຊ້ຳ"
    en = "Your office has already opened a case under the number {number} in {year}; look it up by its number first."
    lo = "ຫ້ອງການຂອງທ່ານໄດ້ເປີດຄະດີເລກທີ {number} ໃນປີ {year} ແລ້ວ; ກະລຸນາຄົ້ນຫາຕາມເລກຄະດີກ່ອນ."


JUVENILE_UNGUARDED: Final = Fault(
    code="restriction-required",
    en="A juvenile case is always restricted: leave it out or state juvenile, familySecret or stateSecret.",
    lo="ຄະດີເດັກຕ້ອງຈຳກັດການເຂົ້າເຖິງສະເໝີ: ບໍ່ຕ້ອງໃສ່ restriction ຫຼື ໃສ່ juvenile, familySecret ຫຼື stateSecret.",
    pointer="/restriction",
)


def nobody(pointer: str) -> Fault:
    """Return the fault of a participant that is neither a person nor an organisation, or both."""
    return Fault(
        code="required",
        en="A participant is a person with a name or an organisation: give one of the two.",
        lo="ຜູ້ມີສ່ວນຮ່ວມຕ້ອງເປັນບຸກຄົນທີ່ມີຊື່ ຫຼື ເປັນອົງກອນ: ໃຫ້ໃສ່ຢ່າງໃດຢ່າງໜຶ່ງ.",
        pointer=pointer,
    )


def unknown_code(pointer: str) -> Fault:
    """Return the fault of a code that its national list does not have."""
    return Fault(
        code="x-codelist",
        en="This code is not on its national list.",
        lo="ລະຫັດນີ້ບໍ່ມີໃນບັນຊີລະຫັດແຫ່ງຊາດ.",
        pointer=pointer,
    )
