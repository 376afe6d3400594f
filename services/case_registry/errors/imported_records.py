"""What can be wrong with the records that an imported row brings; the rules say where in the row it stands."""

from typing import Final

from contracts.problems import Fault

NOT_A_COURT: Final = Fault(
    code="not-a-court",
    en="Proceedings, with their hearings and decisions, are brought by the court that held them: leave them out here.",
    lo="ການພິຈາລະນາ, ການໄຕ່ສວນ ແລະ ຄຳຕັດສິນ ແມ່ນສານທີ່ພິຈາລະນາເປັນຜູ້ນຳເຂົ້າ: ບໍ່ຕ້ອງໃສ່ຢູ່ນີ້.",
)
NOT_A_PROSECUTOR: Final = Fault(
    code="not-a-prosecutor",
    en="Entries of the prosecution's register are brought by the prosecutor who keeps it: leave them out here.",
    lo="ລາຍການໃນທະບຽນໄອຍະການ ແມ່ນອົງການໄອຍະການທີ່ຖືທະບຽນເປັນຜູ້ນຳເຂົ້າ: ບໍ່ຕ້ອງໃສ່ຢູ່ນີ້.",
)
NUMBER_AGAIN: Final = Fault(
    code="duplicate-number",
    en="Another number in this file, of the same office and year, is the same: each belongs to one case.",
    lo="ໃນໄຟລ໌ນີ້ມີເລກດຽວກັນ ຂອງຫ້ອງການ ແລະ ປີດຽວກັນແລ້ວ: ແຕ່ລະເລກເປັນຂອງຄະດີດຽວ.",
)
STILL_OPEN: Final = Fault(
    code="already-registered",
    en="An earlier entry of this row at the same instance has no outcome yet: a case waits once at an instance.",
    lo="ລາຍການກ່ອນໜ້າຂອງແຖວນີ້ໃນຂັ້ນດຽວກັນ ຍັງບໍ່ມີຜົນ: ຄະດີໜຶ່ງຄ້າງໄດ້ເທື່ອດຽວໃນຂັ້ນດຽວ.",
)
SECOND_JUDGMENT: Final = Fault(
    code="second-judgment",
    en="Proceedings end with one judgment: state the other one in proceedings of its own.",
    lo="ການພິຈາລະນາໜຶ່ງມີຄຳພິພາກສາດຽວ: ໃສ່ອັນອື່ນໄວ້ໃນການພິຈາລະນາຂອງມັນເອງ.",
)
DECISION_AGAIN: Final = Fault(
    code="decision-number-taken",
    en="The court has a decision of this kind with this number in this year already, in this file or in the registry. "
    "Check the number; if it is another decision, say why in overrideReason.",
    lo="ສານມີຄຳຕັດສິນປະເພດນີ້ ທີ່ມີເລກທີດຽວກັນໃນປີນີ້ແລ້ວ ໃນໄຟລ໌ນີ້ ຫຼື ໃນທະບຽນ. ກະລຸນາກວດເລກທີ; ຖ້າເປັນຄຳຕັດສິນອື່ນ ໃຫ້ລະບຸເຫດຜົນ.",
)
FINAL_BEFORE: Final = Fault(
    code="date-order",
    en="A decision is not final before it is issued.",
    lo="ຄຳຕັດສິນບໍ່ສາມາດເປັນທີ່ສຸດກ່ອນວັນທີອອກ.",
)
SET_ASIDE_BEFORE: Final = Fault(
    code="date-order",
    en="A judgment is not set aside before it is issued.",
    lo="ຄຳພິພາກສາບໍ່ສາມາດຖືກລົບລ້າງກ່ອນວັນທີອອກ.",
)
FILED_BEFORE_THE_ACT: Final = Fault(
    code="date-order",
    en="Nobody is charged before the act.",
    lo="ບໍ່ມີການສັ່ງຟ້ອງກ່ອນວັນທີກະທຳ.",
)
DECIDED_BEFORE_THE_CHARGE: Final = Fault(
    code="date-order",
    en="A charge has no result before it is filed.",
    lo="ຂໍ້ຫາບໍ່ສາມາດມີຜົນກ່ອນວັນທີສັ່ງຟ້ອງ.",
)
WITHDRAWN_BEFORE_THE_CHARGE: Final = Fault(
    code="date-order",
    en="A charge is not withdrawn before it is filed.",
    lo="ຂໍ້ຫາບໍ່ສາມາດຖືກຖອນກ່ອນວັນທີສັ່ງຟ້ອງ.",
)
WITHDRAWN_WITH_RESULT: Final = Fault(
    code="withdrawn-with-result",
    en="A charge that was withdrawn has no result: leave out the result, or the withdrawal.",
    lo="ຂໍ້ຫາທີ່ຖືກຖອນບໍ່ມີຜົນຕັດສິນ: ເອົາຜົນຕັດສິນ ຫຼື ການຖອນອອກ.",
)
DECIDED_AFTER_THE_JUDGMENT: Final = Fault(
    code="date-order",
    en="A charge has its result by the day of the judgment: this one is later than statusOn.",
    lo="ຂໍ້ຫາມີຜົນບໍ່ຊ້າກວ່າວັນທີຂອງຄຳພິພາກສາ: ວັນທີນີ້ຢູ່ຫຼັງວັນທີຂອງສະຖານະ.",
)
HELD_AFTER_THE_JUDGMENT: Final = Fault(
    code="date-order",
    en="Nothing is heard at an instance behind its judgment: check both days, or name the proceedings that heard it.",
    lo="ບໍ່ມີການໄຕ່ສວນໃນຂັ້ນໃດໜຶ່ງ ຫຼັງຈາກຂັ້ນນັ້ນຕັດສິນແລ້ວ: ກະລຸນາກວດທັງສອງວັນທີ ຫຼື ໃສ່ໄວ້ໃນການພິຈາລະນາທີ່ໄຕ່ສວນ.",
)
HEARING_AGAIN: Final = Fault(
    code="hearing-twice",
    en="The same hearing stands in these proceedings before: the same kind, time and room. State it once.",
    lo="ການໄຕ່ສວນນີ້ມີໃນການພິຈາລະນານີ້ແລ້ວ: ປະເພດ, ເວລາ ແລະ ຫ້ອງ ດຽວກັນ. ກະລຸນາໃສ່ເທື່ອດຽວ.",
)
STILL_TO_COME: Final = Fault(
    code="hearing-to-come",
    en="An import brings hearings that are over, with what became of them; schedule the coming ones in the registry.",
    lo="ການນຳເຂົ້າຮັບສະເພາະການໄຕ່ສວນທີ່ຜ່ານໄປແລ້ວ ພ້ອມຜົນ; ຄັ້ງທີ່ຈະມາເຖິງ ໃຫ້ກຳນົດໃນທະບຽນ.",
)
NOT_IN_THE_PANEL: Final = Fault(
    code="not-in-the-panel",
    en="This judge sat in no panel of these proceedings: state it in panel or, who left it, in formerPanel.",
    lo="ຜູ້ພິພາກສານີ້ບໍ່ຢູ່ໃນຄະນະຂອງການພິຈາລະນານີ້: ໃສ່ໄວ້ໃນຄະນະ ຫຼື ໃນລາຍການຜູ້ທີ່ອອກຈາກຄະນະແລ້ວ.",
)
