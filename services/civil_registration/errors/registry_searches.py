"""What the refusals of SPDCI say in words: the code is the standard's, the sentences are ours."""

from enum import Enum


class Reason(Enum):
    """Why a message, or a request of it, is refused: the code of the standard, and what it says in Lao and English."""

    VERSION = (
        "rjct.version.invalid",
        "ຮອງຮັບສະເພາະລຸ້ນ 1: ໃຫ້ປ່ຽນລຸ້ນໃນຫົວຂໍ້ຄວາມ.",
        "Only version 1 is understood: change version.",
    )
    MOMENT = (
        "rjct.message_ts.invalid",
        "ເວລາຂອງຂໍ້ຄວາມບໍ່ຖືກຮູບແບບ: ໃຫ້ຂຽນວັນທີ, ເວລາ ແລະ ເຂດເວລາ.",
        "message_ts is no moment: write date, time and offset (RFC 3339).",
    )
    NO_ACTION = ("rjct.action.invalid", "ຕ້ອງບອກວ່າຂໍໃຫ້ຄົ້ນຫາ.", "action is missing: it is search.")
    ACTION = (
        "rjct.action.not_supported",
        "ບ່ອນນີ້ຮັບສະເພາະການຄົ້ນຫາທີ່ບໍ່ເຂົ້າລະຫັດ.",
        "Only action search is answered here, and no encrypted message.",
    )
    COUNT = (
        "rjct.total_count.invalid",
        "ຈຳນວນທີ່ບອກບໍ່ກົງກັບຈຳນວນຄຳຖາມໃນຂໍ້ຄວາມ: ໃຫ້ນັບຄຳຖາມ ແລ້ວຂຽນຈຳນວນນັ້ນ.",
        "total_count is not how many requests search_request has: count them, and write that number.",
    )
    TOO_MANY = (
        "rjct.total_count.limit_exceeded",
        "ຄຳຖາມໃນຂໍ້ຄວາມດຽວມີຫຼາຍເກີນໄປ: ໃຫ້ແບ່ງສົ່ງ.",
        "Too many requests in one message: send them in several.",
    )
    REFERENCE = (
        "rjct.reference_id.duplicate",
        "ລະຫັດອ້າງອີງຊ້ຳກັນໃນຂໍ້ຄວາມດຽວ.",
        "reference_id stands twice in the message: give each its own.",
    )
    TIMESTAMP = (
        "rjct.timestamp.invalid",
        "ເວລາຂອງຄຳຖາມບໍ່ຖືກຮູບແບບ: ໃຫ້ຂຽນວັນທີ, ເວລາ ແລະ ເຂດເວລາ.",
        "timestamp is no moment: write date, time and offset (RFC 3339).",
    )
    CRITERIA = (
        "rjct.search_criteria.invalid",
        "ຄຳຖາມນີ້ບໍ່ເຂົ້າໃຈ: ໃຫ້ຖາມດ້ວຍເລກດຽວ, ຊື່ ຫຼື ວັນເດືອນປີເກີດ.",
        "Ask by one of UIN, NID, BRN, DRN, MRN, with name or birth_date, by eq and and.",
    )
    CONSENT = (
        "rjct.search_criteria.invalid",  # the standard has no code for it
        "ການຍິນຍອມໃນຄຳຖາມບໍ່ແມ່ນອັນທີ່ຄຳຮ້ອງນີ້ອີງໃສ່: ໃຫ້ຕັດອອກ ຫຼື ລະບຸການຍິນຍອມດຽວກັນໃນຫົວຄຳຮ້ອງ.",
        "consent.id is not the consent of this call: leave consent out, or name the same one in Consent-Reference.",
    )
    SORT = (
        "rjct.sort.invalid",
        "ຈັດລຽງໄດ້ຕາມເລກທີ່ຖາມ ຫຼື ວັນທີແຈ້ງ ເທົ່ານັ້ນ.",
        "Sort by the number that is asked for or by dateOfDeclaration, asc or desc.",
    )
    PAGE = (
        "rjct.pagination.invalid",
        "ໜ້າຕ້ອງເລີ່ມແຕ່ 1 ແລະ ແຕ່ລະໜ້າບໍ່ເກີນ 20 ລາຍການ.",
        "page_number begins with 1, and page_size is 1 to 20.",
    )

    @property
    def code(self) -> str:
        """The code of the standard."""
        return self.value[0]

    @property
    def sentences(self) -> str:
        """What it says in Lao and in English, as the one text that the envelope has room for."""
        return " ".join(self.value[1:])
