"""Refusals of the document exchange; those of every service are in `contracts.problems`."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.codelists import Code
from contracts.problems import Fault, Problem


class UploadAltered(Problem):
    """The bytes that arrived are not those that were announced; nothing was kept."""

    code = "upload-altered"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Upload altered", "ໄຟລ໌ບໍ່ກົງກັບທີ່ແຈ້ງ"
    en = "The bytes received do not have the announced digest, so nothing was kept: send the file again."
    lo = "ຂໍ້ມູນທີ່ໄດ້ຮັບບໍ່ກົງກັບຄ່າກວດສອບທີ່ແຈ້ງ ຈຶ່ງບໍ່ໄດ້ເກັບໄວ້: ກະລຸນາສົ່ງໄຟລ໌ໃໝ່."


class UploadBroken(Problem):
    """The sender went away before the end of the file; nothing was kept."""

    code = "upload-broken"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Upload broken off", "ການອັບໂຫຼດຂາດກາງທາງ"
    en = "The file broke off before its end, so nothing was kept: send it again."
    lo = "ໄຟລ໌ມາບໍ່ຄົບ ຈຶ່ງບໍ່ໄດ້ເກັບໄວ້: ກະລຸນາສົ່ງໃໝ່."


class FileLooksOtherwise(Problem):
    """The first bytes are not those of the announced media type (RFC 9110 §15.5.16); nothing was kept."""

    code = "file-looks-otherwise"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title_en, title_lo = "File looks otherwise", "ໄຟລ໌ບໍ່ແມ່ນຊະນິດທີ່ແຈ້ງ"
    en = (
        "The file does not begin as a file of its Content-Type does, so nothing was kept: state the type that it has, "
        "or send the file that you mean."
    )
    lo = "ໄຟລ໌ບໍ່ໄດ້ຂຶ້ນຕົ້ນຕາມຊະນິດທີ່ລະບຸໄວ້ ຈຶ່ງບໍ່ໄດ້ເກັບໄວ້: ໃຫ້ບອກຊະນິດທີ່ຖືກ ຫຼື ສົ່ງໄຟລ໌ທີ່ຕ້ອງການ."

    def __init__(self, announced: Code, alike: Sequence[Code]) -> None:
        """`alike` are the types that the bytes look like, none if they look like no type of the list."""
        en, lo = "they look like none of the list's", "ບໍ່ຄືຊະນິດໃດໃນບັນຊີ"
        if alike:
            en = "they look like: " + ", ".join(f"{each.en} ({each.code})" for each in alike)
            lo = "ຄືກັບ: " + ", ".join(f"{each.lo} ({each.code})" for each in alike)
        fault = Fault(
            code=self.code,
            en=f"The first bytes are not those of {announced.en} ({announced.code}); {en}.",
            lo=f"ຂໍ້ມູນຕົ້ນໄຟລ໌ບໍ່ແມ່ນຂອງ {announced.lo} ({announced.code}); {lo}.",
            pointer="",
            params={"announced": announced.code, "alike": [each.code for each in alike]},
        )
        super().__init__(faults=[fault])


class TooManyUploads(Problem):
    """The member has filled the room for files that no document names; nothing was received."""

    code = "too-many-uploads"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Too many uploads", "ອັບໂຫຼດຄ້າງໄວ້ຫຼາຍເກີນໄປ"
    en = (
        "Your files that no document names yet would be more than {uploads} or {mib} MiB, so nothing was received: "
        "draft documents with them, or wait; {hours} hours after its upload a file that no document names is removed."
    )
    lo = (
        "ໄຟລ໌ຂອງທ່ານທີ່ຍັງບໍ່ມີເອກະສານໃດອ້າງເຖິງຈະເກີນ {uploads} ໄຟລ໌ ຫຼື {mib} MiB ຈຶ່ງບໍ່ໄດ້ຮັບ: "
        "ກະລຸນາຮ່າງເອກະສານກັບໄຟລ໌ເຫຼົ່ານັ້ນ ຫຼື ລໍຖ້າ; ໄຟລ໌ທີ່ບໍ່ມີເອກະສານອ້າງເຖິງຈະຖືກລຶບ {hours} ຊົ່ວໂມງຫຼັງອັບໂຫຼດ."
    )


class MayNotSend(Problem):
    """The table of rights has no row by which this office would send letters."""

    code = "may-not-send"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "May not send", "ສົ່ງໜັງສືບໍ່ໄດ້"
    en = "Your office sends no letters through this exchange; ask the office that does it for your member."
    lo = "ຫ້ອງການຂອງທ່ານສົ່ງໜັງສືຜ່ານລະບົບນີ້ບໍ່ໄດ້; ກະລຸນາຕິດຕໍ່ຫ້ອງການທີ່ຮັບຜິດຊອບຂອງໜ່ວຍງານທ່ານ."


class DocumentNumberTaken(Problem):
    """An issuing office gives a number once a year."""

    code = "document-number-taken"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Document number taken", "ເລກທີເອກະສານຊ້ຳ"
    en = "Your office has already issued a document with the number {number} in {year}."
    lo = "ຫ້ອງການຂອງທ່ານໄດ້ອອກເອກະສານເລກທີ {number} ໃນປີ {year} ແລ້ວ."


class DocumentAlreadyDispatched(Problem):
    """What has left the house does not change."""

    code = "document-already-dispatched"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Document already dispatched", "ເອກະສານຖືກສົ່ງອອກແລ້ວ"
    en = "This document was dispatched already; further recipients need a new document."
    lo = "ເອກະສານນີ້ຖືກສົ່ງອອກແລ້ວ; ຖ້າມີຜູ້ຮັບເພີ່ມ ໃຫ້ອອກເອກະສານໃໝ່."


class DeliveryAlreadyOpened(Problem):
    """A delivery is opened once; the first time counts."""

    code = "delivery-already-opened"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Delivery already opened", "ເອກະສານຖືກເປີດແລ້ວ"
    en = "This delivery was opened already, at {opened_at}; the files can be read."
    lo = "ເອກະສານສະບັບນີ້ຖືກເປີດແລ້ວ ເວລາ {opened_at}; ສາມາດອ່ານໄຟລ໌ໄດ້ເລີຍ."


class DeliveryNotOpened(Problem):
    """Reading the files begins with opening the delivery, so that the sender knows."""

    code = "delivery-not-opened"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Delivery not opened", "ຍັງບໍ່ໄດ້ເປີດເອກະສານ"
    en = "Open the delivery first: only then can its files be read, and the sender sees when that was."
    lo = "ກະລຸນາເປີດເອກະສານກ່ອນ: ຈາກນັ້ນຈຶ່ງອ່ານໄຟລ໌ໄດ້ ແລະ ຜູ້ສົ່ງຈະເຫັນເວລາເປີດ."


class RangeNotSatisfiable(Problem):
    """The piece that was asked for begins behind the end of the file."""

    code = "range-not-satisfiable"
    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    title_en, title_lo = "Range not satisfiable", "ບໍ່ມີຊ່ວງທີ່ຂໍ"
    en = "The file has {size} bytes, and the piece asked for begins behind them: ask for a piece of it, or for all."
    lo = "ໄຟລ໌ມີ {size} ໄບຕ໌ ແຕ່ຊ່ວງທີ່ຂໍເລີ່ມຫຼັງຈຸດສິ້ນສຸດ: ກະລຸນາຂໍຊ່ວງພາຍໃນໄຟລ໌ ຫຼື ຂໍທັງໝົດ."

    def __init__(self, *, size: int) -> None:
        super().__init__(headers={"Content-Range": f"bytes */{size}"}, size=size)  # RFC 9110 §14.4


class FileDamaged(Exception):  # noqa: N818 - the stored bytes lie; no caller can mend that, so it is no problem of theirs
    """The bytes in the object store no longer have the digest under which they were kept."""


NUMBER_ODD: Final = Fault(
    code="document-number",
    en="A number has digits, a stroke and the issuer's abbreviation, for instance 0369/ອຄ.ກຂອ.",
    lo="ເລກທີຕ້ອງມີຕົວເລກ, ຂີດ (/) ແລະ ຕົວຫຍໍ້ຂອງຜູ້ອອກ ເຊັ່ນ 0369/ອຄ.ກຂອ.",
    pointer="/number",
)
BUDDHIST_ERA: Final = Fault(
    code="buddhist-era",
    en="The year looks like the Buddhist era: subtract 543 and write the year of the common era.",
    lo="ປີນີ້ຄືຈະເປັນ ພ.ສ.: ລົບອອກ 543 ແລ້ວຂຽນເປັນປີ ຄ.ສ.",
    pointer="/dated",
)
DATED_TOMORROW: Final = Fault(
    code="future-date",
    en="A document cannot carry the date of a day that has not come yet.",
    lo="ເອກະສານບໍ່ສາມາດລົງວັນທີທີ່ຍັງບໍ່ທັນຮອດໄດ້.",
    pointer="/dated",
)
ONE_MAIN_FILE: Final = Fault(
    code="one-main-file",
    en="A document has exactly one main file; the others are annexes.",
    lo="ເອກະສານໜຶ່ງສະບັບຕ້ອງມີໄຟລ໌ຫຼັກອັນດຽວ; ໄຟລ໌ອື່ນແມ່ນເອກະສານຄັດຕິດ.",
    pointer="/files",
)
ANSWERS_NOTHING: Final = Fault(
    code="unknown-document",
    en="The document that this one answers does not exist, or you may not see it.",
    lo="ບໍ່ພົບເອກະສານທີ່ສະບັບນີ້ຕອບ ຫຼື ທ່ານບໍ່ມີສິດເບິ່ງ.",
    pointer="/inReplyTo",
)
DUE_YESTERDAY: Final = Fault(
    code="past-date",
    en="An answer cannot be due on a day that is over.",
    lo="ກຳນົດຕອບຕ້ອງບໍ່ແມ່ນວັນທີທີ່ຜ່ານໄປແລ້ວ.",
    pointer="/dueOn",
)


def no_such_upload(position: int) -> Fault:
    """Return the fault of a file whose upload is not there, or not the caller's."""
    return Fault(
        code="unknown-upload",
        en="You have no upload of this id: upload the file first, then name it here.",
        lo="ບໍ່ມີການອັບໂຫຼດຂອງທ່ານຕາມລະຫັດນີ້: ກະລຸນາອັບໂຫຼດໄຟລ໌ກ່ອນ ແລ້ວຈຶ່ງອ້າງເຖິງ.",
        pointer=f"/files/{position}/uploadId",
    )


def named_twice(pointer: str) -> Fault:
    """Return the fault of an entry that stands in its list already."""
    return Fault(
        code="duplicate",
        en="This entry stands in the list already: name it once.",
        lo="ລາຍການນີ້ມີຢູ່ແລ້ວ: ໃຫ້ລະບຸຄັ້ງດຽວ.",
        pointer=pointer,
    )


def own_recipient(position: int) -> Fault:
    """Return the fault of a document that is sent to its own issuer."""
    return Fault(
        code="own-recipient",
        en="A document goes to other offices: the issuing office cannot be its recipient.",
        lo="ເອກະສານສົ່ງຫາຫ້ອງການອື່ນ: ຫ້ອງການຜູ້ອອກເປັນຜູ້ຮັບເອງບໍ່ໄດ້.",
        pointer=f"/recipients/{position}/to",
    )
