"""Refusals and faults of facts to be verified."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem
from contracts.spoken import waiting


class TooManyGuesses(Problem):
    """Too many questions in a row found nothing, or named a number alone: somebody may be trying numbers."""

    code = "too-many-guesses"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title_en, title_lo = "Too many guesses", "ຖາມບໍ່ກົງຫຼາຍເກີນໄປ"
    en = (
        "Too many questions did not agree with the register. Ask again in {wait}, with the number and the fact as "
        "the person's own paper has them."
    )
    lo = "ມີຄຳຖາມທີ່ບໍ່ກົງກັບທະບຽນຫຼາຍເກີນໄປ. ໃຫ້ລໍຖ້າ {wait} ແລ້ວຖາມຄືນ ຕາມເລກ ແລະ ຂໍ້ມູນໃນເອກະສານຂອງເຈົ້າຂອງ."

    def __init__(self, *, retry_after_s: int) -> None:
        super().__init__(
            headers={"Retry-After": str(retry_after_s)}, retry_after_s=retry_after_s, wait=waiting(retry_after_s)
        )


NOT_OF_ONE_PERSON: Final = Fault(
    code="not-of-one-person",
    en="A number of this type may be several people's. Give the UIN, identity card, passport, birth or death "
    "registration number.",
    lo="ເລກປະເພດນີ້ອາດເປັນຂອງຫຼາຍຄົນ. ໃຫ້ລະບຸເລກປະຈຳຕົວບຸກຄົນ, ບັດປະຈຳຕົວ, ໜັງສືຜ່ານແດນ, ເລກທະບຽນເກີດ ຫຼື ເລກທະບຽນຕາຍ.",
    pointer="/identifier/type",
)
NOT_OF_A_PERSON: Final = Fault(
    code="no-person",
    en="An event of this kind is about no person of whom a fact could be verified. Name another kind.",
    lo="ເຫດການຊະນິດນີ້ບໍ່ມີບຸກຄົນໃຫ້ກວດຂໍ້ເທັດຈິງ. ໃຫ້ລະບຸຊະນິດອື່ນ.",
    pointer="/kind",
)
NO_SUCH_DAY: Final = Fault(
    code="format",
    en="There is no such day.",
    lo="ບໍ່ມີວັນທີນີ້.",
    pointer="/birthDate/value",
)
NAME_WITHOUT_LETTERS: Final = Fault(
    code="minLength",
    en="Give the whole name, with letters.",
    lo="ໃສ່ຊື່ເຕັມ ທີ່ມີຕົວອັກສອນ.",
    pointer="/name",
)
