"""What a schema says of a value that is a code of a list (`x-codelist`), and what is wrong with one that is not.

A fault names what is right: up to ten codes that were valid on the day, or who succeeds a code that has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from contracts.codelists import Code, CodeList, CodeLists, label_of
from contracts.nearest import MOST, nearest, params_of, said_of
from contracts.problems import Fault

MARK: Final = "x-codelist"

# In Lao and in English, by case. No value of the request is echoed: what is named is in the list.
_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "unknown": ("ບໍ່ມີລະຫັດນີ້ໃນບັນຊີລະຫັດ {codelist_lo}{more}.", "Is not a code of the list {codelist}{more}."),
    "ended": (
        "ລະຫັດໃນບັນຊີ {codelist_lo} ນີ້ໃຊ້ໄດ້ຮອດວັນທີ {until} ເທົ່ານັ້ນ; ວັນທີ່ກ່ຽວຂ້ອງແມ່ນ {day}{more}.",
        "This code of the list {codelist} was valid until {until} only; the day that counts is {day}{more}.",
    ),
    "begins": (
        "ລະຫັດໃນບັນຊີ {codelist_lo} ນີ້ຈະໃຊ້ໄດ້ແຕ່ວັນທີ {from}; ວັນທີ່ກ່ຽວຂ້ອງແມ່ນ {day}{more}.",
        "This code of the list {codelist} is valid from {from} on; the day that counts is {day}{more}.",
    ),
}


@dataclass(frozen=True, slots=True)
class ListedCode:
    """That a value is a code of a list which is in no validator, or in which codes begin or end."""

    codelist: str
    day_member: str  # beside the value: the day that counts; empty where the schema names none
    label: Mapping[str, str] | None

    def holds(
        self, code: object, _around: Mapping[str, Any], day: date | None, lists: CodeLists, _directory: object
    ) -> bool:  # Any: a JSON document
        """Tell whether the list has the code, on that day if there is one; what is no text is for the validator."""
        if not isinstance(code, str):
            return True
        # `CodeLists.is_valid_on` spelt out: every exchange comes here
        listed = lists.lists.get(self.codelist)
        found = None if listed is None else listed.codes.get(code)
        if found is None:
            return False
        if day is None or (found.valid_from is None and found.valid_to is None):
            return True
        return found.is_valid_on(day)

    def was(self, code: object, lists: CodeLists) -> bool:
        """Tell whether the list has, had or will have the code."""
        return not isinstance(code, str) or lists.code(self.codelist, code) is not None


@dataclass(slots=True)
class CodeFaults:
    """Makes the faults of one document; what is right is gathered once for all of them."""

    lists: CodeLists
    _right: dict[tuple[str, date | None], list[str]] = field(default_factory=dict)

    def fault(self, mark: ListedCode, pointer: str, value: str, day: date | None) -> Fault:
        """Return the fault of a value that does not hold."""
        listed = self.lists.lists.get(mark.codelist)
        known = None if listed is None else listed.codes.get(value)
        if listed is None or known is None or day is None:
            return self._unknown(mark, pointer, value, day)
        if known.valid_from is not None and day < known.valid_from:
            params = {"from": known.valid_from.isoformat(), "day": day.isoformat()}
            return _fault(mark, pointer, "begins", params, _instead(listed, value, day))
        ends = "" if known.valid_to is None else known.valid_to.isoformat()
        return _fault(mark, pointer, "ended", {"until": ends, "day": day.isoformat()}, _instead(listed, value, day))

    def _unknown(self, mark: ListedCode, pointer: str, value: str, day: date | None) -> Fault:
        every = self._all_right(mark.codelist, day)
        codes = self.lists.codes(mark.codelist)
        names = {code: codes[code].lo for code in nearest(every, value)}
        said = said_of(list(names), names, is_all=len(every) <= MOST)
        return _fault(mark, pointer, "unknown", {}, (params_of(every, value), *said))

    def _all_right(self, codelist: str, day: date | None) -> list[str]:
        if (codelist, day) not in self._right:
            codes = self.lists.codes(codelist).values()
            self._right[codelist, day] = sorted(c.code for c in codes if day is None or c.is_valid_on(day))
        return self._right[codelist, day]


_More = tuple[Mapping[str, object], str, str]  # further parameters, and what is said of them in Lao and in English


def _instead(listed: CodeList, value: str, day: date) -> _More:
    """Return who is right instead of a code that is not valid on that day: its successors, or whom it succeeds."""
    following = listed.successors(value, day)
    if following:
        lo, en = (", ".join(_named(listed.codes[code], at) for code in following[:MOST]) for at in ("lo", "en"))
        return {"successors": list(following)}, f"; ລະຫັດທີ່ສືບທອດ: {lo}", f"; its successor is one of: {en}"
    before = [each for each in listed.codes.values() if value in each.successors and each.is_valid_on(day)][:MOST]
    if before:
        lo, en = (", ".join(_named(each, at) for each in before) for at in ("lo", "en"))
        return {"codes": [each.code for each in before]}, f"; ກ່ອນນັ້ນແມ່ນ: {lo}", f"; before that it is: {en}"
    return {}, "", ""


def _named(code: Code, language: str) -> str:
    return f"{code.code} ({code.lo if language == 'lo' else code.en})"


def _fault(mark: ListedCode, pointer: str, case: str, params: Mapping[str, object], more: _More) -> Fault:
    stated = {"codelist": mark.codelist} | dict(params)
    further, *said = more
    texts = zip(_SENTENCES[case], said, strict=True)
    named = stated | {"codelist_lo": label_of(mark.codelist)}
    lo, en = (text.format_map(named | {"more": added}) for text, added in texts)
    if mark.label is not None:
        lo, en = f"{mark.label['lo']}: {lo}", f"{mark.label['en']}: {en}"
    code = MARK if case == "unknown" else "x-code-date"
    return Fault(code=code, lo=lo, en=en, pointer=pointer, params=stated | dict(further))
