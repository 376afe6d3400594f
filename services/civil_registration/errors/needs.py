"""Faults of facts that lack what a state needs, or state it twice."""

from collections.abc import Sequence

from contracts.problems import Fault


def value_needed(pointer: str) -> Fault:
    """Return the fault of a member that is not there."""
    return Fault(
        code="required",
        en="This is needed to go on: state it, or leave the event noticed until it is known.",
        lo="ຕ້ອງມີຂໍ້ມູນນີ້ຈຶ່ງໄປຕໍ່ໄດ້: ໃສ່ຂໍ້ມູນ ຫຼື ປະເຫດການໄວ້ເປັນໃບແຈ້ງຈົນກວ່າຈະຮູ້.",
        pointer=pointer,
    )


def one_of_these_needed(pointers: Sequence[str]) -> Fault:
    """Return the fault of several members of which none is there, at the first of them."""
    named = [pointer[1:] for pointer in pointers]
    return Fault(
        code="required",
        en=f"One of these is needed: {', '.join(named)}.",
        lo=f"ຕ້ອງມີອັນໃດອັນໜຶ່ງ: {', '.join(named)}.",
        pointer=pointers[0],
        params={"one": list(pointers)},
    )


def one_too_many(pointers: Sequence[str]) -> Fault:
    """Return the fault of several members of which one alone may be there, at the last of them."""
    named = [pointer[1:] for pointer in pointers]
    return Fault(
        code="one-too-many",
        en=f"Only one of these can be true: {', '.join(named)}.",
        lo=f"ມີໄດ້ພຽງອັນດຽວ: {', '.join(named)}.",
        pointer=pointers[-1],
        params={"one": list(pointers)},
    )
