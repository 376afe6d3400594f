"""Refusals of the tree, beside those of the chassis."""

from http import HTTPStatus

from contracts.problems import Problem


class NotYetInTree(Problem):
    """The entry is recorded and waits for the next checkpoint, which comes within two seconds."""

    code = "not-yet-in-tree"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title_en, title_lo = "Not yet in the tree", "ຍັງບໍ່ທັນຢູ່ໃນຕົ້ນໄມ້ຫຼັກຖານ"
    en = "It is recorded and not yet part of a checkpoint; ask again after the time in Retry-After."
    lo = "ບັນທຶກແລ້ວ ແຕ່ຍັງບໍ່ທັນຢູ່ໃນຈຸດກວດສອບ; ກະລຸນາລໍຖ້າບຶດໜຶ່ງ ແລ້ວຖາມຄືນ."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})
