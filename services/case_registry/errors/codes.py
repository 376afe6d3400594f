"""Fault of a code that its national list does not have."""

from contracts.problems import Fault


def unknown_code(pointer: str) -> Fault:
    """Return the fault of a code that its national list does not have."""
    return Fault(
        code="x-codelist",
        en="This code is not on its national list.",
        lo="ລະຫັດນີ້ບໍ່ມີໃນບັນຊີລະຫັດແຫ່ງຊາດ.",
        pointer=pointer,
    )
