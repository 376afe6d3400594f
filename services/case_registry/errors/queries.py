"""What is wrong with a question."""

from typing import Final

from contracts.problems import Fault

NAME_TOO_SHORT: Final = Fault(
    code="minLength",
    en="Give at least two letters of the name.",
    lo="ໃສ່ຊື່ຢ່າງໜ້ອຍສອງຕົວອັກສອນ.",
    where="query",
    name="participantName",
)
