"""Refusal when another office of the case does this, and which."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import ClassVar, Final

from contracts.problems import Fault, Problem
from contracts.spoken import Language, Named, Said


class OtherOffices(Problem):
    """The act is that of an office with a certain part in the case; the office that asks has none."""

    code = "other-offices"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Done by other offices", "ເປັນໜ້າທີ່ຂອງຫ້ອງການອື່ນ"
    en = (
        "{yours} does not do this in this case. Done by: {offices}; by an office that stands above {above}; "
        "kind of office: {kinds}; level: {levels}."
    )
    lo = "{yours} ບໍ່ດຳເນີນການນີ້ໃນຄະດີນີ້. ຜູ້ດຳເນີນການ: {offices}; ຫ້ອງການທີ່ຢູ່ເໜືອ {above}; ປະເພດຫ້ອງການ: {kinds}; ຂັ້ນ: {levels}."

    codes: ClassVar = {"kinds": "office-kind", "levels": "office-level"}
    _en: ClassVar = (
        ("yours", "{yours} does not do this in this case."),
        ("offices", "Done by: {offices}"),
        ("above", "by an office that stands above {above}"),
        ("kinds", "kind of office: {kinds}"),
        ("levels", "level: {levels}"),
    )
    _lo: ClassVar = (
        ("yours", "{yours} ບໍ່ດຳເນີນການນີ້ໃນຄະດີນີ້."),
        ("offices", "ຜູ້ດຳເນີນການ: {offices}"),
        ("above", "ຫ້ອງການທີ່ຢູ່ເໜືອ {above}"),
        ("kinds", "ປະເພດຫ້ອງການ: {kinds}"),
        ("levels", "ຂັ້ນ: {levels}"),
    )

    _nobody: ClassVar = {"en": "ask the office that has the file", "lo": "ກະລຸນາຕິດຕໍ່ຫ້ອງການທີ່ຖືສຳນວນ"}

    def __init__(
        self, yours: str, *, offices: Sequence[str], above: Sequence[str], kinds: Sequence[str], levels: Sequence[str]
    ) -> None:
        super().__init__(yours=yours, offices=list(offices), above=list(above), kinds=list(kinds), levels=list(levels))

    def detail(self, language: Language) -> str:
        """Return the sentence without what the rows do not limit."""
        clauses = self._lo if language == "lo" else self._en
        first, *others = [clause for name, clause in clauses if self.particulars[name]]
        told = "; ".join(others) or self._nobody[language]
        return f"{first} {told[0].upper()}{told[1:]}.".format_map(Said(self.particulars, language, self.codes))


def office_of_whom(member: str, office: str) -> Fault:
    """Return the fault of a query that names an office without its member."""
    return Fault(
        code="required",
        en=f"An office is named with its member: two members may give theirs the same code. State {member}, too.",
        lo="ຕ້ອງລະບຸຫ້ອງການພ້ອມກັບສະມາຊິກ: ສອງສະມາຊິກອາດໃຊ້ລະຫັດດຽວກັນ. ໃສ່ສະມາຊິກນຳ.",
        location="query",
        name=member,
        params={"office": office},
    )


def office_not_open(pointer: str, office: Named, since: date | None) -> Fault:
    """Return the fault of a day on which an office was not there, with the one since which it is open, where known."""
    en, lo = ("", "") if since is None else (f" It is open since {since}.", f" ຫ້ອງການນີ້ເປີດແຕ່ວັນທີ {since}.")
    return Fault(
        code="office-not-open",
        en=f"{office} was not there on that day, nor any office that it took over: check the day.{en}",
        lo=f"ໃນມື້ນັ້ນ ຍັງບໍ່ມີ {office.said('lo')} ຫຼື ຫ້ອງການທີ່ມັນຮັບຊ່ວງຕໍ່: ກວດວັນທີຄືນ.{lo}",
        pointer=pointer,
        params={"office": office} | ({} if since is None else {"since": since.isoformat()}),
    )


BELOW_WHAT: Final = Fault(
    code="required",
    en="Name the office whose offices below it are meant.",
    lo="ລະບຸຫ້ອງການ ທີ່ຕ້ອງການຫ້ອງການຂັ້ນລຸ່ມຂອງມັນ.",
    location="query",
    name="office",
)
NO_CASES_THERE: Final = Fault(
    code="no-cases-there",
    en="This member is neither police, prosecution, court nor justice: it has no cases to count. Name one that has.",
    lo="ສະມາຊິກນີ້ບໍ່ແມ່ນຕຳຫຼວດ, ໄອຍະການ, ສານ ຫຼື ຍຸຕິທຳ: ບໍ່ມີຄະດີໃຫ້ນັບ. ໃຫ້ລະບຸສະມາຊິກທີ່ມີຄະດີ.",
    location="query",
    name="member",
)


def no_court(name: str) -> Fault:
    """Return the fault of a query of courts whose member, or whose office, is none."""
    return Fault(
        code="no-court",
        en="This is no court: name a court and its office, or leave it out for all courts.",
        lo="ນີ້ບໍ່ແມ່ນສານ: ລະບຸສານ ແລະ ຫ້ອງການຂອງສານ, ຫຼື ບໍ່ຕ້ອງໃສ່ ເພື່ອເບິ່ງທຸກສານ.",
        location="query",
        name=name,
    )


def no_such_member(name: str) -> Fault:
    """Return the fault of a query that names a member that the directory has not."""
    return Fault(
        code="x-directory",
        en="The directory has no such member: look it up (GET /directory/v1/members).",
        lo="ບໍ່ມີສະມາຊິກນີ້ໃນສາລະບານ: ໃຫ້ຄົ້ນຫາໃນສາລະບານກ່ອນ.",
        location="query",
        name=name,
    )


def no_such_office(name: str) -> Fault:
    """Return the fault of a query that names an office that its member has not."""
    return Fault(
        code="x-directory",
        en="The member has no such office in the directory: look it up (GET /directory/v1/offices).",
        lo="ສະມາຊິກນີ້ບໍ່ມີຫ້ອງການນີ້ໃນສາລະບານ: ໃຫ້ຄົ້ນຫາໃນສາລະບານກ່ອນ.",
        location="query",
        name=name,
    )
