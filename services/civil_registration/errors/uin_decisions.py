"""Refusals of decisions on the UIN of an event: there is nothing of the kind to decide."""

from collections.abc import Sequence
from http import HTTPStatus

from contracts.problems import Problem


class NothingToAsk(Problem):
    """What the event says is known to the identity system, or it says nothing to it."""

    code = "nothing-to-ask"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Nothing to ask", "ບໍ່ມີຫຍັງຕ້ອງຖາມ"
    en = "The identity system knows all that this event says, or the event is of a kind about which none is asked."
    lo = "ລະບົບເລກປະຈຳຕົວຮູ້ຂໍ້ມູນຂອງເຫດການນີ້ແລ້ວ ຫຼື ເຫດການຊະນິດນີ້ບໍ່ຕ້ອງຖາມ."


class NoRequestWaits(Problem):
    """There is no request that could be given up."""

    code = "no-request-waits"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "No request waits", "ບໍ່ມີຄຳຂໍທີ່ລໍຖ້າ"
    en = "No request about this event waits for an answer: read the event again."
    lo = "ບໍ່ມີຄຳຂໍຂອງເຫດການນີ້ທີ່ລໍຖ້າຄຳຕອບ: ໃຫ້ອ່ານເຫດການຄືນ."


class NoUinConflict(Problem):
    """No other record has the UIN that was confirmed."""

    code = "no-uin-conflict"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "No conflict", "ບໍ່ມີເລກຊ້ຳ"
    en = "The UIN of this event is claimed by no other record: read the event again."
    lo = "ເລກປະຈຳຕົວຂອງເຫດການນີ້ບໍ່ຊ້ຳກັບໃຜ: ໃຫ້ອ່ານເຫດການຄືນ."


class UinIsAnothers(Problem):
    """Another registered birth still has the UIN; two people never have one number."""

    code = "uin-is-anothers"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "The UIN is another's", "ເລກນີ້ເປັນຂອງຄົນອື່ນ"
    en = "The records {others} have this UIN: let it be corrected there first, then accept it here."
    lo = "ທະບຽນ {others} ມີເລກນີ້ຢູ່: ໃຫ້ແກ້ໄຂຢູ່ບ່ອນນັ້ນກ່ອນ ແລ້ວຈຶ່ງຮັບເລກຢູ່ນີ້."

    def __init__(self, others: Sequence[str]) -> None:
        super().__init__(others=list(others))
