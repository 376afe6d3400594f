"""Refusals of an import, and what can be wrong with one row of it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem
from contracts.spoken import MOST_SAID, spoken


class ImportAltered(Problem):
    """The bytes that arrived are not those that were announced; nothing was read."""

    code = "import-altered"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Import altered", "ໄຟລ໌ນຳເຂົ້າບໍ່ກົງກັບທີ່ແຈ້ງ"
    en = "The bytes received do not have the announced digest, so no row was read: send the file again."
    lo = "ຂໍ້ມູນທີ່ໄດ້ຮັບບໍ່ກົງກັບຄ່າກວດສອບທີ່ແຈ້ງ ຈຶ່ງບໍ່ໄດ້ອ່ານແຖວໃດ: ກະລຸນາສົ່ງໄຟລ໌ໃໝ່."


class ImportBroken(Problem):
    """The line broke before the last byte; nothing was read."""

    code = "import-broken"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Import broken off", "ການສົ່ງໄຟລ໌ນຳເຂົ້າຂາດກາງຄັນ"
    en = "The file did not arrive whole, so no row was read: send it again."
    lo = "ໄຟລ໌ມາບໍ່ຄົບ ຈຶ່ງບໍ່ໄດ້ອ່ານແຖວໃດ: ກະລຸນາສົ່ງໃໝ່."


class ImportRunning(Problem):
    """Rows of the same source are being imported right now: two imports would decide about the same numbers."""

    code = "import-running"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Import running", "ກຳລັງນຳເຂົ້າຢູ່"
    en = "Another import from {source} is still at work, or took a number of yours; repeat this one when it has ended."
    lo = "ການນຳເຂົ້າຈາກ {source} ອີກອັນໜຶ່ງກຳລັງດຳເນີນຢູ່ ຫຼື ໃຊ້ເລກຄະດີຂອງທ່ານ; ກະລຸນາສົ່ງຊ້ຳເມື່ອມັນສຳເລັດ."


def _of_query(name: str, code: str, en: str, lo: str) -> Fault:
    return Fault(code=code, en=en, lo=lo, location="query", name=name)


MAPPING_NEEDED: Final = _of_query(
    "mapping",
    "required",
    "A CSV file is read by a mapping: record one (POST /import-mappings) and name its id here.",
    "ໄຟລ໌ CSV ຕ້ອງອ່ານຕາມການຈັບຄູ່ຊ່ອງ: ບັນທຶກການຈັບຄູ່ກ່ອນ ແລ້ວໃສ່ລະຫັດຢູ່ນີ້.",
)
MAPPING_IDLE: Final = _of_query(
    "mapping",
    "properties",
    "NDJSON rows are cases as they are; a mapping is for CSV files.",
    "ແຖວ NDJSON ເປັນຄະດີຢູ່ແລ້ວ; ການຈັບຄູ່ໃຊ້ກັບໄຟລ໌ CSV ເທົ່ານັ້ນ.",
)
UNKNOWN_MAPPING: Final = _of_query(
    "mapping",
    "unknown-mapping",
    "Your member has no mapping of this id.",
    "ສະມາຊິກຂອງທ່ານບໍ່ມີການຈັບຄູ່ຕາມລະຫັດນີ້.",
)


# What a column can become, as a mapping writes it.
_MEMBERS: Final = (
    "number, category, title, place, openedOn, committedOn, status, statusOn, restriction, defendantStatus, office, "
    "numberedOn, court/member, court/office"
)
_PEOPLE: Final = "person:<role>, latin:<role>, organisation:<role>"
_NUMBERS: Final = "number:<member>/<office>"
_PLACES: Final = "charges/0/text"


def unknown_target(pointer: str) -> Fault:
    """Return the fault of a column, or of a default, that is to become what no row has."""
    return Fault(
        code="unknown-target",
        en=f"A row has no such member. A column becomes one of these: {_MEMBERS}; people in a role ({_PEOPLE}: latin "
        f"is for names in Latin letters); another office's number ({_NUMBERS}); or a place in a list, such as "
        f"{_PLACES}. A default becomes the same, without numbers, category and people.",
        lo=f"ແຖວບໍ່ມີຂໍ້ມູນຊື່ນີ້. ຊ່ອງໃນໄຟລ໌ເປັນຂໍ້ມູນໜຶ່ງໃນນີ້: {_MEMBERS}; ຄົນໃນບົດບາດ ({_PEOPLE}); ເລກຂອງຫ້ອງການອື່ນ ({_NUMBERS}) "
        f"ຫຼື ຕຳແໜ່ງໃນລາຍການ ເຊັ່ນ {_PLACES}. ຄ່າເລີ່ມຕົ້ນກໍຄືກັນ ແຕ່ບໍ່ມີເລກ, ປະເພດ ແລະ ຄົນ.",
        pointer=pointer,
    )


FONT_NEEDED: Final = _of_query(
    "convert",
    "required",
    "The mapping that you name has no table of a font (font): add one, or say convert=laoKeyboard.",
    "ການຈັບຄູ່ທີ່ທ່ານລະບຸບໍ່ມີຕາຕະລາງຟອນ: ໃຫ້ເພີ່ມຕາຕະລາງ ຫຼື ໃຫ້ແປງຕາມແປ້ນພິມລາວ.",
)


ROW_TOO_LONG: Final = Fault(
    code="maxLength",
    en="The row is longer than 128 KiB: a case of so much text is opened by itself.",
    lo="ແຖວຍາວເກີນ 128 ກິໂລໄບຕ໌: ຄະດີທີ່ມີຂໍ້ຄວາມຫຼາຍປານນີ້ ໃຫ້ເປີດແຍກຕ່າງຫາກ.",
    pointer="",
)
NUMBER_MISSING: Final = Fault(
    code="required",
    en="State the number that your office gave to the case, or in numbers the one that another office gave.",
    lo="ໃສ່ເລກທີ່ຫ້ອງການຂອງທ່ານໃຫ້ແກ່ຄະດີ ຫຼື ໃສ່ເລກຂອງຫ້ອງການອື່ນໃນລາຍການເລກ.",
    pointer="/number",
)
STATUS_BEFORE_OPENING: Final = Fault(
    code="date-order",
    en="The case cannot have come there before it was opened.",
    lo="ຄະດີບໍ່ສາມາດຢູ່ໃນສະຖານະນີ້ກ່ອນວັນທີເປີດຄະດີ.",
    pointer="/statusOn",
)
NUMBER_TAKEN: Final = Fault(
    code="case-number-taken",
    en="The office has a case of this number in that year in the registry, and it did not come from this source.",
    lo="ຫ້ອງການນີ້ມີຄະດີເລກນີ້ໃນປີນັ້ນຢູ່ໃນທະບຽນແລ້ວ ແລະ ບໍ່ໄດ້ມາຈາກຕົ້ນທາງນີ້.",
    pointer="/number",
)
IMPORTED_OTHERWISE: Final = Fault(
    code="imported-differently",
    en="This number was imported from this source before, with other facts. Where nothing was done in the case since, "
    "withdraw the row (withdraw=true) and import it again; else correct the case itself.",
    lo="ເລກນີ້ເຄີຍນຳເຂົ້າຈາກຕົ້ນທາງນີ້ແລ້ວ ໂດຍມີຂໍ້ມູນຕ່າງກັນ. ຖ້າຍັງບໍ່ມີການດຳເນີນໃນຄະດີ ໃຫ້ຖອນແຖວນີ້ຄືນ ແລ້ວນຳເຂົ້າໃໝ່; ຖ້າມີແລ້ວ ໃຫ້ແກ້ໄຂໃນຄະດີເອງ.",
    pointer="/number",
)


NOT_IMPORTED: Final = Fault(
    code="not-imported",
    en="No case of this number came from this source, or it was withdrawn before: leave the row out.",
    lo="ບໍ່ມີຄະດີເລກນີ້ທີ່ນຳເຂົ້າຈາກຕົ້ນທາງນີ້ ຫຼື ໄດ້ຖອນຄືນແລ້ວ: ໃຫ້ເອົາແຖວນີ້ອອກ.",
    pointer="/number",
)
GONE_ON: Final = Fault(
    code="case-gone-on",
    en="Something was recorded in this case since it was imported, so it stays: correct it there.",
    lo="ຄະດີນີ້ມີການບັນທຶກຕໍ່ຫຼັງຈາກນຳເຂົ້າ ຈຶ່ງຖອນຄືນບໍ່ໄດ້: ໃຫ້ແກ້ໄຂສິ່ງທີ່ຜິດໃນຄະດີເອງ.",
    pointer="/number",
)


def office_of_others(own: Sequence[str]) -> Fault:
    """Return the fault of an office of the importer's member that it does not act for; `own` are those that it does."""
    named = spoken(list(own), "en")  # codes: in each language the same
    return Fault(
        code="office",
        en=f"You act neither from this office nor from one above it. State one of: {named}.",
        lo=f"ທ່ານບໍ່ໄດ້ດຳເນີນການໃນນາມຫ້ອງການນີ້ ຫຼື ຫ້ອງການທີ່ຢູ່ເໜືອ. ໃສ່ໜຶ່ງໃນ: {named}.",
        pointer="/office",
        params={"offices": list(own[:MOST_SAID])},  # of each row: no more than the sentence names
    )


def number_twice(row: int) -> Fault:
    """Return the fault of a number that an earlier row of the same file has."""
    return Fault(
        code="duplicate-number",
        en=f"Row {row} of this file has the same number in the same office and year.",
        lo=f"ແຖວທີ {row} ໃນໄຟລ໌ນີ້ມີເລກດຽວກັນ ໃນຫ້ອງການ ແລະ ປີດຽວກັນ.",
        pointer="/number",
    )
