"""Refusal of a cursor that an earlier life of the registry's database gave."""

from http import HTTPStatus

from contracts.problems import Problem


class CursorOfAnotherLife(Problem):
    """The database was restored since the cursor was given: the places behind it are other changes now."""

    code = "cursor-of-another-life"
    status = HTTPStatus.GONE
    title_en, title_lo = "Cursor of another life", "ຕົວຊີ້ເປັນຂອງຖານຂໍ້ມູນກ່ອນການກູ້ຄືນ"
    en = (
        "The registry was restored after it gave this cursor, and what has changed cannot be told from it any more. "
        "Follow from the beginning: ask without `since`, and compare the versions."
    )
    lo = "ທະບຽນໄດ້ຖືກກູ້ຄືນຫຼັງຈາກໃຫ້ຕົວຊີ້ນີ້, ຈຶ່ງບອກບໍ່ໄດ້ອີກວ່າມີຫຍັງປ່ຽນແປງ. ໃຫ້ຕິດຕາມໃໝ່ແຕ່ຕົ້ນ: ຖາມໂດຍບໍ່ໃສ່ຕົວຊີ້ ແລະ ທຽບສະບັບຂອງແຕ່ລະຄະດີ."
