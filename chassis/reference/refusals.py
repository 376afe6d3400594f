"""Refusals of who has named no office, or calls for a purpose without the right: with what could be named instead."""

from collections.abc import Collection
from datetime import date
from http import HTTPStatus

from contracts.codelists import CodeLists, names_in
from contracts.organisations import Organisations
from contracts.problems import OfficeNeeded, Problem, Unavailable
from contracts.purposes import LIST, RIGHT, purposes_with
from contracts.seats import Seat
from contracts.spoken import Named
from contracts.voucher import Caller


class PurposeWithoutRight(Problem):
    """The national list says of this purpose no right that the operation asks for, so nothing is shown or done."""

    code = "purpose-without-right"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Purpose without the right", "ຈຸດປະສົງບໍ່ມີສິດນີ້"
    en = (
        "This needs a purpose with one of the rights {rights}; {purpose} has none of them in the list purposes. "
        "Ask for the token for one of: {purposes}; or have the office that governs the list add it to `rights`."
    )
    lo = (
        "ການເອີ້ນນີ້ຕ້ອງການຈຸດປະສົງທີ່ມີສິດໜຶ່ງໃນ {rights}; ໃນບັນຊີຈຸດປະສົງແຫ່ງຊາດ ຈຸດປະສົງ {purpose} ບໍ່ມີສິດເຫຼົ່ານີ້. "
        "ໃຫ້ລະບົບຂໍສິດເຂົ້າເຖິງເພື່ອໜຶ່ງໃນ: {purposes}; ຫຼື ຂໍໃຫ້ອົງການທີ່ຮັບຜິດຊອບບັນຊີເພີ່ມສິດນັ້ນ."
    )


def not_known_yet() -> Unavailable:
    """Return the refusal where a name that the gateway has let pass is not held yet; that takes two seconds at most.

    The gateway has looked it up in a newer directory: to refuse it as unknown would be wrong, and so would be to guess.
    """
    return Unavailable(retry_after_s=1)


def office_needed(caller: Caller, organisations: Organisations, today: date) -> Problem:
    """Return the refusal of an act, naming the offices that the caller's system is enrolled for and that are open.

    Of a member that is newer than what this service holds they cannot be named: it is asked to come again.
    """
    holding = caller.holding
    if caller.member not in organisations.members:
        return OfficeNeeded(offices=holding.codes) if holding.codes else not_known_yet()
    held = [office.seat for office in organisations.of_member(caller.member, today)]
    if holding.below is not None:
        below = organisations.below(Seat(caller.member, holding.below))
        held = [seat for seat in held if seat in below]
    elif not holding.every:
        held = [seat for seat in held if seat.office in holding.codes]
    return OfficeNeeded(offices=[Named(seat.office, organisations.offices[seat].name_lo) for seat in held])


def right_needed(caller: Caller, rights: Collection[str], lists: CodeLists, today: date) -> Problem:
    """Return the refusal of a call for a purpose that carries none of these rights, naming those that do today."""
    purposes = purposes_with(rights, lists, today)
    return PurposeWithoutRight(
        purpose=_named(caller.purpose, lists),
        rights=[Named(each, names_in(RIGHT).get(each)) for each in sorted(rights)],
        purposes=[_named(each, lists) for each in purposes],
    )


def _named(purpose: str, lists: CodeLists) -> Named:
    code = lists.code(LIST, purpose)
    return Named(purpose, None if code is None else code.lo)
