"""What the refusals of SPDCI say in words: the code is the standard's, the sentences are ours."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Codes of refusal of the standard, for a message and for a request of it."""

    VERSION = "rjct.version.invalid"
    MOMENT = "rjct.message_ts.invalid"
    NO_ACTION = "rjct.action.invalid"
    ACTION = "rjct.action.not_supported"
    COUNT = "rjct.total_count.invalid"
    TOO_MANY = "rjct.total_count.limit_exceeded"
    REFERENCE = "rjct.reference_id.duplicate"
    TIMESTAMP = "rjct.timestamp.invalid"
    CRITERIA = "rjct.search_criteria.invalid"
    SORT = "rjct.sort.invalid"
    PAGE = "rjct.pagination.invalid"


_SAID: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.VERSION: ("ຮອງຮັບສະເພາະລຸ້ນ 1: ໃຫ້ປ່ຽນລຸ້ນໃນຫົວຂໍ້ຄວາມ.", "Only version 1 is understood: change version."),
    Reason.MOMENT: (
        "ເວລາຂອງຂໍ້ຄວາມບໍ່ຖືກຮູບແບບ: ໃຫ້ຂຽນວັນທີ, ເວລາ ແລະ ເຂດເວລາ.",
        "message_ts is no moment: write date, time and offset (RFC 3339).",
    ),
    Reason.NO_ACTION: ("ຕ້ອງບອກວ່າຂໍໃຫ້ຄົ້ນຫາ.", "action is missing: it is search."),
    Reason.ACTION: (
        "ບ່ອນນີ້ຮັບສະເພາະການຄົ້ນຫາທີ່ບໍ່ເຂົ້າລະຫັດ.",
        "Only action search is answered here, and no encrypted message.",
    ),
    Reason.COUNT: (
        "ຈຳນວນທີ່ບອກບໍ່ກົງກັບຈຳນວນຄຳຖາມໃນຂໍ້ຄວາມ.",
        "total_count is not the number of requests in search_request: correct it.",
    ),
    Reason.TOO_MANY: (
        "ຄຳຖາມໃນຂໍ້ຄວາມດຽວມີຫຼາຍເກີນໄປ: ໃຫ້ແບ່ງສົ່ງ.",
        "Too many requests in one message: send them in several.",
    ),
    Reason.REFERENCE: ("ລະຫັດອ້າງອີງຊ້ຳກັນໃນຂໍ້ຄວາມດຽວ.", "reference_id stands twice in the message: give each its own."),
    Reason.TIMESTAMP: (
        "ເວລາຂອງຄຳຖາມບໍ່ຖືກຮູບແບບ: ໃຫ້ຂຽນວັນທີ, ເວລາ ແລະ ເຂດເວລາ.",
        "timestamp is no moment: write date, time and offset (RFC 3339).",
    ),
    Reason.CRITERIA: (
        "ຄຳຖາມນີ້ບໍ່ເຂົ້າໃຈ: ໃຫ້ຖາມດ້ວຍເລກດຽວ, ຊື່ ຫຼື ວັນເດືອນປີເກີດ; ການຍິນຍອມໃຫ້ລະບຸໃນຫົວຄຳຮ້ອງ.",
        "Ask by one of UIN, NID, BRN, DRN, MRN, with name or birth_date, by eq and and; state a consent in the header.",
    ),
    Reason.SORT: (
        "ຈັດລຽງໄດ້ຕາມເລກທີ່ຖາມ ຫຼື ວັນທີແຈ້ງ ເທົ່ານັ້ນ.",
        "Sort by the number that is asked for or by dateOfDeclaration, asc or desc.",
    ),
    Reason.PAGE: ("ໜ້າຕ້ອງເລີ່ມແຕ່ 1 ແລະ ແຕ່ລະໜ້າບໍ່ເກີນ 20 ລາຍການ.", "page_number begins with 1, and page_size is 1 to 20."),
}


def said(reason: Reason) -> str:
    """Return the sentence of a refusal in Lao and in English, as the one text that the envelope has room for."""
    return " ".join(_SAID[reason])
