"""Faults of days: in the future, in the Buddhist era, in the wrong order."""

from datetime import date
from typing import Final

from contracts.problems import Fault


def buddhist_era(pointer: str) -> Fault:
    """Return the fault of a year that is 543 too high."""
    return Fault(
        code="buddhist-era",
        en="The year looks like the Buddhist era: subtract 543 and write the year of the common era.",
        lo="ປີນີ້ຄືຈະເປັນ ພ.ສ.: ລົບອອກ 543 ແລ້ວຂຽນເປັນປີ ຄ.ສ.",
        pointer=pointer,
    )


def not_come_yet(pointer: str) -> Fault:
    """Return the fault of a day that lies in the future."""
    return Fault(
        code="future-date",
        en="This day has not come yet; what is recorded has happened.",
        lo="ວັນທີນີ້ຍັງບໍ່ທັນຮອດ; ບັນທຶກໄດ້ສະເພາະສິ່ງທີ່ເກີດຂຶ້ນແລ້ວ.",
        pointer=pointer,
    )


def ends_before_it_begins(pointer: str) -> Fault:
    """Return the fault of an end that does not lie behind its beginning."""
    return Fault(
        code="ends-before-it-begins",
        en="The end does not lie behind the beginning.",
        lo="ເວລາສິ້ນສຸດບໍ່ຢູ່ຫຼັງເວລາເລີ່ມ.",
        pointer=pointer,
    )


# What the latest of the facts is called that an act presupposes, in English and Lao.
_PRESUPPOSED: Final = {
    "opened": ("the case was opened", "ວັນເປີດຄະດີ"),
    "moved": ("the case came to where this is done", "ວັນທີ່ຄະດີມາຮອດສະຖານະທີ່ດຳເນີນການນີ້ໄດ້"),
    "participantJoined": ("this participant joined the case", "ວັນທີ່ຜູ້ມີສ່ວນຮ່ວມນີ້ເຂົ້າມາໃນຄະດີ"),
    "chargeFiled": ("this charge was filed", "ວັນທີ່ຕັ້ງຂໍ້ຫານີ້"),
    "chargeImported": ("this charge was filed", "ວັນທີ່ຕັ້ງຂໍ້ຫານີ້"),
    "proceedingOpened": ("these proceedings began", "ວັນເລີ່ມການດຳເນີນຄະດີນີ້"),
    "statementAwaited": ("the case was entered for a statement", "ວັນລົງທະບຽນຄະດີເພື່ອອອກຄຳຖະແຫຼງ"),
    "calledUp": ("the file was called up", "ວັນລົງທະບຽນທວງສຳນວນ"),
}


def before_what_it_presupposes(kind: str, on: date, pointer: str) -> Fault:
    """Return the fault of a day before that of a fact, of this kind, without which the act could not be."""
    en, lo = _PRESUPPOSED[kind]
    return Fault(
        code="too-early",
        en=f"This day lies before the one on which {en}, {on}: check the year, or correct that day first.",
        lo=f"ວັນທີນີ້ຢູ່ກ່ອນ{lo} ({on}): ກວດປີ ຫຼື ແກ້ໄຂວັນທີນັ້ນກ່ອນ.",
        pointer=pointer,
    )


def before_the_results(latest: date) -> Fault:
    """Return the fault of a judgment of a day before that of a result which it gives."""
    return Fault(
        code="before-the-results",
        en=f"A charge got its result on {latest}: its judgment is of that day, or later. Check both days.",
        lo=f"ມີຂໍ້ຫາທີ່ໄດ້ຮັບຜົນໃນວັນທີ {latest}: ຄຳພິພາກສາຕ້ອງແມ່ນວັນນັ້ນ ຫຼື ຫຼັງຈາກນັ້ນ. ກວດທັງສອງວັນທີ.",
        pointer="/decidedOn",
        params={"latest": latest.isoformat()},
    )


def after_the_judgment(judged_on: date) -> Fault:
    """Return the fault of a result of a day behind that of the judgment that gave it."""
    return Fault(
        code="after-the-judgment",
        en=f"The judgment of this trial is of {judged_on}: what it decided on the charge is of that day, or earlier.",
        lo=f"ຄຳພິພາກສາຂອງການພິຈາລະນານີ້ແມ່ນວັນທີ {judged_on}: ຜົນຂອງຂໍ້ຫາຕ້ອງແມ່ນວັນນັ້ນ ຫຼື ກ່ອນນັ້ນ.",
        pointer="/decidedOn",
        params={"judgedOn": judged_on.isoformat()},
    )


def before_the_last_decision(latest: date) -> Fault:
    """Return the fault of a decision of a day before that of the one that holds."""
    return Fault(
        code="before-the-last-decision",
        en=f"Who sees this case was decided on {latest}: an older decision changes nothing of that. Check the day.",
        lo=f"ມີຄຳຕົກລົງວ່າໃຜເບິ່ງຄະດີນີ້ໄດ້ ໃນວັນທີ {latest} ແລ້ວ: ຄຳຕົກລົງທີ່ເກົ່າກວ່າປ່ຽນແປງບໍ່ໄດ້. ກວດວັນທີຄືນ.",
        pointer="/decidedOn",
        params={"latest": latest.isoformat()},
    )


NOT_KNOWN_YET: Final = Fault(
    code="future-date",
    en="This moment has not come yet: leave it out to read what is known now.",
    lo="ເວລານີ້ຍັງບໍ່ທັນຮອດ: ບໍ່ຕ້ອງໃສ່ ຖ້າຢາກອ່ານສິ່ງທີ່ຮູ້ໃນປັດຈຸບັນ.",
    location="query",
    name="at",
)
