"""Refusals when a file is handed over, taken, refused or recalled."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem


def before_the_sending(pointer: str) -> Fault:
    """Return the fault of a day before the file could be sent, or before it was."""
    return Fault(
        code="before-the-sending",
        en="This day lies before the file was sent, or before the case came to where it stands.",
        lo="ວັນທີນີ້ຢູ່ກ່ອນວັນມອບສຳນວນ ຫຼື ກ່ອນວັນທີ່ຄະດີມາຮອດສະຖານະປັດຈຸບັນ.",
        pointer=pointer,
    )


class HandOverNotAllowed(Problem):
    """Files do not go from such a member to such a member while the case stands where it does."""

    code = "hand-over-not-allowed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hand-over not allowed", "ມອບສຳນວນບໍ່ໄດ້"
    en = "While a case is {current}, its file does not go from {source} to {target}; move the case first."
    lo = "ເມື່ອຄະດີຢູ່ສະຖານະ {current} ມອບສຳນວນຈາກ {source} ໃຫ້ {target} ບໍ່ໄດ້; ປ່ຽນສະຖານະຄະດີກ່ອນ."
    codes: ClassVar = {"current": "case-status", "source": "member-kind", "target": "member-kind"}

    def __init__(self, source: str, target: str, current: str) -> None:
        super().__init__(source=source, target=target, current=current)


class HandOverPending(Problem):
    """The file is on its way already: it can be at one place only."""

    code = "hand-over-pending"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hand-over pending", "ກຳລັງລໍຖ້າຮັບສຳນວນ"
    en = "The file has been handed to {receiver}, which has neither taken nor refused it yet."
    lo = "ສຳນວນໄດ້ມອບໃຫ້ {receiver} ແລ້ວ ແລະ ຍັງບໍ່ທັນໄດ້ຮັບ ຫຼື ປະຕິເສດ."

    def __init__(self, receiver: str) -> None:
        super().__init__(receiver=receiver)


class HandOverDecided(Problem):
    """A hand-over is taken, refused or recalled once."""

    code = "hand-over-decided"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Hand-over decided", "ຕັດສິນການຮັບສຳນວນແລ້ວ"
    en = "This hand-over is {decided} already."
    lo = "ການມອບສຳນວນນີ້ຖືກ {decided} ແລ້ວ."
    codes: ClassVar = {"decided": "hand-over-status"}

    def __init__(self, decided: str) -> None:
        super().__init__(decided=decided)


class NotTheReceiver(Problem):
    """Only the member to whom a file was handed takes or refuses it."""

    code = "not-the-receiver"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Not the receiver", "ບໍ່ແມ່ນຜູ້ຮັບ"
    en = "The file was handed to {receiver}: they take it or refuse it, nobody else."
    lo = "ສຳນວນຖືກມອບໃຫ້ {receiver}: ມີແຕ່ຜູ້ຮັບເທົ່ານັ້ນທີ່ຮັບ ຫຼື ປະຕິເສດໄດ້."

    def __init__(self, receiver: str) -> None:
        super().__init__(receiver=receiver)


class NotTheSender(Problem):
    """Only the member that sent a file recalls it."""

    code = "not-the-sender"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Not the sender", "ບໍ່ແມ່ນຜູ້ມອບ"
    en = "The file was handed over by {sender}: they recall it, nobody else."
    lo = "ສຳນວນຖືກມອບໂດຍ {sender}: ມີແຕ່ຜູ້ມອບເທົ່ານັ້ນທີ່ຖອນຄືນໄດ້."

    def __init__(self, sender: str) -> None:
        super().__init__(sender=sender)


class DocumentsUnreadable(Problem):
    """A file, or an act, names documents that the office cannot read, or that are others than those meant."""

    code = "documents-unreadable"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Documents cannot be read", "ອ່ານເອກະສານບໍ່ໄດ້"
    en = "Your office cannot read these documents, so it cannot name them: {documents}. See errors, or leave them out."
    lo = "ຫ້ອງການຂອງທ່ານອ່ານເອກະສານເຫຼົ່ານີ້ບໍ່ໄດ້ ຈຶ່ງອ້າງອີງບໍ່ໄດ້: {documents}. ເບິ່ງເຫດຜົນຂອງແຕ່ລະສະບັບ ຫຼື ເອົາອອກ."

    def __init__(self, documents: Sequence[str], faults: Sequence[Fault]) -> None:
        super().__init__(faults=faults, documents=list(documents))


# By codes of `document-readability`; where a word is new, the first one is told.
_UNREADABLE: Final = {
    "missing": (
        "This document is not in the document exchange, or your office may not see it: draft it there first.",
        "ບໍ່ພົບເອກະສານນີ້ໃນລະບົບແລກປ່ຽນເອກະສານ ຫຼື ຫ້ອງການຂອງທ່ານບໍ່ມີສິດເບິ່ງ: ກະລຸນາຮ່າງໃນລະບົບກ່ອນ.",
    ),
    "unopened": (
        "This document was delivered to your office and is not opened yet: open the delivery first.",
        "ເອກະສານນີ້ສົ່ງຮອດຫ້ອງການຂອງທ່ານແລ້ວ ແຕ່ຍັງບໍ່ໄດ້ເປີດ: ກະລຸນາເປີດກ່ອນ.",
    ),
    "otherDigest": (
        "No file of this document has that digest: name the digest of the file that you mean.",
        "ບໍ່ມີໄຟລ໌ຂອງເອກະສານນີ້ທີ່ມີຄ່າແຮຊດັ່ງກ່າວ: ໃຫ້ໃສ່ຄ່າແຮຊຂອງໄຟລ໌ທີ່ຕ້ອງການ.",
    ),
}


def unreadable(where: str, readability: str) -> Fault:
    """Return the fault of a document, named there, that an office cannot read: as the document exchange says."""
    en, lo = _UNREADABLE.get(readability, _UNREADABLE["missing"])
    return Fault(code=readability, en=en, lo=lo, pointer=f"{where}/documentId")


TO_ONESELF: Final = Fault(
    code="to-oneself",
    en="The file is with this office already: a file is handed to somebody else.",
    lo="ສຳນວນຢູ່ກັບຫ້ອງການນີ້ແລ້ວ: ຕ້ອງມອບໃຫ້ຜູ້ອື່ນ.",
    pointer="/to",
)


def another_digest(position: int) -> Fault:
    """Return the fault of a received document that is not the one that was announced."""
    return Fault(
        code="another-digest",
        en="What you received has another digest than what was sent: it is not the same document. Do not take it.",
        lo="ເອກະສານທີ່ໄດ້ຮັບມີຄ່າແຮຊຕ່າງຈາກທີ່ສົ່ງ: ບໍ່ແມ່ນເອກະສານດຽວກັນ. ຢ່າຮັບ.",
        pointer=f"/received/{position}/sha256",
    )


def not_in_the_file(position: int) -> Fault:
    """Return the fault of a received document that nobody announced."""
    return Fault(
        code="not-in-the-file",
        en="This document is not on the list of the file that was sent.",
        lo="ເອກະສານນີ້ບໍ່ມີໃນບັນຊີສຳນວນທີ່ສົ່ງ.",
        pointer=f"/received/{position}/documentId",
    )


def named_twice(pointer: str) -> Fault:
    """Return the fault of a document that stands in the list before."""
    return Fault(
        code="named-twice",
        en="This document is in the list already.",
        lo="ເອກະສານນີ້ມີໃນບັນຊີແລ້ວ.",
        pointer=pointer,
    )
