"""Refusals of a notice in FHIR: what is no notice of a birth or death, what is too much, and what was taken before."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class NoticeAltered(Problem):
    """The bytes that arrived are not those that were announced; nothing was read."""

    code = "notice-altered"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Notice altered", "ໃບແຈ້ງບໍ່ກົງກັບທີ່ປະກາດ"
    en = "The bytes received do not have the announced digest, so nothing was read: send the bundle again."
    lo = "ຂໍ້ມູນທີ່ໄດ້ຮັບບໍ່ກົງກັບຄ່າກວດສອບທີ່ແຈ້ງ ຈຶ່ງບໍ່ໄດ້ອ່ານ: ກະລຸນາສົ່ງໃບແຈ້ງໃໝ່."


class NoticeBroken(Problem):
    """The line broke before the last byte; nothing was read."""

    code = "notice-broken"
    status = HTTPStatus.BAD_REQUEST
    title_en, title_lo = "Notice broken off", "ການສົ່ງໃບແຈ້ງຂາດກາງຄັນ"
    en = "The bundle did not arrive whole, so nothing was read: send it again."
    lo = "ໃບແຈ້ງມາບໍ່ຄົບ ຈຶ່ງບໍ່ໄດ້ອ່ານ: ກະລຸນາສົ່ງໃໝ່."


class BundleTakenDifferently(Problem):
    """A bundle of the same identifier opened an event with other facts: one of the two would be lost."""

    code = "bundle-taken-differently"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Bundle taken with other facts", "ໃບແຈ້ງເລກດຽວກັນມີຂໍ້ມູນຕ່າງກັນ"
    en = "A bundle of this identifier opened the event {tracking} with other facts: amend that event, or give the new "
    en += "bundle an identifier of its own."
    lo = "ໃບແຈ້ງເລກນີ້ໄດ້ເປີດເຫດການ {tracking} ດ້ວຍຂໍ້ມູນອື່ນແລ້ວ: ໃຫ້ແກ້ເຫດການນັ້ນ ຫຼື ໃສ່ເລກໃໝ່ໃຫ້ໃບແຈ້ງ."

    def __init__(self, tracking: str) -> None:
        super().__init__(tracking=tracking)


NOT_A_BUNDLE: Final = Fault(
    code="not-a-bundle",
    en="One FHIR Bundle of type document or transaction is taken here, with its resources in `entry`.",
    lo="ບ່ອນນີ້ຮັບຊຸດຂໍ້ມູນດຽວ ທີ່ເປັນເອກະສານ ຫຼື ທຸລະກຳ ພ້ອມລາຍການຢູ່ໃນຊຸດ.",
    pointer="",
)
SEVERAL_DOCUMENTS: Final = Fault(
    code="several-documents",
    en="The bundle has several Compositions: one bundle is one notice, send one for each event.",
    lo="ຊຸດຂໍ້ມູນມີໃບແຈ້ງຫຼາຍໃບ: ຊຸດໜຶ່ງແມ່ນໃບແຈ້ງດຽວ, ໃຫ້ສົ່ງແຍກສຳລັບແຕ່ລະເຫດການ.",
    pointer="/entry",
)


def not_a_notice(pointer: str, taken: Sequence[str]) -> Fault:
    """Return the fault of a bundle that is no notice of an event, with the documents that are taken."""
    return Fault(
        code="not-a-notice",
        en=f"This is no notice of a birth or death. The type of the Composition is one of: {', '.join(taken)}.",
        lo="ນີ້ບໍ່ແມ່ນໃບແຈ້ງເກີດ ຫຼື ໃບແຈ້ງເສຍຊີວິດ. ຮັບສະເພາະໃບແຈ້ງສອງຊະນິດນີ້: ກວດປະເພດຂອງເອກະສານ.",
        pointer=pointer,
        params={"taken": list(taken)},
    )


def withdrawn(pointer: str) -> Fault:
    """Return the fault of a document that says of itself that it was sent by mistake."""
    return Fault(
        code="withdrawn-notice",
        en="The document says of itself that it was entered in error: archive the event that it was about.",
        lo="ເອກະສານບອກວ່າຕົນເອງຖືກສ້າງຜິດ: ໃຫ້ເກັບມ້ຽນເຫດການທີ່ມັນແຈ້ງໄວ້.",
        pointer=pointer,
    )


def modified(pointer: str) -> Fault:
    """Return the fault of a document whose meaning something changes that nobody here knows."""
    return Fault(
        code="unknown-modifier",
        en="An extension or a rule that is not known here changes what the document means: send it without.",
        lo="ມີສ່ວນເສີມທີ່ປ່ຽນຄວາມໝາຍຂອງເອກະສານ ແລະ ລະບົບນີ້ບໍ່ຮູ້ຈັກ: ໃຫ້ສົ່ງໂດຍບໍ່ມີສ່ວນນັ້ນ.",
        pointer=pointer,
    )


def too_many(pointer: str, code: str, limit: int) -> Fault:
    """Return the fault of a bundle with more entries, or values, than one notice has."""
    return Fault(
        code=code,
        en=f"One notice has at most {limit} of them: send one bundle for each event.",
        lo=f"ໃບແຈ້ງໜຶ່ງມີໄດ້ບໍ່ເກີນ {limit} ລາຍການ: ໃຫ້ສົ່ງຊຸດໜຶ່ງສຳລັບແຕ່ລະເຫດການ.",
        pointer=pointer,
        params={"limit": limit},
    )


def no_registrar(params: Fault) -> Fault:
    """Return the fault of a bundle from which no single registering office follows, with the choices."""
    return Fault(
        code=params.code,
        en="No single registering office follows from the bundle: give the Encounter a Location with the code of the "
        "district (its identifier, or the district of its address), or name the office in regLastOffice.",
        lo="ຊຸດຂໍ້ມູນບໍ່ບອກຫ້ອງການທະບຽນດຽວທີ່ຊັດເຈນ: ໃສ່ລະຫັດເມືອງຂອງສະຖານທີ່ເກີດເຫດ ຫຼື ລະບຸຫ້ອງການທະບຽນ.",
        pointer="/entry",
        params=params.params,
    )


def not_placed(fault: Fault, pointer: str) -> Fault:
    """Return the fault of a bundle whose place is not known, and point at it: no registering office follows."""
    return Fault(
        code=fault.code,
        en="The place that stands here is no district or village of the national list, or is the name of several, so "
        "no registering office follows from it: give its code under the system "
        "https://schemas.saphan.gov.la/codelists/places, or its district as the list names it; or name the office in "
        "regLastOffice.",
        lo="ສະຖານທີ່ຢູ່ບ່ອນນີ້ ບໍ່ມີໃນບັນຊີເມືອງ ແລະ ບ້ານແຫ່ງຊາດ ຫຼື ຊື່ຊ້ຳກັນຫຼາຍບ່ອນ ຈຶ່ງບໍ່ຮູ້ວ່າຫ້ອງການໃດຈົດທະບຽນ: "
        "ໃຫ້ໃສ່ລະຫັດຂອງບັນຊີແຫ່ງຊາດ ຫຼື ຊື່ເມືອງຕາມບັນຊີ; ຫຼື ລະບຸຫ້ອງການທະບຽນ.",
        pointer=pointer,
        params=fault.params,
    )
