"""Refusals of the access log, beside those of every service."""

from http import HTTPStatus

from contracts.problems import Problem


class LookUpOver(Problem):
    """A look-up that has ended: whom it was about is forgotten, so that nobody can go on reading."""

    code = "look-up-over"
    status = HTTPStatus.GONE
    title_en, title_lo = "Look-up over", "ການຄົ້ນຫາສິ້ນສຸດແລ້ວ"
    en = "The look-up ended at {ends_at}; make a new one when the person asks again."
    lo = "ການຄົ້ນຫາສິ້ນສຸດເມື່ອ {ends_at}; ຖ້າເຈົ້າຂອງຂໍ້ມູນຂໍອີກ ໃຫ້ເຮັດການຄົ້ນຫາໃໝ່."
