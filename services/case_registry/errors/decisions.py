"""Fault of a decision that states what it does not change."""

from typing import Final

from contracts.problems import Fault

CHANGES_NO_STATUS: Final = Fault(
    code="no-civil-status",
    en=(
        "Only a judgment of divorce, adoption, parentage, guardianship or declared death changes the civil register: "
        "state the matter, or leave this out."
    ),
    lo="ມີແຕ່ຄຳພິພາກສາຢ່າຮ້າງ, ລູກລ້ຽງ, ພໍ່ແມ່ລູກ, ການປົກຄອງ ຫຼື ປະກາດວ່າເສຍຊີວິດ ທີ່ປ່ຽນທະບຽນພົນລະເມືອງ: ໃສ່ເລື່ອງທີ່ຕັດສິນ ຫຼື ບໍ່ຕ້ອງໃສ່.",
    pointer="/civilStatus",
)
