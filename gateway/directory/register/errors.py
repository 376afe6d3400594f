"""Refusals of the register, beside those of every service."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem
from gateway.directory.lines import Wrong

MOST_FAULTS: Final = 100  # as of any request


class SameOfficer(Problem):
    """Four eyes: nobody decides on a proposal of her own."""

    code = "same-officer"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Another officer decides", "ຕ້ອງໃຫ້ພະນັກງານອື່ນຕັດສິນ"
    en = "You have proposed this change yourself; another officer of the control tower approves it."
    lo = "ທ່ານເປັນຜູ້ສະເໜີການປ່ຽນແປງນີ້ເອງ; ຕ້ອງໃຫ້ພະນັກງານອື່ນຂອງສູນຄວບຄຸມອະນຸມັດ."


class DecisionNotYours(Problem):
    """Only the authority that keeps the directory decides on proposals."""

    code = "decision-not-yours"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Decision not yours", "ບໍ່ມີສິດຕັດສິນ"
    en = (
        "Changes of the directory are approved by officers of the control tower; a member with two officers in office "
        "approves changes of its officers alone."
    )
    lo = "ການປ່ຽນແປງສາລະບານຕ້ອງໃຫ້ພະນັກງານຂອງສູນຄວບຄຸມອະນຸມັດ; ສະມາຊິກທີ່ມີພະນັກງານສອງຄົນອະນຸມັດສະເພາະພະນັກງານຂອງຕົນ."


class EntryNotYours(Problem):
    """A member proposes only what is its own: its offices, officers, systems, projects and equipment."""

    code = "entry-not-yours"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Entry not yours", "ລາຍການບໍ່ແມ່ນຂອງທ່ານ"
    en = "The {kind} {id} is not yours to change; ask the control tower."
    lo = "{kind} {id} ບໍ່ແມ່ນຂອງທ່ານທີ່ຈະປ່ຽນ; ກະລຸນາຕິດຕໍ່ສູນຄວບຄຸມ."


class OfficersNotYours(Problem):
    """Who acts for a member is its own to say, as soon as it has two officers who can."""

    code = "officers-not-yours"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Officers not yours", "ພະນັກງານບໍ່ແມ່ນຂອງທ່ານ"
    en = "{member} has two officers in office, who enter and end its officers themselves: ask them to propose it."
    lo = "{member} ມີພະນັກງານສອງຄົນທີ່ດຳລົງຕຳແໜ່ງ ແລະ ຈັດການພະນັກງານເອງ: ໃຫ້ພວກເຂົາສະເໜີ."


class PowerMissing(Problem):
    """The directory says what her post lets her do, and changing the directory is not in it."""

    code = "power-missing"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Power missing", "ບໍ່ມີອຳນາດ"
    en = "The post of {officer} at {member} has the powers {powers}; who changes the directory needs {needed}."
    lo = "ຕຳແໜ່ງຂອງ {officer} ຢູ່ {member} ມີອຳນາດ {powers}; ຜູ້ທີ່ປ່ຽນສາລະບານຕ້ອງມີອຳນາດ {needed}."


class ChangeDecided(Problem):
    """A proposal is decided once."""

    code = "change-decided"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Already decided", "ຕັດສິນແລ້ວ"
    en = "This change is {state} already; propose a new one."
    lo = "ການປ່ຽນແປງນີ້ຢູ່ສະຖານະ {state} ແລ້ວ; ໃຫ້ສະເໜີອັນໃໝ່."
    codes: ClassVar = {"state": "directory-change-status"}


class ChangeOutdated(Problem):
    """What the proposal wanted to change has become something else: nobody has looked at the two together."""

    code = "change-outdated"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Proposal out of date", "ການສະເໜີລ້າສະໄໝ"
    en = "Changed since this was proposed: {entries}. Reject it, look at what is there now, and propose anew."
    lo = "ມີການປ່ຽນແປງຫຼັງຈາກການສະເໜີ: {entries}. ໃຫ້ປະຕິເສດ, ກວດເບິ່ງຂໍ້ມູນປັດຈຸບັນ ແລ້ວສະເໜີໃໝ່."


class ChangeRefused(Problem):
    """The directory would contradict itself, or hold what the gateway cannot enforce."""

    code = "change-refused"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Change refused", "ປ່ຽນແປງບໍ່ໄດ້"
    en = "The directory cannot become so: {reason}."
    lo = "ສາລະບານເປັນແບບນັ້ນບໍ່ໄດ້: {reason_lo}."

    def __init__(self, reason: str, lo: str | None = None, wrong: Sequence[Wrong] = ()) -> None:
        faults = [
            Fault(code="entry-refused", en=f"{each.en}.", lo=f"{each.lo}.", pointer=f"/{each.listed}/{each.number}")
            for each in wrong
        ]
        super().__init__(faults=faults, reason=reason, reason_lo=reason if lo is None else lo)


class DataClassesMissing(Problem):
    """Before it is registered, a service says of every answer who may see it: what nobody classed, everybody read."""

    code = "data-classes-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Data classes missing", "ຂາດຊັ້ນຂໍ້ມູນ"
    en = "The document of {service} lacks x-data-class (places: {count}); errors says where in it to add one."
    lo = "ເອກະສານຂອງ {service} ຂາດ x-data-class (ຈຳນວນບ່ອນ: {count}); ແຕ່ລະຂໍ້ຜິດພາດບອກວ່າຕ້ອງເພີ່ມຢູ່ໃສ."

    def __init__(self, service: str, pointers: Sequence[str]) -> None:
        faults = [
            Fault(
                code="x-data-class",
                en="Add x-data-class here: general, specific or secret. It holds for everything below.",
                lo="ເພີ່ມ x-data-class ຢູ່ບ່ອນນີ້: general, specific ຫຼື secret. ມີຜົນກັບທຸກຢ່າງທີ່ຢູ່ພາຍໃຕ້.",
                pointer=pointer,
            )
            for pointer in pointers[:MOST_FAULTS]
        ]
        super().__init__(faults=faults, truncated=len(pointers) > MOST_FAULTS, service=service, count=len(pointers))


class TooManyChanges(Problem):
    """A long change of the member waits for its turn already."""

    code = "too-many-changes"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title_en, title_lo = "Too many changes at once", "ການປ່ຽນແປງພ້ອມກັນຫຼາຍເກີນໄປ"
    en = (
        "Another long plan or proposal of yours is waiting for its turn; repeat the call after the time in Retry-After."
    )
    lo = "ແຜນ ຫຼື ການສະເໜີທີ່ຍາວຂອງທ່ານອີກອັນໜຶ່ງກຳລັງລໍຖ້າ; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວສົ່ງຊ້ຳ."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "5"})


class NothingToChange(Problem):
    """The directory is like that already."""

    code = "nothing-to-change"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Nothing to change", "ບໍ່ມີຫຍັງປ່ຽນ"
    en = "The directory is already as this asks for."
    lo = "ສາລະບານເປັນຕາມທີ່ຂໍແລ້ວ."
