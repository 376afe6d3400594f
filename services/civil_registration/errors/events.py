"""Refusals of acts on a vital event: what its state does not allow, and what another office does."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar

from contracts.organisations import Organisations
from contracts.problems import Fault, Problem
from contracts.seats import Seat
from contracts.spoken import Named


class ActionNotAllowed(Problem):
    """The state of the event does not permit this action."""

    code = "event-move-not-allowed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Action not allowed", "ການດຳເນີນການນີ້ເຮັດບໍ່ໄດ້"
    en = "This event is {current}: “{action}” is not done there. Allowed now: {allowed}."
    lo = "ເຫດການນີ້ຢູ່ສະຖານະ {current}: ເຮັດ “{action}” ບໍ່ໄດ້. ຕອນນີ້ເຮັດໄດ້: {allowed}."
    codes: ClassVar = {
        "current": "civil-event-state",
        "action": "civil-event-action",
        "allowed": "civil-event-action",
    }

    def __init__(self, action: str, current: str | None, allowed: Sequence[str]) -> None:
        super().__init__(action=action, current=current or "draft", allowed=list(allowed))


class RecordFull(Problem):
    """The log of an event has an end: nobody amends or assigns it a thousand times."""

    code = "event-log-full"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Log is full", "ບັນທຶກເຕັມແລ້ວ"
    en = "The log of this event has {limit} actions and takes no more of this kind: register, reject or archive it."
    lo = "ບັນທຶກຂອງເຫດການນີ້ມີ {limit} ການດຳເນີນການແລ້ວ: ໃຫ້ຈົດທະບຽນ, ປະຕິເສດ ຫຼື ເກັບມ້ຽນ."

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class NotTheRegistrar(Problem):
    """Only the registering office of an event does this, or the one that took over its open events."""

    code = "not-the-registrar"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Not the registrar", "ບໍ່ແມ່ນຫ້ອງການທະບຽນຂອງເຫດການ"
    en = "The event is with the office {member}/{office}: ask that office, or the one above it."
    lo = "ເຫດການນີ້ຢູ່ກັບ {office} ({member}): ໃຫ້ຕິດຕໍ່ຫ້ອງການດັ່ງກ່າວ ຫຼື ຂັ້ນເທິງຂອງຫ້ອງການນັ້ນ."

    def __init__(self, registrar: Seat, organisations: Organisations) -> None:
        facts = organisations.members.get(registrar.member)
        member = Named(registrar.member, None if facts is None else facts.name_lo)
        office = Named(registrar.office, organisations.named(registrar).lo)
        super().__init__(member=member, office=office)


class MayNotDeclare(Problem):
    """Events are declared, noticed and drafted by hospitals, registering offices and embassies."""

    code = "may-not-declare"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "May not declare", "ແຈ້ງເຫດການບໍ່ໄດ້"
    en = "An office of this kind declares no such event; ask the district's registration office."
    lo = "ຫ້ອງການປະເພດນີ້ແຈ້ງເຫດການແບບນີ້ບໍ່ໄດ້; ກະລຸນາຕິດຕໍ່ຫ້ອງການທະບຽນຂອງເມືອງ."


class ApprovalNeeded(Problem):
    """A registration that is very late needs the approval of the office above."""

    code = "approval-needed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Approval needed", "ຕ້ອງໄດ້ຮັບອະນຸມັດ"
    en = "This event is {days} days late: the office above approves its registration first."
    lo = "ເຫດການນີ້ຊ້າ {days} ມື້: ຂັ້ນເທິງຕ້ອງອະນຸມັດກ່ອນຈຶ່ງຈົດທະບຽນໄດ້."

    def __init__(self, days: int) -> None:
        super().__init__(days=days)


class DuplicateUndecided(Problem):
    """A person decides whether it is the same event before it is registered."""

    code = "duplicate-undecided"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Potential duplicate", "ອາດແຈ້ງຊ້ຳ"
    en = "This event may be the same as another: decide on each potential duplicate before it is registered."
    lo = "ເຫດການນີ້ອາດເປັນອັນດຽວກັບເຫດການອື່ນ: ຕັດສິນແຕ່ລະອັນທີ່ອາດຊ້ຳກ່ອນຈົດທະບຽນ."


class SameEvent(Problem):
    """A person decided that it is the same event as another one: it is not registered a second time."""

    code = "same-event"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "The same event", "ເຫດການດຽວກັນ"
    en = "This event is the same as {others}: reject or archive it, or decide anew that they are different."
    lo = "ເຫດການນີ້ແມ່ນອັນດຽວກັນກັບ {others}: ໃຫ້ປະຕິເສດ ຫຼື ເກັບມ້ຽນ, ຫຼື ຕັດສິນໃໝ່ວ່າເປັນຄົນລະເຫດການ."

    def __init__(self, others: Sequence[str]) -> None:
        super().__init__(others=list(others))


class ChildAlreadyNamed(Problem):
    """A name is given to a child who has one: that would be a correction, which needs a basis."""

    code = "child-already-named"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Child already named", "ເດັກມີຊື່ແລ້ວ"
    en = "The child was declared with a name; leave childName out. Another name needs a correction with its basis."
    lo = "ເດັກມີຊື່ໃນໃບແຈ້ງແລ້ວ; ບໍ່ຕ້ອງໃສ່ຊື່ອີກ. ການປ່ຽນຊື່ຕ້ອງຂໍແກ້ໄຂພ້ອມເອກະສານຢັ້ງຢືນ."


NO_CHILD = Fault(
    code="no-child",
    en="This event is no birth: there is no child to be named, leave childName out.",
    lo="ເຫດການນີ້ບໍ່ແມ່ນການເກີດ: ບໍ່ມີເດັກທີ່ຈະໃສ່ຊື່, ບໍ່ຕ້ອງໃສ່ຊື່ອີກ.",
    pointer="/childName",
)
LATE_REASON_NEEDED = Fault(
    code="late-reason-needed",
    en="This registration is late: say the reason.",
    lo="ການຈົດທະບຽນນີ້ຊ້າກວ່າກຳນົດ: ໃຫ້ບອກເຫດຜົນ.",
    pointer="/lateReason",
)
EXPIRED = Fault(
    code="expired",
    en="The assignment would be over already: name a later moment.",
    lo="ການມອບໝາຍນີ້ຈະໝົດອາຍຸແລ້ວ: ໃສ່ເວລາທີ່ຊ້າກວ່ານີ້.",
    pointer="/until",
)
OTHER_KIND = Fault(
    code="other-kind",
    en="These are facts of another kind of event than this one.",
    lo="ຂໍ້ເທັດຈິງນີ້ແມ່ນຂອງເຫດການຊະນິດອື່ນ.",
    pointer="",
)
GOES_NOWHERE = Fault(
    code="same-office",
    en="The event is with this office already: name another one.",
    lo="ເຫດການຢູ່ກັບຫ້ອງການນີ້ແລ້ວ: ໃຫ້ລະບຸຫ້ອງການອື່ນ.",
    pointer="/to",
)
