"""What can be wrong with where an imported row says that its case stands."""

from collections.abc import Sequence
from typing import Final

from contracts.problems import Fault
from contracts.spoken import spoken

_STATUSES: Final = "case-status"

DAY_MISSING: Final = Fault(
    code="required",
    en="State the day since when the case stands there: figures and time limits count from it.",
    lo="ໃສ່ວັນທີທີ່ຄະດີມາຮອດສະຖານະນີ້: ສະຖິຕິ ແລະ ກຳນົດເວລານັບແຕ່ມື້ນັ້ນ.",
    pointer="/statusOn",
)


def status_of_another_way(fitting: Sequence[str]) -> Fault:
    """Return the fault of a status to which no case of this category comes by a move; `fitting` are those that do."""
    lo, en = (", ".join(str(spoken(each, language, _STATUSES)) for each in fitting) for language in ("lo", "en"))
    return Fault(
        code="status-of-another-way",
        en=f"No case of this category comes to stand there, or not by a row of its own. One of these fits: {en}.",
        lo=f"ຄະດີປະເພດນີ້ບໍ່ມີສະຖານະນີ້ ຫຼື ແຖວດຽວບໍ່ສາມາດພາໄປຮອດໄດ້. ໃຫ້ໃສ່ໜຶ່ງໃນນີ້: {lo}.",
        pointer="/status",
    )
