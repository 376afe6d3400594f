"""Refusal of who has named no office, with the offices that it could have named."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from contracts.organisations import Organisations
from contracts.problems import Problem
from contracts.seats import Seat
from contracts.voucher import Caller


class OfficeNeeded(Problem):
    """An act is done from an office, and the caller's system, which is enrolled for several, has named none."""

    code = "office-needed"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Office needed", "ຕ້ອງລະບຸຫ້ອງການ"
    en = "Name the office that you act from when you ask for the token (office). Your system is enrolled for: {list}."
    lo = "ລະບຸຫ້ອງການທີ່ທ່ານດຳເນີນການແທນ (office) ເມື່ອຂໍ token. ລະບົບຂອງທ່ານລົງທະບຽນໄວ້ສຳລັບ: {list}."

    def __init__(self, offices: Sequence[str]) -> None:
        super().__init__(offices=list(offices), list=", ".join(offices) or "-")


def office_needed(caller: Caller, organisations: Organisations, today: date) -> OfficeNeeded:
    """Return the refusal of an act, naming the offices that the caller's system is enrolled for and that are open."""
    holding = caller.holding
    if holding.codes:
        return OfficeNeeded(offices=holding.codes)
    held = [office.seat for office in organisations.of_member(caller.member, today)]
    if holding.below is not None:
        below = organisations.below(Seat(caller.member, holding.below))
        held = [seat for seat in held if seat in below]
    elif not holding.every:
        held = []
    return OfficeNeeded(offices=[seat.office for seat in held])
