"""Faults of an export's question."""

from collections.abc import Sequence

from contracts.problems import Fault
from contracts.spoken import MOST_SAID, spoken


def not_your_office(own: Sequence[str]) -> Fault:
    """Return the fault of an office for which whoever asks does not stand; `own` are those for which it does."""
    named = spoken(list(own), "en")  # codes: in each language the same
    return Fault(
        code="office",
        en=f"You ask neither from this office nor from one above it. Ask for one of: {named}.",
        lo=f"ທ່ານບໍ່ໄດ້ຖາມໃນນາມຫ້ອງການນີ້ ຫຼື ຫ້ອງການທີ່ຢູ່ເໜືອ. ຂໍໜຶ່ງໃນ: {named}.",
        location="query",
        name="office",
        params={"offices": list(own[:MOST_SAID])},
    )
