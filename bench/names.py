"""Names of the people in a generated history, put together of syllables, and what each of them is found by."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from contracts.catalogue import Catalogue
from contracts.name_keys import search_keys

GIVEN: Final = ("ບຸນ", "ຄຳ", "ສົມ", "ສຸກ", "ແກ້ວ", "ທອງ", "ວິໄລ", "ພອນ", "ຈັນ", "ດາວ", "ສີ", "ນ້ອຍ", "ມະນີ", "ໄພ", "ວັນ", "ອຳ")
ENDING: Final = ("ມີ", "ສີ", "ຫຼ້າ", "ພອນ", "ໄຊ", "ວົງ", "ເດດ", "ທະວີ", "ລັດ", "ພັນ", "ຕາ", "ສຸກ", "ດີ", "ເພັດ", "ນາງ", "ຄູນ")
FAMILY: Final = (
    "ແກ້ວ",
    "ວົງ",
    "ສີ",
    "ພົມ",
    "ໄຊຍະ",
    "ອິນທະ",
    "ສຸວັນ",
    "ຈັນທະ",
    "ພັນທະ",
    "ລາດຊະ",
    "ບຸບຜາ",
    "ດວງ",
    "ຫຼວງ",
    "ນໍຣະ",
    "ເທບ",
    "ໂພທິ",
)
ROOTS: Final = (
    "ມະນີ",
    "ສະຫວັດ",
    "ວົງສາ",
    "ວິໄລ",
    "ສຸກ",
    "ຈິດ",
    "ພອນ",
    "ສັກ",
    "ທອງ",
    "ໄຊ",
    "ສົມບັດ",
    "ດາລາ",
    "ສິງ",
    "ພັກດີ",
    "ລັດ",
    "ຄຳ",
)


@lru_cache(maxsize=200_000)
def keys_of(name: str) -> Sequence[str]:
    """Return what a name is found by; names come again."""
    return sorted(search_keys([name], Catalogue.load().code_lists))
