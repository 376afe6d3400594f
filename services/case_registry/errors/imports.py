"""What forbids an import, and what can be wrong with one row of it."""

from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


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
    return Fault(code=code, en=en, lo=lo, where="query", name=name)


MAPPING_NEEDED: Final = _of_query(
    "mapping",
    "required",
    "A CSV file is read by a mapping: record one (POST /import-mappings) and name its id here.",
    "ໄຟລ໌ CSV ຕ້ອງອ່ານຕາມການຈັບຄູ່ຊ່ອງ: ບັນທຶກການຈັບຄູ່ກ່ອນ (POST /import-mappings) ແລ້ວໃສ່ລະຫັດຢູ່ນີ້.",
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
    "ໜ່ວຍງານຂອງທ່ານບໍ່ມີການຈັບຄູ່ຕາມລະຫັດນີ້.",
)


def of_file(code: str, en: str, lo: str) -> Fault:
    """Return a fault of the whole file: no row can be read before it is mended."""
    return Fault(code=code, en=en, lo=lo, pointer="")


UTF_16: Final = of_file(
    "wrong-encoding",
    "The file is UTF-16; save it as UTF-8, or say encoding: utf-16 in the mapping of a CSV file.",
    "ໄຟລ໌ເປັນ UTF-16; ກະລຸນາບັນທຶກເປັນ UTF-8 ຫຼື ໃສ່ encoding: utf-16 ໃນການຈັບຄູ່ຂອງໄຟລ໌ CSV.",
)
NO_HEADINGS: Final = of_file("headings-missing", "The file has no line of headings.", "ໄຟລ໌ບໍ່ມີແຖວຫົວຊ່ອງ.")
HEADINGS_TOO_LONG: Final = of_file(
    "headings-too-long",
    "The line of headings is longer than 128 KiB: is a quotation mark left open, or the separator another one?",
    "ແຖວຫົວຊ່ອງຍາວເກີນ 128 KiB: ກວດເບິ່ງວ່າ ເຄື່ອງໝາຍວົງຢືມໄດ້ປິດບໍ ຫຼື ຕົວຂັ້ນຊ່ອງເປັນຕົວອື່ນ.",
)
TOO_MANY_COLUMNS: Final = of_file(
    "too-many-columns",
    "A file has at most 1,000 columns: export those that the mapping names.",
    "ໄຟລ໌ມີໄດ້ບໍ່ເກີນ 1,000 ຊ່ອງ: ກະລຸນາສົ່ງອອກສະເພາະຊ່ອງທີ່ການຈັບຄູ່ລະບຸ.",
)
HEADINGS_UNREADABLE: Final = of_file(
    "wrong-encoding",
    "The headings are not UTF-8, or were read in another encoding before they came here: export the file as UTF-8.",
    "ຫົວຊ່ອງບໍ່ແມ່ນ UTF-8 ຫຼື ຖືກອ່ານດ້ວຍລະຫັດອື່ນກ່ອນສົ່ງມາ: ກະລຸນາສົ່ງອອກໄຟລ໌ເປັນ UTF-8.",
)
HEADINGS_WITH_NULL: Final = of_file(
    "null-character",
    "A heading holds the character U+0000, where some systems end a text: remove it.",
    "ຫົວຊ່ອງມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ: ກະລຸນາລຶບອອກ.",
)
OTHER_DELIMITER: Final = of_file(
    "other-delimiter",
    "The file names another separator (sep=) than its mapping: record a mapping with that delimiter.",
    "ໄຟລ໌ລະບຸຕົວຂັ້ນຊ່ອງ (sep=) ຕ່າງຈາກການຈັບຄູ່: ບັນທຶກການຈັບຄູ່ທີ່ມີຕົວຂັ້ນນັ້ນ.",
)
TOO_MANY_ROWS: Final = of_file(
    "too-many-rows",
    "An import takes 100,000 rows; send the rest as another one from the same source.",
    "ນຳເຂົ້າໄດ້ບໍ່ເກີນ 100,000 ແຖວຕໍ່ຄັ້ງ; ສ່ວນທີ່ເຫຼືອໃຫ້ສົ່ງເປັນອີກຄັ້ງຈາກຕົ້ນທາງດຽວກັນ.",
)


def heading_missing(heading: str) -> Fault:
    """Return the fault of a file without a column that its mapping names."""
    return of_file(
        "heading-missing",
        f"The mapping names a column that the file does not have: {heading}",
        f"ການຈັບຄູ່ລະບຸຊ່ອງທີ່ໄຟລ໌ບໍ່ມີ: {heading}",
    )


def heading_twice(heading: str) -> Fault:
    """Return the fault of a file in which two columns have one heading."""
    return of_file("heading-twice", f"Two columns have this heading: {heading}", f"ມີສອງຊ່ອງທີ່ໃຊ້ຫົວດຽວກັນ: {heading}")


WRONG_ENCODING: Final = Fault(
    code="wrong-encoding",
    en="The text is not UTF-8, or was read in another encoding before it came here: export it as UTF-8.",
    lo="ຂໍ້ຄວາມບໍ່ແມ່ນ UTF-8 ຫຼື ຖືກອ່ານດ້ວຍລະຫັດອື່ນກ່ອນສົ່ງມາ: ກະລຸນາສົ່ງອອກເປັນ UTF-8.",
)
OLD_FONT: Final = Fault(
    code="legacy-font",
    en="The text comes from an old Lao font and reads as Latin rubbish: convert it to Unicode first.",
    lo="ຂໍ້ຄວາມມາຈາກຟອນລາວເກົ່າ ຈຶ່ງອ່ານບໍ່ໄດ້: ກະລຸນາປ່ຽນເປັນ Unicode ກ່ອນ.",
)
ROW_TOO_LONG: Final = Fault(
    code="maxLength",
    en="The row is longer than 128 KiB: a case of so much text is opened by itself.",
    lo="ແຖວຍາວເກີນ 128 KiB: ຄະດີທີ່ມີຂໍ້ຄວາມຫຼາຍປານນີ້ ໃຫ້ເປີດແຍກຕ່າງຫາກ.",
    pointer="",
)
CSV_BROKEN: Final = Fault(
    code="csv",
    en="From here on the file is no CSV: a quotation mark is not closed. Close it; no row behind it was read.",
    lo="ຈາກຈຸດນີ້ໄຟລ໌ບໍ່ແມ່ນ CSV: ເຄື່ອງໝາຍວົງຢືມບໍ່ໄດ້ປິດ. ໃຫ້ປິດກ່ອນ; ແຖວຕໍ່ຈາກນີ້ຍັງບໍ່ໄດ້ອ່ານ.",
    pointer="",
)
QUOTE_ODD: Final = Fault(
    code="csv",
    en="A quotation mark stands where none can: inside a quoted cell it is written twice.",
    lo="ເຄື່ອງໝາຍວົງຢືມຢູ່ຜິດບ່ອນ: ພາຍໃນຊ່ອງທີ່ມີວົງຢືມ ໃຫ້ຂຽນສອງເທື່ອ.",
    pointer="",
)
NULL_CHARACTER: Final = Fault(
    code="null-character",
    en="The text holds the character U+0000, where some systems end it: remove it from the export.",
    lo="ຂໍ້ຄວາມມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ: ກະລຸນາລຶບອອກຈາກໄຟລ໌.",
)


def cells(found: int, wanted: int) -> Fault:
    """Return the fault of a row with another number of cells than there are headings."""
    return Fault(
        code="column-count",
        en=f"The row has {found} cells, the headings are {wanted}: leave a cell empty rather than out.",
        lo=f"ແຖວມີ {found} ຊ່ອງ ແຕ່ຫົວຊ່ອງມີ {wanted}: ຖ້າບໍ່ມີຂໍ້ມູນ ໃຫ້ປະຊ່ອງຫວ່າງໄວ້ ບໍ່ໃຫ້ຂ້າມຊ່ອງ.",
        pointer="",
    )


def no_such_day(pointer: str, order: str) -> Fault:
    """Return the fault of a cell that is no day in the order of its mapping."""
    return Fault(
        code="format",
        en=f"This is no day in the order {order}, with a year of four digits.",
        lo=f"ນີ້ບໍ່ແມ່ນວັນທີຕາມລຳດັບ {order} ທີ່ມີປີສີ່ຕົວເລກ.",
        pointer=pointer,
    )


STATUS_BEFORE_OPENING: Final = Fault(
    code="date-order",
    en="The case cannot have come there before it was opened.",
    lo="ຄະດີບໍ່ສາມາດຢູ່ໃນສະຖານະນີ້ກ່ອນວັນທີເປີດຄະດີ.",
    pointer="/statusOn",
)
OFFICE_OF_OTHERS: Final = Fault(
    code="office",
    en="Your system works for one office, and this row is of another one.",
    lo="ລະບົບຂອງທ່ານເຮັດວຽກໃຫ້ຫ້ອງການດຽວ ແຕ່ແຖວນີ້ແມ່ນຂອງຫ້ອງການອື່ນ.",
    pointer="/office",
)
NUMBER_TAKEN: Final = Fault(
    code="case-number-taken",
    en="The office has a case of this number in that year in the registry, and it did not come from this source.",
    lo="ຫ້ອງການນີ້ມີຄະດີເລກນີ້ໃນປີນັ້ນຢູ່ໃນທະບຽນແລ້ວ ແລະ ບໍ່ໄດ້ມາຈາກຕົ້ນທາງນີ້.",
    pointer="/number",
)
IMPORTED_OTHERWISE: Final = Fault(
    code="imported-differently",
    en="This number was imported from this source before, with other facts; the case on record goes on from there.",
    lo="ເລກນີ້ເຄີຍນຳເຂົ້າຈາກຕົ້ນທາງນີ້ແລ້ວ ໂດຍມີຂໍ້ມູນຕ່າງກັນ; ຄະດີໃນທະບຽນດຳເນີນຕໍ່ຈາກນັ້ນ.",
    pointer="/number",
)


def number_twice(row: int) -> Fault:
    """Return the fault of a number that an earlier row of the same file has."""
    return Fault(
        code="duplicate-number",
        en=f"Row {row} of this file has the same number in the same office and year.",
        lo=f"ແຖວທີ {row} ໃນໄຟລ໌ນີ້ມີເລກດຽວກັນ ໃນຫ້ອງການ ແລະ ປີດຽວກັນ.",
        pointer="/number",
    )
