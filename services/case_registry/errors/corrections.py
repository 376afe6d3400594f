"""Refusals and faults of corrections, and of a person who is in a case twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Final

from contracts.problems import Fault, Problem


class ValueNotInForce(Problem):
    """What the caller says stood there does not: somebody has corrected it, or it was read wrong."""

    code = "value-not-in-force"
    status = HTTPStatus.PRECONDITION_FAILED
    title_en, title_lo = "Another value stands there", "ຂໍ້ມູນປັດຈຸບັນບໍ່ກົງກັນ"
    en = "What you state as the present value does not stand there. Read the case again, and correct what does."
    lo = "ຄ່າປັດຈຸບັນທີ່ທ່ານລະບຸບໍ່ກົງກັບທະບຽນ. ກະລຸນາອ່ານຄະດີຄືນໃໝ່ ແລ້ວແກ້ໄຂຕາມຄ່າທີ່ມີຢູ່."

    def __init__(self, members: Sequence[str]) -> None:
        super().__init__(differing=list(members))


class SamePersonTwice(Problem):
    """Somebody with the same number, or with the same name and day of birth, is in the case already."""

    code = "same-person-twice"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "In the case already", "ຢູ່ໃນຄະດີແລ້ວ"
    en = (
        "Participant {participantId} has the same number, or the same name and date of birth. Give that participant "
        "another role; if it is somebody else, say why in overrideReason."
    )
    lo = "ຜູ້ມີສ່ວນຮ່ວມ {participantId} ມີເລກປະຈຳຕົວ ຫຼື ຊື່ ແລະ ວັນເດືອນປີເກີດ ດຽວກັນ. ກະລຸນາເພີ່ມບົດບາດໃຫ້ຜູ້ນັ້ນ; ຖ້າເປັນຄົນອື່ນ ໃຫ້ລະບຸເຫດຜົນ."

    def __init__(self, participant_id: str) -> None:
        super().__init__(participantId=participant_id)


class OfficerNeeded(Problem):
    """The token names no officer, and two people answer for what is corrected: who records it has to be known."""

    code = "officer-needed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Officer needed", "ຕ້ອງລະບຸພະນັກງານ"
    en = "Two officers answer for this. Ask for the token with the officer who records it, and name the other one here."
    lo = "ການນີ້ຕ້ອງມີພະນັກງານສອງຄົນຮັບຜິດຊອບ. ກະລຸນາເຂົ້າລະບົບໂດຍລະບຸພະນັກງານຜູ້ບັນທຶກ ແລະ ລະບຸຜູ້ອະນຸມັດອີກຄົນໜຶ່ງຢູ່ນີ້."


APPROVED_BY_ONESELF: Final = Fault(
    code="approved-by-oneself",
    en="Whoever records a correction does not approve it: name another officer.",
    lo="ຜູ້ບັນທຶກການແກ້ໄຂອະນຸມັດເອງບໍ່ໄດ້: ລະບຸພະນັກງານຄົນອື່ນ.",
    pointer="/approvedBy",
)


NOTHING_CORRECTED: Final = Fault(
    code="required",
    en="Say what is wrong: each member with what stands there and what is right.",
    lo="ລະບຸສິ່ງທີ່ຜິດ: ແຕ່ລະຊ່ອງພ້ອມຄ່າເກົ່າ ແລະ ຄ່າທີ່ຖືກຕ້ອງ.",
    pointer="/members",
)


def not_corrected(member: str) -> Fault:
    """Return the fault of a member that is no matter of corrections here."""
    return Fault(
        code="not-corrected",
        en="This is not corrected here: what was moved or decided is reversed by a move or another decision.",
        lo="ຂໍ້ມູນນີ້ແກ້ໄຂດ້ວຍວິທີນີ້ບໍ່ໄດ້: ຕ້ອງໃຊ້ການປ່ຽນສະຖານະ ຫຼື ການຕັດສິນໃໝ່.",
        pointer=f"/members/{member}",
    )


def cannot_stand(member: str) -> Fault:
    """Return the fault of a value that cannot stand there."""
    return Fault(
        code="cannot-stand",
        en="This value cannot stand there: check the day against the steps before and behind it, or the code.",
        lo="ຄ່ານີ້ໃຊ້ບໍ່ໄດ້: ກວດວັນທີກັບຂັ້ນຕອນກ່ອນ ແລະ ຫຼັງ, ຫຼື ກວດລະຫັດ.",
        pointer=f"/members/{member}/now",
    )


def not_between(member: str, first: date | None, last: date | None) -> Fault:
    """Return the fault of a day that lies before the first, or behind the last, on which it can have been."""
    limits = {"first": first, "last": last}
    en = " and ".join(
        f"{word} {day}" for word, day in zip(("not before", "not after"), limits.values(), strict=True) if day
    )
    lo = " ແລະ ".join(f"{word} {day}" for word, day in zip(("ບໍ່ກ່ອນ", "ບໍ່ຫຼັງ"), limits.values(), strict=True) if day)
    return replace(
        cannot_stand(member),
        en=f"This day cannot stand there: by the steps before and behind it, it lies {en}.",
        lo=f"ວັນທີນີ້ໃຊ້ບໍ່ໄດ້: ຕາມຂັ້ນຕອນກ່ອນ ແລະ ຫຼັງ ຕ້ອງ{lo}.",
        params={name: day.isoformat() for name, day in limits.items() if day is not None},
    )


def another_category(possible: Mapping[str, tuple[str, str]]) -> Fault:
    """Return the fault of a category that the case cannot have, with those that it can, named in Lao and English."""
    en, lo = ", ".join(each[1] for each in possible.values()), ", ".join(each[0] for each in possible.values())
    return replace(
        cannot_stand("category"),
        en=f"A case like this cannot be of that category. It can be of: {en}.",
        lo=f"ຄະດີນີ້ເປັນປະເພດດັ່ງກ່າວບໍ່ໄດ້. ເປັນໄດ້: {lo}.",
        params={"possible": list(possible)},
    )


def changes_nothing(member: str) -> Fault:
    """Return the fault of a correction to the value that stands there."""
    return Fault(
        code="changes-nothing",
        en="The old and the new value are the same.",
        lo="ຄ່າເກົ່າ ແລະ ຄ່າໃໝ່ຄືກັນ.",
        pointer=f"/members/{member}",
    )


CATEGORY_USED: Final = Fault(
    code="category-used",
    en="Something was decided in the case, or entered in a register, by its category: it is not corrected any more.",
    lo="ມີການຕັດສິນ ຫຼື ການບັນທຶກໃນປຶ້ມທະບຽນຕາມປະເພດຄະດີນີ້ແລ້ວ: ແກ້ໄຂປະເພດບໍ່ໄດ້ອີກ.",
    pointer="/members/category/now",
)
DESIGNATION_USED: Final = Fault(
    code="designation-used",
    en="The court has taken the file, or the case has gone on since: the order is not corrected any more.",
    lo="ສານໄດ້ຮັບສຳນວນແລ້ວ ຫຼື ຄະດີໄດ້ດຳເນີນຕໍ່ໄປແລ້ວ: ແກ້ໄຂຄຳສັ່ງນີ້ບໍ່ໄດ້ອີກ.",
    pointer="/members/court/now",
)
REOPENED_ON_IT: Final = Fault(
    code="reopened-on-it",
    en="The case was reopened on this proposal: take that move back as a mistake first, then correct the outcome.",
    lo="ຄະດີຖືກຮື້ຟື້ນຕາມການສະເໜີນີ້ແລ້ວ: ຍົກເລີກການຮື້ຟື້ນທີ່ຜິດພາດກ່ອນ, ແລ້ວຈຶ່ງແກ້ໄຂຜົນນີ້.",
    pointer="/members/outcome/now",
)
NO_SUCH_FACT: Final = Fault(
    code="no-such-fact",
    en="Nothing that can be corrected stands at this position of the history.",
    lo="ບໍ່ມີຂໍ້ມູນທີ່ແກ້ໄຂໄດ້ຢູ່ລຳດັບນີ້ຂອງປະຫວັດຄະດີ.",
    pointer="/position",
)
