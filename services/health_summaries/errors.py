"""Refusals of health summaries, and the conflicts of rows; what every service refuses is in `contracts.problems`.

Rows of a data value set are no refusals: they are conflicts, answered in DHIS2's import summary. Their sentences stand
here too, so that everything a caller can be told is in one place.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class DataElementUnknown(Problem):
    """A list is asked for by a data element that does not exist."""

    code = "data-element-unknown"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Unknown data element", "ບໍ່ຮູ້ຈັກຕົວຊີ້ວັດ"
    en = "There is no data element {name}; give its code or its DHIS2 UID."
    lo = "ບໍ່ມີຕົວຊີ້ວັດ {name}; ກະລຸນາໃສ່ລະຫັດ ຫຼື UID ຂອງ DHIS2."


class OrgUnitUnknown(Problem):
    """A list is asked for by an organisation unit that does not exist."""

    code = "org-unit-unknown"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Unknown organisation unit", "ບໍ່ຮູ້ຈັກໜ່ວຍບໍລິການ"
    en = "There is no organisation unit {name}; give its DHIS2 UID, its DHIS2 code or the code of the place."
    lo = "ບໍ່ມີໜ່ວຍບໍລິການ {name}; ກະລຸນາໃສ່ UID, ລະຫັດຂອງ DHIS2 ຫຼື ລະຫັດແຂວງ/ເມືອງ."


class MayNotReport(Problem):
    """Values are reported by offices of the health sector."""

    code = "may-not-report"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "May not report", "ລາຍງານບໍ່ໄດ້"
    en = "Aggregate values are reported by hospitals and health offices; ask the health office of the district."
    lo = "ຂໍ້ມູນສະຫຼຸບລາຍງານໂດຍໂຮງໝໍ ແລະ ຫ້ອງການສາທາລະນະສຸກ; ກະລຸນາຕິດຕໍ່ຫ້ອງການສາທາລະນະສຸກຂອງເມືອງ."


class NotAPeriod(ValueError):  # noqa: N818 - it says what is the matter
    """The text is no period of DHIS2, or names days that do not exist."""


class NotAValue(ValueError):  # noqa: N818 - same
    """The text is no value of the data element's type."""


def bad_period(name: str) -> Fault:
    """Return the fault of a query parameter that is no period."""
    return Fault(
        code="period",
        en="This is no period of the common era, 1800 to 2099: a month is written 201001 or 2010-01, a week 2010W1, "
        "a quarter 2010Q1, a year 2010; a year such as 2567 is Buddhist era: subtract 543.",
        lo="ນີ້ບໍ່ແມ່ນໄລຍະເວລາໃນປີ ຄ.ສ. 1800 ຫາ 2099: ເດືອນຂຽນ 201001 ຫຼື 2010-01, ອາທິດ 2010W1, ໄຕມາດ 2010Q1, ປີ 2010; "
        "ປີເຊັ່ນ 2567 ແມ່ນ ພ.ສ.: ໃຫ້ລົບ 543.",
        location="query",
        name=name,
    )


COMPLETE_DATE_ODD: Final = Fault(
    code="format",
    en="completeDate is a date or a moment of the common era, such as 2026-02-03 or 2026-02-03T00:00:00.000+0000.",
    lo="completeDate ຕ້ອງເປັນວັນທີ ຫຼື ເວລາ ໃນປີ ຄ.ສ. ເຊັ່ນ 2026-02-03 ຫຼື 2026-02-03T00:00:00.000+0000.",
    pointer="/completeDate",
)


@dataclass(frozen=True, slots=True)
class ConflictKind:
    """Why a row of a data value set is rejected: a code of DHIS2, the member of the row, two sentences."""

    code: str
    member: str
    en: str
    lo: str


ELEMENT_MISSING: Final = ConflictKind(
    "E8102", "dataElement", "The row names no data element.", "ແຖວນີ້ບໍ່ໄດ້ລະບຸຕົວຊີ້ວັດ (dataElement)."
)
ROW_NULL: Final = ConflictKind("E8102", "dataElement", "The row is null: it states no value.", "ແຖວນີ້ເປັນ null: ບໍ່ມີຂໍ້ມູນ.")
ELEMENT_UNKNOWN: Final = ConflictKind(
    "E8102",
    "dataElement",
    "The data element is not known here under this identifier.",
    "ບໍ່ຮູ້ຈັກຕົວຊີ້ວັດທີ່ມີລະຫັດນີ້.",
)
ELEMENT_COUNTED: Final = ConflictKind(
    "E8020",
    "dataElement",
    "This data element is counted here from other registers; nobody reports it.",
    "ຕົວຊີ້ວັດນີ້ນັບຈາກທະບຽນອື່ນໂດຍອັດຕະໂນມັດ; ບໍ່ຕ້ອງລາຍງານ.",
)
UNIT_MISSING: Final = ConflictKind(
    "E8107", "orgUnit", "The row names no organisation unit.", "ແຖວນີ້ບໍ່ໄດ້ລະບຸໜ່ວຍບໍລິການ (orgUnit)."
)
UNIT_UNKNOWN: Final = ConflictKind(
    "E8107",
    "orgUnit",
    "The organisation unit is not known here under this identifier.",
    "ບໍ່ຮູ້ຈັກໜ່ວຍບໍລິການທີ່ມີລະຫັດນີ້.",
)
UNIT_OF_ANOTHER: Final = ConflictKind(
    "E7617",
    "orgUnit",
    "The organisation unit is another office's, and yours does not stand above it: that office reports.",
    "ໜ່ວຍບໍລິການນີ້ເປັນຂອງຫ້ອງການອື່ນ ທີ່ບໍ່ຂຶ້ນກັບຫ້ອງການຂອງທ່ານ: ໃຫ້ຫ້ອງການນັ້ນລາຍງານ.",
)
PERIOD_MISSING: Final = ConflictKind("E7611", "period", "The row names no period.", "ແຖວນີ້ບໍ່ໄດ້ລະບຸໄລຍະເວລາ (period).")
PERIOD_INVALID: Final = ConflictKind(
    "E7611",
    "period",
    "This is no period: a month is written 201001, a week 2010W1, a year 2010; "
    "a year such as 2567 is Buddhist era: subtract 543.",
    "ນີ້ບໍ່ແມ່ນໄລຍະເວລາ: ເດືອນຂຽນ 201001, ອາທິດ 2010W1, ປີ 2010; ປີເຊັ່ນ 2567 ແມ່ນ ພ.ສ.: ໃຫ້ລົບ 543.",
)
PERIOD_OF_OTHER_TYPE: Final = ConflictKind(
    "E8021",
    "period",
    "The data element is not reported for periods of this type.",
    "ຕົວຊີ້ວັດນີ້ບໍ່ໄດ້ລາຍງານຕາມໄລຍະເວລາປະເພດນີ້.",
)
PERIOD_IN_FUTURE: Final = ConflictKind("E8030", "period", "The period has not begun yet.", "ໄລຍະເວລານີ້ຍັງບໍ່ທັນເລີ່ມ.")
COMBO_UNKNOWN: Final = ConflictKind(
    "E7613", "categoryOptionCombo", "The category option combination is not known here.", "ບໍ່ຮູ້ຈັກຊຸດໝວດນີ້."
)
ATTRIBUTE_UNKNOWN: Final = ConflictKind(
    "E7615", "attributeOptionCombo", "The attribute option combination is not known here.", "ບໍ່ຮູ້ຈັກຊຸດຄຸນລັກສະນະນີ້."
)
VALUE_MISSING: Final = ConflictKind("E8120", "value", "The row has no value.", "ແຖວນີ້ບໍ່ມີຄ່າ (value).")
VALUE_OF_WRONG_TYPE: Final = ConflictKind(
    "E8122",
    "value",
    "The value does not fit the type of the data element.",
    "ຄ່ານີ້ບໍ່ກົງກັບປະເພດຂອງຕົວຊີ້ວັດ.",
)
VALUE_OF_PARTS: Final = ConflictKind(
    "E8122",
    "value",
    "A value is a text, a number, true or false: this is a document or a list.",
    "ຄ່າຕ້ອງເປັນຂໍ້ຄວາມ, ຕົວເລກ, true ຫຼື false: ນີ້ເປັນເອກະສານ ຫຼື ລາຍການ.",
)
ROW_REPEATED: Final = ConflictKind(
    "E8128",
    "dataElement",
    "The same value is given twice in this set; the first one counts.",
    "ຄ່າດຽວກັນຖືກສົ່ງສອງຄັ້ງໃນຊຸດນີ້; ນັບສະເພາະຄ່າທຳອິດ.",
)
