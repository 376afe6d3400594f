"""Refusals of an import, and what can be wrong with one row of an old book."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem
from contracts.spoken import MOST_SAID, spoken


class EventImportAltered(Problem):
    """The bytes that arrived are not those that were announced; nothing was read."""

    code = "event-import-altered"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Import altered", "ໄຟລ໌ນຳເຂົ້າບໍ່ກົງກັບທີ່ແຈ້ງ"
    en = "The bytes received do not have the announced digest, so no row was read: send the file again."
    lo = "ຂໍ້ມູນທີ່ໄດ້ຮັບບໍ່ກົງກັບຄ່າກວດສອບທີ່ແຈ້ງ ຈຶ່ງບໍ່ໄດ້ອ່ານແຖວໃດ: ກະລຸນາສົ່ງໄຟລ໌ໃໝ່."


class EventImportBroken(Problem):
    """The line broke before the last byte; nothing was read."""

    code = "event-import-broken"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Import broken off", "ການສົ່ງໄຟລ໌ນຳເຂົ້າຂາດກາງຄັນ"
    en = "The file did not arrive whole, so no row was read: send it again."
    lo = "ໄຟລ໌ມາບໍ່ຄົບ ຈຶ່ງບໍ່ໄດ້ອ່ານແຖວໃດ: ກະລຸນາສົ່ງໃໝ່."


class EventImportRunning(Problem):
    """Rows of the same member are being imported right now: two imports would decide about the same numbers."""

    code = "event-import-running"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Import running", "ກຳລັງນຳເຂົ້າຢູ່"
    en = "Another import of your member is still at work, or took a number of yours; repeat this one when it has ended."
    lo = "ການນຳເຂົ້າອັນອື່ນຂອງໜ່ວຍງານທ່ານກຳລັງດຳເນີນຢູ່ ຫຼື ໃຊ້ເລກດຽວກັນ; ກະລຸນາສົ່ງຊ້ຳເມື່ອມັນສຳເລັດ."


class MayNotImport(Problem):
    """Old books are carried over by the offices that keep them."""

    code = "may-not-import"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "May not import", "ນຳເຂົ້າບໍ່ໄດ້"
    en = "An office of this kind keeps no register: the registering office carries its old books over."
    lo = "ຫ້ອງການປະເພດນີ້ບໍ່ມີປຶ້ມທະບຽນ: ໃຫ້ຫ້ອງການທະບຽນນຳເຂົ້າປຶ້ມເກົ່າຂອງຕົນ."


def _of_query(name: str, code: str, en: str, lo: str) -> Fault:
    return Fault(code=code, en=en, lo=lo, location="query", name=name)


MAPPING_NEEDED: Final = _of_query(
    "mapping",
    "required",
    "A CSV or xlsx file is read by a mapping: record one (POST /import-mappings) and name its id here.",
    "ໄຟລ໌ CSV ຫຼື xlsx ຕ້ອງອ່ານຕາມການຈັບຄູ່ຊ່ອງ: ບັນທຶກການຈັບຄູ່ກ່ອນ ແລ້ວໃສ່ລະຫັດຢູ່ນີ້.",
)
MAPPING_IDLE: Final = _of_query(
    "mapping",
    "properties",
    "NDJSON rows are entries as they are; a mapping is for CSV and xlsx files.",
    "ແຖວ NDJSON ເປັນລາຍການຢູ່ແລ້ວ; ການຈັບຄູ່ໃຊ້ກັບໄຟລ໌ CSV ແລະ xlsx ເທົ່ານັ້ນ.",
)
MAPPING_UNKNOWN: Final = _of_query(
    "mapping",
    "unknown-mapping",
    "Your member has no mapping of this id for events of this kind.",
    "ໜ່ວຍງານຂອງທ່ານບໍ່ມີການຈັບຄູ່ຕາມລະຫັດນີ້ ສຳລັບເຫດການຊະນິດນີ້.",
)
FONT_MISSING: Final = _of_query(
    "convert",
    "required",
    "The mapping that you name has no table of a font (font): add one, or say convert=laoKeyboard.",
    "ການຈັບຄູ່ທີ່ທ່ານລະບຸບໍ່ມີຕາຕະລາງຟອນ: ໃຫ້ເພີ່ມຕາຕະລາງ ຫຼື ໃຫ້ແປງຕາມແປ້ນພິມລາວ.",
)
ENTRY_TOO_LONG: Final = Fault(
    code="maxLength",
    en="The row is longer than 128 KiB: an event of so much text is declared by itself.",
    lo="ແຖວຍາວເກີນ 128 ກິໂລໄບຕ໌: ເຫດການທີ່ມີຂໍ້ຄວາມຫຼາຍປານນີ້ ໃຫ້ແຈ້ງແຍກຕ່າງຫາກ.",
    pointer="",
)
OTHER_KIND_IN_ROW: Final = Fault(
    code="other-kind",
    en="These are facts of another kind of event than the import is of: one file has one kind.",
    lo="ຂໍ້ເທັດຈິງນີ້ແມ່ນຂອງເຫດການຊະນິດອື່ນ: ໄຟລ໌ໜຶ່ງມີເຫດການຊະນິດດຽວ.",
    pointer="",
)
OFFICE_INSTEAD: Final = Fault(
    code="office",
    en="An entry of an old book says its office in the member office of the row: leave registrar out.",
    lo="ລາຍການຂອງປຶ້ມເກົ່າບອກຫ້ອງການຂອງຕົນໃນຊ່ອງ office ຂອງແຖວ: ບໍ່ຕ້ອງໃສ່ registrar.",
    pointer="",
)
REGISTERED_BEFORE: Final = Fault(
    code="registered-before-event",
    en="It cannot have been registered before it happened: check both days.",
    lo="ຈົດທະບຽນກ່ອນເຫດການບໍ່ໄດ້: ກວດທັງສອງວັນທີ.",
    pointer="/registeredOn",
)
ENTRY_TAKEN: Final = Fault(
    code="book-number-taken",
    en="Under this number the register has an event of this office, kind and year that is not of this source.",
    lo="ທະບຽນມີເຫດການຂອງຫ້ອງການ, ຊະນິດ ແລະ ປີນີ້ ໃນເລກນີ້ແລ້ວ ແລະ ບໍ່ໄດ້ມາຈາກຕົ້ນທາງນີ້.",
    pointer="/number",
)
ENTRY_CHANGED: Final = Fault(
    code="imported-differently",
    en="This number was imported from this source before, with other facts. Where nothing was done with the event "
    "since, withdraw the row (withdraw=true) and import it again; else correct the event.",
    lo="ເລກນີ້ເຄີຍນຳເຂົ້າຈາກຕົ້ນທາງນີ້ແລ້ວ ໂດຍມີຂໍ້ມູນຕ່າງກັນ. ຖ້າຍັງບໍ່ມີການດຳເນີນໃນເຫດການ ໃຫ້ຖອນແຖວນີ້ຄືນ ແລ້ວນຳເຂົ້າໃໝ່; ຖ້າມີແລ້ວ ໃຫ້ແກ້ໄຂເຫດການ.",
    pointer="/number",
)
ENTRY_UNKNOWN: Final = Fault(
    code="not-imported",
    en="No event of this number came from this source, or it was withdrawn before: leave the row out.",
    lo="ບໍ່ມີເຫດການເລກນີ້ທີ່ນຳເຂົ້າຈາກຕົ້ນທາງນີ້ ຫຼື ໄດ້ຖອນຄືນແລ້ວ: ໃຫ້ເອົາແຖວນີ້ອອກ.",
    pointer="/number",
)
ENTRY_GONE_ON: Final = Fault(
    code="event-gone-on",
    en="Something was done with this event since it was imported, so it stays: correct it there.",
    lo="ເຫດການນີ້ມີການດຳເນີນການຕໍ່ຫຼັງຈາກນຳເຂົ້າ ຈຶ່ງຖອນຄືນບໍ່ໄດ້: ໃຫ້ແກ້ໄຂໃນເຫດການເອງ.",
    pointer="/number",
)


def entry_twice(row: int) -> Fault:
    """Return the fault of a number that an earlier row of the same file has."""
    return Fault(
        code="duplicate-number",
        en=f"Row {row} of this file has the same number in the same office and year.",
        lo=f"ແຖວທີ {row} ໃນໄຟລ໌ນີ້ມີເລກດຽວກັນ ໃນຫ້ອງການ ແລະ ປີດຽວກັນ.",
        pointer="/number",
    )


def not_yours(own: Sequence[str]) -> Fault:
    """Return the fault of an office for which the importer does not speak, or that registers nothing."""
    named = spoken(list(own), "en")  # codes: in each language the same
    return Fault(
        code="office",
        en=f"You keep the register of neither this office nor one below yours. State one of: {named}.",
        lo=f"ທ່ານບໍ່ໄດ້ຮັກສາປຶ້ມທະບຽນຂອງຫ້ອງການນີ້. ໃສ່ໜຶ່ງໃນ: {named}.",
        pointer="/office",
        params={"offices": list(own[:MOST_SAID])},
    )


def derived_age_differs(pointer: str, printed: int, computed: int) -> Fault:
    """Return the fault of a printed age that does not follow from the dates beside it."""
    return Fault(
        code="derived-age-differs",
        en=f"The book says {printed} years, and its dates {computed}: check them, or leave the column of ages out.",
        lo=f"ປຶ້ມບອກ {printed} ປີ ແຕ່ຄິດໄລ່ຈາກວັນທີໄດ້ {computed} ປີ: ກວດວັນທີ ຫຼື ບໍ່ຕ້ອງຈັບຄູ່ຊ່ອງອາຍຸ.",
        pointer=pointer,
        params={"printed": printed, "computed": computed},
    )


def printed_age_outside(pointer: str, printed: int, low: int, high: int) -> Fault:
    """Return the fault of a printed age at which a death is not related to pregnancy."""
    return Fault(
        code="printed-age-outside",
        en=f"By the printed age of {printed} years this was no woman of {low} to {high}: check age and sex.",
        lo=f"ຕາມອາຍຸທີ່ພິມໄວ້ {printed} ປີ ບໍ່ແມ່ນແມ່ຍິງອາຍຸ {low} ຫາ {high} ປີ: ກວດອາຍຸ ແລະ ເພດ.",
        pointer=pointer,
        params={"printed": printed, "from": low, "to": high},
    )


def spouses_disagree(pointer: str) -> Fault:
    """Return the fault of what the columns of the two spouses say differently."""
    return Fault(
        code="spouses-disagree",
        en="The columns of the two spouses say this differently: find out which is right.",
        lo="ຊ່ອງຂອງຜົວ ແລະ ຊ່ອງຂອງເມຍບອກບໍ່ຄືກັນ: ໃຫ້ກວດວ່າອັນໃດຖືກ.",
        pointer=pointer,
    )


def unknown_target(pointer: str, kind: str) -> Fault:
    """Return the fault of a column, or of a default, that is to become what no row of the kind has."""
    return Fault(
        code="unknown-target",
        en=f"A row has no such member. A column becomes number, registeredOn or office; a place in the form, such as "
        f"{kind}/occurredOn; a person's name (name:mother, latin:mother); or what is compared alone, such as "
        f"printed/motherAge or repeated/marriedOn. A default becomes the same, without numbers and names.",
        lo=f"ແຖວບໍ່ມີຂໍ້ມູນຊື່ນີ້. ຊ່ອງໃນໄຟລ໌ເປັນ number, registeredOn ຫຼື office; ຂໍ້ມູນໃນແບບຟອມ ເຊັ່ນ {kind}/occurredOn; "
        f"ຊື່ຂອງບຸກຄົນ (name:mother, latin:mother) ຫຼື ສິ່ງທີ່ທຽບເທົ່ານັ້ນ ເຊັ່ນ printed/motherAge ຫຼື repeated/marriedOn. "
        f"ຄ່າເລີ່ມຕົ້ນກໍຄືກັນ ແຕ່ບໍ່ມີເລກ ແລະ ຊື່.",
        pointer=pointer,
    )


def unread_code(pointer: str) -> Fault:
    """Return the fault of a code that the list has and this build does not read yet."""
    return Fault(
        code="unknown-code",
        en="This register does not read files in this way: choose another code of the list.",
        lo="ທະບຽນນີ້ຍັງອ່ານໄຟລ໌ແບບນີ້ບໍ່ໄດ້: ເລືອກລະຫັດອື່ນໃນລາຍການ.",
        pointer=pointer,
    )
