"""Refusal when a member may not do something in a case, or not at its status."""

from collections.abc import Sequence
from http import HTTPStatus

from contracts.problems import Problem


class ActNotAllowed(Problem):
    """Where the case stands, what it is about, or the kind of member that asks, does not permit this."""

    code = "act-not-allowed"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Not allowed in this case", "ດຳເນີນການໃນຄະດີນີ້ບໍ່ໄດ້"
    en = "{act} is not possible by you while the case is {current}. Done by: {by}; while the case is: {at}."
    lo = "{act}: ທ່ານດຳເນີນການບໍ່ໄດ້ເມື່ອຄະດີຢູ່ສະຖານະ {current}. ຜູ້ດຳເນີນການ: {by}; ເມື່ອຄະດີຢູ່ສະຖານະ: {at}."

    def __init__(self, act: str, current: str, movers: Sequence[str], statuses: Sequence[str]) -> None:
        super().__init__(
            act=act,
            current=current,
            allowedBy=list(movers),
            allowedAt=list(statuses),
            by=", ".join(movers),
            at=", ".join(statuses) or "-",
        )
