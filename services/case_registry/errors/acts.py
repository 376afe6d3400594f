"""Refusals when a member may not do something at all, or not in a case, or not at its status."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar

from contracts.problems import Problem


class ActNotAllowed(Problem):
    """Where the case stands, what it is about, or the kind of member that asks, does not permit this."""

    code = "act-not-allowed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Not allowed in this case", "ດຳເນີນການໃນຄະດີນີ້ບໍ່ໄດ້"
    en = "{act} is not possible by you while a case is {current}. Done by: {allowedBy}; while the case is: {allowedAt}."
    lo = "{act}: ທ່ານດຳເນີນການບໍ່ໄດ້ເມື່ອຄະດີຢູ່ສະຖານະ {current}. ຜູ້ດຳເນີນການ: {allowedBy}; ເມື່ອຄະດີຢູ່ສະຖານະ: {allowedAt}."
    codes: ClassVar = {
        "act": "case-act",
        "current": "case-status",
        "allowedBy": "member-kind",
        "allowedAt": "case-status",
    }

    def __init__(self, act: str, current: str, movers: Sequence[str], statuses: Sequence[str]) -> None:
        super().__init__(act=act, current=current, allowedBy=list(movers), allowedAt=list(statuses))


class OtherKinds(Problem):
    """This is done by members, or from offices, of another kind; it is about no case."""

    code = "other-kinds"
    status = HTTPStatus.FORBIDDEN
    title_en, title_lo = "Done by others", "ເປັນໜ້າທີ່ຂອງສະມາຊິກອື່ນ"
    en = "{act} is not possible by you. Done by: {allowedBy}; kind of office: {kinds}; level: {levels}."
    lo = "{act}: ທ່ານດຳເນີນການບໍ່ໄດ້. ຜູ້ດຳເນີນການ: {allowedBy}; ປະເພດຫ້ອງການ: {kinds}; ຂັ້ນ: {levels}."
    codes: ClassVar = {"act": "case-act", "allowedBy": "member-kind", "kinds": "office-kind", "levels": "office-level"}

    def __init__(self, act: str, *, movers: Sequence[str], kinds: Sequence[str], levels: Sequence[str]) -> None:
        super().__init__(act=act, allowedBy=list(movers), kinds=list(kinds), levels=list(levels))
