"""Faults of an import file and of its rows, whatever the rows are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contracts.json_types import JSON
from contracts.problems import Fault

FAULTS_A_ROW: Final = 1_000  # a file could have millions, and the rows of a slice are held together


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
        said: dict[str, JSON] = {"row": self.row, "code": self.code, "message": {"lo": self.lo, "en": self.en}}
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
# that a mapping may name, and how they are called
DELIMITERS: Final = {
    ",": ("comma", "ຈຸດ (,)"),
    ";": ("semicolon", "ຈຸດເຄິ່ງ (;)"),
    "\t": ("tab", "ແທັບ"),
    "|": ("bar", "ຂີດຕັ້ງ (|)"),
}
TOO_MANY_ROWS: Final = _of_file(
    "too-many-rows",
    "An import takes 100,000 rows; send the rest as another one from the same source.",
    "ນຳເຂົ້າໄດ້ບໍ່ເກີນ 100,000 ແຖວຕໍ່ຄັ້ງ; ສ່ວນທີ່ເຫຼືອໃຫ້ສົ່ງເປັນອີກຄັ້ງຈາກຕົ້ນທາງດຽວກັນ.",
)


WORKBOOK_BROKEN: Final = _of_file(
    "workbook-broken",
    "The file is no spreadsheet (xlsx) that can be read: save it again as .xlsx, or as CSV in UTF-8.",
    "ໄຟລ໌ນີ້ບໍ່ແມ່ນຕາຕະລາງ (xlsx) ທີ່ອ່ານໄດ້: ກະລຸນາບັນທຶກໃໝ່ເປັນ .xlsx ຫຼື ເປັນ CSV ແບບ UTF-8.",
)
WORKBOOK_LOCKED: Final = _of_file(
    "workbook-locked",
    "The spreadsheet has a password, or is of the old kind (.xls): save it as .xlsx without one.",
    "ຕາຕະລາງມີລະຫັດຜ່ານ ຫຼື ເປັນແບບເກົ່າ (.xls): ກະລຸນາບັນທຶກເປັນ .xlsx ໂດຍບໍ່ມີລະຫັດຜ່ານ.",
)
WORKBOOK_TOO_LARGE: Final = _of_file(
    "workbook-too-large",
    "The spreadsheet reaches too far: unpacked it has at most 256 MiB, and a sheet at most 5 million cells, empty ones "
    "between the others included. Copy the rows to a new sheet, or send them as CSV.",
    "ຕາຕະລາງໃຫຍ່ເກີນໄປ: ເມື່ອແຕກອອກມີໄດ້ບໍ່ເກີນ 256 MiB ແລະ ແຕ່ລະແຜ່ນບໍ່ເກີນ 5 ລ້ານຊ່ອງ ລວມທັງຊ່ອງຫວ່າງທີ່ຢູ່ລະຫວ່າງ. "
    "ກະລຸນາສຳເນົາແຖວໃສ່ແຜ່ນໃໝ່ ຫຼື ສົ່ງເປັນ CSV.",
)


def no_such_sheet(shown: Sequence[str]) -> Fault:
    """Return the fault of a spreadsheet without the sheet that its mapping names, or without any that is shown."""
    names = ", ".join(name[:60] for name in shown[:10]) or "-"
    return _of_file(
        "sheet-missing",
        f"The spreadsheet has no such sheet; say one of these in the mapping (sheet): {names}",
        f"ຕາຕະລາງບໍ່ມີແຜ່ນນີ້; ໃສ່ໜຶ່ງໃນນີ້ໃນການຈັບຄູ່ (sheet): {names}",
    )


def delimiter_of_the_file(found: str) -> Fault:
    """Return the fault of a file whose columns have something else between them than its mapping says."""
    en, lo = DELIMITERS[found]
    return _of_file(
        "other-delimiter",
        f"The columns of the file have a {en} between them: record a mapping with that delimiter.",
        f"ຊ່ອງຂອງໄຟລ໌ຂັ້ນດ້ວຍ {lo}: ບັນທຶກການຈັບຄູ່ທີ່ມີຕົວຂັ້ນນັ້ນ.",
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
ON_THE_LAO_KEYBOARD: Final = Fault(
    code="legacy-font",
    en="The text was typed in an old font that lies on the Lao keyboard: have it read (convert=laoKeyboard), "
    "first with dryRun=true, which shows what each text becomes.",
    lo="ຂໍ້ຄວາມພິມດ້ວຍຟອນເກົ່າຕາມແປ້ນພິມລາວ: ກະລຸນາສັ່ງໃຫ້ແປງ (convert=laoKeyboard) ໂດຍທົດລອງກ່ອນ (dryRun=true) "
    "ເພື່ອເບິ່ງວ່າແຕ່ລະຂໍ້ຄວາມຈະເປັນຫຍັງ.",
)
OLD_FONT: Final = Fault(
    code="legacy-font",
    en="The text comes from an old Lao font that is not known here and reads as Latin rubbish: bring the font's table "
    "in a mapping (font) and have it read (convert=mapping), or convert it to Unicode first.",
    lo="ຂໍ້ຄວາມມາຈາກຟອນລາວເກົ່າທີ່ລະບົບບໍ່ຮູ້ຈັກ ຈຶ່ງອ່ານບໍ່ໄດ້: ກະລຸນາໃສ່ຕາຕະລາງຂອງຟອນ"
    "ໃນການຈັບຄູ່ (font) ແລ້ວສັ່ງໃຫ້ແປງ (convert=mapping) ຫຼື ປ່ຽນເປັນ Unicode ກ່ອນ.",
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


# what a spreadsheet shows in place of a result, and writes into CSV
ERRORS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def cell_error(pointer: str, shown: str) -> Fault:
    """Return the fault of a cell in which the spreadsheet shows an error in place of a result."""
    return Fault(
        code="cell-error",
        en=f"The spreadsheet shows the error {shown} here: mend its formula, or type the value.",
        lo=f"ຕາຕະລາງສະແດງຂໍ້ຜິດພາດ {shown} ຢູ່ຊ່ອງນີ້: ແກ້ສູດ ຫຼື ພິມຄ່າໃສ່.",
        pointer=pointer,
    )


def no_such_day(pointer: str, order: str) -> Fault:
    """Return the fault of a cell that is no day in the order of its mapping."""
    return Fault(
        code="format",
        en=f"This is no day in the order {order}, with a year of four digits, nor one as printed (1 ມີນາ 2011).",
        lo=f"ນີ້ບໍ່ແມ່ນວັນທີຕາມລຳດັບ {order} ທີ່ມີປີສີ່ຕົວເລກ ແລະ ບໍ່ແມ່ນວັນທີແບບພິມ (1 ມີນາ 2011).",
        pointer=pointer,
    )


def common_era(pointer: str) -> Fault:
    """Return the fault of a year of the common era in a file whose mapping says that years are Buddhist."""
    return Fault(
        code="common-era",
        en="The year looks like the common era, though the mapping says that years are Buddhist: mend the row, or say "
        "era: mixed, which reads each year as what it can be.",
        lo="ປີນີ້ຄືຈະເປັນ ຄ.ສ. ແຕ່ການຈັບຄູ່ບອກວ່າເປັນ ພ.ສ.: ແກ້ແຖວນີ້ ຫຼື ໃສ່ era: mixed ເພື່ອໃຫ້ອ່ານແຕ່ລະປີຕາມທີ່ເປັນໄດ້.",
        pointer=pointer,
    )


def unclear_era(pointer: str) -> Fault:
    """Return the fault of a year that fits neither era."""
    return Fault(
        code="era-unclear",
        en="This year fits neither the common era (1800 to 2200) nor the Buddhist one (2343 to 2743): check it.",
        lo="ປີນີ້ບໍ່ຢູ່ທັງ ຄ.ສ. (1800 ຫາ 2200) ແລະ ພ.ສ. (2343 ຫາ 2743): ກະລຸນາກວດຄືນ.",
        pointer=pointer,
    )
