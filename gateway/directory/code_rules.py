"""Rules of national code lists: nothing that was valid goes, who ends is followed by who is there. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import jsonschema_rs

from contracts.codelists import Code, CodeList, CodeLists, wrong_attributes
from contracts.lao import has_lao
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
    odd = {
        name: dict(_odd_attributes(after.lists[name])) for name in {c.code_list for c in codes} if name in after.lists
    }
    for number, code in enumerate(codes):
        for en, lo in (*_of_code(code, before, after, own, today), *_of_attributes(code, odd)):
            yield Wrong("codes", number, f"{code.key}: {en}", f"{code.key}: {lo}")


def _of_list(head: NationalList, before: CodeLists, after: CodeLists, named: set[str] | None) -> _Said:
    known = before.lists.get(head.name)
    if known is not None and not known.is_national:
        yield "this list is the programme's: its codes come with a release", "ບັນຊີນີ້ເປັນຂອງໂປຣແກຣມ: ລະຫັດມາພ້ອມລຸ້ນໃໝ່"
        return
    yield from _of_labels(head.lo, head.en)
    if (fault := _schema_fault(head.attributes)) is not None:
        yield f"attributes: {fault}", f"attributes: {fault}"
        return
    if named is not None and known is not None and (left := sorted(known.codes.keys() - named)):
        said = ", ".join(left[:_MOST_NAMED]) + (f" (+{len(left) - _MOST_NAMED})" if len(left) > _MOST_NAMED else "")
        yield (
            f"it is published for the first time, so list every code that it has; these are missing: {said}",
            f"ເຜີຍແຜ່ເທື່ອທຳອິດ, ໃຫ້ລະບຸທຸກລະຫັດທີ່ມີ; ຍັງຂາດ: {said}",
        )
    changed = known is None or dict(known.attributes) != head.attributes
    for wrong in list(wrong_attributes(after.lists[head.name]))[:_MOST_NAMED] if changed else ():
        yield f"attributes do not fit {wrong}", f"attributes ບໍ່ກົງກັບ {wrong}"


def _schema_fault(schema: Mapping[str, Any]) -> str | None:  # Any: a JSON Schema
    """Return why a schema cannot be that of attributes; None for one that can."""
    properties = schema.get("properties")
    if schema.get("type") != "object" or not isinstance(properties, dict) or schema.get("additionalProperties", True):
        return 'is {"type": "object", "properties": {…}, "additionalProperties": false}'
    if any("$ref" in part for part in _objects(schema)):
        return "refers to nothing outside itself: write $ref out"
    if odd := [name for name in properties if not name.isascii() or not name.isalnum() or not name[:1].islower()]:
        return f"names are camelCase, and {', '.join(odd)[:200]} is not"
    try:
        jsonschema_rs.meta.validate(dict(schema))
        next(wrong_attributes(CodeList("", "", {"": Code("", "", "")}, attributes=schema)), None)
    except (jsonschema_rs.ValidationError, ValueError) as fault:
        return f"is no JSON Schema: {' '.join(str(fault).split())[:200]}"
    return None


def _objects(value: object) -> Iterator[Mapping[str, Any]]:  # Any: as above
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(part)


def _odd_attributes(listed: CodeList) -> Iterator[tuple[str, str]]:
    """Yield each code whose attributes are wrong, with the sentence; none where the list's schema is no schema."""
    if _schema_fault(listed.attributes) is None:
        yield from ((sentence.partition(":")[0], sentence) for sentence in wrong_attributes(listed))


def _of_attributes(code: NationalCode, odd: Mapping[str, Mapping[str, str]]) -> _Said:
    if (sentence := odd.get(code.code_list, {}).get(code.code)) is not None:
        yield f"its attributes are not those of its list: {sentence}", f"attributes ບໍ່ກົງກັບບັນຊີ: {sentence}"
    if any(isinstance(number, float) for number in _numbers(code.attributes)):
        # canonical JSON spells them differently in different languages, and there is a digest over them
        yield "a number among attributes is whole", "ຕົວເລກໃນ attributes ຕ້ອງເປັນຈຳນວນເຕັມ"


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
    if was is not None and _begins_later(was, code.valid_from, today):
        yield (
            "it was valid already, and a code that was valid is never taken back: leave validFrom, give validTo",
            "ລະຫັດນີ້ເຄີຍໃຊ້ແລ້ວ, ລະຫັດທີ່ເຄີຍໃຊ້ບໍ່ຖືກຖອນ: ໃຫ້ຄົງ validFrom ໄວ້ ແລະ ໃສ່ validTo",
        )
    yield from _of_successors(code, listed)


def _begins_later(was: Code, valid_from: date | None, today: date) -> bool:
    """Tell whether days on which the code was valid would be so no longer."""
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
