"""Refusals of courts that are not competent, have no such chamber, or were not there on that day."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar

from contracts.codelists import Code
from contracts.problems import Fault, Problem
from contracts.spoken import Coded, Named


class CourtNotCompetent(Problem):
    """Another court is competent at first instance, by a rule of the national list."""

    code = "court-not-competent"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "Court not competent", "ສານບໍ່ມີອຳນາດ"
    en = "{yours} is not competent for this case. Competent: {courts}, by the rule {rule} ({law})."
    lo = "{yours} ບໍ່ມີອຳນາດພິຈາລະນາຄະດີນີ້. ສານທີ່ມີອຳນາດ: {courts} ຕາມກົດເກນ {rule} ({law})."

    def __init__(self, yours: Named, courts: Sequence[Named], rules: Sequence[Code]) -> None:
        # `court` and `rule` as a program takes them: the first of the right ones, and why
        super().__init__(
            yours=yours,
            court=courts[0],
            courts=list(courts),
            rule=Coded(rules[0].code, rules[0].lo),
            rules=[rule.code for rule in rules],
            law=str(rules[0].attributes.get("law", "-")),
        )


class ChamberMissing(Problem):
    """The court has no chamber that hears such cases."""

    code = "chamber-missing"
    status = HTTPStatus.CONFLICT
    title_en, title_lo = "No such chamber", "ສານບໍ່ມີຄະນະນີ້"
    en = (
        "{yours} has no chamber for this case. Nearest court that has one: {court}; levels of courts with it: {levels}."
    )
    lo = "{yours} ບໍ່ມີຄະນະພິຈາລະນາຄະດີປະເພດນີ້. ສານໃກ້ທີ່ສຸດທີ່ມີ: {court}; ຂັ້ນຂອງສານທີ່ມີ: {levels}."
    codes: ClassVar = {"levels": "office-level"}

    def __init__(self, yours: Named, chambers: Sequence[Code], levels: Sequence[str], court: Named | None) -> None:
        super().__init__(
            yours=yours,
            chambers=[chamber.code for chamber in chambers],
            levels=list(levels),
            court=court,
        )


def not_open_then(pointer: str, court: Named) -> Fault:
    """Return the fault of a court that was not there on the day of what is stated."""
    return Fault(
        code="court-not-open",
        en=f"{court} was not there on that day: check the day, or name the court that had the case then.",
        lo=f"{court.said('lo')} ຍັງບໍ່ມີ ຫຼື ຍຸບເລີກແລ້ວໃນມື້ນັ້ນ: ກວດວັນທີ ຫຼື ລະບຸສານທີ່ມີຄະດີໃນເວລານັ້ນ.",
        pointer=pointer,
        params={"court": court},
    )
