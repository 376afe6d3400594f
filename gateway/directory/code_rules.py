"""Rules of national code lists: nothing that was valid goes, who ends is followed by who is there. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import jsonschema_rs

from contracts.code_attributes import PATTERN, CodeForm, lists_named, objects_within
from contracts.codelists import Code, CodeList, CodeLists
from contracts.lao import has_lao
from contracts.nearest import nearest
from contracts.text_rules import of_pattern
from gateway.directory.codes import NationalCode, NationalList
from gateway.directory.lines import Wrong

_DAY: Final = timedelta(days=1)
_MOST_NAMED: Final = 10
_Said = Iterator[tuple[str, str]]  # in English and in Lao


def rewritten(before: CodeLists, lists: Sequence[NationalList], codes: Sequence[NationalCode]) -> CodeLists:
    """Return what these lists and codes would make of those that there are."""
    heads = {each.name: each for each in lists}
    changed: dict[str, dict[str, Code]] = {}
    for each in codes:
        changed.setdefault(each.code_list, {})[each.code] = each.as_held()
    made: list[CodeList] = []
    for name in sorted(heads.keys() | changed.keys()):
        known = before.lists.get(name)
        head = heads[name].as_held("") if name in heads else known
        if head is not None:
            made.append(replace(head, codes={**(known.codes if known else {}), **changed.get(name, {})}))
    return before.with_these(made)


def faults_of(
    lists: Sequence[NationalList],
    codes: Sequence[NationalCode],
    before: CodeLists,
    kept: frozenset[str],
    today: date,
) -> Iterator[Wrong]:
    """Yield all that is wrong with the lists and codes of a content, entry by entry.

    `kept` are the names of the lists that the directory has; the others in `before` are those of files.
    """
    after = rewritten(before, lists, codes)
    for number, head in enumerate(lists):
        named = {code.code for code in codes if code.code_list == head.name}
        for en, lo in _of_list(head, before, after, named if head.name not in kept else None):
            yield Wrong("codeLists", number, f"{head.name}: {en}", f"{head.name}: {lo}")
    own = kept | {head.name for head in lists}
    forms = {name: _Form(name, before, after) for name in {c.code_list for c in codes} if name in after.lists}
    for number, code in enumerate(codes):
        form = forms.get(code.code_list)
        for en, lo in (*_of_code(code, before, after, own, today), *(() if form is None else form.faults(code))):
            yield Wrong("codes", number, f"{code.key}: {en}", f"{code.key}: {lo}")


def _of_list(head: NationalList, before: CodeLists, after: CodeLists, named: set[str] | None) -> _Said:
    known = before.lists.get(head.name)
    if known is not None and not known.is_national:
        yield "this list is the programme's: its codes come with a release", "ບັນຊີນີ້ເປັນຂອງໂປຣແກຣມ: ລະຫັດມາພ້ອມລຸ້ນໃໝ່"
        return
    yield from _of_labels(head.lo, head.en)
    if (fault := _schema_fault(head.attributes, after)) is not None:
        yield f"attributes: {fault[0]}", f"attributes: {fault[1]}"
        return
    if named is not None and known is not None and (left := sorted(known.codes.keys() - named)):
        said = ", ".join(left[:_MOST_NAMED]) + (f" (+{len(left) - _MOST_NAMED})" if len(left) > _MOST_NAMED else "")
        yield (
            f"it is published for the first time, so list every code that it has; these are missing: {said}",
            f"ເຜີຍແຜ່ເທື່ອທຳອິດ, ໃຫ້ລະບຸທຸກລະຫັດທີ່ມີ; ຍັງຂາດ: {said}",
        )
    if known is None or dict(known.attributes) != head.attributes:
        yield from _of_what_it_has(after.lists[head.name], after)


def _of_what_it_has(listed: CodeList, after: CodeLists) -> _Said:
    """Yield which codes of a list do not fit its new schema."""
    form = CodeForm(listed, after)
    told = 0
    for code in listed.codes.values():
        if code.valid_to is None and not form.has_form(code.code):  # what ends may stay as it was written
            told += 1
            yield f"{code.code} has not the form {form.pattern}", f"{code.code} ບໍ່ຢູ່ໃນຮູບແບບ {form.pattern}"
        for fault in form.faults(code)[:1]:
            told += 1
            where = f"{code.code}: {(fault.pointer or '').lstrip('/')}"
            yield (
                f"attributes do not fit {where}: {fault.en.rstrip('.')}",
                f"attributes ບໍ່ກົງກັບ {where}: {fault.lo.rstrip('.')}",
            )
        if told >= _MOST_NAMED:
            return


def _schema_fault(schema: Mapping[str, Any], lists: CodeLists) -> tuple[str, str] | None:  # Any: a JSON Schema
    """Return why a schema cannot be that of attributes, in English and in Lao; None for one that can."""
    if (fault := next(_odd_parts(schema, lists), None)) is not None:
        return fault
    try:
        jsonschema_rs.meta.validate(dict(schema))
        CodeForm(CodeList("", "", {}, attributes=schema), lists).faults(Code("", "", ""))
    except (jsonschema_rs.ValidationError, ValueError) as fault:
        return f"is no JSON Schema: {' '.join(str(fault).split())[:200]}", "ບໍ່ແມ່ນ JSON Schema ທີ່ຖືກຕ້ອງ"
    return None


def _odd_parts(schema: Mapping[str, Any], lists: CodeLists) -> _Said:  # Any: as above
    properties = schema.get("properties")
    if schema.get("type") != "object" or not isinstance(properties, dict) or schema.get("additionalProperties", True):
        form = '{"type": "object", "properties": {…}, "additionalProperties": false}'
        yield f"is {form}", f"ຕ້ອງເປັນ {form}"
        return
    if any("$ref" in part for part in objects_within(schema)):
        yield "refers to nothing outside itself: write $ref out", "ຫ້າມອ້າງອີງອອກນອກ: ໃຫ້ຂຽນ $ref ອອກໃຫ້ໝົດ"
    if odd := [name for name in properties if not name.isascii() or not name.isalnum() or not name[:1].islower()]:
        said = ", ".join(odd)[:200]
        yield f"names are camelCase, and {said} is not", f"ຊື່ຕ້ອງເປັນ camelCase, ແຕ່ {said} ບໍ່ແມ່ນ"
    if unknown := sorted({name for name in lists_named(schema) if name not in lists.lists}):
        said = ", ".join(unknown)[:200]
        yield f"x-codelist names a list that there is not: {said}", f"x-codelist ລະບຸບັນຊີທີ່ບໍ່ມີ: {said}"
    for wrong in of_pattern(str(schema.get(PATTERN, ""))):
        yield f"{PATTERN}: {wrong}", f"{PATTERN} ບໍ່ແມ່ນຮູບແບບ (pattern) ທີ່ໃຊ້ໄດ້: {schema[PATTERN]!s:.100}"


class _Form:
    """What a list wants of a code, for all codes of a change; of a schema that is none nothing is asked."""

    def __init__(self, name: str, before: CodeLists, after: CodeLists) -> None:
        listed, known = after.lists[name], before.lists.get(name)
        self._form = CodeForm(listed, after) if _schema_fault(listed.attributes, after) is None else None
        self._known = frozenset(known.codes if known else ())
        self._right = sorted(listed.codes)
        self._written: dict[str, list[str]] = {}  # codes that only capitals tell apart
        for code in self._right:
            self._written.setdefault(code.casefold(), []).append(code)

    def faults(self, code: NationalCode) -> _Said:
        """Yield every fault of a code's form and of its attributes; how it is written is asked of new ones."""
        if code.code not in self._known:
            yield from self._of_writing(code.code)
        for fault in () if self._form is None else self._form.faults(code.as_held()):
            where = (fault.pointer or "").lstrip("/") or "attributes"
            yield f"{where}: {fault.en.rstrip('.')}", f"{where}: {fault.lo.rstrip('.')}"
        if any(isinstance(number, float) for number in _numbers(code.attributes)):
            # canonical JSON spells them differently in different languages, and there is a digest over them
            yield "a number among attributes is whole", "ຕົວເລກໃນ attributes ຕ້ອງເປັນຈຳນວນເຕັມ"

    def _of_writing(self, code: str) -> _Said:
        for other in self._written.get(code.casefold(), ()):
            if other != code:
                yield (
                    f"there is {other} already, and codes differ by more than capitals",
                    f"ມີ {other} ແລ້ວ: ລະຫັດຕ້ອງຕ່າງກັນຫຼາຍກວ່າຕົວພິມໃຫຍ່-ນ້ອຍ",
                )
        if self._form is not None and not self._form.has_form(code):
            yield self._of_form(code, self._form)

    def _of_form(self, wrong: str, form: CodeForm) -> tuple[str, str]:
        right = [code for code in nearest(self._right, wrong) if form.has_form(code)][:3]
        such, such_lo = (f", such as {', '.join(right)}", f" ເຊັ່ນ {', '.join(right)}") if right else ("", "")
        return (
            f"codes of this list have the form {form.pattern}{such} (a spreadsheet drops a leading 0: make it text)",
            f"ລະຫັດຂອງບັນຊີນີ້ມີຮູບແບບ {form.pattern}{such_lo} (ໂປຣແກຣມຕາຕະລາງຕັດເລກ 0 ທາງໜ້າ: ໃຫ້ຕັ້ງຖັນເປັນຂໍ້ຄວາມ)",
        )


def _numbers(value: object) -> Iterator[object]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _numbers(part)
    else:
        yield value


def _of_labels(lo: str, en: str) -> _Said:
    if not has_lao(lo):
        yield "lo is in Lao letters", "lo ຕ້ອງເປັນຕົວອັກສອນລາວ"
    if not any(letter.isascii() and letter.isalnum() for letter in en):
        yield "en is in Latin letters", "en ຕ້ອງເປັນຕົວອັກສອນລາແຕັງ"


def _of_code(code: NationalCode, before: CodeLists, after: CodeLists, own: frozenset[str], today: date) -> _Said:
    listed = after.lists.get(code.code_list)
    if listed is None or not listed.is_national:
        yield f"there is no national list {code.code_list}", f"ບໍ່ມີບັນຊີແຫ່ງຊາດ {code.code_list}"
        return
    if code.code_list not in own:
        yield (
            f"the directory has no list {code.code_list} yet: publish it whole first (saphan list write, apply)",
            f"ສາລະບານຍັງບໍ່ມີບັນຊີ {code.code_list}: ໃຫ້ເຜີຍແຜ່ທັງໝົດກ່ອນ (saphan list write, apply)",
        )
    yield from _of_labels(code.lo, code.en)
    if code.valid_from and code.valid_to and code.valid_to < code.valid_from:
        yield "it ends before it begins", "ສິ້ນສຸດກ່ອນເລີ່ມ"
    was = before.code(code.code_list, code.code)
    if was is not None:
        yield from _taken_back(was, code, today)
    yield from _of_successors(code, listed)


def _taken_back(was: Code, code: NationalCode, today: date) -> _Said:
    """Yield that days on which the code was valid would be so no longer: rows of those days have it.

    The day before the change may still become its last one: an office decides in the morning what ended last night.
    """
    if _begins_later(was, code.valid_from, today):
        first, first_lo = (
            ("leave validFrom empty", "ໃຫ້ປະ validFrom ຫວ່າງ")
            if was.valid_from is None
            else (f"validFrom is {was.valid_from} at the latest", f"validFrom ຊ້າສຸດແມ່ນ {was.valid_from}")
        )
        yield (
            f"it was valid already, and a code that was valid is never taken back: {first}; what ends gets validTo",
            f"ລະຫັດນີ້ເຄີຍໃຊ້ແລ້ວ, ລະຫັດທີ່ເຄີຍໃຊ້ບໍ່ຖືກຖອນ: {first_lo}; ຖ້າຢາກໃຫ້ສິ້ນສຸດ ໃຫ້ໃສ່ validTo",
        )
    last = today - _DAY
    earliest = last if was.valid_to is None else min(was.valid_to, last)
    was_valid = was.valid_from is None or was.valid_from <= earliest
    if was_valid and code.valid_to is not None and code.valid_to < earliest:
        yield (
            f"it was valid until {earliest}, and such a day is never taken back: validTo is {earliest} at the earliest",
            f"ລະຫັດນີ້ໃຊ້ໄດ້ຮອດ {earliest}, ວັນທີ່ເຄີຍໃຊ້ໄດ້ບໍ່ຖືກຖອນ: validTo ໄວສຸດແມ່ນ {earliest}",
        )


def _begins_later(was: Code, valid_from: date | None, today: date) -> bool:
    """Tell whether a first day that has passed, or that there was none of, would move."""
    if was.valid_from is None:
        return valid_from is not None
    return was.valid_from <= today and valid_from is not None and valid_from > was.valid_from


def _of_successors(code: NationalCode, listed: CodeList) -> _Said:
    if not code.successors:
        return
    if code.valid_to is None:
        yield "only what ends has successors: give validTo", "ມີແຕ່ລະຫັດທີ່ສິ້ນສຸດຈຶ່ງມີຜູ້ສືບທອດ: ໃຫ້ໃສ່ validTo"
        return
    day = code.valid_to + _DAY
    for other in code.successors:
        known = listed.codes.get(other)
        # valid on the day after its own last one: so nothing can be its own successor, and no circle arises
        if known is None or not known.is_valid_on(day):
            yield (
                f"its successor {other} is no code that is valid on {day}",
                f"ຜູ້ສືບທອດ {other} ບໍ່ແມ່ນລະຫັດທີ່ໃຊ້ໄດ້ໃນວັນທີ {day}",
            )
