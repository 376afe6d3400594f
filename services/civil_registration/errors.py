"""Refusals of civil registration; those of every service are in `contracts.problems`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.organisations import Organisations
from contracts.problems import Fault, Problem
from contracts.seats import Seat
from contracts.spoken import MOST_SAID, Named, spoken


class EventMoveNotAllowed(Problem):
    """The state of the event does not permit this step: a registered event, above all, stays as it is."""

    code = "event-move-not-allowed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Step not allowed", "ຂັ້ນຕອນນີ້ເຮັດບໍ່ໄດ້"
    en = "This event is {current} and cannot become {target}; allowed now: {allowed}."
    lo = "ເຫດການນີ້ຢູ່ສະຖານະ {current} ຈຶ່ງປ່ຽນເປັນ {target} ບໍ່ໄດ້; ຕອນນີ້ເຮັດໄດ້: {allowed}."
    codes: ClassVar = {"current": "civil-event-state", "target": "civil-event-state", "allowed": "civil-event-state"}

    def __init__(self, current: str, target: str, allowed: Sequence[str]) -> None:
        super().__init__(current=current, target=target, allowed=list(allowed))


class ChildNotNamed(Problem):
    """The notice named no child, and the registration does not either."""

    code = "child-not-named"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Child not named", "ເດັກຍັງບໍ່ມີຊື່"
    en = "The child has no name yet: this event is notified, not declared. Give childName with the registration."
    lo = "ເດັກຍັງບໍ່ມີຊື່: ເຫດການນີ້ພຽງແຕ່ໄດ້ຮັບແຈ້ງ. ກະລຸນາໃສ່ຊື່ເດັກພ້ອມການຈົດທະບຽນ."


class ChildAlreadyNamed(Problem):
    """A name is given to a child who has one: that would be a correction, which needs a basis."""

    code = "child-already-named"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Child already named", "ເດັກມີຊື່ແລ້ວ"
    en = "The child was declared with a name; leave childName out. Another name needs a correction with its basis."
    lo = "ເດັກມີຊື່ໃນໃບແຈ້ງແລ້ວ; ບໍ່ຕ້ອງໃສ່ຊື່ອີກ. ການປ່ຽນຊື່ຕ້ອງຂໍແກ້ໄຂພ້ອມເອກະສານຢັ້ງຢືນ."


class NotTheRegistrar(Problem):
    """Only the registering office of an event registers it, or the one that took over its open events."""

    code = "not-the-registrar"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Not the registrar", "ບໍ່ແມ່ນຫ້ອງການທະບຽນຂອງເຫດການ"
    en = "Only the office {member}/{office} registers this event; the declaration is with that office."
    lo = "ມີແຕ່ {office} ({member}) ທີ່ຈົດທະບຽນເຫດການນີ້ໄດ້; ການແຈ້ງຢູ່ຫ້ອງການດັ່ງກ່າວແລ້ວ."

    def __init__(self, registrar: Seat, organisations: Organisations) -> None:
        facts = organisations.members.get(registrar.member)
        member = Named(registrar.member, None if facts is None else facts.name_lo)
        office = Named(registrar.office, organisations.named(registrar).lo)
        super().__init__(member=member, office=office)


class MayNotDeclare(Problem):
    """Births and deaths are declared by a hospital or by a registrar for a family or a village."""

    code = "may-not-declare"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "May not declare", "ແຈ້ງເຫດການບໍ່ໄດ້"
    en = "Births and deaths are declared by a hospital or a registrar; ask the district's registration office."
    lo = "ການແຈ້ງເກີດ ຫຼື ແຈ້ງການເສຍຊີວິດ ເຮັດໂດຍໂຮງໝໍ ຫຼື ນາຍທະບຽນ; ກະລຸນາຕິດຕໍ່ຫ້ອງການທະບຽນຂອງເມືອງ."


def registrar_needed(district: str, choices: Sequence[Seat]) -> Fault:
    """Return the fault of a declaration from whose place no single registering office follows; it names the choices."""
    offices = [seat.to_document() for seat in choices]
    shown = spoken(offices, "en")  # codes: in each language the same
    return Fault(
        code="registrar-needed",
        en=f"No single registering office follows from district {district}: name one as registrar. Choices: {shown}.",
        lo=f"ເມືອງ {district} ບໍ່ມີຫ້ອງການທະບຽນດຽວທີ່ຊັດເຈນ: ລະບຸຫ້ອງການໃນ registrar. ເລືອກໄດ້: {shown}.",
        pointer="/registrar",
        params={"district": district, "choices": offices[:MOST_SAID]},
    )


_DAYS: Final[Mapping[str, tuple[str, str]]] = {
    "/occurredOn": ("ວັນທີເກີດເຫດ", "Date of the event"),
    "/noticedOn": ("ວັນທີອອກໃບແຈ້ງ", "Date of the notice"),
}


def future_date(pointer: str) -> Fault:
    """Return the fault of a day that has not begun in Vientiane."""
    lo, en = _DAYS[pointer]
    return Fault(
        code="future-date",
        en=f"{en}: this day has not come yet; only what has happened is declared.",
        lo=f"{lo}: ວັນທີນີ້ຍັງບໍ່ທັນຮອດ; ແຈ້ງໄດ້ສະເພາະສິ່ງທີ່ເກີດຂຶ້ນແລ້ວ.",
        pointer=pointer,
    )


def no_such_date(pointer: str) -> Fault:
    """Return the fault of a text that is no date of its stated precision."""
    return Fault(
        code="format",
        en="There is no such date in the precision stated.",
        lo="ບໍ່ມີວັນທີນີ້ຕາມຄວາມລະອຽດທີ່ບອກ.",
        pointer=pointer,
    )


def too_old(pointer: str, limit: int) -> Fault:
    """Return the fault of a birth so long ago that nobody born then was alive."""
    return Fault(
        code="too-old",
        en=f"Nobody has lived for more than {limit} years: check the year of birth.",
        lo=f"ບໍ່ມີໃຜມີອາຍຸເກີນ {limit} ປີ: ກວດປີເກີດ.",
        pointer=pointer,
        params={"limit": limit},
    )


def mother_too_young(limit: int) -> Fault:
    """Return the fault of a mother who was a small child on the day of the birth."""
    return Fault(
        code="mother-too-young",
        en=f"The mother cannot be younger than {limit} years at the birth: check both dates of birth.",
        lo=f"ແມ່ຈະມີອາຍຸຕ່ຳກວ່າ {limit} ປີ ໃນມື້ເກີດລູກບໍ່ໄດ້: ກວດວັນເດືອນປີເກີດຂອງທັງສອງ.",
        pointer="/mother/birthDate",
        params={"limit": limit},
    )


NOTICE_BEFORE_EVENT: Final = Fault(
    code="before-event",
    en="Nothing can be notified before it happened: check noticedOn and occurredOn.",
    lo="ໃບແຈ້ງອອກກ່ອນເຫດການເກີດຂຶ້ນບໍ່ໄດ້: ກວດ noticedOn ແລະ occurredOn.",
    pointer="/noticedOn",
)
MOTHER_BORN_AFTER: Final = Fault(
    code="after-birth",
    en="The mother cannot be born after her child: check both dates of birth.",
    lo="ແມ່ເກີດຫຼັງລູກບໍ່ໄດ້: ກວດວັນເດືອນປີເກີດຂອງທັງສອງ.",
    pointer="/mother/birthDate",
)
BORN_AFTER_DEATH: Final = Fault(
    code="after-death",
    en="Nobody dies before being born: check occurredOn and the date of birth.",
    lo="ເສຍຊີວິດກ່ອນເກີດບໍ່ໄດ້: ກວດ occurredOn ແລະ ວັນເດືອນປີເກີດ.",
    pointer="/deceased/birthDate",
)
NO_CHILD: Final = Fault(
    code="no-child",
    en="This event is a death: there is no child to be named, leave childName out.",
    lo="ເຫດການນີ້ແມ່ນການເສຍຊີວິດ: ບໍ່ມີເດັກທີ່ຈະໃສ່ຊື່, ບໍ່ຕ້ອງໃສ່ຊື່ອີກ.",
    pointer="/childName",
)
