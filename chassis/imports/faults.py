"""Faults of an import file and of its rows, whatever the rows are about."""

from dataclasses import dataclass
from typing import Final

from contracts.json_types import JSON
from contracts.problems import Fault


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault of one row, with the heading of its column."""

    row: int
    column: str | None
    pointer: str | None
    code: str
    lo: str
    en: str

    def stated(self) -> dict[str, JSON]:
        """Return the fault as JSON, as it is stored; absent parts are left out."""
        parts: dict[str, JSON] = {"column": self.column, "pointer": self.pointer}
        said: dict[str, JSON] = {"row": self.row, "code": self.code, "lo": self.lo, "en": self.en}
        return said | {name: part for name, part in parts.items() if part is not None}


def _of_file(code: str, en: str, lo: str) -> Fault:
    """Return a fault of the whole file: no row can be read before it is mended."""
    return Fault(code=code, en=en, lo=lo, pointer="")


UTF_16: Final = _of_file(
    "wrong-encoding",
    "The file is UTF-16; save it as UTF-8, or say encoding: utf-16 in the mapping of a CSV file.",
    "ໄຟລ໌ເປັນ UTF-16; ກະລຸນາບັນທຶກເປັນ UTF-8 ຫຼື ໃສ່ encoding: utf-16 ໃນການຈັບຄູ່ຂອງໄຟລ໌ CSV.",
)
NO_HEADINGS: Final = _of_file("headings-missing", "The file has no line of headings.", "ໄຟລ໌ບໍ່ມີແຖວຫົວຊ່ອງ.")
HEADINGS_TOO_LONG: Final = _of_file(
    "headings-too-long",
    "The line of headings is longer than 128 KiB: is a quotation mark left open, or the separator another one?",
    "ແຖວຫົວຊ່ອງຍາວເກີນ 128 KiB: ກວດເບິ່ງວ່າ ເຄື່ອງໝາຍວົງຢືມໄດ້ປິດບໍ ຫຼື ຕົວຂັ້ນຊ່ອງເປັນຕົວອື່ນ.",
)
TOO_MANY_COLUMNS: Final = _of_file(
    "too-many-columns",
    "A file has at most 1,000 columns: export those that the mapping names.",
    "ໄຟລ໌ມີໄດ້ບໍ່ເກີນ 1,000 ຊ່ອງ: ກະລຸນາສົ່ງອອກສະເພາະຊ່ອງທີ່ການຈັບຄູ່ລະບຸ.",
)
HEADINGS_UNREADABLE: Final = _of_file(
    "wrong-encoding",
    "The headings are not UTF-8, or were read in another encoding before they came here: export the file as UTF-8.",
    "ຫົວຊ່ອງບໍ່ແມ່ນ UTF-8 ຫຼື ຖືກອ່ານດ້ວຍລະຫັດອື່ນກ່ອນສົ່ງມາ: ກະລຸນາສົ່ງອອກໄຟລ໌ເປັນ UTF-8.",
)
HEADINGS_WITH_NULL: Final = _of_file(
    "null-character",
    "A heading holds the character U+0000, where some systems end a text: remove it.",
    "ຫົວຊ່ອງມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ: ກະລຸນາລຶບອອກ.",
)
OTHER_DELIMITER: Final = _of_file(
    "other-delimiter",
    "The file names another separator (sep=) than its mapping: record a mapping with that delimiter.",
    "ໄຟລ໌ລະບຸຕົວຂັ້ນຊ່ອງ (sep=) ຕ່າງຈາກການຈັບຄູ່: ບັນທຶກການຈັບຄູ່ທີ່ມີຕົວຂັ້ນນັ້ນ.",
)
TOO_MANY_ROWS: Final = _of_file(
    "too-many-rows",
    "An import takes 100,000 rows; send the rest as another one from the same source.",
    "ນຳເຂົ້າໄດ້ບໍ່ເກີນ 100,000 ແຖວຕໍ່ຄັ້ງ; ສ່ວນທີ່ເຫຼືອໃຫ້ສົ່ງເປັນອີກຄັ້ງຈາກຕົ້ນທາງດຽວກັນ.",
)


def heading_missing(heading: str) -> Fault:
    """Return the fault of a file without a column that its mapping names."""
    return _of_file(
        "heading-missing",
        f"The mapping names a column that the file does not have: {heading}",
        f"ການຈັບຄູ່ລະບຸຊ່ອງທີ່ໄຟລ໌ບໍ່ມີ: {heading}",
    )


def heading_twice(heading: str) -> Fault:
    """Return the fault of a file in which two columns have one heading."""
    return _of_file("heading-twice", f"Two columns have this heading: {heading}", f"ມີສອງຊ່ອງທີ່ໃຊ້ຫົວດຽວກັນ: {heading}")


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
