"""Refusals of vital statistics: who gets figures elsewhere, and periods that cannot be."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class ReleasedElsewhere(Problem):
    """Figures of the register leave it through health summaries alone, which withholds those of a few persons."""

    code = "released-elsewhere"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Released elsewhere", "ເຜີຍແຜ່ຢູ່ບ່ອນອື່ນ"
    en = (
        "Vital statistics are read here by the register's keeper, and by registering offices over themselves. Others "
        "get them from health summaries, which release them: GET /health-summaries/v1/dataValues."
    )
    lo = "ສະຖິຕິຊີບຢູ່ນີ້ມີແຕ່ຜູ້ຮັກສາທະບຽນ ແລະ ຫ້ອງການທະບຽນ (ຂອງຕົນ) ທີ່ອ່ານໄດ້. ໜ່ວຍງານອື່ນໃຫ້ຂໍຈາກລະບົບສະຫຼຸບຂໍ້ມູນສາທາລະນະສຸກ ເຊິ່ງເປັນຜູ້ເຜີຍແຜ່."


ENDS_BEFORE: Final = Fault(
    code="date-order",
    en="The period ends before it begins: swap the two days.",
    lo="ໄລຍະເວລາສິ້ນສຸດກ່ອນເລີ່ມ: ໃຫ້ສະຫຼັບສອງວັນທີ.",
    location="query",
    name="to",
)
TOO_LONG: Final = Fault(
    code="period-too-long",
    en="A table covers at most ten years: ask for a shorter period.",
    lo="ຕາຕະລາງໜຶ່ງບໍ່ເກີນສິບປີ: ໃຫ້ຂໍໄລຍະທີ່ສັ້ນກວ່າ.",
    location="query",
    name="to",
)
NO_SUCH_BREAKDOWN: Final = Fault(
    code="x-codelist",
    en="A table is broken down by codes of the list vital-statistics-by, with commas between.",
    lo="ຕາຕະລາງແຍກຕາມລະຫັດໃນບັນຊີ ການແຍກສະຖິຕິ ຂັ້ນດ້ວຍເຄື່ອງໝາຍ (,).",
    location="query",
    name="by",
)
TOO_MANY_BREAKDOWNS: Final = Fault(
    code="maxItems",
    en="A table is broken down by three things at most, each of them once.",
    lo="ຕາຕະລາງໜຶ່ງແຍກໄດ້ບໍ່ເກີນສາມຢ່າງ ແລະ ແຕ່ລະຢ່າງເທື່ອດຽວ.",
    location="query",
    name="by",
)
